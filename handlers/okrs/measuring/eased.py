"""The former targets of a key result that was eased: they stay on record, in the audit."""

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

EASED: Final = "eased"
"""The mark in the audit of an edit that made a key result easier to reach."""
MOST_TOLD: Final = 3
LONGEST_MEASURE: Final = 60
LONGEST_REASON: Final = 200


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
    return spans(*joined(changes), " ", Date(company.day_of(one.at), one.at), because)


def _measure(text: str, unit: str) -> tuple[str | Span, ...]:
    """How much as a number, what is none as it was typed."""
    try:
        return (Number(Decimal(text), unit),)
    except InvalidOperation:
        return (short(text, LONGEST_MEASURE) or "none",)
