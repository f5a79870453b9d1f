"""Who else has a part in objectives and key results: co-owners, named readers, followers, who agreed to a draft."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, Connection, bindparam, delete, exists, select
from sqlmodel import Field

from storage.columns import Stored
from storage.people import people
from storage.upsert import Upsert

Part = Literal["co_owner", "reader", "follower", "agreed"]

WHOLE_OBJECTIVE = 0
"""In the place of a key result's id: the part is in the objective as a whole."""


class Involvement(Stored, table=True):
    """One part of one person in an objective, or in the one of its key results that `key_result_id` names.

    `key_result_id` is 0 for the objective as a whole, so that the key has no empty column. A reader is one who may see
    a private objective.
    """

    __table_args__ = (CheckConstraint("part in ('co_owner', 'reader', 'follower', 'agreed')", name="involvement_part"),)

    objective_id: int = Field(foreign_key="objective.id", primary_key=True)
    key_result_id: int = Field(default=WHOLE_OBJECTIVE, primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    part: str = Field(primary_key=True)
    created_at: datetime


involvements = Involvement.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Involved:
    """Somebody with a part; `key_result_id` is None for a part in the objective as a whole."""

    key_result_id: int | None
    person_id: int
    person_name: str
    part: Part


_ADD: Upsert[Any] = Upsert(lambda into: into(involvements).on_conflict_do_nothing())
_REMOVE = delete(involvements).where(
    involvements.c.objective_id == bindparam("of_objective"),
    involvements.c.key_result_id == bindparam("of_key_result"),
    involvements.c.part == bindparam("of_part"),
    involvements.c.person_id.in_(bindparam("ids", expanding=True)),
)
_OF = (
    select(involvements.c.key_result_id, people.c.id, people.c.name, involvements.c.part)
    .join(people, people.c.id == involvements.c.person_id)
    .where(
        involvements.c.objective_id == bindparam("objective_id"),
        involvements.c.part.in_(bindparam("parts", expanding=True)),
    )
    .order_by(people.c.name, people.c.id)
)
_HAS = select(
    exists().where(
        involvements.c.objective_id == bindparam("objective_id"),
        involvements.c.key_result_id == WHOLE_OBJECTIVE,
        involvements.c.person_id == bindparam("person_id"),
        involvements.c.part == bindparam("part"),
    )
)
_OWN = select(involvements.c.part, involvements.c.key_result_id).where(
    involvements.c.objective_id == bindparam("objective_id"), involvements.c.person_id == bindparam("person_id")
)


def involve(
    db: Connection, objective_id: int, part: Part, person_ids: Collection[int], now: datetime, key_result_id: int = 0
) -> None:
    """Give these people the part; who has it already keeps it."""
    rows = [
        {
            "objective_id": objective_id,
            "key_result_id": key_result_id,
            "person_id": person_id,
            "part": part,
            "created_at": now,
        }
        for person_id in person_ids
    ]
    if rows:
        db.execute(_ADD.of(db), rows)


def release(db: Connection, objective_id: int, part: Part, person_ids: Collection[int], key_result_id: int = 0) -> int:
    """Take the part from these people; return how many had it."""
    given = {"of_objective": objective_id, "of_key_result": key_result_id, "of_part": part, "ids": list(person_ids)}
    return db.execute(_REMOVE, given).rowcount if person_ids else 0


def set_involved(
    db: Connection, objective_id: int, part: Part, person_ids: Collection[int], now: datetime, key_result_id: int = 0
) -> None:
    """Give these people the part, and take it from everybody else."""
    here = key_result_id or None
    before = {one.person_id for one in involved(db, objective_id, (part,)) if one.key_result_id == here}
    release(db, objective_id, part, before - set(person_ids), key_result_id)
    involve(db, objective_id, part, sorted(set(person_ids) - before), now, key_result_id)


def has_part(db: Connection, objective_id: int, part: Part, person_id: int) -> bool:
    """Whether the person has the part in the objective as a whole."""
    given = {"objective_id": objective_id, "person_id": person_id, "part": part}
    return bool(db.execute(_HAS, given).scalar_one())


def own_parts(db: Connection, objective_id: int, person_id: int) -> frozenset[tuple[Part, int]]:
    """Each part that the person has in the objective, with the id of the key result; 0 is the whole of it."""
    rows = db.execute(_OWN, {"objective_id": objective_id, "person_id": person_id})
    return frozenset((part, key_result_id) for part, key_result_id in rows)


def involved(db: Connection, objective_id: int, parts: Sequence[Part]) -> tuple[Involved, ...]:
    """Who has one of these parts in the objective or in one of its key results, by name."""
    rows = db.execute(_OF, {"objective_id": objective_id, "parts": list(parts)})
    return tuple(Involved(key_result_id or None, *rest) for key_result_id, *rest in rows)
