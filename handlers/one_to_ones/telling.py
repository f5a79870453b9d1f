"""What the other one of the two is told: one message from one meeting to the next, brought up to date."""

from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.outgoing import Shown
from handlers.one_to_ones import screens
from storage import messages, one_to_ones
from storage.one_to_ones import PairLine
from storage.people import Somebody


def tell_of(ask: Ask, other: Somebody, pair: PairLine) -> None:
    """Tell the other one what is on the agenda, in their working hours; where they were told, there."""
    agenda = one_to_ones.agenda(ask.db, pair.id, screens.MOST_TOLD)
    card = screens.told(ask.writer, agenda)
    outgoing.show_to(ask, [Shown(other.id, _subject(pair), _kind(other.id, pair), card)])


def bring_up_to_date(ask: Ask, other: Somebody, pair: PairLine) -> None:
    """Let the message that the other one has since they last met say what is open by now, if they have one."""
    if messages.shown(ask.db, ask.workspace_id, _subject(pair), _kind(other.id, pair)) is not None:
        tell_of(ask, other, pair)


def _subject(pair: PairLine) -> str:
    return f"one_to_one:{pair.id}"


def _kind(person_id: int, pair: PairLine) -> str:
    # After they met, what is new comes in a message of its own: an edit of an old one is seen by nobody.
    return f"agenda:{person_id}:{pair.version}"
