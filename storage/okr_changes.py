"""Making objectives and key results, and changing them: targeted updates, compared with the version that was seen."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, update

from storage.okrs import Level, RollUp, key_results, objectives, title_key
from storage.steps import NewStep, StepLine, steps
from storage.workspaces import next_code


@dataclass(frozen=True, slots=True)
class NewObjective:
    """An objective to be made; its level and its team agree: a team's objective has one, no other has.

    Without `published_at` it is a draft.
    """

    workspace_id: int
    title: str
    owner_id: int
    level: Level
    team_id: int | None
    parent_id: int | None
    cycle: str
    starts_on: date
    due_on: date
    ambition: str
    created_by: int
    created_at: datetime
    published_at: datetime | None
    is_private: bool = False
    roll_up: RollUp = "key_results"


@dataclass(frozen=True, slots=True)
class NewKeyResult:
    """A key result to be made. What its `metric` has no use for is None; `progress` is what it begins with."""

    workspace_id: int
    objective_id: int
    title: str
    owner_id: int
    team_id: int | None
    metric: str
    start: Decimal | None
    target: Decimal | None
    unit: str
    weight: Decimal
    starts_on: date
    due_on: date
    created_by: int
    created_at: datetime
    band_low: Decimal | None = None
    band_high: Decimal | None = None
    progress: Decimal | None = Decimal(0)


_ADD_OBJECTIVE = insert(objectives).values(progress=Decimal(0), version=1, drop_reason="")
_ADD_KEY_RESULT = insert(key_results).values(version=1, drop_reason="")
_HAND_OVER = (
    update(key_results)
    .where(
        key_results.c.id == bindparam("key_result_id"),
        key_results.c.version == bindparam("seen"),
        key_results.c.dropped_at.is_(None),
    )
    .values(owner_id=bindparam("new_owner_id"), version=key_results.c.version + 1)
)
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


def add_objective(db: Connection, new: NewObjective) -> str:
    """Make the objective; return its code."""
    code = next_code(db, new.workspace_id, "O")
    db.execute(_ADD_OBJECTIVE, asdict(new) | {"code": code, "title_key": title_key(new.title)})
    return code


def add_key_result(db: Connection, new: NewKeyResult) -> str:
    """Make the key result under its locked objective; return its code. The objective is yet to be recomputed."""
    code = next_code(db, new.workspace_id, "KR")
    db.execute(_ADD_KEY_RESULT, asdict(new) | {"code": code, "title_key": title_key(new.title)})
    return code


def hand_over(db: Connection, key_result_id: int, version: int, new_owner_id: int) -> bool:
    """Give the key result to somebody else; False where it has changed since that version."""
    given = {"key_result_id": key_result_id, "seen": version, "new_owner_id": new_owner_id}
    return db.execute(_HAND_OVER, given).rowcount == 1


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
