"""Topics and actions: put on an agenda, done, and opened again."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from handlers.chat.ask import Ask
from handlers.chat.card import Element, Note
from handlers.chat.fields import Day, FilledIn, Label, LongText, TickKind, WordKind
from handlers.chat.form import Form
from handlers.chat.number import row_number
from handlers.chat.reply import FormErrors, Refused, ReplaceCard, Reply, Whisper
from handlers.one_to_ones import schedule, screens
from handlers.one_to_ones.agenda import agenda_of, refuse_guests, refuse_unless_two
from handlers.one_to_ones.telling import bring_up_to_date, tell_of
from handlers.people.fields import PersonRef
from storage import agendas, audit, one_to_ones, people
from storage.agendas import ItemOfPair
from storage.people import Somebody


class AddTopic(Form, command="oneonone topic", title="Add a topic", submit="Add", listed=False):
    """Put a topic on the agenda of a one-to-one."""

    person: Annotated[PersonRef, Label("With")]
    text: Annotated[LongText, Label("Topic")]

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        return (Note.of(screens.TOLD),)


class AddAction(Form, command="oneonone action", title="Add an action", submit="Add", listed=False):
    """Put an action on the agenda of a one-to-one."""

    person: Annotated[PersonRef, Label("With")]
    text: Annotated[LongText, Label("Action")]
    owner: Annotated[PersonRef | None, FilledIn(), Label("Owner", "One of the two of you.")] = None
    by: Annotated[Day | None, Label("By", "Whoever does it is reminded that morning.")] = None

    @classmethod
    def prefill(cls, ask: Ask, given: Mapping[str, str]) -> Mapping[str, str]:
        return {"owner": "me", **given}

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        return (Note.of(screens.TOLD),)


class SetItem(Form, command="oneonone done", title="Done", listed=False):
    """Mark something on the agenda as done, or open it again."""

    item: Annotated[str, WordKind()]
    done: Annotated[bool, TickKind("Done")] = False


def add_topic(ask: Ask, form: AddTopic) -> Reply:
    """Put the topic on the agenda of the two, and tell the other one."""
    return _added(ask, form.person, form.text, None, None)


def add_action(ask: Ask, form: AddAction) -> Reply:
    """The same with an action, of which its owner is reminded on its day."""
    if form.by is not None and form.by < ask.today:
        return FormErrors({"by": "This day is over. Choose today or a later one."})
    owner_id = form.owner.id if form.owner else ask.person.id
    if owner_id not in (ask.person.id, form.person.id):
        return FormErrors({"owner": f"This is between you and {form.person.name}: name one of the two of you."})
    return _added(ask, form.person, form.text, owner_id, form.by)


def set_item(ask: Ask, form: SetItem) -> Reply:
    """Mark it, once, and show the agenda as it is now in place of the card."""
    refuse_guests(ask)
    found = agendas.items(ask.db, ask.workspace_id, (row_number(form.item),))
    other_id = found[0].other_than(ask.person.id) if found else None
    if other_id is None:
        raise Refused("This is on no agenda of yours. Open the one that you look for: /oneonone @ana.")
    mark = _finish if form.done else _reopen
    mark(ask, found[0])
    other = people.by_ids(ask.db, (other_id,))[other_id]
    pair = one_to_ones.find(ask.db, ask.person.id, other_id)
    if pair is not None:
        bring_up_to_date(ask, other, pair)
    return ReplaceCard(agenda_of(ask, other, pair), is_private=True)


def _added(ask: Ask, other: Somebody, text: str, owner_id: int | None, due_on: date | None) -> Reply:
    refuse_unless_two(ask, other)
    pair = one_to_ones.open_between(ask.db, ask.workspace_id, ask.person.id, other.id, ask.now)
    item_id = agendas.add(
        ask.db, ask.workspace_id, pair.id, ask.person.id, text, ask.now, owner_id=owner_id, due_on=due_on
    )
    if owner_id is not None and due_on is not None:
        schedule.remind(ask, item_id, owner_id, due_on)
    _note_down(ask, "add topic" if owner_id is None else "add action", pair.id, item_id)
    tell_of(ask, other, pair)
    return Whisper(agenda_of(ask, other, pair))


def _finish(ask: Ask, found: ItemOfPair) -> None:
    """Mark it as done, once; nobody is reminded of it any more."""
    item = found.item
    if not agendas.finish(ask.db, item.id, ask.person.id, ask.now):
        return
    _note_down(ask, "done", found.one_to_one_id, item.id)
    if item.due_on is not None:
        schedule.cancel(ask, item.id)


def _reopen(ask: Ask, found: ItemOfPair) -> None:
    """Mark it as not done, once; its owner is reminded of it again."""
    item = found.item
    if not agendas.reopen(ask.db, item.id):
        return
    _note_down(ask, "reopen", found.one_to_one_id, item.id)
    if item.owner_id is not None and item.due_on is not None:
        schedule.remind(ask, item.id, item.owner_id, item.due_on)


def _note_down(ask: Ask, action: str, pair_id: int, item_id: int) -> None:
    """Write it into the audit; its text stays out."""
    after = {"item": item_id}
    audit.record(ask.db, ask.workspace_id, ask.person.id, action, f"one_to_one:{pair_id}", ask.now, after=after)
