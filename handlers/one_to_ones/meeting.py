"""We met: what two people have talked about is closed, and what is open stays for the next time."""

from typing import Annotated

from handlers.chat.ask import Ask
from handlers.chat.fields import WordKind
from handlers.chat.form import Form
from handlers.chat.reply import ReplaceCard, Reply
from handlers.one_to_ones.agenda import agenda_with, refuse_unless_two
from handlers.one_to_ones.telling import bring_up_to_date
from handlers.people.fields import PersonRef
from storage import audit, one_to_ones


class Met(Form, command="oneonone met", title="We met", listed=False):
    """Close what you have talked about in a one-to-one."""

    person: PersonRef
    version: Annotated[str, WordKind()] = ""

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("version",)


def met(ask: Ask, form: Met) -> Reply:
    """Keep that the two met now; where one of them has said so since the card was shown, that stands."""
    other = form.person
    refuse_unless_two(ask, other)
    pair = one_to_ones.open_between(ask.db, ask.workspace_id, ask.person.id, other.id, ask.now)
    is_current = form.version in ("", str(pair.version))
    if is_current and one_to_ones.meet(ask.db, pair, ask.now):
        before, after = {"met": pair.held_at}, {"met": ask.now}
        audit.record(ask.db, ask.workspace_id, ask.person.id, "met", f"one_to_one:{pair.id}", ask.now, before, after)
        bring_up_to_date(ask, other, pair)
    return ReplaceCard(agenda_with(ask, other), is_private=True)
