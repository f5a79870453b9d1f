"""What people ask for about objectives and key results."""

from handlers.chat.router import on
from handlers.okrs.aligning.align import Align, align_it
from handlers.okrs.aligning.tree import ShowTree, show_tree
from handlers.okrs.coaching.coach import Coach, coach
from handlers.okrs.drafting.publish import Publish, publish
from handlers.okrs.drafting.talk import Agree, Suggest, TakeOver, agree, suggest, take_over
from handlers.okrs.editing.edit import Edit, edit
from handlers.okrs.editing.hand_over import HandOver, give
from handlers.okrs.editing.key_result import edit_key_result
from handlers.okrs.editing.key_result_form import EditKeyResult
from handlers.okrs.editing.objective import edit_objective
from handlers.okrs.editing.objective_form import EditObjective
from handlers.okrs.ending.delete import Delete, delete
from handlers.okrs.ending.drop import Drop, drop
from handlers.okrs.explaining.why import Why, why
from handlers.okrs.following.follow import Follow, Unfollow, follow, unfollow
from handlers.okrs.seeing.list import List, list_them
from handlers.okrs.seeing.search import Search, look_for
from handlers.okrs.seeing.show import Show, show
from handlers.okrs.setting.clone import Clone, clone
from handlers.okrs.setting.kr import AddKeyResult, add
from handlers.okrs.setting.new import New, new

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
