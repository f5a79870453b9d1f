"""Answers to check-ins on screen: in the form, in the thread, and for whoever checked in."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal, assert_never

from handlers.chat.card import Button, Call, Card, Element, Note, Paragraph
from handlers.chat.text import Bold, Mention, Span, Spans, spans
from handlers.okrs.lines import short
from handlers.okrs.measuring.phrases import recorded_value
from handlers.okrs.samples import PRE_ORDERS
from handlers.okrs.sight import READERS, is_private
from storage.check_in_answers import Answerable
from storage.okr_lines import KeyResultLine
from storage.people import Profile

Where = Literal["in the thread", "directly", "nowhere"]
"""Where an answer is said beside being kept: to everybody in the thread, to whoever checked in, or to nobody."""
LONGEST_NOTE = 300
"""Characters of what was checked in, above the input."""
LONGEST_FALLBACK = 100
"""Characters of an answer in a notification."""


def asked(line: KeyResultLine, one: Answerable) -> Element:
    """What is answered: who said what of which key result."""
    note = f": {short(' '.join(one.note.split()), LONGEST_NOTE)}" if one.note else ""
    return Paragraph.of(Bold(one.person_name), " on ", *_checked_in(line, one), note)


def read_by(line: KeyResultLine, one: Answerable, where: Where) -> str:
    """Who will be able to read the answer, as a sentence."""
    if is_private(line):
        return f"Private: {READERS} can read it with {line.code}."
    everyone = f"Everyone in the company can read it with {line.code}."
    match where:
        case "in the thread":
            return f"Rungs says it in this thread. {everyone}"
        case "directly":
            return f"Rungs tells {one.person_name}. {everyone}"
        case "nowhere":
            return everyone
        case never:
            assert_never(never)


def in_thread(key_result: KeyResultLine, one: Answerable, writer: Profile, text: str) -> Card:
    """The answer in the thread. It pings whoever checked in, and nobody else; not the writer themselves."""
    whom: tuple[Span | str, ...] = () if one.person_id == writer.id else (Mention(one.person_id, one.person_name), ": ")
    said = spans(*whom, Bold(writer.name), " on ", Bold(key_result.code), f": {text}")
    return Card(f"{writer.name} on {key_result.code}: {_fallback(text)}", (Paragraph(said),))


def told(key_result: KeyResultLine, one: Answerable, writer: Mention, text: str) -> Card:
    """The answer for whoever checked in, where it is said in no thread."""
    return Card(
        f"{writer.name} answers your check-in of {key_result.code}: {_fallback(text)}",
        (
            Paragraph.of(writer, " answers your check-in of ", *_checked_in(key_result, one), ":"),
            Paragraph.of(text),
            Note.of(_kept(key_result)),
            _show(key_result),
        ),
    )


def kept(key_result: KeyResultLine, one: Answerable, where: Where) -> Card:
    """What the writer is told."""
    match where:
        case "in the thread":
            done = "Your answer stands in the thread."
        case "directly":
            done = f"{one.person_name} is told of your answer."
        case "nowhere":
            done = "Your answer is kept."
        case never:
            assert_never(never)
    text = f"{done} {_kept(key_result)}"
    return Card(text, (Paragraph.of(text), _show(key_result)))


def _kept(key_result: KeyResultLine) -> str:
    return f"It is kept with the check-in and shown with {key_result.code}."


def _show(key_result: KeyResultLine) -> Button:
    return Button(f"Show {key_result.code}", Call("okr show", {"thing": key_result.code}))


def _checked_in(key_result: KeyResultLine, one: Answerable) -> Spans:
    value = recorded_value(key_result, one.value) if one.value is not None else ()
    return spans(Bold(key_result.code), f" {short(key_result.title)}", *(spans(" · ", *value) if value else ()))


def _fallback(text: str) -> str:
    return short(" ".join(text.split()), LONGEST_FALLBACK)


_AT = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
_ONE = Answerable(11, "KR-5", 2, "Ben Okafor", Decimal(1250), "The fair in Lyon brought 310 of them", False, _AT)
_ANA = Mention(1, "Ana Ruiz")
_WRITER = Profile(1, 1, "Ana Ruiz", "", "UTC", "en-US", "member", None, 9, 17, "12345", "standard", False, True, 1)
_TEXT = "Which dealers came by? Two of them asked me about a second car."

EXAMPLES: dict[str, Callable[[], Card]] = {
    "an answer in the thread": lambda: in_thread(PRE_ORDERS, _ONE, _WRITER, _TEXT),
    "an answer, told": lambda: told(PRE_ORDERS, _ONE, _ANA, _TEXT),
    "an answer, kept": lambda: kept(PRE_ORDERS, _ONE, "in the thread"),
    "an answer from elsewhere, kept": lambda: kept(PRE_ORDERS, _ONE, "directly"),
}
