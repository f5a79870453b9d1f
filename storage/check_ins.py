"""Check-ins: what was said of a key result, when and by whom. Append-only."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Column, Connection, Index, bindparam, exists, select
from sqlmodel import Field

from storage.aliases import alias
from storage.columns import Millionths, Stored, primary_key
from storage.okrs import key_results
from storage.people import people


class CheckIn(Stored, table=True):
    """One value, with the confidence if one was said. `unchanged` confirms the last value.

    `value` is empty where nothing has been measured yet and nothing was, `progress` where nothing counts yet.
    `undoes_id` takes an earlier check-in back: both rows stay, neither counts.
    """

    __tablename__ = "check_in"
    __table_args__ = (
        CheckConstraint("confidence is null or confidence between 1 and 10", name="check_in_confidence"),
        Index("ix_check_in_key_result_id_id", "key_result_id", "id"),
        Index("ix_check_in_person_id_created_at", "person_id", "created_at"),
    )

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    key_result_id: int = Field(foreign_key="key_result.id")
    person_id: int = Field(foreign_key="person.id")
    value: Decimal | None = Field(default=None, sa_column=Column(Millionths))
    progress: Decimal | None = Field(default=None, sa_column=Column(Millionths))
    confidence: int | None = None
    note: str = ""
    unchanged: bool = False
    undoes_id: int | None = Field(default=None, foreign_key="check_in.id", index=True)
    created_at: datetime


check_ins = CheckIn.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class CheckInLine:
    """One check-in that counts, with who said it. `progress` is 0..1; `unchanged` confirmed the value before.

    Without a `value` nothing had been measured yet, without `progress` nothing counted yet.
    """

    id: int
    value: Decimal | None
    progress: Decimal | None
    confidence: int | None
    note: str
    unchanged: bool
    person_id: int
    person_name: str
    created_at: datetime


_taking_back = alias(check_ins, "taking_back", "undoes_id")
COUNTS = check_ins.c.undoes_id.is_(None) & ~exists().where(_taking_back.c.undoes_id == check_ins.c.id)
"""Neither takes another back nor is taken back itself."""

_HISTORY = (
    select(
        check_ins.c.id,
        check_ins.c.value,
        check_ins.c.progress,
        check_ins.c.confidence,
        check_ins.c.note,
        check_ins.c.unchanged,
        check_ins.c.person_id,
        people.c.name,
        check_ins.c.created_at,
    )
    .join(people, people.c.id == check_ins.c.person_id)
    .where(check_ins.c.key_result_id == bindparam("key_result_id"), COUNTS)
    .order_by(check_ins.c.id.desc())
    .limit(bindparam("most"))
)


def history(db: Connection, key_result_id: int, limit: int) -> tuple[CheckInLine, ...]:
    """The last check-ins of a key result that count, newest first."""
    rows = db.execute(_HISTORY, {"key_result_id": key_result_id, "most": limit})
    return tuple(CheckInLine(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Undoable:
    """A check-in of one's own that may be taken back, and what it was said of."""

    id: int
    key_result_id: int
    objective_id: int
    value: Decimal | None
    code: str
    created_at: datetime


_OWN = (
    select(
        check_ins.c.id,
        check_ins.c.key_result_id,
        key_results.c.objective_id,
        check_ins.c.value,
        key_results.c.code,
        check_ins.c.created_at,
    )
    .join(key_results, key_results.c.id == check_ins.c.key_result_id)
    .where(
        check_ins.c.id == bindparam("check_in_id"),
        check_ins.c.workspace_id == bindparam("workspace_id"),
        check_ins.c.person_id == bindparam("person_id"),
        check_ins.c.undoes_id.is_(None),
    )
)
_LAST_CONFIDENCE = (
    select(check_ins.c.confidence, check_ins.c.created_at)
    .where(
        check_ins.c.key_result_id == bindparam("key_result_id"),
        check_ins.c.id < bindparam("before"),
        check_ins.c.confidence.is_not(None),
        COUNTS,
    )
    .order_by(check_ins.c.id.desc())
    .limit(1)
)


def own(db: Connection, workspace_id: int, person_id: int, check_in_id: int) -> Undoable | None:
    """The person's check-in of that id; None for those of others."""
    given = {"workspace_id": workspace_id, "person_id": person_id, "check_in_id": check_in_id}
    row = db.execute(_OWN, given).first()
    return Undoable(*row) if row else None


def last_confidence(db: Connection, key_result_id: int, before: int) -> tuple[int | None, datetime | None]:
    """The last confidence that was said, and when, in the check-ins older than the one of that id."""
    row = db.execute(_LAST_CONFIDENCE, {"key_result_id": key_result_id, "before": before}).first()
    return (row.confidence, row.created_at) if row else (None, None)
