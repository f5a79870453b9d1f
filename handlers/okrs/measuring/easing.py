"""When a change makes a key result easier to reach: then a reason is needed, and the old target stays on record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from handlers.chat.ask import Ask
from handlers.chat.text import Date, Number, Span, Spans, joined, spans
from handlers.company import Company
from handlers.okrs.lines import short
from storage import audit
from storage.okr_lines import KeyResultLine
from storage.okrs import title_key
from storage.progress import Measure, Metric
from storage.steps import NewStep, StepLine

EASED: Final = "eased"
"""The mark in the audit of an edit that made a key result easier to reach."""
MOST_TOLD: Final = 3
LONGEST_MEASURE: Final = 60
LONGEST_REASON: Final = 200

_NO_END: Final = Decimal("Infinity")
_NO_BEGINNING: Final = Decimal("-Infinity")


@dataclass(frozen=True, slots=True)
class Easing:
    """How the measure was typed before it was eased, field by field, and how it is since; when and why it was."""

    before: Mapping[str, str]
    after: Mapping[str, str]
    reason: str
    at: datetime


def easings(ask: Ask, line: KeyResultLine) -> tuple[Easing, ...]:
    """The last times that it was eased, newest first. No statement for what was never edited."""
    if line.version == 1:
        return ()
    found = audit.marked(ask.db, ask.workspace_id, line.code, EASED, MOST_TOLD)
    return tuple(_easing(entry) for entry in found)


def eased_said(line: KeyResultLine, found: Sequence[Easing], company: Company) -> Spans:
    """From what to what, when and why: "3,000 → 2,500 orders 3 weeks ago (Tue 3 Nov), because …"."""
    return joined([_said(line, one, company) for one in found], "; ")


def _easing(entry: audit.Entry) -> Easing:
    before, after = ({name: str(one) for name, one in part.items()} for part in (entry.before, entry.after))
    return Easing(before, after, after.get("reason", ""), entry.created_at)


def _said(line: KeyResultLine, one: Easing, company: Company) -> Spans:
    changes = [
        spans(*_measure(one.before[name], ""), " → ", *_measure(one.after[name], line.unit))
        for name in ("kind", "start", "target", "steps")
        if name in one.before and name in one.after
    ]
    because = f", because {short(one.reason, LONGEST_REASON)}" if one.reason else ""
    return spans(*joined(changes), " ", Date(company.day_of(one.at)), because)


def _measure(text: str, unit: str) -> tuple[str | Span, ...]:
    """How much as a number, what is none as it was typed."""
    try:
        return (Number(Decimal(text), unit),)
    except InvalidOperation:
        return (short(text, LONGEST_MEASURE) or "none",)


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
