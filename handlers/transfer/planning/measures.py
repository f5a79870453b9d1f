"""How a line measures its key result: kind, start, target, steps."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from handlers.chat.fields import Unreadable
from handlers.chat.number import NotANumber, parse_number, plain
from handlers.okrs.measuring.fields import NotSteps, parse_steps
from handlers.okrs.measuring.measures import SaidMeasure, Unmeasurable, made_of
from handlers.transfer.reading.cells import NONE, Cells
from storage.progress import Metric
from storage.transfer.portable import PortableKeyResult, PortableStep

_EDGES = re.compile(r"\s*(?:\.\.|…|\bto\b|\band\b)\s*", re.IGNORECASE)
_MET: Final = {"yes": Decimal(1), "done": Decimal(1), "true": Decimal(1), "no": Decimal(0), "false": Decimal(0)}


@dataclass(frozen=True, slots=True)
class Measured:
    """The part of a key result that says how it is measured; see PortableKeyResult."""

    metric: Metric
    start: Decimal | None = None
    target: Decimal | None = None
    band_low: Decimal | None = None
    band_high: Decimal | None = None
    steps: tuple[PortableStep, ...] = ()


def measure_of(cells: Cells, before: PortableKeyResult | None) -> Measured | None:
    """What the line says, in the place of what was; None where that cannot be measured, which is noted."""
    said = cells.one_of("metric", tuple(Metric))
    if said is None and (before is None or cells.line.cell("metric")):
        if not cells.line.cell("metric"):
            cells.wrong("metric", f"it is missing. Write one of {', '.join(Metric)}.")
        return None
    metric = Metric(said or (before.metric if before else ""))
    old = _measured(before) if before is not None and before.metric == metric else Measured(metric)
    count = len(cells.problems)
    found = _read(cells, metric, old)
    return found if len(cells.problems) == count else None


def value_of(cells: Cells, metric: Metric) -> Decimal | None:
    """The value that has been reached."""
    if metric is Metric.STEPS:
        return None
    text = cells.line.cell("current").lower()
    if metric is not Metric.YES_NO:
        return cells.number("current")
    value = _MET[text] if text in _MET else cells.number("current")
    if value not in (None, Decimal(0), Decimal(1)):
        cells.wrong("current", "what is yes or no stands at yes or no, nothing else.")
        return None
    return value


def target_said(one: PortableKeyResult) -> str:
    """The cell of the target: of a band, its edge or edges."""
    match Metric(one.metric):
        case Metric.AT_LEAST:
            return _plain(one.band_low)
        case Metric.AT_MOST:
            return _plain(one.band_high)
        case Metric.BETWEEN:
            return f"{_plain(one.band_low)} to {_plain(one.band_high)}"
        case Metric.STEPS:
            return ""
        case _:
            return _plain(one.target)


def steps_said(steps: Sequence[PortableStep]) -> str:
    """The cell of the steps: "Hire designers: 3; Hire engineers: 5"."""
    return "; ".join(f"{step.title}: {plain(step.weight)}" for step in steps)


def done_said(steps: Sequence[PortableStep]) -> str:
    """The cell that says which steps are done, by their places."""
    return "; ".join(str(place) for place, step in enumerate(steps, start=1) if step.done)


def _measured(before: PortableKeyResult) -> Measured:
    metric = Metric(before.metric)
    return Measured(metric, before.start, before.target, before.band_low, before.band_high, before.steps)


def _read(cells: Cells, metric: Metric, old: Measured) -> Measured:
    match metric:
        case Metric.INCREASE | Metric.DECREASE:
            return _way(cells, old)
        case Metric.AT_LEAST | Metric.AT_MOST | Metric.BETWEEN:
            return _band(cells, old)
        case Metric.STEPS:
            steps = _done(cells, _steps(cells, old.steps))
            return Measured(metric, target=sum((step.weight for step in steps), Decimal(0)), steps=steps)
        case Metric.YES_NO | Metric.BASELINE:
            return Measured(metric)


def _way(cells: Cells, old: Measured) -> Measured:
    start, target = _number(cells, "start", old.start), _number(cells, "target", old.target)
    for column, value in (("start", start), ("target", target)):
        if value is None and not cells.line.cell(column):
            cells.wrong(column, f"it is missing. An {old.metric} goes from a start to a target.".replace("An d", "A d"))
    if start is None or target is None:
        return old
    if start == target:
        advice = "Choose another target, or at_least, at_most, yes_no or steps for what is to be kept or done."
        cells.wrong("target", f"it is the same as the start, so no progress could be measured. {advice}")
    elif (target > start) is not (old.metric is Metric.INCREASE):
        other = Metric.DECREASE if old.metric is Metric.INCREASE else Metric.INCREASE
        cells.wrong(
            "metric", f"from {plain(start)} to {plain(target)} is no {old.metric}. Write {other}, or swap them."
        )
    return replace(old, start=start, target=target)


def _band(cells: Cells, old: Measured) -> Measured:
    start = _number(cells, "start", old.start)
    edges = cells.read("target", _edges)
    if edges is None:
        if old.band_low is None and old.band_high is None and not cells.line.cell("target"):
            cells.wrong("target", "it is missing. Write the number to keep to, or two of them: 20 to 25.")
        return replace(old, start=start)
    if len(edges) != (2 if old.metric is Metric.BETWEEN else 1):
        cells.wrong("target", "between has two numbers, such as 20 to 25; at_least and at_most have one.")
        return old
    low, high = edges[0], edges[-1]
    match old.metric:
        case Metric.AT_LEAST:
            return Measured(old.metric, start, band_low=low)
        case Metric.AT_MOST:
            return Measured(old.metric, start, band_high=high)
        case _:
            if low >= high:
                cells.wrong("target", "the lower number comes first, and the two differ. Write it like 20 to 25.")
            return Measured(old.metric, start, band_low=low, band_high=high)


def _edges(text: str) -> list[Decimal]:
    try:
        return [parse_number(text).amount]
    except NotANumber:
        return [parse_number(part).amount for part in _EDGES.split(text)]


def _number(cells: Cells, column: str, old: Decimal | None) -> Decimal | None:
    said = cells.number(column)
    return old if said is None else said


def _steps(cells: Cells, old: Sequence[PortableStep]) -> tuple[PortableStep, ...]:
    """The steps that the line names; one whose title was there before stays done."""
    found = cells.read("steps", _steps_of)
    if found is None:
        if not old and not cells.line.cell("steps"):
            cells.wrong("steps", "they are missing. Write them like Hire designers: 3; Hire engineers: 5.")
        return tuple(old)
    done = {step.title for step in old if step.done}
    return tuple(replace(step, done=step.title in done) for step in found)


def _steps_of(text: str) -> tuple[PortableStep, ...]:
    try:
        made = made_of(SaidMeasure("steps", steps=parse_steps(text)))
    except NotSteps as problem:
        raise Unreadable(str(problem)) from None
    except Unmeasurable as problem:
        raise Unreadable(" ".join(problem.problems.values())) from None
    return tuple(PortableStep(step.title, step.weight) for step in made.steps)


def _done(cells: Cells, steps: tuple[PortableStep, ...]) -> tuple[PortableStep, ...]:
    """The steps with those done that the line says so of."""
    places = cells.read("done", lambda text: _places(text, steps))
    if places is None:
        return steps
    return tuple(replace(step, done=place in places) for place, step in enumerate(steps, start=1))


def _places(text: str, steps: Sequence[PortableStep]) -> set[int]:
    if text.lower() == NONE:
        return set()
    if text.lower() == "all":
        return set(range(1, len(steps) + 1))
    titles = {step.title.casefold(): place for place, step in enumerate(steps, start=1)}
    found: set[int] = set()
    for part in re.split(r"[;,]", text):
        said = " ".join(part.split()).casefold()
        place = int(said) if said.isascii() and said.isdigit() and len(said) < 3 else titles.get(said, 0)
        if not 1 <= place <= len(steps):
            raise Unreadable(f"There is no step “{part.strip()[:30]}”. Write the places of those done: 1; 3.")
        found.add(place)
    return found


def _plain(value: Decimal | None) -> str:
    return "" if value is None else plain(value)
