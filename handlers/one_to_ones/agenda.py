"""The agenda of a one-to-one: what is open between two people, put together for one of them."""

from collections.abc import Mapping

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.card import Card, Element, Note
from handlers.chat.form import Form
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.okrs.standing import judge
from handlers.one_to_ones import screens
from handlers.one_to_ones.screens import View
from handlers.people.fields import PersonRef
from storage import agendas, feedback_lists, one_to_ones
from storage.agendas import Agenda
from storage.calendar import zone_named
from storage.one_to_ones import PairLine
from storage.people import Somebody
from storage.progress import Status

WORRYING = {Status.OFF_TRACK: 0, Status.AT_RISK: 1, Status.STALE: 2}
"""What is worth a word between two people, the worst first."""


class OneToOne(Form, command="oneonone", title="One-to-one", reads=True, submit="Open", example="/oneonone @ana"):
    """Open the agenda that you share with a colleague."""

    person: PersonRef

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        return (Note.of(screens.PRIVATE),)


def show(ask: Ask, form: OneToOne) -> Reply:
    """The agenda, for the writer's eyes only: there is nothing to share."""
    refuse_unless_two(ask, form.person)
    return Whisper(agenda_with(ask, form.person))


def refuse_unless_two(ask: Ask, other: Somebody) -> None:
    """Raises Refused where these are not two members."""
    refuse_guests(ask)
    if other.id == ask.person.id:
        raise Refused("A one-to-one takes two. Name the colleague whom you meet: /oneonone @ana.")


def refuse_guests(ask: Ask) -> None:
    """Raises Refused for whoever is no member."""
    if not policy.may_meet(ask):
        raise Refused("One-to-ones are for members of the company. /okr list shows what names you.")


def agenda_with(ask: Ask, other: Somebody) -> Card:
    """What the writer and `other` have to talk about, as the writer may see it. Five statements at most."""
    pair = one_to_ones.find(ask.db, ask.person.id, other.id)
    return agenda_of(ask, other, pair)


def agenda_of(ask: Ask, other: Somebody, pair: PairLine | None) -> Card:
    """The same where the pair was read already; None where the two have had nothing to talk about yet."""
    both = (ask.person.id, other.id)
    since = pair.held_at if pair else None
    judged = judge(ask.company, ask.now)
    lines = one_to_ones.key_results_of(ask.db, policy.sight(ask), both, ask.company_today)
    standing = [(line, status) for line in lines if (status := judged.status(line)) in WORRYING]
    view = View(
        other,
        ask.person.id,
        zone_named(ask.person.time_zone),
        pair,
        agendas.agenda(ask.db, pair.id, screens.MOST_ITEMS) if pair else Agenda(),
        tuple(sorted(standing, key=lambda one: WORRYING[one[1]])),
        feedback_lists.between(ask.db, ask.workspace_id, ask.person.id, both, since, screens.MOST_FEEDBACK + 1),
    )
    return screens.agenda(view)
