"""Where a key result stands by its own measure, in words: "1,250 of 3,000 orders", "at least 95 %", "8 of 10"."""

import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol, assert_never

from handlers.chat.card import Element, Paragraph, Progress
from handlers.chat.text import Command, Number, Plain, Spans, spans
from handlers.okrs.shares import share_of
from storage.okr_lines import KeyResultLine
from storage.progress import NOTHING, WHOLE, Measure, Metric, is_kept, is_within
from storage.steps import StepLine

NOTHING_RECORDED = "nothing recorded yet"


class Measured(Protocol):
    """A value on its way from a start to a target: a key result, or how it stood after some check-in."""

    @property
    def metric(self) -> str: ...
    @property
    def start(self) -> Decimal | None: ...
    @property
    def target(self) -> Decimal | None: ...
    @property
    def band_low(self) -> Decimal | None: ...
    @property
    def band_high(self) -> Decimal | None: ...
    @property
    def current_value(self) -> Decimal | None: ...
    @property
    def unit(self) -> str: ...


def measured(line: Measured) -> Spans:
    """Where it stands: "1,250 of 3,000 orders", or "nothing recorded yet, from 0 to 3,000 orders"."""
    match Metric(line.metric):
        case Metric.INCREASE | Metric.DECREASE:
            return _on_the_way(line)
        case Metric.AT_LEAST | Metric.AT_MOST | Metric.BETWEEN:
            return _near_its_band(line)
        case Metric.STEPS:
            return _through_its_steps(line)
        case Metric.YES_NO:
            return spans(NOTHING_RECORDED if line.current_value is None else _yes_or_no(line.current_value))
        case Metric.BASELINE if line.current_value is None:
            return spans("to be found")
        case Metric.BASELINE:
            return spans(Number(line.current_value, line.unit), ", found")
        case never:
            assert_never(never)


def recorded_value(line: Measured, value: Decimal | None) -> Spans:
    """One value that was recorded, by itself: "1,250 orders", "done", "8 of 10"; "–" where none was."""
    if value is None:
        return spans("–")
    match Metric(line.metric):
        case Metric.YES_NO:
            return spans(_yes_or_no(value))
        case Metric.STEPS if line.target is not None:
            return spans(Number(value), " of ", Number(line.target))
        case _:
            return (Number(value, line.unit),)


def limit(line: Measured) -> Spans:
    """The band to keep within: "at least 95 %", "at most 45 USD", "between 20 and 25 °C"."""
    low, high = line.band_low or NOTHING, line.band_high or NOTHING
    match Metric(line.metric):
        case Metric.AT_LEAST:
            return spans("at least ", Number(low, line.unit))
        case Metric.AT_MOST:
            return spans("at most ", Number(high, line.unit))
        case _:
            return spans("between ", Number(low, money(line.unit)), " and ", Number(high, line.unit))


def steps_done(steps: Sequence[StepLine]) -> Spans:
    """How many are done, and what they weigh where that says more: "2 of 3 steps, 8 of 10"."""
    done = [step for step in steps if step.is_done]
    count = f"{len(done)} of {len(steps)} steps"
    if all(step.weight == WHOLE for step in steps):
        return spans(count)
    reached, of = (sum((step.weight for step in some), NOTHING) for some in (done, steps))
    return spans(f"{count}, ", Number(reached), " of ", Number(of))


def recording_of(line: KeyResultLine) -> Command:
    """How a check-in of it is typed."""
    match Metric(line.metric):
        case Metric.STEPS:
            return Command(f"/okr update {line.code}")
        case Metric.YES_NO:
            return Command(f"/okr update {line.code} yes")
        case _:
            return Command(f"/okr update {line.code} VALUE")


def measure_of(line: Measured) -> Measure:
    """How reaching it is measured, for the arithmetic."""
    return Measure(Metric(line.metric), line.start, line.target, line.band_low, line.band_high)


def course(line: KeyResultLine) -> Element:
    """Its bar with where it stands; a sentence while there is nothing to draw."""
    if line.current_value is not None and share_of(line) is not None:
        return Progress(share_of(line), measured(line))
    if line.metric not in (Metric.INCREASE, Metric.DECREASE) or line.start is None or line.target is None:
        told = measured(line)
        return Paragraph.of(*_capital(told), ".")
    start, target = Number(line.start, money(line.unit)), Number(line.target, line.unit)
    return Paragraph.of("From ", start, " to ", target, "; nothing is recorded yet.")


def money(unit: str) -> str:
    """A currency stands at every number, another unit at the last."""
    return unit if len(unit) == 1 and unicodedata.category(unit) == "Sc" else ""


def _on_the_way(line: Measured) -> Spans:
    if line.start is None or line.target is None:
        return spans(NOTHING_RECORDED) if line.current_value is None else (Number(line.current_value, line.unit),)
    sign, target = money(line.unit), Number(line.target, line.unit)
    if line.current_value is None:
        return spans(NOTHING_RECORDED, ", from ", Number(line.start, sign), " to ", target)
    current = Number(line.current_value, sign)
    if line.metric == Metric.INCREASE and not line.start:
        return (current, Plain(" of "), target)
    return spans(current, ", from ", Number(line.start, sign), " to ", target)


def _near_its_band(line: Measured) -> Spans:
    """The unit stands at the value; the band's edges repeat it only where it is a sign of money."""
    if line.current_value is None:
        return spans(NOTHING_RECORDED, ", ", *limit(line), *_came_from(line))
    sign = money(line.unit)
    low, high = Number(line.band_low or NOTHING, sign), Number(line.band_high or NOTHING, sign)
    current = Number(line.current_value, line.unit)
    match Metric(line.metric):
        case Metric.AT_LEAST:
            return spans(current, ", at least ", low, *_came_from(line))
        case Metric.AT_MOST:
            return spans(current, ", at most ", high, *_came_from(line))
        case _:
            where = "within" if is_within(measure_of(line), line.current_value) else "outside"
            return spans(current, f", {where} ", low, " to ", high, *_came_from(line))


def _came_from(line: Measured) -> Spans:
    """Where it started, if that is what its progress is measured from."""
    if line.start is None or is_kept(measure_of(line)):
        return ()
    return spans(" (from ", Number(line.start, money(line.unit)), ")")


def _through_its_steps(line: Measured) -> Spans:
    if line.current_value is None:
        return spans("no step done yet")
    if line.target is None:
        return spans("steps: ", Number(line.current_value), " done")
    return spans("steps: ", Number(line.current_value), " of ", Number(line.target))


def _yes_or_no(value: Decimal) -> str:
    return "done" if value else "not yet"


def _capital(said: Spans) -> Spans:
    first, *rest = said
    if not isinstance(first, Plain):
        return said
    return (Plain(first.text[:1].upper() + first.text[1:]), *rest)
