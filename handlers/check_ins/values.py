"""What people say of a key result, whatever its kind: a number, yes or no, or a step by its number or its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, assert_never

from handlers.chat.ask import Ask
from handlers.chat.fields import NumberKind, Unreadable
from handlers.chat.number import NotANumber, Quantity, parse_number, plain
from handlers.check_ins.figures import grouped, last_value, told
from handlers.okrs.lines import short
from handlers.okrs.measuring.phrases import recorded_value
from storage.okr_lines import KeyResultLine
from storage.okrs import title_key
from storage.progress import Metric
from storage.steps import StepLine

WORDS = {"yes": True, "done": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class YesOrNo:
    """Done, or not yet."""

    done: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """Words that are no number; `sentence` says so."""

    text: str
    sentence: str


Value = Quantity | YesOrNo | Wording


@dataclass(frozen=True, slots=True)
class ValueKind(NumberKind):
    """A number as people write one, yes or no, or a word of a step's title. What fits is up to the key result."""

    def read(self, ask: Ask, text: str) -> Value:  # type: ignore[override]
        plain = text.strip().lower()
        if plain in WORDS:
            return YesOrNo(WORDS[plain])
        try:
            return parse_number(text)
        except NotANumber as problem:
            return Wording(" ".join(text.split()), problem.sentence)

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        return 1 if ahead and ahead[0].lower() in WORDS else NumberKind.take(self, ask, ahead)


ValueField = Annotated[Quantity | YesOrNo | Wording, ValueKind()]


def misfit(line: KeyResultLine, value: Value) -> str:
    """Why the value says nothing about this key result, and what would; "" where it fits."""
    match Metric(line.metric):
        case Metric.YES_NO:
            fits = isinstance(value, YesOrNo) or (isinstance(value, Quantity) and value.amount in (0, 1))
            return "" if fits else f"{line.code} is done or not yet: say yes or no."
        case Metric.STEPS:
            if not isinstance(value, YesOrNo):
                return ""
            return f"{line.code} has several steps: say which, by its number or its words, such as 2."
        case _:
            return _no_number(line, value)


def number_of(line: KeyResultLine, value: Value) -> Decimal:
    """The number that is recorded for a value that fits a key result without steps."""
    match value:
        case Quantity(amount):
            return amount
        case YesOrNo(done):
            return Decimal(int(done))
        case Wording(sentence=sentence):
            raise Unreadable(f"{line.code}: {sentence}")
        case never:
            assert_never(never)


def step_said(line: KeyResultLine, steps: Sequence[StepLine], value: Value, note: str) -> tuple[StepLine, str]:
    """The step that the value names and what is left of the note. Raises Unreadable.

    Words name the only step whose title holds them; where the value is words, those of the note may belong to them.
    """
    if isinstance(value, Quantity):
        step = next((step for step in steps if step.position == value.amount), None)
        if step is None:
            raise Unreadable(f"{line.code} has steps 1 to {len(steps)}. Say the number of one, or its words.")
        return step, note
    said = value.text.split() if isinstance(value, Wording) else []
    words = [*said, *note.split()]
    for count in range(len(words), 0, -1):
        name = title_key(" ".join(words[:count]))
        fitting = [step for step in steps if name in title_key(step.title)]
        exact = [step for step in fitting if name == title_key(step.title)]
        if len(exact or fitting) == 1:
            rest = note if count == len(said) else " ".join(words[count:])
            return (exact or fitting)[0], rest
        if fitting:
            named = ", ".join(f"{step.position} {short(step.title, 40)}" for step in fitting[:5])
            raise Unreadable(f"Several steps of {line.code} hold these words: {named}. Say the number of one.")
    raise Unreadable(f"{line.code} has no step with these words. /okr show {line.code} lists its steps.")


def as_typed(line: KeyResultLine, value: Decimal | None) -> str:
    """The value as one would type it again; "" where there is none."""
    if value is None:
        return ""
    return ("yes" if value else "no") if line.metric == Metric.YES_NO else plain(value)


def hint(line: KeyResultLine) -> str:
    """What stands in the empty input for a value."""
    match Metric(line.metric):
        case Metric.YES_NO:
            return "yes or no" if line.current_value is None else f"yes or no; now {_now(line)}"
        case Metric.STEPS:
            return "a step that is done, such as 2"
        case Metric.BASELINE | Metric.AT_LEAST | Metric.AT_MOST | Metric.BETWEEN if (
            line.current_value is None and line.start is None
        ):
            return "the number as it is now"
        case _:
            return f"now {grouped(last_value(line))}"


def _now(line: KeyResultLine) -> str:
    return told(recorded_value(line, line.current_value))


def _no_number(line: KeyResultLine, value: Value) -> str:
    match value:
        case Quantity():
            return ""
        case YesOrNo():
            counted = f"{line.code} counts {line.unit}" if line.unit.isalpha() else f"{line.code} is a number"
            example = line.target if line.target is not None else line.band_high or line.band_low or Decimal(1250)
            return f"{counted}: say a number, such as {grouped(example)}."
        case Wording(sentence=sentence):
            return sentence
        case never:
            assert_never(never)
