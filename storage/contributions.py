"""What is aligned to an objective and counts toward it, as far as somebody sees it."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, bindparam, exists, select

from storage.okrs import key_results, objectives
from storage.rollups import counts_upward
from storage.sight import IN_SIGHT, Sight


@dataclass(frozen=True, slots=True)
class Contribution:
    """An aligned objective that counts, 0..1. Of one out of sight only that it is there may be told.

    `is_silent` while nobody has said anything of it.
    """

    code: str
    title: str
    progress: Decimal
    in_sight: bool
    is_silent: bool = False


_IS_SAID = (
    exists()
    .where(
        key_results.c.objective_id == objectives.c.id,
        key_results.c.dropped_at.is_(None),
        key_results.c.last_check_in_at.is_not(None),
    )
    .correlate(objectives)
)
_CONTRIBUTIONS = (
    select(
        objectives.c.code,
        objectives.c.title,
        objectives.c.progress,
        IN_SIGHT.label("in_sight"),
        _IS_SAID.label("is_said"),
    )
    .where(objectives.c.parent_id == bindparam("parent_id"), counts_upward(objectives))
    .order_by(objectives.c.id)
)


def contributions(db: Connection, sight: Sight, objective_id: int) -> tuple[Contribution, ...]:
    """The objectives aligned to this one that count where it rolls them up, oldest first. One statement."""
    rows = db.execute(_CONTRIBUTIONS, {"parent_id": objective_id} | sight.given)
    return tuple(
        Contribution(code, title, progress, bool(seen), is_silent=not (said or progress))
        for code, title, progress, seen, said in rows
    )
