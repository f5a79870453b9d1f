"""The arithmetic of progress, pace and status: pure, exact, the same wherever a number is shown or stored."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from operator import itemgetter
from typing import assert_never

NOTHING = Decimal(0)
WHOLE = Decimal(1)
MILLIONTH = Decimal("0.000001")


class Metric(StrEnum):
    """How a key result is measured; the values are those of the column key_result.metric."""

    INCREASE = "increase"
    DECREASE = "decrease"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    STEPS = "steps"
    YES_NO = "yes_no"
    BASELINE = "baseline"


BANDS = frozenset({Metric.AT_LEAST, Metric.AT_MOST, Metric.BETWEEN})
"""The kinds that keep within a band."""


PACED = frozenset({Metric.INCREASE, Metric.DECREASE, Metric.STEPS})
"""The kinds whose progress is compared with the time that has elapsed."""


class Status(StrEnum):
    """The one word for how a key result stands."""

    DONE = "done"
    STALE = "stale"
    OFF_TRACK = "off_track"
    AT_RISK = "at_risk"
    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"


WORST_FIRST = (
    Status.OFF_TRACK,
    Status.AT_RISK,
    Status.STALE,
    Status.NOT_STARTED,
    Status.ON_TRACK,
    Status.DONE,
)
"""Stale is behind off track and at risk, so that it never hides them; it is said beside, as "stale: 2 of 5"."""


class Ground(StrEnum):
    """What a status word follows from."""

    REACHED = "reached"
    SILENCE = "silence"
    CONFIDENCE = "confidence"
    PACE = "pace"
    NOT_BEGUN = "not_begun"
    NOTHING_AGAINST = "nothing_against"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status word and its grounds: two of them where confidence and pace ask for the same word."""

    status: Status
    grounds: tuple[Ground, ...]


class Flat(ValueError):
    """Start and target are the same; the sentence tells the person which other kind to use."""


@dataclass(frozen=True, slots=True)
class StatusRules:
    """Where the status words begin: confidence in 1..10, pace in shares, stale in days after the due check-in."""

    off_track_confidence: int = 3
    at_risk_confidence: int = 6
    off_track_pace: Decimal = Decimal("0.25")
    at_risk_pace: Decimal = Decimal("0.10")
    stale_after_days: int = 3


@dataclass(frozen=True, slots=True)
class Measure:
    """How reaching is measured. Increase and decrease need start and target, the bands the edges of the band."""

    metric: Metric
    start: Decimal | None = None
    target: Decimal | None = None
    band_low: Decimal | None = None
    band_high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What counts where a value says too little: due check-ins within the band, or the weight of the steps done."""

    reached: Decimal
    of: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """What a status is judged by.

    `pace` is None for the kinds that have none. `confidence` is the last one that was said. `answer_due_at` is the last
    due check-in whose days of grace (StatusRules.stale_after_days) are over; None while there is none.
    """

    progress: Decimal | None
    pace: Decimal | None = None
    confidence: int | None = None
    checked_in_at: datetime | None = None
    answer_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """How a mean comes about: `parts` are progress × weight, their sum is divided by that of the weights.

    `progress` is that mean, 0..1 in whole millionths.
    """

    parts: tuple[Decimal, ...]
    sum_of_parts: Decimal
    sum_of_weights: Decimal
    progress: Decimal


def refuse_flat(start: Decimal, target: Decimal) -> None:
    """Raises Flat where nothing lies between start and target."""
    if start == target:
        raise Flat("Start and target are the same number, so no progress could be measured. Choose another target.")


def progress(measure: Measure, current: Decimal | None, tally: Tally | None = None) -> Decimal | None:
    """How far `current` (None: nothing recorded) has come, 0..1 in whole millionths; None is shown as –.

    `tally` is needed for steps, and for a band that was left to be kept. Only what is reached is 1. Raises Flat, and
    ValueError for a measure that lacks a number.
    """
    match measure.metric:
        case Metric.INCREASE | Metric.DECREASE:
            return _toward_target(measure, current)
        case Metric.AT_LEAST | Metric.AT_MOST | Metric.BETWEEN:
            return _toward_band(measure, current, tally)
        case Metric.STEPS:
            return _share_of(tally)
        case Metric.YES_NO:
            return WHOLE if current else NOTHING
        case Metric.BASELINE:
            return NOTHING if current is None else WHOLE
        case _:
            assert_never(measure.metric)


def is_within(measure: Measure, value: Decimal) -> bool:
    """Whether the value lies within the measure's band, the edges included."""
    return off_by(measure, value) == NOTHING


def is_kept(measure: Measure) -> bool:
    """Whether it is a band that it started within, so that keeping it is what counts."""
    return measure.metric in BANDS and measure.start is not None and is_within(measure, measure.start)


def first_progress(measure: Measure) -> Decimal | None:
    """What a key result begins with: nothing, or None for a band that it is within already."""
    return None if is_kept(measure) else NOTHING


def tally(
    measure: Measure, due: Sequence[datetime], said: Iterable[tuple[datetime, Decimal | None]], missed_by: datetime
) -> Tally:
    """How many of the due check-ins were within the band.

    One that is due (in order) is answered by the last that was said before the next one is due. What nobody answered
    counts as not within where it was due by `missed_by`, else not yet. Where only that is said that nothing could be
    measured, it was not within.
    """
    answers: dict[int, Decimal | None] = {}
    for at, value in sorted(said, key=itemgetter(0)):
        place = bisect_right(due, at) - 1
        if place >= 0:
            answers[place] = value
    within = sum(value is not None and is_within(measure, value) for value in answers.values())
    missed = sum(place not in answers and at <= missed_by for place, at in enumerate(due))
    return Tally(Decimal(within), Decimal(len(answers) + missed))


def expected(measure: Measure, pace: Decimal) -> Decimal:
    """The value that is on pace, for increase and decrease: as much of the way from the start as of the time is over.

    Raises ValueError for a measure that lacks a number.
    """
    start, target = _needed(measure.start, "start"), _needed(measure.target, "target")
    return start + pace * (target - start)


def mean(weighted: Iterable[tuple[Decimal | None, Decimal]]) -> Decimal:
    """The mean of (progress, weight), 0..1 in whole millionths. None does not count; where nothing counts it is 0."""
    return weigh(weighted).progress


def weigh(weighted: Iterable[tuple[Decimal | None, Decimal]]) -> Weighed:
    """The same mean of (progress, weight) with what it is made of; the parts are of those that count, in order."""
    counting = [(share, weight) for share, weight in weighted if share is not None]
    parts = tuple(share * weight for share, weight in counting)
    reached = sum(parts, NOTHING)
    total = sum((weight for _, weight in counting), NOTHING)
    return Weighed(parts, reached, total, _rounded(reached / total) if total else NOTHING)


def pace(starts_on: date, due_on: date, today: date) -> Decimal:
    """The share of the time that has elapsed, 0..1 in whole millionths: 0 on the first day, 1 on the due one.

    Rounded down, so that a division of whole numbers in the database gives the very same.
    """
    if today >= due_on:
        return WHOLE
    if today <= starts_on:
        return NOTHING
    elapsed = Decimal((today - starts_on).days) / Decimal((due_on - starts_on).days)
    return elapsed.quantize(MILLIONTH, ROUND_DOWN)


def status(standing: Standing, rules: StatusRules) -> Status:
    """The status word. Silence is never green: what nobody has recorded yet has not started, then it is stale."""
    return verdict(standing, rules).status


def verdict(standing: Standing, rules: StatusRules) -> Verdict:
    """The status word and what it follows from."""
    if standing.progress == WHOLE:
        return _DONE
    if _is_stale(standing):
        return _STALE
    by_confidence, by_pace = _by_confidence(standing, rules), _by_pace(standing, rules)
    judged = worst((by_confidence, by_pace))
    if judged is Status.ON_TRACK:
        return _NOT_STARTED if standing.checked_in_at is None else _ON_TRACK
    words = ((Ground.CONFIDENCE, by_confidence), (Ground.PACE, by_pace))
    return Verdict(judged, tuple(ground for ground, word in words if word is judged))


def worst(statuses: Iterable[Status]) -> Status:
    """The worst of them; of none at all, not started."""
    return min(statuses, key=WORST_FIRST.index, default=Status.NOT_STARTED)


_DONE = Verdict(Status.DONE, (Ground.REACHED,))
_STALE = Verdict(Status.STALE, (Ground.SILENCE,))
_NOT_STARTED = Verdict(Status.NOT_STARTED, (Ground.NOT_BEGUN,))
_ON_TRACK = Verdict(Status.ON_TRACK, (Ground.NOTHING_AGAINST,))


def _toward_target(measure: Measure, current: Decimal | None) -> Decimal:
    start, target = _needed(measure.start, "start"), _needed(measure.target, "target")
    refuse_flat(start, target)
    return NOTHING if current is None else _rounded((current - start) / (target - start))


def _toward_band(measure: Measure, current: Decimal | None, tally: Tally | None) -> Decimal | None:
    if is_kept(measure):
        return _share_of(tally)
    if current is None:
        return NOTHING
    now = off_by(measure, current)
    if measure.start is None:
        return NOTHING if now else WHOLE
    began = off_by(measure, measure.start)
    return _rounded((began - now) / began)


def off_by(measure: Measure, value: Decimal) -> Decimal:
    """How far outside its band the value is; 0 within."""
    match measure.metric:
        case Metric.AT_LEAST:
            return max(NOTHING, _needed(measure.band_low, "low edge") - value)
        case Metric.AT_MOST:
            return max(NOTHING, value - _needed(measure.band_high, "high edge"))
        case _:
            low, high = _needed(measure.band_low, "low edge"), _needed(measure.band_high, "high edge")
            return max(NOTHING, low - value, value - high)


def _share_of(tally: Tally | None) -> Decimal | None:
    if tally is None or not tally.of:
        return None
    return _rounded(tally.reached / tally.of)


def _needed(value: Decimal | None, name: str) -> Decimal:
    if value is None:
        raise ValueError(f"this kind of measure needs a {name}")
    return value


def _rounded(share: Decimal) -> Decimal:
    """The share within 0..1, in whole millionths; what is not quite whole does not become so by rounding."""
    if share >= WHOLE:
        return WHOLE
    return min(max(share, NOTHING).quantize(MILLIONTH, ROUND_HALF_EVEN), WHOLE - MILLIONTH)


def _is_stale(standing: Standing) -> bool:
    if standing.answer_due_at is None:
        return False
    return standing.checked_in_at is None or standing.checked_in_at < standing.answer_due_at


def _by_confidence(standing: Standing, rules: StatusRules) -> Status:
    if standing.confidence is None or standing.confidence > rules.at_risk_confidence:
        return Status.ON_TRACK
    return Status.OFF_TRACK if standing.confidence <= rules.off_track_confidence else Status.AT_RISK


def _by_pace(standing: Standing, rules: StatusRules) -> Status:
    if standing.progress is None or standing.pace is None:
        return Status.ON_TRACK
    behind = standing.pace - standing.progress
    if behind > rules.off_track_pace:
        return Status.OFF_TRACK
    return Status.AT_RISK if behind > rules.at_risk_pace else Status.ON_TRACK
