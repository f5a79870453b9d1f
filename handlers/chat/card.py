"""The closed set of things that a card may hold. A new element comes with every renderer and its tests."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Annotated, Literal

from pydantic import Discriminator, TypeAdapter

from handlers.chat.text import Span, Spans, spans

UNSAID = "not said"
"""What a bar says of what nobody has said anything of yet."""
_ONE_LINE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Call:
    """A command with what is already known of its fields, as a person would have written them.

    `shared` asks for the answer to be said in place, for everyone there.
    """

    command: str
    given: Mapping[str, str] = field(default_factory=dict)
    shared: bool = False

    def encoded(self) -> str:
        """One short line of JSON, for a button's value."""
        body = {"c": self.command, "g": dict(self.given)} | ({"s": 1} if self.shared else {})
        return _ONE_LINE.encode(body)

    @staticmethod
    def decoded(text: str) -> "Call":
        """The call that `encoded` wrote. Raises ValueError for anything else."""
        body = json.loads(text)
        if not isinstance(body, dict) or not isinstance(body.get("c"), str) or not isinstance(body.get("g"), dict):
            raise ValueError("not a call")
        given = {str(key): str(value) for key, value in body["g"].items()}
        return Call(body["c"], given, bool(body.get("s")))


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: Spans
    kind: Literal["paragraph"] = "paragraph"

    @staticmethod
    def of(*parts: str | Span) -> "Paragraph":
        return Paragraph(spans(*parts))


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    spans: Spans


@dataclass(frozen=True, slots=True)
class Facts:
    """Short pairs of label and value, side by side where there is room."""

    facts: tuple[Fact, ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Progress:
    """A bar of ten cells with the percentage; `share` is 0..1, None where `unsaid` stands in its place."""

    share: Decimal | None
    label: Spans = ()
    unsaid: str = UNSAID
    kind: Literal["progress"] = "progress"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; the first column names the row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Spans, ...], ...]
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Chart:
    """A line over time; the numbers also stand in the text beside it. `points` are (label, value)."""

    title: str
    points: tuple[tuple[str, Decimal], ...]
    unit: str = ""
    kind: Literal["chart"] = "chart"


@dataclass(frozen=True, slots=True)
class Button:
    """A verb that carries a call: complete, its handler runs; incomplete, its form opens."""

    label: str
    call: Call
    style: Literal["plain", "primary", "danger"] = "plain"
    kind: Literal["button"] = "button"


@dataclass(frozen=True, slots=True)
class LinkButton:
    label: str
    url: str
    kind: Literal["link_button"] = "link_button"


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    call: Call


@dataclass(frozen=True, slots=True)
class Menu:
    """Several calls behind one button."""

    label: str
    options: tuple[Option, ...]
    kind: Literal["menu"] = "menu"


Action = Annotated[Button | LinkButton | Menu, Discriminator("kind")]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of text with at most one action beside it."""

    spans: Spans
    action: Action | None = None
    kind: Literal["row"] = "row"


@dataclass(frozen=True, slots=True)
class Image:
    """A PNG, base64 encoded, with the text that says what it shows."""

    png: str
    alternative: str
    kind: Literal["image"] = "image"


@dataclass(frozen=True, slots=True)
class Divider:
    kind: Literal["divider"] = "divider"


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: who sees this, why it came, where a number is from."""

    spans: Spans
    kind: Literal["note"] = "note"

    @staticmethod
    def of(*parts: str | Span) -> "Note":
        return Note(spans(*parts))


Element = Annotated[
    Heading | Paragraph | Facts | Progress | Table | Chart | Row | Image | Divider | Note | Button | LinkButton | Menu,
    Discriminator("kind"),
]
"""`kind` says which, so that reading one back tries no other."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown at once. `text` is the fallback that carries the point: notifications and screen readers."""

    text: str
    body: tuple[Element, ...]

    def plus(self, *elements: Element) -> "Card":
        return Card(self.text, (*self.body, *elements))


@cache
def _adapter() -> TypeAdapter[Card]:
    return TypeAdapter(Card)


def dump(card: Card) -> str:
    """The card as JSON, for the outbox."""
    return _adapter().dump_json(card).decode()


def load(text: str) -> Card:
    """The card that `dump` wrote."""
    return _adapter().validate_json(text)
