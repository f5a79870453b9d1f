"""What an import says of itself: how much is new, what changes, what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Final

from handlers.chat.number import plain
from handlers.transfer.planning.measures import steps_said
from handlers.transfer.planning.plan import Change, Plan
from storage.transfer.kept import SOURCE
from storage.transfer.portable import PortableStep

MOST_LINES: Final = 100
"""Changes that are named one by one; the others are counted."""
LONGEST: Final = 60
_NAMES: Final = {
    "owner": "owner_email",
    "manager": "manager_email",
    "lead": "lead_email",
    "objective": "parent",
    "starts_on": "starts",
    "due_on": "due",
    "ambition": "type",
    "is_private": "private",
    "is_draft": "draft",
    "kept": "for later:",
    "band_low": "low edge",
    "band_high": "high edge",
}
"""What a file calls what we call otherwise."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many lines of a kind are new, change something, and say what is there."""

    name: str
    new: int
    changed: int
    kept: int


def counts(plan: Plan) -> tuple[Count, ...]:
    """The kinds of which there are lines."""
    rows: tuple[tuple[str, Sequence[Change[Any]]], ...] = (
        ("people", plan.people),
        ("teams", plan.teams),
        ("objectives", plan.objectives),
        ("key results", plan.key_results),
    )
    return tuple(_count(name, changes) for name, changes in rows if changes)


def summary(plan: Plan) -> list[str]:
    """How many of each are new, changed and as they were."""
    lines = [
        f"{one.name:<12} {one.new:,} new, {one.changed:,} changed, {one.kept:,} as they are" for one in counts(plan)
    ]
    if plan.waiting:
        lines.append(f"{'KPIs':<12} {len(plan.waiting):,} kept, waiting for KPIs")
    return lines or ["There is nothing in it."]


def every_change(plan: Plan) -> list[str]:
    """Each change in a line."""
    changes: tuple[Change[Any], ...] = (*plan.teams, *plan.people, *plan.objectives, *plan.key_results)
    return [_line(change) for change in changes if not change.is_kept]


def details(plan: Plan) -> list[str]:
    """Each change in a line, the first hundred of them."""
    lines = every_change(plan)
    more = len(lines) - MOST_LINES
    return lines[:MOST_LINES] + ([f"… and {more:,} more"] if more > 0 else [])


def _count(name: str, changes: Sequence[Change[Any]]) -> Count:
    new = sum(change.is_new for change in changes)
    kept = sum(change.is_kept for change in changes)
    return Count(name, new, len(changes) - new - kept, kept)


def _line(change: Change[Any]) -> str:
    if change.before is None:
        source = dict(getattr(change.after, "kept", ())).get(SOURCE, "")
        beside = f" ({source})" if source else ""
        named = getattr(change.after, "title", "") or change.after.name
        return f"new      {change.key}{beside} {_short(named)}" if named != change.key else f"new      {named}"
    old, new = change.before.thing, change.after
    said = (
        f"{_NAMES.get(one.name, one.name)} {_shown(getattr(old, one.name))} → {_shown(getattr(new, one.name))}"
        for one in fields(new)
        if getattr(old, one.name) != getattr(new, one.name)
    )
    return f"changed  {change.key} {'; '.join(said)}"


def _shown(value: object) -> str:
    match value:
        case None | "" | ():
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return plain(value)
        case date():
            return value.isoformat()
        case tuple():
            return _short(_listed(value))
        case _:
            return _short(str(value))


def _listed(value: tuple[Any, ...]) -> str:
    if isinstance(value[0], PortableStep):
        done = sum(step.done for step in value)
        return f"{steps_said(value)} ({done} done)"
    return "; ".join(" ".join(one) if isinstance(one, tuple) else str(one) for one in value)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
