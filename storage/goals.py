"""SMART goals: what one person wants to reach in a cycle, each with a weight and a measure or something it follows.

How they are read is in goal_lines.py, who sees them in goal_sight.py; making and changing is in goal_changes.py.
"""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field

from storage.columns import Millionths, Stored, primary_key


class Goal(Stored, table=True):
    """A goal of `owner_id`. It is measured from `start` to `target`, or follows a key result or an objective.

    One that follows has no numbers of its own: its progress is that of what it follows, whenever it is read. Else
    `progress` is 0..1, stored on write. `weight` is its share of the attainment, as a rule out of 100.
    """

    __table_args__ = (
        UniqueConstraint("workspace_id", "code"),
        CheckConstraint("weight >= 0", name="goal_weight"),
        CheckConstraint("progress between 0 and 1000000", name="goal_progress"),
        CheckConstraint(
            "(key_result_id is null or objective_id is null)"
            " and (start is null) = (target is null)"
            " and (target is null) = (key_result_id is not null or objective_id is not null)",
            name="goal_measure",
        ),
        Index("ix_goal_owner_id_cycle", "owner_id", "cycle"),
    )

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    code: str
    title: str
    title_key: str = ""
    owner_id: int = Field(foreign_key="person.id")
    cycle: str
    starts_on: date
    due_on: date
    weight: Decimal = Field(sa_column=Column(Millionths, nullable=False))
    start: Decimal | None = Field(default=None, sa_column=Column(Millionths))
    target: Decimal | None = Field(default=None, sa_column=Column(Millionths))
    unit: str = ""
    current_value: Decimal | None = Field(default=None, sa_column=Column(Millionths))
    progress: Decimal = Field(default=Decimal(0), sa_column=Column(Millionths, nullable=False))
    key_result_id: int | None = Field(default=None, foreign_key="key_result.id", index=True)
    objective_id: int | None = Field(default=None, foreign_key="objective.id", index=True)
    last_update_at: datetime | None = None
    created_by: int = Field(foreign_key="person.id")
    created_at: datetime
    version: int = 1
    dropped_at: datetime | None = None
    drop_reason: str = ""


class GoalUpdate(Stored, table=True):
    """One value that somebody recorded for a goal. Append-only; `undoes_id` takes an earlier one back."""

    __tablename__ = "goal_update"

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    goal_id: int = Field(foreign_key="goal.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    value: Decimal | None = Field(default=None, sa_column=Column(Millionths))
    progress: Decimal = Field(sa_column=Column(Millionths, nullable=False))
    note: str = ""
    undoes_id: int | None = Field(default=None, foreign_key="goal_update.id", index=True)
    created_at: datetime


goals = Goal.__table__  # type: ignore[attr-defined]
goal_updates = GoalUpdate.__table__  # type: ignore[attr-defined]
