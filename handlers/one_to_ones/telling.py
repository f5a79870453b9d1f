"""What the other one of the two is told: one message from one meeting to the next, brought up to date."""

from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.outgoing import Shown
from handlers.chat.text import Mention
from handlers.one_to_ones import screens
from storage import agendas, messages
from storage.one_to_ones import PairLine
from storage.people import Somebody


def tell_of(ask: Ask, other: Somebody, pair: PairLine) -> None:
    """Tell the other one what is on the agenda, in their working hours, or bring up to date what they were told.

    The writer's own message, if they have one, says the same.
    """
    told = {other.id: ask.writer} | _told(ask, other, pair, (ask.person.id,))
    _show(ask, pair, told)


def bring_up_to_date(ask: Ask, other: Somebody, pair: PairLine) -> None:
    """Let the messages that the two have since they last met say what is open by now."""
    _show(ask, pair, _told(ask, other, pair, (ask.person.id, other.id)))


def _told(ask: Ask, other: Somebody, pair: PairLine, who: tuple[int, ...]) -> dict[int, Mention]:
    """Those of them who have a message since the two last met, and who the other one is for each."""
    their_other = {ask.person.id: Mention(other.id, other.name), other.id: ask.writer}
    return {
        number: their_other[number]
        for number in who
        if messages.shown(ask.db, ask.workspace_id, _subject(pair), _kind(number, pair)) is not None
    }


def _show(ask: Ask, pair: PairLine, told: dict[int, Mention]) -> None:
    if not told:
        return
    agenda = agendas.agenda(ask.db, pair.id, screens.MOST_TOLD)
    cards = {number: screens.told(other, agenda) for number, other in told.items()}
    outgoing.show_to(ask, [Shown(number, _subject(pair), _kind(number, pair), card) for number, card in cards.items()])


def _subject(pair: PairLine) -> str:
    return f"one_to_one:{pair.id}"


def _kind(person_id: int, pair: PairLine) -> str:
    # After they met, what is new comes in a message of its own: an edit of an old one is seen by nobody.
    return f"agenda:{person_id}:{pair.version}"
