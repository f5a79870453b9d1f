"""How the measure of a key result is typed: its kind, the numbers or the steps that it takes, and the unit."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from handlers.chat.ask import Ask
from handlers.chat.fields import (
    Keyword,
    Label,
    NumberKind,
    OneOfKind,
    Phrase,
    TextKind,
    Unreadable,
)
from handlers.chat.number import NotANumber, Quantity, number_words, parse_number, plain
from handlers.chat.screen import Choice
from handlers.chat.words import clean, flatten
from handlers.okrs.measuring.phrases import Measured
from storage.progress import Metric
from storage.steps import NewStep, StepLine

KINDS: Final = (
    Choice("From … to …", "from-to"),
    Choice("At least", "at-least"),
    Choice("At most", "at-most"),
    Choice("Between … and …", "between"),
    Choice("Steps", "steps"),
    Choice("Yes or no", "yes-no"),
    Choice("Baseline: find the number", "baseline"),
)
"""What a form offers; the value is what is typed."""
KIND_OF: Final[Mapping[Metric, str]] = {
    Metric.INCREASE: "from-to",
    Metric.DECREASE: "from-to",
    Metric.AT_LEAST: "at-least",
    Metric.AT_MOST: "at-most",
    Metric.BETWEEN: "between",
    Metric.STEPS: "steps",
    Metric.YES_NO: "yes-no",
    Metric.BASELINE: "baseline",
}
LONGEST_UNIT = 40

_CLAUSES = frozenset({"from", "to", "and", "at", "between", "steps", "yes-no", "yes/no", "yes", "baseline", "or", "by"})
"""Words behind a number that are no unit: they begin something else."""
_SCALES = frozenset({"k", "m", "b", "bn"})
"""Behind a space they would be a unit, or else a scale: neither is guessed."""
_SIGN = re.compile(r"[%$€£¥]")
_UNIT = re.compile(r"[%$€£¥]|°?[^\W\d_][\w/²³°%.-]*")
_BETWEEN_STEPS = re.compile(r"[;\n]")
_TIME_OF_DAY = re.compile(r"\d:\d")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that was typed, with the unit if one stood beside it: "3000 orders", "$3k", "40 %"."""

    quantity: Quantity
    unit: str = ""


@dataclass(frozen=True, slots=True)
class StepSaid:
    """One step as it was typed; no weight is 1."""

    title: str
    weight: Quantity | None = None


class NotSteps(ValueError):
    """What was typed is no list of steps; the sentence tells the person what to write."""


def parse_amount(text: str) -> Amount:
    """The number that the whole text is, with the unit beside it if there is one. Raises NotANumber."""
    shown = clean(flatten(text))
    try:
        quantity = parse_number(shown)
    except NotANumber as problem:
        words = shown.split()
        if len(words) < 2 or not _is_unit(words[-1]):
            raise
        try:
            return Amount(parse_number(" ".join(words[:-1])), words[-1])
        except NotANumber:
            raise problem from None
    sign = _SIGN.search(shown)
    return Amount(quantity, sign[0] if sign else "")


def parse_steps(text: str) -> tuple[StepSaid, ...]:
    """The steps in "Hire designers: 3; Hire engineers: 5", or one a line. Raises NotSteps for what is no list.

    The weight is what stands behind the last colon, if that is a number.
    """
    parts = [" ".join(part.split()) for part in _BETWEEN_STEPS.split(clean(flatten(text)))]
    found = tuple(_step(part) for part in parts if part)
    if not found or (len(found) == 1 and found[0].weight is None):
        raise NotSteps(
            "Write a step on each line, or between semicolons, such as: Hire designers: 3; Hire engineers: 5."
        )
    return found


def _step(text: str) -> StepSaid:
    title, colon, weight = text.rpartition(":")
    place = len(title)
    if not colon or not title.strip() or _TIME_OF_DAY.fullmatch(text[place - 1 : place + 2]):
        return StepSaid(text)
    try:
        return StepSaid(title.strip(), parse_number(weight))
    except NotANumber:
        return StepSaid(text)


@dataclass(frozen=True, slots=True)
class AmountKind(NumberKind):
    """A number with the unit that may stand behind it, where nothing else does: "from 0 to 3000 orders"."""

    def read(self, ask: Ask, text: str) -> Amount:  # type: ignore[override]
        try:
            return parse_amount(text)
        except NotANumber as problem:
            raise Unreadable(str(problem)) from problem

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        count = NumberKind.take(self, ask, ahead)
        if number_words(ahead[:count]) != count:
            return count
        return count + 1 if _unit_ends(ahead, count) else count


@dataclass(frozen=True, slots=True)
class StepsKind(TextKind):
    """Steps with their weights. What is no list stays in the title before it."""

    def read(self, ask: Ask, text: str) -> tuple[StepSaid, ...]:  # type: ignore[override]
        try:
            return parse_steps(text)
        except NotSteps as problem:
            raise Unreadable(str(problem)) from problem


def _unit_ends(ahead: Sequence[str], place: int) -> bool:
    """Whether a unit stands there, and behind it nothing but one more number, with its keyword and its own unit."""
    if place >= len(ahead) or not _is_unit(ahead[place]):
        return False
    rest = ahead[place + 1 :]
    if not rest:
        return True
    count = number_words(rest[1:]) if rest[0].lower() in ("from", "to", "and") else 0
    return count > 0 and (len(rest) == 1 + count or (len(rest) == 2 + count and _is_unit(rest[-1])))


def _is_unit(word: str) -> bool:
    said = word.lower()
    return len(word) <= LONGEST_UNIT and said not in _CLAUSES | _SCALES and _UNIT.fullmatch(word) is not None


KindSaid = Annotated[
    str | None,
    OneOfKind(KINDS),
    Phrase("yes-no", says="yes-no"),
    Phrase("yes/no", says="yes-no"),
    Phrase("yes or no", says="yes-no"),
    Phrase("baseline", says="baseline"),
    Label("Kind", "How it is measured: from one number to another, unless you say."),
]
StartSaid = Annotated[
    Amount | None,
    AmountKind(),
    Keyword("from"),
    Keyword("between", implies={"kind": "between"}),
    Label("From", "The number today; for a kind with a limit, only if you know it."),
]
TargetSaid = Annotated[
    Amount | None,
    AmountKind(),
    Keyword("to"),
    Keyword("and", after="between"),
    Keyword("at least", implies={"kind": "at-least"}),
    Keyword("at most", implies={"kind": "at-most"}),
    Label("To", "The number to reach, lower than From to count down; or the limit to keep to."),
]
StepsSaid = Annotated[
    tuple[StepSaid, ...],
    StepsKind(),
    Keyword("steps", implies={"kind": "steps"}),
    Label("Steps", "One a line, with its weight if they differ, such as: Hire designers: 3."),
]


def as_typed(line: Measured, steps: Sequence[StepLine] = ()) -> dict[str, str]:
    """How a key result is measured, as its fields (kind, start, target, steps, unit) would be typed; "" for none."""
    metric = Metric(line.metric)
    match metric:
        case Metric.INCREASE | Metric.DECREASE:
            numbers = line.start, line.target
        case Metric.AT_LEAST:
            numbers = line.start, line.band_low
        case Metric.AT_MOST:
            numbers = line.start, line.band_high
        case Metric.BETWEEN:
            numbers = line.band_low, line.band_high
        case _:
            numbers = None, None
    start, target = ("" if number is None else plain(number) for number in numbers)
    listed = steps_text(steps) if metric is Metric.STEPS else ""
    return {"kind": KIND_OF[metric], "start": start, "target": target, "steps": listed, "unit": line.unit}


def steps_text(steps: Sequence[StepLine | NewStep]) -> str:
    """The steps as they would be typed: "Hire designers: 3; Hire engineers: 5"."""
    return "; ".join(f"{step.title}: {plain(step.weight)}" for step in steps)
