"""One-to-ones on screen: the agenda, what the other one is told, and the reminder of an action."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from handlers.chat.card import Button, Call, Card, Element, Note, Paragraph, Row
from handlers.chat.text import Bold, Command, Date, Mention, Plain, Span, Spans, spans
from handlers.feedback.giving.entries import entry
from handlers.okrs.lines import owner, short
from handlers.okrs.samples import DELIVERY_DAYS, PRE_ORDERS
from handlers.okrs.shares import share_since
from handlers.okrs.standing import WORDS
from handlers.people.fields import person_value
from storage.agendas import Agenda, ItemKind, ItemLine
from storage.feedback import FeedbackLine
from storage.okr_lines import KeyResultLine
from storage.one_to_ones import PairLine
from storage.people import Somebody
from storage.progress import Status

MOST_ITEMS = 12
"""Topics and actions, each, that the agenda shows; the others are counted."""
MOST_TOLD = 5
"""The same of the message to the other one."""
MOST_KEY_RESULTS = 6
MOST_FEEDBACK = 3
ALL_TEXT = 5000
"""Characters of all topics and actions on a card: a few are shown whole, of many each is cut."""
SHORTEST = 150
"""Characters of one that are shown in any case."""
LONGEST_REMINDED = 2000

PRIVATE = "Only the two of you see the agenda, and nobody else, whatever their role."
AS_FAR_AS_YOU_MAY = "Feedback is shown as far as you may read it."
TOLD = f"{PRIVATE} The other one is told."


@dataclass(frozen=True, slots=True)
class View:
    """What the agenda says to the `reader`, in whose `zone` days are.

    `key_results` stand at risk, off track or stale; `feedback` was given since the two last met. Both are as far as the
    reader may see them.
    """

    other: Somebody
    reader_id: int
    zone: ZoneInfo
    pair: PairLine | None
    agenda: Agenda
    key_results: tuple[tuple[KeyResultLine, Status], ...] = ()
    feedback: tuple[FeedbackLine, ...] = ()


def agenda(view: View) -> Card:
    """What the two have to talk about, with all that can be done with it."""
    body: list[Element] = [Paragraph((*_counted(view), *_last_met(view)))]
    body += _section("Actions", "action", view)
    body += _section("Topics", "topic", view)
    if not view.agenda.items:
        body.append(Paragraph.of("Nothing is on the agenda yet. Add what you want to talk about."))
    body += _key_results(view)
    body += _feedback(view)
    body += [Note.of(f"{PRIVATE} {AS_FAR_AS_YOU_MAY}" if view.feedback else PRIVATE), *_buttons(view)]
    return Card(f"{_open(view.agenda)} in your one-to-one with {view.other.name}.", tuple(body))


def told(other: Mention, agenda: Agenda) -> Card:
    """The message to one of the two: what is open on the agenda with `other`, who added to it."""
    opened = tuple(item for item in agenda.items if item.done_at is None)
    if not opened:
        text = f"Nothing is open in your one-to-one with {other.name} any more."
        body: tuple[Element, ...] = (Paragraph.of("Nothing is open in your one-to-one with ", other, " any more."),)
    else:
        text = f"{_open(agenda)} in your one-to-one with {other.name}."
        lines = tuple(Paragraph(_told(item, _longest(len(opened)))) for item in opened)
        more = agenda.open_count - len(opened)
        body = (
            Paragraph.of(Bold(_open(agenda)), " in your one-to-one with ", other, "."),
            *lines,
            *((Paragraph.of(f"and {more} more"),) if more > 0 else ()),
        )
    button = Button("Open the agenda", Call("oneonone", {"person": person_value(other.person_id)}))
    return Card(text, (*body, button, Note.of(PRIVATE)))


def reminder(item: ItemLine, other: Somebody) -> Card:
    """What whoever took the action on gets on its day."""
    due = spans(Date(item.due_on)) if item.due_on is not None else spans("now")
    return Card(
        f"Due: {short(' '.join(item.text.split()))}",
        (
            Paragraph.of(Bold("Due "), *due, f": {short(item.text, LONGEST_REMINDED)}"),
            Button("Done", _call(item), "primary"),
            Button("Open the agenda", Call("oneonone", {"person": person_value(other.id)})),
            Note.of("You get this once, because it is yours in your one-to-one with ", _mention(other), "."),
        ),
    )


def _counted(view: View) -> Spans:
    return spans(Bold(_open(view.agenda)), " · one-to-one with ", _mention(view.other))


def _open(agenda: Agenda) -> str:
    return f"{agenda.open_count} open" if agenda.open_count else "Nothing open"


def _last_met(view: View) -> Spans:
    if view.pair is None or view.pair.held_at is None:
        return spans(" · not met yet")
    return spans(" · last met ", Date(view.pair.held_at.astimezone(view.zone).date()))


def _section(title: str, kind: ItemKind, view: View) -> Iterator[Element]:
    items = view.agenda.of(kind)
    if not items:
        return
    yield Paragraph.of(Bold(title))
    longest = _longest(len(view.agenda.items))
    for item in items:
        if item.done_at is None:
            yield Row(_said(item, view, longest), Button("Done", _call(item)))
        else:
            yield Row(spans("Done · ", *_said(item, view, longest)), Button("Reopen", _call(item)))
    if (more := view.agenda.hidden(kind)) > 0:
        yield Note.of(f"and {more} more")


def _said(item: ItemLine, view: View, longest: int) -> Spans:
    text = short(item.text, longest)
    if item.owner_id is None:
        author = Plain("you") if item.author_id == view.reader_id else Mention(item.author_id, item.author_name)
        return spans(text, " · from ", author)
    whose = Plain("You") if item.owner_id == view.reader_id else Mention(item.owner_id, item.owner_name)
    parts: list[str | Span] = [whose, f": {text}"]
    if item.due_on is not None:
        parts += [" · due ", Date(item.due_on)]
    return spans(*parts)


def _told(item: ItemLine, longest: int) -> Spans:
    text = short(item.text, longest)
    if item.owner_id is None:
        return spans(f"Topic: {text}")
    due: tuple[str | Span, ...] = () if item.due_on is None else (" · due ", Date(item.due_on))
    return spans("Action of ", Mention(item.owner_id, item.owner_name), f": {text}", *due)


def _longest(count: int) -> int:
    return max(SHORTEST, ALL_TEXT // max(count, 1))


def _key_results(view: View) -> Iterator[Element]:
    if not view.key_results:
        return
    yield Paragraph.of(Bold("Key results to talk about"))
    for line, status in view.key_results[:MOST_KEY_RESULTS]:
        share = share_since(line.progress, line.last_check_in_at)
        named = spans(Bold(line.code), f" {short(line.title)}")
        yield Paragraph.of("• ", share, " · ", *named, f" · {WORDS[status]} · ", owner(line))
    if (more := len(view.key_results) - MOST_KEY_RESULTS) > 0:
        yield Note.of(f"and {more} more")


def _feedback(view: View) -> Iterator[Element]:
    if not view.feedback:
        return
    yield Paragraph.of(Bold("Feedback since you last met" if view.pair and view.pair.held_at else "Feedback so far"))
    for line in view.feedback[:MOST_FEEDBACK]:
        yield from entry(line, view.reader_id, view.zone)
    if len(view.feedback) > MOST_FEEDBACK:
        yield Note.of(f"These are the latest {MOST_FEEDBACK}. More feedback: ", Command("/feedback list"))


def _buttons(view: View) -> tuple[Button, ...]:
    other = {"person": person_value(view.other.id)}
    version = str(view.pair.version if view.pair else 1)
    return (
        Button("Add a topic", Call("oneonone topic", other), "primary"),
        Button("Add an action", Call("oneonone action", other)),
        Button("We met", Call("oneonone met", other | {"version": version})),
    )


def _call(item: ItemLine) -> Call:
    given = {"item": str(item.id)}
    return Call("oneonone done", given | {"done": "yes"} if item.done_at is None else given)


def _mention(person: Somebody) -> Mention:
    return Mention(person.id, person.name)


_NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
_BEN = Somebody(2, "Ben Okafor", "")
_CALL = ItemLine(1, "action", "Call the dealers in Lyon", 1, "Ana Ruiz", 2, "Ben Okafor", date(2026, 11, 20), None)
_TOPIC = ItemLine(2, "topic", "How the launch went, and what we show next time", 2, "Ben Okafor", None, "", None, None)
_DONE = replace(_CALL, id=3, text="Send the offer", owner_id=1, owner_name="Ana Ruiz", done_at=_NOW)
_AGENDA = Agenda((_CALL, _DONE, _TOPIC), {"action": 2, "topic": 13}, 14)
_PAIR = PairLine(1, _NOW - timedelta(days=14), 3)
_VIEW = View(
    _BEN,
    1,
    ZoneInfo("UTC"),
    _PAIR,
    _AGENDA,
    ((replace(PRE_ORDERS, progress=Decimal("0.1")), Status.OFF_TRACK), (DELIVERY_DAYS, Status.STALE)),
)

EXAMPLES: dict[str, Callable[[], Card]] = {
    "an agenda": lambda: agenda(_VIEW),
    "an empty agenda": lambda: agenda(View(_BEN, 1, ZoneInfo("UTC"), None, Agenda())),
    "an agenda, told": lambda: told(Mention(1, "Ana Ruiz"), _AGENDA),
    "an agenda with nothing open, told": lambda: told(Mention(1, "Ana Ruiz"), Agenda()),
    "a reminder of an action": lambda: reminder(_CALL, Somebody(1, "Ana Ruiz", "")),
}
