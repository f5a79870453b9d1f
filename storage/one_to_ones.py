"""One-to-ones: that two people share an agenda, and when they met. What is on it is in agendas.py."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, UniqueConstraint, and_, bindparam, or_, select, update
from sqlmodel import Field

from storage.columns import Stored, primary_key
from storage.okr_lines import KEY_RESULT_LINES, RUNNING_KEY_RESULT, KeyResultLine, running
from storage.okrs import key_results
from storage.sight import IN_SIGHT, Sight
from storage.upsert import Upsert


class OneToOne(Stored, table=True):
    """The agenda that two people share. `first_id` is the lower of the two ids when it was made.

    `held_at` is when they last met and closed what they had talked about.
    """

    __tablename__ = "one_to_one"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    first_id: int = Field(foreign_key="person.id")
    second_id: int = Field(foreign_key="person.id", index=True)
    held_at: datetime | None = None
    created_at: datetime
    version: int = 1


one_to_ones = OneToOne.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class PairLine:
    """The one-to-one of two people. `held_at` is when they last met; `version` counts how often they did."""

    id: int
    held_at: datetime | None
    version: int


_ONE: Any = bindparam("one")
_OTHER: Any = bindparam("other")
# After two people turned out to be one, the first may be the higher.
_PAIR = (
    select(one_to_ones.c.id, one_to_ones.c.held_at, one_to_ones.c.version)
    .where(
        or_(
            and_(one_to_ones.c.first_id == _ONE, one_to_ones.c.second_id == _OTHER),
            and_(one_to_ones.c.first_id == _OTHER, one_to_ones.c.second_id == _ONE),
        )
    )
    .order_by(one_to_ones.c.id)
    .limit(1)
)
_OPEN: Upsert[Any] = Upsert(
    lambda into: into(one_to_ones).on_conflict_do_nothing(index_elements=["first_id", "second_id"])
)
_MEET = (
    update(one_to_ones)
    .where(one_to_ones.c.id == bindparam("pair"), one_to_ones.c.version == bindparam("seen"))
    .values(held_at=bindparam("at"), version=one_to_ones.c.version + 1)
)
_KEY_RESULTS = KEY_RESULT_LINES.where(
    key_results.c.workspace_id == bindparam("workspace_id"),
    key_results.c.owner_id.in_(bindparam("owners", expanding=True)),
    RUNNING_KEY_RESULT,
    IN_SIGHT,
).order_by(key_results.c.due_on, key_results.c.id)


def find(db: Connection, one_id: int, other_id: int) -> PairLine | None:
    """The one-to-one of these two, in whatever order; None where they have had none."""
    row = db.execute(_PAIR, {"one": one_id, "other": other_id}).first()
    return PairLine(*row) if row else None


def open_between(db: Connection, workspace_id: int, one_id: int, other_id: int, now: datetime) -> PairLine:
    """The one-to-one of these two; it is made where there is none. Two who make it at once have the same one."""
    found = find(db, one_id, other_id)
    if found is not None:
        return found
    first_id, second_id = sorted((one_id, other_id))
    row = {
        "workspace_id": workspace_id,
        "first_id": first_id,
        "second_id": second_id,
        "held_at": None,
        "created_at": now,
        "version": 1,
    }
    db.execute(_OPEN.of(db), row)
    return PairLine(*db.execute(_PAIR, {"one": one_id, "other": other_id}).one())


def meet(db: Connection, pair: PairLine, now: datetime) -> bool:
    """Close what the two have talked about; False where that was done since `pair` was read."""
    return db.execute(_MEET, {"pair": pair.id, "seen": pair.version, "at": now}).rowcount == 1


def key_results_of(db: Connection, sight: Sight, owner_ids: Collection[int], today: date) -> list[KeyResultLine]:
    """The running key results of these people that are in sight, those due first in front; one statement."""
    given = {"workspace_id": sight.workspace_id, "owners": list(owner_ids), **running(today), **sight.given}
    return [KeyResultLine(*row) for row in db.execute(_KEY_RESULTS, given)]
