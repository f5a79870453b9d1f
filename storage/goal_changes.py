"""Making, updating and changing goals: targeted writes, compared with the version that was seen."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.goal_lines import history, measure_between
from storage.goals import goal_updates, goals
from storage.okrs import title_key
from storage.progress import NOTHING, progress
from storage.workspaces import next_code


@dataclass(frozen=True, slots=True)
class NewGoal:
    """A goal to be made: from `start` to `target`, or it follows a key result or an objective."""

    workspace_id: int
    title: str
    owner_id: int
    cycle: str
    starts_on: date
    due_on: date
    weight: Decimal
    created_by: int
    created_at: datetime
    start: Decimal | None = None
    target: Decimal | None = None
    unit: str = ""
    key_result_id: int | None = None
    objective_id: int | None = None


@dataclass(frozen=True, slots=True)
class GoalState:
    """How a goal stands, in its locked row; `progress` is 0..1. Without numbers it follows something."""

    id: int
    start: Decimal | None
    target: Decimal | None
    current_value: Decimal | None
    progress: Decimal
    version: int
    dropped_at: datetime | None


@dataclass(frozen=True, slots=True)
class Updated:
    """An update that was stored, and how the goal stood before and stands after it."""

    update_id: int
    before: GoalState
    value: Decimal | None
    progress: Decimal


@dataclass(frozen=True, slots=True)
class Undoable:
    """An update of one's own that may be taken back."""

    id: int
    goal_id: int
    code: str
    created_at: datetime


_ADD = insert(goals).values(progress=NOTHING, version=1, drop_reason="")
_LOCK = (
    select(
        goals.c.id,
        goals.c.start,
        goals.c.target,
        goals.c.current_value,
        goals.c.progress,
        goals.c.version,
        goals.c.dropped_at,
    )
    .where(goals.c.id == bindparam("goal"))
    .with_for_update()
)
_APPEND = insert(goal_updates).returning(goal_updates.c.id)
_STAND = (
    update(goals)
    .where(goals.c.id == bindparam("goal"))
    .values(current_value=bindparam("value"), progress=bindparam("reached"), last_update_at=bindparam("at"))
)
_OWN = (
    select(goal_updates.c.id, goal_updates.c.goal_id, goals.c.code, goal_updates.c.created_at)
    .join(goals, goals.c.id == goal_updates.c.goal_id)
    .where(
        goal_updates.c.id == bindparam("number"),
        goal_updates.c.workspace_id == bindparam("w"),
        goal_updates.c.person_id == bindparam("who"),
        goal_updates.c.undoes_id.is_(None),
    )
)


def add_goal(db: Connection, new: NewGoal) -> str:
    """Make the goal; return its code."""
    code = next_code(db, new.workspace_id, "G")
    db.execute(_ADD, asdict(new) | {"code": code, "title_key": title_key(new.title)})
    return code


def locked(db: Connection, goal_id: int) -> GoalState:
    """How the goal stands; nobody else changes it until the transaction ends."""
    row: Any = db.execute(_LOCK, {"goal": goal_id}).one()
    return GoalState(*row)


def record(
    db: Connection, workspace_id: int, person_id: int, state: GoalState, said: tuple[Decimal, str], now: datetime
) -> Updated:
    """Keep a value and its note for the locked goal, which has numbers of its own; its progress is right at once."""
    value, note = said
    reached = reached_by(state.start, state.target, value)
    number = _append(db, workspace_id, person_id, state.id, (value, reached, note, None), now)
    db.execute(_STAND, {"goal": state.id, "value": value, "reached": reached, "at": now})
    return Updated(number, state, value, reached)


def own_update(db: Connection, workspace_id: int, person_id: int, number: int) -> Undoable | None:
    """The person's update of that number; None for those of others."""
    row: Any = db.execute(_OWN, {"number": number, "w": workspace_id, "who": person_id}).first()
    return None if row is None else Undoable(*row)


def take_back(
    db: Connection, workspace_id: int, person_id: int, found: Undoable, state: GoalState, now: datetime
) -> Updated | None:
    """Let the update count no more: the locked goal stands as before it. None where it is no longer the latest one."""
    counting = history(db, found.goal_id, 2)
    if not counting or counting[0].id != found.id:
        return None
    earlier = counting[1] if len(counting) > 1 else None
    value = earlier.value if earlier else None
    reached = reached_by(state.start, state.target, value)
    number = _append(db, workspace_id, person_id, state.id, (value, reached, "", found.id), now)
    said_at = earlier.created_at if earlier else None
    db.execute(_STAND, {"goal": state.id, "value": value, "reached": reached, "at": said_at})
    return Updated(number, state, value, reached)


def change_goal(db: Connection, goal_id: int, version: int, values: Mapping[str, Any]) -> bool:
    """Set these columns of the locked goal; False where it has changed since that version, or was dropped."""
    written = dict(values) | ({"title_key": title_key(values["title"])} if "title" in values else {})
    statement = (
        update(goals)
        .where(goals.c.id == goal_id, goals.c.version == version, goals.c.dropped_at.is_(None))
        .values(**written, version=version + 1)
    )
    return db.execute(statement).rowcount == 1


def drop_goal(db: Connection, goal_id: int, version: int, reason: str, now: datetime) -> bool:
    """Take the goal out of the lists, and keep why; False where it has changed since that version."""
    return change_goal(db, goal_id, version, {"dropped_at": now, "drop_reason": reason})


def reached_by(start: Decimal | None, target: Decimal | None, value: Decimal | None) -> Decimal:
    """How far the value has come on the way between the two, 0..1; nothing for a goal without numbers of its own."""
    if start is None or target is None:
        return NOTHING
    return progress(measure_between(start, target), value) or NOTHING


def _append(
    db: Connection,
    workspace_id: int,
    person_id: int,
    goal_id: int,
    said: tuple[Decimal | None, Decimal, str, int | None],
    now: datetime,
) -> int:
    value, reached, note, undoes = said
    row = {
        "workspace_id": workspace_id,
        "goal_id": goal_id,
        "person_id": person_id,
        "value": value,
        "progress": reached,
        "note": note,
        "undoes_id": undoes,
        "created_at": now,
    }
    return int(db.execute(_APPEND, row).scalar_one())
