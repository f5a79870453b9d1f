"""When a change makes a key result easier to reach: then a reason is needed."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from storage.okrs import title_key
from storage.progress import Measure, Metric
from storage.steps import NewStep, StepLine

_NO_END: Final = Decimal("Infinity")
_NO_BEGINNING: Final = Decimal("-Infinity")


def eases(before: Measure, after: Measure) -> bool:
    """Whether some value is enough that was not enough before."""
    enough, will_do = _enough(before), _enough(after)
    if enough is None:
        return before.metric is not Metric.BASELINE and before.metric is not after.metric
    if will_do is None:
        return True
    return will_do[0] < enough[0] or will_do[1] > enough[1]


def eases_steps(before: Sequence[StepLine], after: Sequence[NewStep]) -> bool:
    """Whether a step is gone, or weighs less than it did."""
    weights = {title_key(step.title): step.weight for step in after}
    return any(weights.get(title_key(step.title), Decimal(0)) < step.weight for step in before)


def _enough(measure: Measure) -> tuple[Decimal, Decimal] | None:
    """The lowest and the highest value that is enough; None for what no number says."""
    match measure.metric:
        case Metric.INCREASE:
            return _or(measure.target, _NO_BEGINNING), _NO_END
        case Metric.DECREASE:
            return _NO_BEGINNING, _or(measure.target, _NO_END)
        case Metric.AT_LEAST | Metric.AT_MOST | Metric.BETWEEN:
            return _or(measure.band_low, _NO_BEGINNING), _or(measure.band_high, _NO_END)
        case _:
            return None


def _or(value: Decimal | None, otherwise: Decimal) -> Decimal:
    return otherwise if value is None else value
