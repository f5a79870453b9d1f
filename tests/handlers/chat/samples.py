"""Forms to try the chat core on: what they point at stands in a list here, so that no database is needed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, cast

from handlers.chat.ask import Ask, Place
from handlers.chat.card import Card, Element, Note, Paragraph
from handlers.chat.fields import (
    Ambiguous,
    Confidence,
    Day,
    Keyword,
    Label,
    LongText,
    Needed,
    Number,
    OneOfKind,
    Phrase,
    PickKind,
    PicksKind,
    ShortText,
    TextKind,
    TickKind,
    Unreadable,
    Word,
)
from handlers.chat.form import Form, Row, RowView
from handlers.chat.grammar import Filled, fill
from handlers.chat.number import number_words
from handlers.chat.reply import Reply, Whisper
from handlers.chat.router import Router, on
from handlers.chat.screen import Choice
from handlers.chat.words import as_mention
from handlers.company import Company
from storage.database import Connection
from storage.people import Profile

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
"""A Wednesday."""

ANA = Profile(
    id=7,
    workspace_id=1,
    name="Ana Ruiz",
    email="ana@company-x.example",
    time_zone="Europe/Berlin",
    locale="en-US",
    standing="member",
    manager_id=None,
    starts_hour=9,
    ends_hour=17,
    days="12345",
    nudges="standard",
    is_admin=False,
    welcomed=True,
    version=1,
)

ASK = Ask(cast(Connection, None), NOW, ANA, Place("slack", "C1", kind="channel"), Company())
"""Ana asks. There is no database: whatever touches one fails."""

THINGS = {"KR-5": "Obtain pre-orders", "KR-6": "Sell 40 toasters", "KR-7": "Sell kettles", "O-2": "Win small shops"}


def _find(ask: Ask, text: str) -> str:
    if text.upper() in THINGS:
        return text.upper()
    found = [code for code, title in THINGS.items() if text.lower() in title.lower()]
    if not found:
        raise Unreadable(f"There is no “{text}”.")
    if len(found) > 1:
        raise Ambiguous(f"“{text}” fits several.", tuple(Choice(f"{code} {THINGS[code]}", code) for code in found))
    return found[0]


def _choices(ask: Ask, query: str) -> tuple[Choice, ...]:
    return tuple(Choice(title, code) for code, title in THINGS.items() if query.lower() in title.lower())


def _span(ask: Ask, ahead: Sequence[str]) -> int:
    if not ahead:
        return 0
    if ahead[0].upper() in THINGS or " " in ahead[0]:
        return 1
    for count in range(len(ahead), 0, -1):
        if any(" ".join(ahead[:count]).lower() in title.lower() for title in THINGS.values()):
            return count
    return next((index for index in range(1, len(ahead)) if number_words(ahead[index:])), len(ahead))


def _shown(find: Callable[[Ask, str], str]) -> Callable[[Ask, str], tuple[Choice, ...]]:
    def shown(ask: Ask, text: str) -> tuple[Choice, ...]:
        try:
            return (Choice(find(ask, text), text),)
        except Unreadable:
            return ()

    return shown


def _person(ask: Ask, text: str) -> str:
    named = as_mention(text)
    if named is not None:
        return f"person {named.id}"
    if "@" not in text:
        raise Unreadable(f"I know nobody called “{text}”.")
    return text


def _person_span(ask: Ask, ahead: Sequence[str]) -> int:
    return 1 if ahead and (as_mention(ahead[0]) is not None or "@" in ahead[0]) else 0


THING = PickKind(_find, _choices, _span, _shown(_find))
PERSON = PickKind(_person, _choices, _person_span, _shown(_person))

ThingRef = Annotated[str, THING]
PersonRef = Annotated[str, PERSON]
PeopleRef = Annotated[tuple[str, ...], PicksKind(PERSON)]
ThingsRef = Annotated[tuple[str, ...], PicksKind(THING)]
Visible = Annotated[str, OneOfKind((Choice("Only you", "private"), Choice("Everyone", "public")))]


class New(Form, command="okr new", title="Set an objective", submit="Set", example="/okr new Win new customers"):
    """Set an objective."""

    title: ShortText
    owner: PersonRef | None = None
    parent: ThingRef | None = None
    by: Day | None = None
    private: Annotated[bool, TickKind("Private")] = False
    company_value: Word = ""


class AddKeyResult(
    Form, command="okr kr", title="Add a key result", example="/okr kr O-2 Obtain orders from 0 to 3000"
):
    """Add a key result."""

    objective: ThingRef
    title: ShortText
    start: Annotated[Number, Keyword("from"), Label("From", "The number today.")]
    target: Annotated[Number, Keyword("to"), Label("To")]
    unit: Word = ""
    by: Day | None = None


class StepsKind(TextKind):
    """Names and how many of each, such as: Hire designers: 3."""

    def read(self, ask: Ask, text: str) -> str:
        if ":" not in text:
            raise Unreadable("Write each step with its number, such as: Hire designers: 3.")
        return TextKind.read(self, ask, text)


MEASURES = ("increase", "between", "at-least", "at-most", "yes-no", "baseline", "steps")


class Measure(Form, command="okr measure", title="Measure", example="/okr measure O-2 Cut the cost at most 45"):
    """Measure an objective in any of the ways there are."""

    objective: ThingRef
    title: ShortText
    kind: Annotated[
        str | None,
        OneOfKind(tuple(Choice(measure, measure) for measure in MEASURES)),
        Phrase("yes-no", says="yes-no"),
        Phrase("yes or no", says="yes-no"),
        Phrase("baseline", says="baseline"),
        Label("Kind", "How it is measured."),
    ] = None
    start: Annotated[
        Number | None,
        Keyword("from"),
        Keyword("between", implies={"kind": "between"}),
        Label("From", "The number now."),
    ] = None
    target: Annotated[
        Number | None,
        Keyword("to"),
        Keyword("and", after="between"),
        Keyword("at least", implies={"kind": "at-least"}),
        Keyword("at most", implies={"kind": "at-most"}),
        Label("To"),
    ] = None
    steps: Annotated[str, StepsKind(), Keyword("steps", implies={"kind": "steps"})] = ""
    unit: Word = ""

    def wanting(self) -> Mapping[str, str]:
        match self.kind:
            case "yes-no" if self.target is not None:
                return {"target": "A yes or no has no number to reach. Leave it out."}
            case "yes-no" | "baseline" | "steps":
                return {}
            case "at-least" | "at-most":
                return {} if self.target else {"target": "Say the number to keep to."}
            case _:
                missing = {"start": self.start, "target": self.target}
                return {name: "Say from which number to which." for name, value in missing.items() if value is None}


class Drop(Form, command="okr drop", title="Drop", example="/okr drop KR-5 --reason Nobody counts"):
    """Drop a thing."""

    thing: ThingRef
    reason: Annotated[ShortText, Needed()] = ""


class Update(
    Form, command="okr update", also=("checkin",), title="Check in", submit="Check in", example="/okr update KR-5 1250"
):
    """Record progress on a key result."""

    key_result: ThingRef
    value: Number
    confidence: Confidence | None = None
    note: LongText = ""

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        return (Note.of("Everyone can see it."),)

    @classmethod
    def hints(cls, ask: Ask, given: Mapping[str, str]) -> Mapping[str, str]:
        return {"value": "now 1,250"}


class BulkRow(Row):
    """One key result."""

    value: Number | None = None
    unchanged: Annotated[bool, TickKind("No change")] = False
    note: LongText = ""


class Bulk(Form, command="checkin", title="Check in", example="/checkin"):
    """Check in all key results at once."""

    rows: dict[str, BulkRow]
    upcoming: Annotated[Word, Label("")] = ""

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("upcoming", "page")

    @classmethod
    def rows_shown(cls, ask: Ask, given: Mapping[str, str]) -> tuple[RowView, ...]:
        return tuple(
            RowView(code, (Paragraph.of(THINGS[code]),), {"value": "now 12"})
            for code in given.get("upcoming", "").split()
        )


class List(Form, command="okr list", also=("okr",), title="Objectives", example="/okr list", reads=True):
    """List objectives."""

    whose: Word = ""
    at_least: Number | None = None


class Evidence(Form, command="rungs evidence", title="Evidence", example="/rungs evidence", reads=True):
    """List what I saved."""


class SetManager(Form, command="rungs manager", title="Set the manager", example="/rungs manager @ben --is @ana"):
    """Say whose manager somebody is."""

    people: PeopleRef
    is_: PersonRef | None = None


class Praise(Form, command="praise", title="Praise", example="/praise @ana Well done"):
    """Praise colleagues."""

    people: PeopleRef
    text: LongText
    about: ThingsRef = ()
    visible: Visible = "private"


class Help(Form, command="rungs help", also=("rungs",), title="Help", example="/rungs help", reads=True):
    """Show what can be typed."""

    topic: LongText = ""


class Hidden(Form, command="okr undo", title="Undo", listed=False):
    """Only a button calls this."""

    check_in: Word


FORMS = (New, AddKeyResult, Measure, Drop, Update, Bulk, List, Evidence, SetManager, Praise, Help, Hidden)


def done(ask: Ask, form: Form) -> Reply:
    """Answer with the form itself: what was understood."""
    return Whisper(Card(repr(form), ()))


def router() -> Router:
    """A router that answers every sample with what it understood."""
    return Router(on(form, done) for form in FORMS)


def understood(form: Form) -> Whisper:
    """The answer of `router()` to the form."""
    return Whisper(Card(repr(form), ()))


def filled(form: type[Form], words: str) -> Filled:
    """What the grammar makes of the words after the command."""
    return fill(ASK, form.spec, words)
