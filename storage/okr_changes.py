"""Making objectives and key results, and changing them: targeted updates, compared with the version that was seen."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, bindparam, insert, update

from storage.okrs import Level, RollUp, key_results, objectives, title_key
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
