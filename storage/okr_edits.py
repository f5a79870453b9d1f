"""Changing objectives and key results that are there: only the columns that change, where nobody was faster."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, update

from storage.okrs import key_results, objectives, title_key
from storage.steps import NewStep, StepLine, steps

_MOVE = (
    update(key_results)
    .where(
        key_results.c.objective_id == bindparam("of_objective"),
        key_results.c.due_on == bindparam("old_day"),
        key_results.c.dropped_at.is_(None),
    )
    .values(due_on=bindparam("new_day"), version=key_results.c.version + 1)
)
_TAKE_AWAY = delete(steps).where(steps.c.id.in_(bindparam("ids", expanding=True)))
_MAKE_ROOM = update(steps).where(steps.c.key_result_id == bindparam("of_key_result")).values(position=-steps.c.position)
_PLACE = (
    update(steps)
    .where(steps.c.id == bindparam("step_id"))
    .values(position=bindparam("place"), title=bindparam("words"), weight=bindparam("weighs"))
)


def change_objective(db: Connection, objective_id: int, version: int, values: Mapping[str, Any]) -> bool:
    """Set these columns of the locked objective; False where it has changed since that version, or was dropped."""
    return _change(db, objectives, objective_id, version, values)


def change_key_result(db: Connection, key_result_id: int, version: int, values: Mapping[str, Any]) -> bool:
    """Set these columns of the key result in its locked objective; False where it has changed since that version.

    Its objective is yet to be recomputed.
    """
    return _change(db, key_results, key_result_id, version, values)


def move_due(db: Connection, objective_id: int, old_day: date, new_day: date) -> int:
    """Move the key results that are due on the one day to the other; return how many they are."""
    given = {"of_objective": objective_id, "old_day": old_day, "new_day": new_day}
    return db.execute(_MOVE, given).rowcount


def set_steps(db: Connection, key_result_id: int, before: Sequence[StepLine], after: Sequence[NewStep]) -> None:
    """Let the key result have these steps, in their order. One whose title stays keeps whether it is done."""
    old = {title_key(step.title): step for step in before}
    kept = [
        (old[title_key(step.title)].id, place, step) for place, step in _placed(after) if title_key(step.title) in old
    ]
    gone = {step.id for step in before} - {step_id for step_id, _, _ in kept}
    new = [(place, step) for place, step in _placed(after) if title_key(step.title) not in old]
    if gone:
        db.execute(_TAKE_AWAY, {"ids": sorted(gone)})
    if kept:
        # Out of the way first: two steps may change places.
        db.execute(_MAKE_ROOM, {"of_key_result": key_result_id})
        db.execute(_PLACE, [_placing(step_id, place, step) for step_id, place, step in kept])
    if new:
        rows = [{"position": place, "title": step.title, "weight": step.weight} for place, step in new]
        db.execute(insert(steps), [{"key_result_id": key_result_id, **row} for row in rows])


def _placed(after: Sequence[NewStep]) -> list[tuple[int, NewStep]]:
    return list(enumerate(after, start=1))


def _placing(step_id: int, place: int, step: NewStep) -> dict[str, Any]:
    return {"step_id": step_id, "place": place, "words": step.title, "weighs": step.weight}


def _change(db: Connection, table: Any, thing_id: int, version: int, values: Mapping[str, Any]) -> bool:
    written = dict(values) | ({"title_key": title_key(values["title"])} if "title" in values else {})
    statement = (
        update(table)
        .where(table.c.id == thing_id, table.c.version == version, table.c.dropped_at.is_(None))
        .values(**written, version=version + 1)
    )
    return db.execute(statement).rowcount == 1
