"""Spans: the only way in which a handler says something, so that each platform escapes text in one place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Discriminator


@dataclass(frozen=True, slots=True)
class Plain:
    """Text as it is; whatever it holds is shown and never interpreted."""

    text: str
    kind: Literal["plain"] = "plain"


@dataclass(frozen=True, slots=True)
class Bold:
    text: str
    kind: Literal["bold"] = "bold"


@dataclass(frozen=True, slots=True)
class Italic:
    text: str
    kind: Literal["italic"] = "italic"


@dataclass(frozen=True, slots=True)
class Code:
    text: str
    kind: Literal["code"] = "code"


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str
    kind: Literal["link"] = "link"


@dataclass(frozen=True, slots=True)
class Mention:
    """A person, by our own id; `name` is shown where the person has no account on the platform."""

    person_id: int
    name: str
    kind: Literal["mention"] = "mention"


@dataclass(frozen=True, slots=True)
class Date:
    """A day, shown relative to the reader's today with the day in brackets: "Friday (27 Nov)".

    `at` is the instant of what has happened, aware UTC: the day is then the reader's own, so that it is never tomorrow.
    """

    day: date
    at: datetime | None = None
    kind: Literal["date"] = "date"


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity, grouped for the reader's locale, with its unit: "1,250 orders", "40 %", "$45"."""

    value: Decimal
    unit: str = ""
    kind: Literal["number"] = "number"


@dataclass(frozen=True, slots=True)
class Command:
    """Words to type, ready to copy, written with the slash: "/okr new"."""

    text: str
    kind: Literal["command"] = "command"


@dataclass(frozen=True, slots=True)
class MessageLink:
    """A link to a message of the platform: its conversation, its id there and, in a thread, the thread's id."""

    text: str
    conversation: str
    message: str
    thread: str = ""
    kind: Literal["message_link"] = "message_link"


Span = Annotated[
    Plain | Bold | Italic | Code | Link | Mention | Date | Number | Command | MessageLink, Discriminator("kind")
]
"""`kind` says which, so that reading one back tries no other."""

Spans = tuple[Span, ...]


def spans(*parts: str | Span) -> Spans:
    """The parts as spans; a bare string is plain text."""
    return tuple(Plain(part) if isinstance(part, str) else part for part in parts)


def joined(items: Iterable[Spans], separator: str = ", ") -> Spans:
    """The items one after the other with `separator` between them."""
    result: list[Span] = []
    for item in items:
        if result:
            result.append(Plain(separator))
        result.extend(item)
    return tuple(result)


def listed(items: Sequence[Spans]) -> Spans:
    """The items as people list them: "a, b and c"."""
    if len(items) < 2:
        return joined(items)
    return (*joined(items[:-1]), Plain(" and "), *items[-1])


def listed_names(names: Sequence[str]) -> str:
    """The same of at least one, where only plain text goes."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
