"""The steps of a key result that is measured by them; each weighs something and is done or not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Column, Connection, UniqueConstraint, bindparam, insert, select, update
from sqlmodel import Field

from storage.check_ins import COUNTS, check_ins
from storage.columns import Millionths, Stored, primary_key
from storage.progress import NOTHING, Tally


class Step(Stored, table=True):
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


class StepTick(Stored, table=True):
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
    id: int = 0

    @property
    def is_done(self) -> bool:
        return self.done_at is not None


@dataclass(frozen=True, slots=True)
class Tick:
    """What is said of the step at that position: done, or open again."""

    position: int
    done: bool = True


_ADD = insert(steps)
_COLUMNS = (steps.c.position, steps.c.title, steps.c.weight, steps.c.done_at, steps.c.id)
_OF = select(*_COLUMNS).where(steps.c.key_result_id == bindparam("key_result_id")).order_by(steps.c.position)
_OF_ALL = (
    select(steps.c.key_result_id, *_COLUMNS)
    .where(steps.c.key_result_id.in_(bindparam("ids", expanding=True)))
    .order_by(steps.c.key_result_id, steps.c.position)
)
_SET = update(steps).where(steps.c.id == bindparam("step_id")).values(done_at=bindparam("at"), done_by=bindparam("by"))
_NOTE = insert(ticks)
_DID = select(ticks.c.step_id).where(ticks.c.check_in_id == bindparam("check_in_id"))
_EARLIER = (
    select(ticks.c.step_id, ticks.c.done, check_ins.c.created_at, check_ins.c.person_id)
    .join(check_ins, check_ins.c.id == ticks.c.check_in_id)
    .where(ticks.c.step_id.in_(bindparam("ids", expanding=True)), check_ins.c.id < bindparam("check_in_id"), COUNTS)
    .order_by(check_ins.c.id)
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


def steps_of_all(db: Connection, key_result_ids: Sequence[int]) -> Mapping[int, tuple[StepLine, ...]]:
    """The steps of each of the key results that has any, in their order. One statement."""
    found: dict[int, list[StepLine]] = {}
    for key, *rest in db.execute(_OF_ALL, {"ids": list(key_result_ids)}):
        found.setdefault(key, []).append(StepLine(*rest))
    return {key: tuple(lines) for key, lines in found.items()}


def tally_of(lines: Iterable[StepLine]) -> Tally:
    """The weight of the steps done, and of all of them."""
    found = tuple(lines)
    done = sum((line.weight for line in found if line.is_done), NOTHING)
    return Tally(done, sum((line.weight for line in found), NOTHING))


def ticked(lines: Sequence[StepLine], said: Sequence[Tick], at: datetime) -> tuple[StepLine, ...]:
    """The steps as they are when that has been said of them; what is done already keeps its day."""
    by_position = {tick.position: tick.done for tick in said}
    return tuple(_set(line, by_position.get(line.position, line.is_done), at) for line in lines)


def moved(before: Sequence[StepLine], after: Sequence[StepLine]) -> tuple[StepLine, ...]:
    """Those that were ticked off or opened again, as they are now."""
    return tuple(new for old, new in zip(before, after, strict=True) if old.is_done != new.is_done)


def note_ticks(
    db: Connection, check_in_id: int, person_id: int, before: Sequence[StepLine], after: Sequence[StepLine]
) -> None:
    """Store which steps the check-in ticked off or opened again. Two statements, none where it did neither."""
    changed = moved(before, after)
    if not changed:
        return
    db.execute(_SET, [_as_set(line.id, person_id, line.done_at) for line in changed])
    db.execute(_NOTE, [{"check_in_id": check_in_id, "step_id": line.id, "done": line.is_done} for line in changed])


def take_ticks_back(db: Connection, check_in_id: int) -> None:
    """Let the steps that the check-in ticked off or opened be as the check-ins before it left them."""
    ids = list(db.execute(_DID, {"check_in_id": check_in_id}).scalars())
    if not ids:
        return
    stood: dict[int, tuple[int | None, datetime | None]] = dict.fromkeys(ids, (None, None))
    for step_id, done, at, person_id in db.execute(_EARLIER, {"ids": ids, "check_in_id": check_in_id}):
        stood[step_id] = (person_id, at) if done else (None, None)
    db.execute(_SET, [_as_set(step_id, *stands) for step_id, stands in stood.items()])


def _set(line: StepLine, done: bool, at: datetime) -> StepLine:
    if done == line.is_done:
        return line
    return replace(line, done_at=at if done else None)


def _as_set(step_id: int, person_id: int | None, at: datetime | None) -> dict[str, object]:
    return {"step_id": step_id, "by": person_id if at else None, "at": at}
