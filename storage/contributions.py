"""What is aligned to an objective and counts toward it, as far as somebody sees it."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, bindparam, select

from storage.okrs import objectives
from storage.rollups import counts_upward
from storage.sight import IN_SIGHT, Sight


@dataclass(frozen=True, slots=True)
class Contribution:
    """An aligned objective that counts, 0..1. Of one out of sight only that it is there may be told."""

    code: str
    title: str
    progress: Decimal
    in_sight: bool


_CONTRIBUTIONS = (
    select(objectives.c.code, objectives.c.title, objectives.c.progress, IN_SIGHT.label("in_sight"))
    .where(objectives.c.parent_id == bindparam("parent_id"), counts_upward(objectives))
    .order_by(objectives.c.id)
)


def contributions(db: Connection, sight: Sight, objective_id: int) -> tuple[Contribution, ...]:
    """The objectives aligned to this one that count where it rolls them up, oldest first. One statement."""
    rows = db.execute(_CONTRIBUTIONS, {"parent_id": objective_id} | sight.given)
    return tuple(Contribution(code, title, progress, bool(seen)) for code, title, progress, seen in rows)
