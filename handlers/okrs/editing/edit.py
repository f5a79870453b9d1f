"""The command that edits: it leads to the form of an objective or of a key result, with what was typed filled in."""

from typing import Annotated

from handlers.chat.ask import Ask
from handlers.chat.fields import Label
from handlers.chat.form import Form
from handlers.chat.reply import FormErrors, OpenForm, Reply
from handlers.chat.router import Router, on
from handlers.okrs.editing.fields import RawKind
from handlers.okrs.editing.key_result import edit_key_result
from handlers.okrs.editing.key_result_form import EditKeyResult
from handlers.okrs.editing.objective import edit_objective
from handlers.okrs.editing.objective_form import EditObjective
from handlers.okrs.fields import ThingRef
from handlers.okrs.refusals import ask_owner
from handlers.okrs.rights import may_change
from storage.okr_lines import KeyResultLine


class Edit(Form, command="okr edit", title="Edit", submit="Next", example="/okr edit KR-5 --by friday"):
    """Change an objective or a key result: with any option of the command that made it, or in a form."""

    thing: Annotated[ThingRef, Label("Which", "A code, or some words of the title.")]
    changes: Annotated[
        str, RawKind(), Label("Changes", "Any option, such as --by friday; leave it empty for a form.")
    ] = ""


def edit(ask: Ask, form: Edit) -> Reply:
    """Open the form that shows how the thing stands; with words behind it, do what they say."""
    line = form.thing
    if not may_change(ask, line):
        raise ask_owner(line, "edit")
    target = EditKeyResult if isinstance(line, KeyResultLine) else EditObjective
    own = Router((on(EditObjective, edit_objective), on(EditKeyResult, edit_key_result)))
    words = f"{target.spec.command} {line.code} {form.changes}"
    return carried_out(ask, own, words) if form.changes else own.meant(ask, words)


def carried_out(ask: Ask, own: Router, words: str) -> Reply:
    """Do what the words say by the only commands that they may name; where they are in doubt, the form opens."""
    meant = own.meant(ask, words)
    if meant.notice:
        return meant
    reply = own.called(ask, meant.call)
    if not isinstance(reply, FormErrors):
        return reply
    # Typed words have no form yet in which the errors could stand.
    notice = " ".join((*reply.errors.values(), "Nothing is stored yet."))
    return OpenForm(meant.call, reply.errors, notice)
