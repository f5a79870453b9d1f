"""What a form looks like: its inputs with what is in them. Each platform renders exactly this."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Discriminator

from handlers.chat.ask import Place
from handlers.chat.card import Element

LONGEST_TEXT = 3000
"""Text inputs end here on both platforms, and say so (docs/platforms.md, Forms)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is shown and what is sent back."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class TextInput:
    """Typed text, numbers included ("3k" is one). `hint` stands in the empty field."""

    longest: int = LONGEST_TEXT
    many_lines: bool = False
    hint: str = ""
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class SelectInput:
    """One of a few."""

    choices: tuple[Choice, ...]
    kind: Literal["select"] = "select"


@dataclass(frozen=True, slots=True)
class PickInput:
    """One or several out of many, found while typing: the platform asks the router for `choices`.

    `picked` names what is already in the field.
    """

    several: bool = False
    picked: tuple[Choice, ...] = ()
    hint: str = ""
    kind: Literal["pick"] = "pick"


@dataclass(frozen=True, slots=True)
class DateInput:
    """A day, as 2026-12-31."""

    kind: Literal["day"] = "day"


@dataclass(frozen=True, slots=True)
class TickInput:
    """One box to tick; its value is "yes" or ""."""

    text: str
    kind: Literal["tick"] = "tick"


Input = Annotated[TextInput | SelectInput | PickInput | DateInput | TickInput, Discriminator("kind")]


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled input, and the `value` that stands in it.

    `name` is the form's field, or `rows.KR-5.value` in a repeated group.
    """

    name: str
    label: str
    input: Input
    value: str = ""
    error: str = ""
    help: str = ""
    required: bool = False
    kind: Literal["field"] = "field"


@dataclass(frozen=True, slots=True)
class FormScreen:
    """An open form.

    `form_id` is its own id, made when it is rendered; `carried` are values without an input (the page, a code);
    `place` is where it was asked for. `notice` stands above everything.
    """

    command: str
    title: str
    submit: str
    body: tuple[Field | Element, ...]
    form_id: str
    place: Place
    carried: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(part for part in self.body if isinstance(part, Field))
