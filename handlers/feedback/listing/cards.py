"""What people see of the feedback that they received or gave, or may read of somebody's. None of it is ever shared."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from handlers.chat.card import Button, Call, Card, Element, Note, Paragraph
from handlers.chat.text import Bold, Command, Mention, Spans, spans
from handlers.feedback.giving.entries import entry
from handlers.feedback.giving.samples import sample
from handlers.feedback.listing.fields import RECEIVED, Whose
from storage.feedback import FeedbackLine
from storage.people import Somebody

PAGE: Final = 10
"""Feedback on a page."""
ONLY_YOU: Final = "Only you see this list."


@dataclass(frozen=True, slots=True)
class Page:
    """One page of it, newest first; `number` begins at 1. Only to whom `may_give` is it said how to begin."""

    whose: Whose
    lines: tuple[FeedbackLine, ...]
    number: int
    has_older: bool
    may_give: bool = True


def listed(page: Page, reader_id: int, zone: ZoneInfo) -> Card:
    """The page, for its reader alone; days are those of the `zone`."""
    if not page.lines:
        return _nothing(page)
    title, text = _title(page.whose)
    number = f" · page {page.number}" if page.number > 1 else ""
    body: list[Element] = [Paragraph.of(*title, number)]
    for line in page.lines:
        body += entry(line, reader_id, zone)
    return Card(f"{text}.", (*body, *_turning(page), *_other(page.whose), Note.of(ONLY_YOU)))


def _title(whose: Whose) -> tuple[Spans, str]:
    if whose.person is not None:
        named = spans(Bold("Feedback"), " for or about ", Mention(whose.person.id, whose.person.name))
        return named, f"Feedback for or about {whose.person.name} that you can read"
    words = "Feedback that you gave" if whose.kind == "given" else "Feedback for you"
    return spans(Bold(words)), words


def _nothing(page: Page) -> Card:
    if page.number > 1:
        text = "There is no older feedback."
        return Card(text, (Paragraph.of(text), *_turning(replace(page, number=2)), Note.of(ONLY_YOU)))
    parts, buttons = _first_steps(page.whose) if page.may_give else ((_none_yet(page.whose),), ())
    text = "".join(part if isinstance(part, str) else part.text for part in parts)
    return Card(text, (Paragraph.of(*parts), *buttons, Note.of(ONLY_YOU)))


def _first_steps(whose: Whose) -> tuple[tuple[str | Command, ...], tuple[Button, ...]]:
    """What is said where there is nothing, and what can be done."""
    if whose.person is not None:
        give = Button("Give feedback", Call("feedback", {"people": whose.typed()}), "primary")
        return (_none_yet(whose),), (give,)
    if whose.kind == "given":
        return (
            f"{_none_yet(whose)} Give some: ",
            Command("/feedback @ana Clear demo; next time show the numbers first"),
        ), (Button("Give feedback", Call("feedback"), "primary"),)
    return (
        f"{_none_yet(whose)} Ask for some: ",
        Command("/feedback ask @ben How did the launch go?"),
    ), (Button("Ask for feedback", Call("feedback ask"), "primary"), *_other(whose))


def _none_yet(whose: Whose) -> str:
    if whose.person is not None:
        return f"There is no feedback for or about {whose.person.name} that you can read."
    return "You have given no feedback yet." if whose.kind == "given" else "Nobody has given you feedback yet."


def _turning(page: Page) -> Iterator[Button]:
    for label, number, is_there in (
        ("Newer", page.number - 1, page.number > 1),
        ("Older", page.number + 1, page.has_older),
    ):
        if is_there:
            yield Button(label, Call("feedback list", {"whose": page.whose.typed(), "page": str(number)}))


def _other(whose: Whose) -> tuple[Button, ...]:
    match whose.kind:
        case "received":
            return (Button("What I gave", Call("feedback list", {"whose": "given"})),)
        case "given":
            return (Button("What I received", Call("feedback list", {"whose": "received"})),)
        case "person":
            return ()


_BEN: Final = Somebody(2, "Ben Okafor", "ben@company-x.example")
_ZONE: Final = ZoneInfo("UTC")


def _long() -> FeedbackLine:
    return replace(sample(), text="The demo was clear, and the numbers came late. " * 40, message="")


EXAMPLES: dict[str, Callable[[], Card]] = {
    "feedback": lambda: listed(Page(RECEIVED, (sample(), _long()), 1, has_older=False), 1, _ZONE),
    "feedback, a page of many": lambda: listed(Page(RECEIVED, (_long(),) * PAGE, 2, has_older=True), 1, _ZONE),
    "feedback given, listed": lambda: listed(Page(Whose("given"), (sample(),), 1, has_older=False), 2, _ZONE),
    "feedback of somebody": lambda: listed(
        Page(Whose("person", Somebody(1, "Ana Ruiz", "")), (sample(visibility="public"),), 1, has_older=False), 3, _ZONE
    ),
    "no feedback": lambda: listed(Page(RECEIVED, (), 1, has_older=False), 1, _ZONE),
    "no older feedback": lambda: listed(Page(RECEIVED, (), 4, has_older=False), 1, _ZONE),
    "no feedback given": lambda: listed(Page(Whose("given"), (), 1, has_older=False), 1, _ZONE),
    "no feedback of somebody": lambda: listed(Page(Whose("person", _BEN), (), 1, has_older=False), 1, _ZONE),
}
