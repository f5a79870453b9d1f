"""What people ask for about their goals."""

from handlers.chat.router import on
from handlers.goals.approving.approve import Approve, LookAt, approve, look_at
from handlers.goals.approving.comment import Comment, comment
from handlers.goals.approving.submit import Submit, submit
from handlers.goals.editing.change import edit_goal
from handlers.goals.editing.edit import Edit, edit
from handlers.goals.editing.form import EditGoal
from handlers.goals.ending.drop import Drop, drop
from handlers.goals.seeing.list import List, list_them
from handlers.goals.seeing.show import Show, Why, show, why
from handlers.goals.setting.new import New, new
from handlers.goals.updating.update import Undo, Update, undo, update

COMMANDS = (
    on(List, list_them),
    on(Show, show),
    on(Why, why),
    on(New, new),
    on(Update, update),
    on(Undo, undo),
    on(Edit, edit),
    on(EditGoal, edit_goal),
    on(Drop, drop),
    on(Submit, submit),
    on(Approve, approve),
    on(LookAt, look_at),
    on(Comment, comment),
)
