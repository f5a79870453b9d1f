"""The nightly recount: what is stored as a total, against what the log says."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import aliased

from storage.check_ins import check_ins
from storage.okrs import key_results, objectives
from storage.progress import mean

TOLERANCE = Decimal("0.000001")
"""A millionth: what rounding a mean may move."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A thing whose stored total is not what its log says."""

    code: str
    stored: str
    counted: str


def differences(db: Connection, workspace_id: int) -> list[Difference]:
    """Every key result whose value, and every objective whose progress, is not what follows from the check-ins."""
    return [*_values(db, workspace_id), *_progress(db, workspace_id)]


def _values(db: Connection, workspace_id: int) -> list[Difference]:
    undoing = aliased(check_ins, name="undoing")
    counting = (
        select(check_ins.c.key_result_id, func.max(check_ins.c.id).label("id"))
        .where(check_ins.c.undoes_id.is_(None), check_ins.c.workspace_id == workspace_id)
        .where(~select(undoing.c.id).where(undoing.c.undoes_id == check_ins.c.id).exists())
        .group_by(check_ins.c.key_result_id)
        .subquery()
    )
    last = (
        select(check_ins.c.key_result_id, check_ins.c.value, check_ins.c.progress)
        .join(counting, counting.c.id == check_ins.c.id)
        .subquery()
    )
    found = (
        select(key_results.c.code, key_results.c.current_value, last.c.value)
        .outerjoin(last, last.c.key_result_id == key_results.c.id)
        .where(key_results.c.workspace_id == workspace_id)
    )
    return [
        Difference(code, str(stored), str(counted)) for code, stored, counted in db.execute(found) if stored != counted
    ]


def _progress(db: Connection, workspace_id: int) -> list[Difference]:
    found = (
        select(objectives.c.code, objectives.c.progress, key_results.c.progress, key_results.c.weight)
        .outerjoin(key_results, (key_results.c.objective_id == objectives.c.id) & key_results.c.dropped_at.is_(None))
        .where(objectives.c.workspace_id == workspace_id, objectives.c.dropped_at.is_(None))
        .order_by(objectives.c.id)
    )
    stored: dict[str, Decimal] = {}
    parts: dict[str, list[tuple[Decimal, Decimal]]] = {}
    for code, total, progress, weight in db.execute(found):
        stored[code] = total
        if progress is not None:
            parts.setdefault(code, []).append((progress, weight))
    counted = {code: mean(parts[code]) if code in parts else Decimal(0) for code in stored}
    return [
        Difference(code, str(stored[code]), str(counted[code]))
        for code in stored
        if abs(stored[code] - counted[code]) > TOLERANCE
    ]
