"""The formula of each kind of key result, with its numbers in it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import assert_never

from handlers.chat.card import Table
from handlers.chat.text import Date, Number, Spans, spans
from handlers.company import Company
from handlers.okrs.lines import short
from handlers.okrs.measuring.details import Details
from handlers.okrs.measuring.phrases import limit, measure_of, recording_of
from handlers.okrs.shares import percent
from storage.okr_lines import KeyResultLine
from storage.progress import NOTHING, Metric, Tally, is_kept, off_by, progress
from storage.steps import StepLine, tally_of

LONGEST_TITLE = 100
"""Characters of a step's title in its row."""


def result(share: Decimal) -> Spans:
    """The share with all its digits and, where those are more than elsewhere, as it is shown: "41.6667 %, …"."""
    exact, shown = Number(share * 100, "%"), percent(share)
    if exact.value == shown.value:
        return (shown,)
    rounded_up = (share * 100).quantize(Decimal(1)) > shown.value
    return spans(exact, ", shown as ", shown, ": only what is reached says 100 %" if rounded_up else "")


def progress_explained(line: KeyResultLine, details: Details) -> Spans:
    """What its progress comes from; the sentence goes on after "Progress"."""
    if is_kept(measure_of(line)) and details.tally is not None:
        return _kept(line, details.tally)
    if line.current_value is None:
        return spans("counts as 0 %: ", _unsaid(line), " Record the first: ", recording_of(line))
    match Metric(line.metric):
        case Metric.INCREASE | Metric.DECREASE:
            return _way_done(line, line.current_value)
        case Metric.AT_LEAST | Metric.AT_MOST | Metric.BETWEEN:
            return _way_to_the_band(line, line.current_value)
        case Metric.STEPS:
            return _weight_done(line, details)
        case Metric.YES_NO:
            return spans("is 100 %: it is done." if line.current_value else "is 0 % until it is done.")
        case Metric.BASELINE:
            return spans("is 100 %: the number is found, ", Number(line.current_value, line.unit), ".")
        case never:
            assert_never(never)


def steps_table(steps: Sequence[StepLine], company: Company) -> Table:
    """The steps with their weights, and the day on which each was done."""
    rows = tuple(_row(step, company) for step in steps)
    return Table(("Step", "Weight", "Done"), rows)


def _row(step: StepLine, company: Company) -> tuple[Spans, ...]:
    done = step.done_at
    when = spans("not yet") if done is None else (Date(company.day_of(done), done),)
    return spans(f"{step.position} {short(step.title, LONGEST_TITLE)}"), (Number(step.weight),), when


def _unsaid(line: KeyResultLine) -> str:
    if line.last_check_in_at is None:
        return "nobody has checked in yet."
    return "the number is not found yet." if line.metric == Metric.BASELINE else "nothing is measured yet."


def _way_done(line: KeyResultLine, current: Decimal) -> Spans:
    """The way that is done, divided by the whole way, and where that is cut off."""
    start, target = line.start, line.target
    if start is None or target is None:
        return spans("is ", *result(line.progress or NOTHING), ", with ", Number(current, line.unit), " recorded.")
    share = progress(measure_of(line), current) or NOTHING
    rising = target > start
    done, whole = (
        (_minus(current, start), _minus(target, start)) if rising else (_minus(start, current), _minus(start, target))
    )
    is_beyond = current > target if rising else current < target
    is_before = current < start if rising else current > start
    cut = "is past the target, so it counts as " if is_beyond else "is before the start, so it counts as "
    outcome = spans(cut, percent(share)) if is_beyond or is_before else spans("= ", *result(share))
    way = spans("is the way done divided by the whole way, from ", Number(start), " to ", Number(target, line.unit))
    return spans(*way, ":\n(", *done, ") ÷ (", *whole, ") ", *outcome)


def _minus(left: Decimal, right: Decimal) -> Spans:
    taken: Spans = spans("(", Number(right), ")") if right < 0 else (Number(right),)
    return spans(Number(left), " − ", *taken)


def _way_to_the_band(line: KeyResultLine, current: Decimal) -> Spans:
    """How much nearer it has come to a band outside which it started."""
    measure = measure_of(line)
    now = off_by(measure, current)
    if not now:
        return spans("is 100 %: ", Number(current, line.unit), " is ", *limit(line), ".")
    if line.start is None:
        return spans("is 0 % until it is ", *limit(line), ".")
    began = off_by(measure, line.start)
    way = spans("is how much nearer it came to ", *limit(line), ", outside by ", Number(began), " at the start and by ")
    counted = spans(*way, Number(now), " now:\n(", Number(began), " − ", Number(now), ") ÷ ", Number(began))
    if now > began:
        return spans(*counted, " is before the start, so it counts as 0 %")
    return spans(*counted, " = ", *result(progress(measure, current) or NOTHING))


def _kept(line: KeyResultLine, tally: Tally) -> Spans:
    """The share of the due check-ins at which a band was kept."""
    began = spans("It started within, at ", Number(line.start or NOTHING, line.unit), ", so keeping it is what counts.")
    if not tally.of:
        return spans("does not count yet: no check-in was due so far. ", *began)
    share = progress(measure_of(line), None, tally) or NOTHING
    how = spans("is the share of due check-ins that were ", *limit(line), "; a missed one was not:\n")
    return spans(*how, Number(tally.reached), " ÷ ", Number(tally.of), " = ", *result(share), ". ", *began)


def _weight_done(line: KeyResultLine, details: Details) -> Spans:
    """The weight of the steps done, divided by that of all."""
    if not details.steps:
        return spans("is ", *result(line.progress or NOTHING), ", by the weight of the steps done.")
    tally = tally_of(details.steps)
    share = progress(measure_of(line), None, tally) or NOTHING
    how = "is the weight of the steps done divided by the weight of all:\n"
    return spans(how, Number(tally.reached), " ÷ ", Number(tally.of), " = ", *result(share))
