"""The kinds of field that a form may have: how each is read, how many words it takes, and what its input is."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import Annotated, Any, Protocol

from handlers.chat import dates, number, words
from handlers.chat.ask import Ask
from handlers.chat.screen import (
    LONGEST_TEXT,
    Choice,
    DateInput,
    Input,
    PickInput,
    SelectInput,
    TextInput,
    TickInput,
)

LONGEST_TITLE = 200
LONGEST_QUOTE = 30

_PART_OF_A_NUMBER = re.compile(r"[^a-z]*(?:k|m|bn?)?[^a-z]*", re.ASCII | re.IGNORECASE)


class Unreadable(ValueError):
    """What was typed does not fit the field; the sentence says why and what would."""


class Ambiguous(Unreadable):
    """Several stored things answer to what was typed; `choices` are they."""

    def __init__(self, sentence: str, choices: tuple[Choice, ...]) -> None:
        super().__init__(sentence)
        self.choices = choices


class Kind(Protocol):
    """How one kind of field behaves. `hint` stands in an empty input."""

    def read(self, ask: Ask, text: str) -> Any:
        """The value of what was typed. Raises Unreadable."""
        ...

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        """How many of the words ahead belong to this field."""
        ...

    def typed(self, ask: Ask, text: str) -> str:
        """What was typed as it stands in the input; empty where the input cannot hold it."""
        ...

    def input(self, ask: Ask, text: str, hint: str) -> Input: ...


@dataclass(frozen=True, slots=True)
class TextKind:
    """Free text. It takes every word ahead."""

    longest: int = LONGEST_TEXT
    many_lines: bool = True

    def read(self, ask: Ask, text: str) -> str:
        plain = words.clean(words.flatten(text))
        if not self.many_lines:
            plain = " ".join(plain.split())
        if len(plain) > self.longest:
            raise Unreadable(f"This text has {len(plain):,} characters and {self.longest:,} fit. Shorten it, please.")
        return plain

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        return len(ahead)

    def typed(self, ask: Ask, text: str) -> str:
        return words.flatten(text)

    def input(self, ask: Ask, text: str, hint: str) -> Input:
        return TextInput(longest=self.longest, many_lines=self.many_lines, hint=hint)


@dataclass(frozen=True, slots=True)
class WordKind:
    """A short text of which an option takes one word: a unit, a name in quotes."""

    longest: int = 40

    def read(self, ask: Ask, text: str) -> str:
        return TextKind(self.longest, many_lines=False).read(ask, text)

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        return 1

    def typed(self, ask: Ask, text: str) -> str:
        return words.flatten(text)

    def input(self, ask: Ask, text: str, hint: str) -> Input:
        return TextInput(longest=self.longest, hint=hint)


@dataclass(frozen=True, slots=True)
class NumberKind:
    """An exact number, in any of the ways in which people write one."""

    def read(self, ask: Ask, text: str) -> number.Quantity:
        try:
            return number.parse_number(text)
        except number.NotANumber as problem:
            raise Unreadable(str(problem)) from problem

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        parts = tuple(takewhile(_PART_OF_A_NUMBER.fullmatch, ahead[: number.MOST_WORDS]))
        return max(1, number.number_words(parts)) if len(parts) > 1 else 1

    def typed(self, ask: Ask, text: str) -> str:
        return words.flatten(text)

    def input(self, ask: Ask, text: str, hint: str) -> Input:
        return TextInput(longest=40, hint=hint)


@dataclass(frozen=True, slots=True)
class DayKind:
    """A day, in the writer's own time zone."""

    def read(self, ask: Ask, text: str) -> date:
        try:
            return dates.parse_day(text, ask.today)
        except dates.NotADay as problem:
            raise Unreadable(str(problem)) from problem

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        try:
            return dates.take_day(ahead, ask.today)[1]
        except dates.NotADay:
            return 1

    def typed(self, ask: Ask, text: str) -> str:
        try:
            return str(self.read(ask, text)) if text else ""
        except Unreadable:
            return ""

    def input(self, ask: Ask, text: str, hint: str) -> Input:
        return DateInput()


CONFIDENCE_WORDS = {"on-track": 8, "at-risk": 5, "off-track": 2}


@dataclass(frozen=True, slots=True)
class ConfidenceKind:
    """A human's confidence, 1..10 or a word for it."""

    def read(self, ask: Ask, text: str) -> int:
        said = _hyphened(text.split())
        if said in CONFIDENCE_WORDS:
            return CONFIDENCE_WORDS[said]
        if said.isascii() and said.isdigit() and len(said) <= 2 and 1 <= int(said) <= 10:
            return int(said)
        raise Unreadable(
            f"“{_quoted(text)}” is no confidence. Say a whole number from 1 to 10, or on-track, at-risk or off-track."
        )

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        return 2 if _hyphened(ahead[:2]) in CONFIDENCE_WORDS and len(ahead) > 1 else 1

    def typed(self, ask: Ask, text: str) -> str:
        try:
            return str(self.read(ask, text)) if text else ""
        except Unreadable:
            return ""

    def input(self, ask: Ask, text: str, hint: str) -> Input:
        named = {8: "8 · on track", 5: "5 · at risk", 2: "2 · off track"}
        return SelectInput(tuple(Choice(named.get(level, str(level)), str(level)) for level in range(10, 0, -1)))


@dataclass(frozen=True, slots=True)
class OneOfKind:
    """One of a few words; a word may be cut short while it stays unique."""

    choices: tuple[Choice, ...]

    def read(self, ask: Ask, text: str) -> str:
        said = text.strip().lower()
        exact = [choice.value for choice in self.choices if said in (choice.value.lower(), choice.label.lower())]
        near = exact or [choice.value for choice in self.choices if said and choice.value.lower().startswith(said)]
        if len(near) == 1:
            return near[0]
        offered = ", ".join(choice.value for choice in self.choices)
        raise Unreadable(f"“{_quoted(text)}” is not to choose here. Choose one of: {offered}.")

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        return 1

    def typed(self, ask: Ask, text: str) -> str:
        try:
            return str(self.read(ask, text)) if text else ""
        except Unreadable:
            return ""

    def input(self, ask: Ask, text: str, hint: str) -> Input:
        return SelectInput(self.choices)


@dataclass(frozen=True, slots=True)
class TickKind:
    """Said or not said; as an option it takes no word."""

    text: str

    def read(self, ask: Ask, text: str) -> bool:
        return text.strip().lower() in ("yes", "true", "1")

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        return 0

    def typed(self, ask: Ask, text: str) -> str:
        return "yes" if self.read(ask, text) else ""

    def input(self, ask: Ask, text: str, hint: str) -> Input:
        return TickInput(self.text)


@dataclass(frozen=True, slots=True)
class PickKind:
    """A thing that is stored. `find` raises Unreadable or Refused; `choices` are what matches while typing.

    `shown` is how the picked thing stands in its input; `span` says how many words ahead name it.
    """

    find: Callable[[Ask, str], Any]
    choices: Callable[[Ask, str], tuple[Choice, ...]]
    span: Callable[[Ask, Sequence[str]], int]
    shown: Callable[[Ask, str], tuple[Choice, ...]]

    def read(self, ask: Ask, text: str) -> Any:
        return self.find(ask, text)

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        return self.span(ask, ahead)

    def typed(self, ask: Ask, text: str) -> str:
        return text

    def input(self, ask: Ask, text: str, hint: str) -> Input:
        return PickInput(picked=self.shown(ask, text) if text else (), hint=hint)


def _none_at_once(ask: Ask, lines: Sequence[str]) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class PicksKind:
    """Several stored things, one a line; as words, all that name one.

    `at_once` finds those of the lines that it can in one statement; the others are found one by one.
    """

    one: PickKind
    at_once: Callable[[Ask, Sequence[str]], Mapping[str, Any]] = _none_at_once

    def read(self, ask: Ask, text: str) -> tuple[Any, ...]:
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        known = self.at_once(ask, lines)
        found: dict[Any, None] = {}
        for index, line in enumerate(lines):
            try:
                found[known[line] if line in known else self.one.find(ask, line)] = None
            except Ambiguous as problem:
                raise Ambiguous(str(problem), _in_place_of(lines, index, problem.choices)) from problem
        return tuple(found)

    def spans(self, ask: Ask, ahead: Sequence[str]) -> tuple[int, ...]:
        """How many words each of the things ahead takes, up to the first word that names none."""
        counts: list[int] = []
        taken = 0
        while taken < len(ahead) and (more := self.one.span(ask, ahead[taken:])) > 0:
            counts.append(min(more, len(ahead) - taken))
            taken += more
        return tuple(counts)

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        return sum(self.spans(ask, ahead))

    def typed(self, ask: Ask, text: str) -> str:
        return text

    def input(self, ask: Ask, text: str, hint: str) -> Input:
        lines = [line for line in text.split("\n") if line.strip()]
        picked = tuple(choice for line in lines for choice in self.one.shown(ask, line))
        return PickInput(several=True, picked=picked, hint=hint)


@dataclass(frozen=True, slots=True)
class Keyword:
    """Words that stand before the value, in any case: "from 0", "at least 95". A field may have several.

    `implies` are the values that other fields have by it, as they would be typed. With `after` it counts only right
    behind the value of that other keyword: "and 25" in "between 20 and 25".
    """

    words: str
    implies: Mapping[str, str] = attribute(default_factory=dict, hash=False)
    after: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that say a field's value by being the last of the line, options left out: "yes-no". `says` is the value."""

    words: str
    says: str


@dataclass(frozen=True, slots=True)
class Needed:
    """The form needs the field although it has a default, and so is an option where it is typed."""


@dataclass(frozen=True, slots=True)
class FilledIn:
    """Something always stands in the field of the form, so it is not called optional there; typed, it is an option."""


@dataclass(frozen=True, slots=True)
class Alone:
    """What the option says where nothing stands behind it: --private is --private yes."""

    says: str


@dataclass(frozen=True, slots=True)
class Label:
    """The field's label where its name alone would not say enough; the option keeps the field's name."""

    text: str
    help: str = ""


ShortText = Annotated[str, TextKind(LONGEST_TITLE, many_lines=False)]
LongText = Annotated[str, TextKind()]
Word = Annotated[str, WordKind()]
Number = Annotated[number.Quantity, NumberKind()]
Day = Annotated[date, DayKind()]
Confidence = Annotated[int, ConfidenceKind()]


def amount(value: number.Quantity | None) -> Decimal | None:
    """The number itself, without what else it might have meant."""
    return None if value is None else value.amount


def _hyphened(said: Sequence[str]) -> str:
    """The words as one: "On track" and "on–track" are "on-track"."""
    return "-".join(said).lower().replace("_", "-").replace("–", "-")


def _quoted(text: str) -> str:
    """The text as a sentence quotes it: on one line, and short."""
    shown = " ".join(words.flatten(text).split())
    return shown if len(shown) <= LONGEST_QUOTE else shown[: LONGEST_QUOTE - 1] + "…"


def _in_place_of(lines: Sequence[str], index: int, choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """The choices for one of several lines, each with all the other lines as they stand."""
    before, after = lines[:index], lines[index + 1 :]
    return tuple(Choice(choice.label, "\n".join((*before, choice.value, *after))) for choice in choices)
