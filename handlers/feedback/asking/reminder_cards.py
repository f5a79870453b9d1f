"""The reminder of requests for feedback, and its ways out."""

from collections.abc import Iterator, Sequence
from datetime import date

from handlers.chat.card import Button, Call, Card, Element, Menu, Note, Option, Paragraph
from handlers.chat.text import Bold, Date
from handlers.feedback.asking import words
from handlers.feedback.asking.cards import waiting
from storage.feedback_requests import RequestLine

BECAUSE_IT_IS_NEAR = (
    "You get this because they asked you for feedback by a day that is near. It comes once for each request."
)
BECAUSE_YOU_ASKED = "You get this because you asked to be reminded today."


def reminder(lines: Sequence[RequestLine], why: str) -> Card:
    """A reminder of what waits: what, why it came, and the ways out."""
    first = lines[0]
    asks = f"{first.asker_name} waits for your feedback." if len(lines) == 1 else f"{len(lines)} people wait for you."
    ways_out = (
        *_ways_out(lines),
        Option("Remind me tomorrow", Call("feedback later")),
        Option("Fewer of these", Call("rungs me", {"nudges": "light"})),
    )
    return Card(
        asks,
        (
            *(_one_reminded(first) if len(lines) == 1 else _several_reminded(lines)),
            Menu("More", ways_out),
            Note.of(why),
        ),
    )


def later(day: date) -> Card:
    """The answer to "Remind me tomorrow"."""
    return Card(
        "You will be reminded on your next working day.",
        (Paragraph.of(Date(day), ": I will remind you then, if it is still needed."),),
    )


def _one_reminded(line: RequestLine) -> Iterator[Element]:
    yield Paragraph.of(words.asker(line), " waits for your feedback", *words.about(line), *words.by(line.due_on), ".")
    yield Paragraph.of(words.quoted(line.question))
    yield Button("Answer", words.answering(line), "primary")
    yield Button("Not now", words.declining(line))


def _several_reminded(lines: Sequence[RequestLine]) -> Iterator[Element]:
    yield Paragraph.of(Bold(f"{len(lines)} requests"), " wait for your feedback.")
    yield from waiting(lines)


def _ways_out(lines: Sequence[RequestLine]) -> tuple[Option, ...]:
    """Not now, for each of several; a single one has its button."""
    if len(lines) == 1:
        return ()
    return tuple(Option(f"Not now: {line.asker_name}", words.declining(line)) for line in lines[: words.MOST_LISTED])
