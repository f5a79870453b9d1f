"""What a key result of the large company is measured by, and what each of its check-ins says. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import assert_never

from bot.demo.crowd import Course
from storage.progress import NOTHING, WHOLE, Measure, Metric, Tally, progress

STEPS = ("Find out", "Plan", "Try it with one team", "Mend", "Do it everywhere")


@dataclass(frozen=True, slots=True)
class Said:
    """One check-in: `value`, and the `progress` that it made, 0..1."""

    at: datetime
    value: Decimal
    progress: Decimal | None
    confidence: int | None


@dataclass(frozen=True, slots=True)
class Climb:
    """A key result's measure and unit, and its check-ins, the earliest first."""

    measure: Measure
    unit: str
    said: tuple[Said, ...]

    @property
    def value(self) -> Decimal | None:
        return self.said[-1].value if self.said else None

    @property
    def progress(self) -> Decimal | None:
        return self.said[-1].progress if self.said else NOTHING

    @property
    def confident(self) -> Said | None:
        """The last check-in in which somebody said how sure they were."""
        return next((one for one in reversed(self.said) if one.confidence is not None), None)


def climb(course: Course, moments: Sequence[datetime]) -> Climb:
    """The course in numbers, a check-in at each of the moments."""
    measure, unit = _MEASURES[course.metric]
    highest = NOTHING
    said: list[Said] = []
    for at, share, confidence in zip(moments, course.shares, course.confidences, strict=False):
        highest = max(highest, share)
        value = _value(measure, highest if course.metric is Metric.STEPS else share)
        tally = Tally(value, Decimal(len(STEPS))) if course.metric is Metric.STEPS else None
        said.append(Said(at, value, progress(measure, value, tally), confidence))
    return Climb(measure, unit, tuple(said))


_MEASURES = {
    Metric.INCREASE: (Measure(Metric.INCREASE, Decimal(0), Decimal(3000)), "orders"),
    Metric.DECREASE: (Measure(Metric.DECREASE, Decimal(100), Decimal(40)), "days"),
    Metric.AT_LEAST: (Measure(Metric.AT_LEAST, Decimal(60), band_low=Decimal(95)), "%"),
    Metric.AT_MOST: (Measure(Metric.AT_MOST, Decimal("61.20"), band_high=Decimal(45)), "USD"),
    Metric.BETWEEN: (Measure(Metric.BETWEEN, Decimal(40), band_low=Decimal(20), band_high=Decimal(25)), "°C"),
    Metric.STEPS: (Measure(Metric.STEPS, target=Decimal(len(STEPS))), ""),
    Metric.YES_NO: (Measure(Metric.YES_NO), ""),
    Metric.BASELINE: (Measure(Metric.BASELINE), "%"),
}


def _value(measure: Measure, share: Decimal) -> Decimal:
    """The value after that share of the way."""
    match measure.metric:
        case Metric.INCREASE | Metric.DECREASE:
            return _between(measure.start, measure.target, share)
        case Metric.AT_LEAST:
            return _between(measure.start, measure.band_low, share)
        case Metric.AT_MOST | Metric.BETWEEN:
            return _between(measure.start, measure.band_high, share)
        case Metric.STEPS:
            return Decimal(int(min(share, WHOLE) * len(STEPS)))
        case Metric.YES_NO:
            return share
        case Metric.BASELINE:
            return 10 + share * 60
        case _:
            assert_never(measure.metric)


def _between(start: Decimal | None, end: Decimal | None, share: Decimal) -> Decimal:
    first, last = start or NOTHING, end or NOTHING
    return (first + (last - first) * share).quantize(Decimal("0.01"))
