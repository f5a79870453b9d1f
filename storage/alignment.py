"""Alignment: which objective stands under which, and what one counts of those that stand under it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from storage.okrs import RollUp, objectives
from storage.roles import lock_company
from storage.rollups import lock_objectives, recompute_objectives

_chain = select(objectives.c.id, objectives.c.parent_id).where(objectives.c.id == bindparam("id"))
_line = _chain.cte("line", recursive=True)
_line = _line.union(select(objectives.c.id, objectives.c.parent_id).join(_line, objectives.c.id == _line.c.parent_id))
_IN_LINE = select(_line.c.id).where(_line.c.id == bindparam("other_id"))
_UNDER = select(objectives.c.id).where(objectives.c.parent_id == bindparam("id"), objectives.c.dropped_at.is_(None))


def _set(values: dict[str, Any]) -> Any:
    return (
        update(objectives)
        .where(
            objectives.c.id == bindparam("objective_id"),
            objectives.c.version == bindparam("seen"),
            objectives.c.dropped_at.is_(None),
        )
        .values(values | {"version": objectives.c.version + 1})
    )


_ALIGN = _set({"parent_id": bindparam("new_parent_id")})
_SET_ROLL_UP = _set({"roll_up": bindparam("new_roll_up")})


@dataclass(frozen=True, slots=True)
class Move:
    """An objective of that version, to be aligned under another parent than it has; None is under none."""

    objective_id: int
    version: int
    old_parent_id: int | None
    new_parent_id: int | None


def hold_alignment(db: Connection, workspace_id: int) -> None:
    """Wait until nobody else aligns anything. To be called before `stands_under` is asked."""
    lock_company(db, workspace_id)


def stands_under(db: Connection, objective_id: int, other_id: int) -> bool:
    """Whether the one is the other, or is aligned under it, at whatever distance."""
    return db.execute(_IN_LINE, {"id": objective_id, "other_id": other_id}).first() is not None


def align(db: Connection, move: Move) -> bool:
    """Align it, and store what both parents and all above them come to; False where it has changed since that version.

    Hold the alignment first and see that no loop arises.
    """
    parents = [parent_id for parent_id in (move.old_parent_id, move.new_parent_id) if parent_id is not None]
    lock_objectives(db, [move.objective_id, *parents])
    given = {"objective_id": move.objective_id, "seen": move.version, "new_parent_id": move.new_parent_id}
    if db.execute(_ALIGN, given).rowcount != 1:
        return False
    recompute_objectives(db, parents)
    return True


def set_roll_up(db: Connection, objective_id: int, version: int, roll_up: RollUp) -> bool:
    """Say what it counts, and store what it and all above it come to; False where it has changed since that version."""
    # What stands under it is locked too: from now on it feeds this one, and was to be waited for by nobody until now.
    under = db.scalars(_UNDER, {"id": objective_id})
    lock_objectives(db, [objective_id, *under])
    given = {"objective_id": objective_id, "seen": version, "new_roll_up": roll_up}
    if db.execute(_SET_ROLL_UP, given).rowcount != 1:
        return False
    recompute_objectives(db, [objective_id])
    return True
