"""The steps of a key result that is measured by them; each weighs something and is done or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Column, Connection, UniqueConstraint, bindparam, insert, select, update
from sqlmodel import Field, SQLModel

from storage.columns import Millionths, primary_key


class Step(SQLModel, table=True):
    """One step; `position` begins at 1 and is its name in commands, `weight` is above 0."""

    __table_args__ = (
        UniqueConstraint("key_result_id", "position"),
        CheckConstraint("weight > 0", name="step_weight"),
    )

    id: int | None = primary_key()
    key_result_id: int = Field(foreign_key="key_result.id")
    position: int
    title: str
    weight: Decimal = Field(default=Decimal(1), sa_column=Column(Millionths, nullable=False))
    done_at: datetime | None = None
    done_by: int | None = Field(default=None, foreign_key="person.id")


class StepTick(SQLModel, table=True):
    """What a check-in did to a step: ticked it off, or opened it again. Append-only.

    No key leads to the step: one that an edit took away leaves its ticks behind.
    """

    __tablename__ = "step_tick"

    check_in_id: int = Field(foreign_key="check_in.id", primary_key=True)
    step_id: int = Field(primary_key=True, index=True)
    done: bool


steps = Step.__table__  # type: ignore[attr-defined]
ticks = StepTick.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step to be made."""

    title: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as it is shown."""

    position: int
    title: str
    weight: Decimal
    done_at: datetime | None

    @property
    def is_done(self) -> bool:
        return self.done_at is not None


_ADD = insert(steps)
_OF = (
    select(steps.c.position, steps.c.title, steps.c.weight, steps.c.done_at)
    .where(steps.c.key_result_id == bindparam("key_result_id"))
    .order_by(steps.c.position)
)
_SET = (
    update(steps)
    .where(steps.c.key_result_id == bindparam("of_key_result"), steps.c.position == bindparam("at_position"))
    .values(done_at=bindparam("at"), done_by=bindparam("by"))
)


def add_steps(db: Connection, key_result_id: int, new: Sequence[NewStep]) -> None:
    """Give the key result its steps, in their order."""
    rows = [
        {"key_result_id": key_result_id, "position": position, "title": one.title, "weight": one.weight}
        for position, one in enumerate(new, start=1)
    ]
    db.execute(_ADD, rows)


def steps_of(db: Connection, key_result_id: int) -> tuple[StepLine, ...]:
    """The steps of the key result, in their order."""
    return tuple(StepLine(*row) for row in db.execute(_OF, {"key_result_id": key_result_id}))


def set_done(db: Connection, key_result_id: int, position: int, person_id: int | None, at: datetime | None) -> None:
    """Tick a step off, or with nobody and no time, open it again."""
    db.execute(_SET, {"of_key_result": key_result_id, "at_position": position, "by": person_id, "at": at})
