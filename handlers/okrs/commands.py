"""What people ask for about objectives and key results."""

from handlers.chat.router import on
from handlers.okrs.adding import AddKeyResult, add
from handlers.okrs.aligning import Align, align_it
from handlers.okrs.changing import HandOver, give
from handlers.okrs.cloning import Clone, clone
from handlers.okrs.coach import Coach, coach
from handlers.okrs.deleting import Delete, delete
from handlers.okrs.drafting_publish import Publish, publish
from handlers.okrs.drafting_talk import Agree, Suggest, TakeOver, agree, suggest, take_over
from handlers.okrs.dropping import Drop, drop
from handlers.okrs.editing import Edit, edit
from handlers.okrs.editing_key_results import EditKeyResult
from handlers.okrs.editing_objectives import EditObjective
from handlers.okrs.following import Follow, Unfollow, follow, unfollow
from handlers.okrs.key_result_edits import edit_key_result
from handlers.okrs.objective_edits import edit_objective
from handlers.okrs.searching import Search, look_for
from handlers.okrs.seeing import List, Show, list_them, show
from handlers.okrs.setting import New, new
from handlers.okrs.tree import ShowTree, show_tree
from handlers.okrs.why import Why, why

COMMANDS = (
    on(List, list_them),
    on(Show, show),
    on(ShowTree, show_tree),
    on(Why, why),
    on(Coach, coach),
    on(Search, look_for),
    on(New, new),
    on(AddKeyResult, add),
    on(Align, align_it),
    on(HandOver, give),
    on(Publish, publish),
    on(Agree, agree),
    on(Suggest, suggest),
    on(TakeOver, take_over),
    on(Follow, follow),
    on(Unfollow, unfollow),
    on(Edit, edit),
    on(EditObjective, edit_objective),
    on(EditKeyResult, edit_key_result),
    on(Clone, clone),
    on(Drop, drop),
    on(Delete, delete),
)
