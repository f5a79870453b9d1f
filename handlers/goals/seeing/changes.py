"""What was changed of a goal after its approval: what stood there before, what stands there since, and why."""

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from handlers.chat.text import Date, Number, Span, Spans, joined, spans
from handlers.company import Company
from handlers.okrs.lines import short
from storage import audit

LONGEST_VALUE: Final = 60
LONGEST_REASON: Final = 200
_LABELS: Final = {
    "title": "title",
    "weight": "weight",
    "start": "from",
    "target": "to",
    "unit": "unit",
    "by": "due",
}


def changes_said(entries: Sequence[audit.Entry], company: Company) -> Iterator[Spans]:
    """One line for each change: "weight 30 → 40 3 weeks ago (Tue 3 Nov), because …"."""
    for entry in entries:
        changed = entry.before.keys() & entry.after.keys()
        parts = [
            spans(f"{label} ", *_value(entry.before[name]), " → ", *_value(entry.after[name]))
            for name, label in _LABELS.items()
            if name in changed
        ]
        # Whoever sees the goal need not see what it follows, nor what it followed.
        parts += [spans("what it follows")] if "follows" in changed else []
        what = joined(parts) if parts else spans("its measure")
        reason = str(entry.after.get("reason", ""))
        because = f", because {short(reason, LONGEST_REASON)}" if reason else ""
        yield spans(
            "Changed after the approval: ",
            *what,
            " ",
            Date(company.day_of(entry.created_at), entry.created_at),
            because,
        )


def _value(text: object) -> tuple[str | Span, ...]:
    """How much as a number, what is none as it was typed."""
    try:
        return (Number(Decimal(str(text))),)
    except InvalidOperation:
        return (short(str(text), LONGEST_VALUE) or "none",)
