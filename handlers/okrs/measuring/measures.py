"""The measure of a key result as it was typed, checked and made into what is stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol

from handlers.chat.fields import LONGEST_TITLE
from handlers.chat.number import Quantity, plain
from handlers.okrs.measuring.fields import Amount, StepSaid
from storage.okrs import title_key
from storage.progress import NOTHING, WHOLE, Measure, Metric
from storage.steps import NewStep

USUAL_KIND = "from-to"
MOST_STEPS = 30
HEAVIEST_STEP = 1_000_000

Problems = Mapping[str, str]


class MeasureFields(Protocol):
    """What was typed of a measure: a form's fields, or SaidMeasure."""

    @property
    def kind(self) -> str | None: ...
    @property
    def start(self) -> Amount | None: ...
    @property
    def target(self) -> Amount | None: ...
    @property
    def steps(self) -> Sequence[StepSaid]: ...
    @property
    def unit(self) -> str: ...


@dataclass(frozen=True, slots=True)
class SaidMeasure:
    """The same without a form. `kind` is a value of KINDS, or None for from-to, or for steps where there are some."""

    kind: str | None = None
    start: Amount | None = None
    target: Amount | None = None
    steps: Sequence[StepSaid] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class NewMeasure:
    """A measure that can be stored; `target` of steps is the weight of them all.

    `doubtful` are numbers that might have meant others, `understood` are sentences about what was read otherwise.
    """

    measure: Measure
    unit: str
    steps: tuple[NewStep, ...] = ()
    doubtful: tuple[Quantity, ...] = ()
    understood: tuple[str, ...] = ()


class Unmeasurable(ValueError):
    """What was typed makes no measure: a sentence for each field (kind, start, target, steps, unit) to be mended."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


def problems(said: MeasureFields) -> Problems:
    """What has to be mended, by field; nothing where the measure can be made."""
    try:
        made_of(said)
    except Unmeasurable as problem:
        return problem.problems
    return {}


def made_of(said: MeasureFields) -> NewMeasure:
    """The measure that was typed. Raises Unmeasurable."""
    kind = said.kind or USUAL_KIND
    if kind == USUAL_KIND and said.steps and said.start is None and said.target is None:
        # The form has the usual kind chosen before anything was typed.
        kind = "steps"
    needless = _needless(kind, said)
    if needless:
        raise Unmeasurable(needless)
    match kind:
        case "from-to":
            return _toward(said)
        case "at-least" | "at-most":
            return _limited(said, Metric.AT_LEAST if kind == "at-least" else Metric.AT_MOST)
        case "between":
            return _between(said)
        case "steps":
            return _stepwise(said)
        case "yes-no":
            return NewMeasure(Measure(Metric.YES_NO), said.unit)
        case "baseline":
            return NewMeasure(Measure(Metric.BASELINE), said.unit)
        case _:
            raise Unmeasurable({"kind": f"“{kind}” is no kind of key result."})


def new_steps(said: Iterable[StepSaid]) -> tuple[NewStep, ...]:
    """The steps as they are stored."""
    return tuple(NewStep(step.title, step.weight.amount if step.weight else WHOLE) for step in said)


_NUMBERS: Final = {"from-to", "at-least", "at-most", "between"}
_WITHOUT: Final = {
    "steps": "Steps count by their weights, not from a number to another. Leave it out, or choose another kind.",
    "yes-no": "A yes or no has no number to reach. Leave it out, or choose another kind.",
    "baseline": "A baseline is a number that is yet to be found. Leave it out, or choose another kind.",
}


def _needless(kind: str, said: MeasureFields) -> Problems:
    """What the kind has no use for: nothing that was typed is left out in silence."""
    found: dict[str, str] = {}
    if kind not in _NUMBERS:
        found |= {name: _WITHOUT.get(kind, "") for name in ("start", "target") if getattr(said, name) is not None}
    if kind != "steps" and said.steps:
        found["steps"] = "Only steps are measured by steps. Leave them out, or choose Steps as the kind."
    return found


def _toward(said: MeasureFields) -> NewMeasure:
    start, target = _both(
        said,
        "Say the number today, such as: from 0. To keep a limit, or to count none, choose another kind.",
        "Say the number to reach, such as: to 3000. To keep a limit, or to count none, choose another kind.",
    )
    if start == target:
        number = plain(target)
        advice = (
            "Start and target are the same number, so no progress could be measured. Choose another target, or "
            f"another kind: at least {number}, at most {number}, yes-no or steps."
        )
        raise Unmeasurable({"target": advice})
    metric = Metric.INCREASE if target > start else Metric.DECREASE
    return _with_numbers(said, Measure(metric, start=start, target=target))


def _limited(said: MeasureFields, metric: Metric) -> NewMeasure:
    if said.target is None:
        words = "at least 95" if metric is Metric.AT_LEAST else "at most 45"
        raise Unmeasurable({"target": f"Say the limit to keep to, such as: {words}."})
    start = None if said.start is None else said.start.quantity.amount
    limit = said.target.quantity.amount
    if metric is Metric.AT_LEAST:
        return _with_numbers(said, Measure(metric, start=start, band_low=limit))
    return _with_numbers(said, Measure(metric, start=start, band_high=limit))


def _between(said: MeasureFields) -> NewMeasure:
    low, high = _both(
        said,
        "Say the lower number to stay above, such as: between 20 and 25.",
        "Say the upper number to stay below, such as: between 20 and 25.",
    )
    if low == high:
        raise Unmeasurable({"target": "Both ends are the same number. Choose two, such as: between 20 and 25."})
    ends = sorted((low, high))
    read = () if low < high else (f"Read as between {plain(ends[0])} and {plain(ends[1])}.",)
    return _with_numbers(said, Measure(Metric.BETWEEN, band_low=ends[0], band_high=ends[1]), read)


def _stepwise(said: MeasureFields) -> NewMeasure:
    problem = _wrong_with(said.steps)
    if problem:
        raise Unmeasurable({"steps": problem})
    new = new_steps(said.steps)
    total = sum((step.weight for step in new), NOTHING)
    doubtful = _doubtful(step.weight for step in said.steps)
    return NewMeasure(Measure(Metric.STEPS, target=total), said.unit, new, doubtful)


def _wrong_with(steps: Sequence[StepSaid]) -> str:
    """A sentence about what is wrong with the steps, or ""."""
    if not steps:
        return "Say the steps, such as: Hire designers: 3; Hire engineers: 5."
    if len(steps) > MOST_STEPS:
        return f"These are {len(steps)} steps, and a key result has at most {MOST_STEPS}. Put some together."
    seen: set[str] = set()
    for step in steps:
        if len(step.title) > LONGEST_TITLE:
            return (
                f"“{step.title[:30]}…” has {len(step.title):,} characters and {LONGEST_TITLE} fit. Shorten it, please."
            )
        if step.weight is not None and not 0 < step.weight.amount <= HEAVIEST_STEP:
            return f"“{step.title[:80]}” needs a weight above 0, at most {HEAVIEST_STEP:,}; 1 is usual, 2 counts twice."
        if title_key(step.title) in seen:
            return f"“{step.title[:80]}” is there twice. Give each step words of its own."
        seen.add(title_key(step.title))
    return ""


def _both(said: MeasureFields, without_start: str, without_target: str) -> tuple[Decimal, Decimal]:
    """Start and target. Raises Unmeasurable for each that is missing."""
    if said.start is not None and said.target is not None:
        return said.start.quantity.amount, said.target.quantity.amount
    missing = {"start": (said.start, without_start), "target": (said.target, without_target)}
    raise Unmeasurable({name: sentence for name, (value, sentence) in missing.items() if value is None})


def _with_numbers(said: MeasureFields, measure: Measure, understood: tuple[str, ...] = ()) -> NewMeasure:
    amounts = [amount for amount in (said.start, said.target) if amount is not None]
    units = {amount.unit for amount in amounts} - {""}
    if len(units) > 1 and not said.unit:
        raise Unmeasurable(
            {"unit": f"One number counts {' and the other '.join(sorted(units))}. Say one unit for both."}
        )
    unit = said.unit or next(iter(units), "")
    return NewMeasure(measure, unit, (), _doubtful(amount.quantity for amount in amounts), understood)


def _doubtful(quantities: Iterable[Quantity | None]) -> tuple[Quantity, ...]:
    return tuple(quantity for quantity in quantities if quantity is not None and quantity.other is not None)
