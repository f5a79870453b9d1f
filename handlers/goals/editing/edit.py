"""The command that edits a goal: it leads to the form, with what was typed filled in, or does what the words say."""

from typing import Annotated

from handlers.chat.ask import Ask
from handlers.chat.fields import Label
from handlers.chat.form import Form
from handlers.chat.reply import Reply
from handlers.chat.router import Router, on
from handlers.goals import rights
from handlers.goals.editing.change import edit_goal
from handlers.goals.editing.form import EditGoal
from handlers.goals.fields import OwnGoalRef
from handlers.okrs.editing.edit import carried_out
from handlers.okrs.editing.fields import RawKind


class Edit(Form, command="goal edit", title="Edit", submit="Next", example="/goal edit G-3 --weight 40"):
    """Change a goal: with any option of the command that made it, or in a form."""

    goal: Annotated[OwnGoalRef, Label("Which", "A code, or some words of the title.")]
    changes: Annotated[
        str, RawKind(), Label("Changes", "Any option, such as --by friday; leave it empty for a form.")
    ] = ""


def edit(ask: Ask, form: Edit) -> Reply:
    """Open the form that shows how the goal stands; with words behind it, do what they say."""
    rights.own(ask, form.goal, "edit")
    words = f"{EditGoal.spec.command} {form.goal.code} {form.changes}"
    own = Router((on(EditGoal, edit_goal),))
    return carried_out(ask, own, words) if form.changes else own.meant(ask, words)
