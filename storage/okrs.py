"""Objectives and key results: the tables.

How they are read is in okr_lines.py, okr_lists.py and okr_search.py, who sees what in sight.py; making and changing is
in okr_changes.py, what they come to in rollups.py.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy import Boolean, CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field

from storage.columns import Millionths, Stored, primary_key
from storage.people import folded

Level = Literal["company", "team", "person"]
RollUp = Literal["key_results", "aligned", "both"]


class Objective(Stored, table=True):
    """What a company, a team or a person wants to reach. `progress` is 0..1, stored; `cycle` is like "2026-Q4".

    `title_key` is the title as it is searched. `roll_up` says what the progress is the mean of: its own key
    results, the objectives aligned below it, or both. Without `published_at` it is a draft, which counts nowhere.
    """

    __table_args__ = (
        UniqueConstraint("workspace_id", "code"),
        CheckConstraint("ambition in ('committed', 'aspirational')", name="objective_ambition"),
        CheckConstraint("level in ('company', 'team', 'person')", name="objective_level"),
        CheckConstraint("progress between 0 and 1000000", name="objective_progress"),
        CheckConstraint("roll_up in ('key_results', 'aligned', 'both')", name="objective_roll_up"),
        Index("ix_objective_listed", "workspace_id", "due_on", "id"),
        # The migration leaves out what is no draft; to say so here too would load the dialects of both databases.
        Index("ix_objective_draft", "workspace_id", "due_on", "id"),
    )

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    code: str
    title: str
    title_key: str = ""
    owner_id: int = Field(foreign_key="person.id", index=True)
    level: str = "person"
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    parent_id: int | None = Field(default=None, foreign_key="objective.id", index=True)
    cycle: str
    starts_on: date
    due_on: date
    ambition: str = "committed"
    is_private: bool = False
    roll_up: str = "key_results"
    published_at: datetime | None = None
    progress: Decimal = Field(default=Decimal(0), sa_column=Column(Millionths, nullable=False))
    created_by: int = Field(foreign_key="person.id")
    created_at: datetime
    version: int = 1
    dropped_at: datetime | None = None
    drop_reason: str = ""


class KeyResult(Stored, table=True):
    """How reaching is measured. Values are exact decimals; `progress` is 0..1, stored on write.

    `band_low` and `band_high` hold the band of the kinds that keep within one; `target` is empty for those. A band that
    nobody gave a start has the value of its first check-in for one: then `start_is_measured`. For steps, `target` is
    the weight of them all and `current_value` that of those done. `progress` is empty where a band was within from the
    start and no check-in has been due yet: then it does not count. `confidence` is the last one that a human said
    (1..10), with its time. `title_key` is the title as it is searched.
    """

    __tablename__ = "key_result"
    __table_args__ = (
        UniqueConstraint("workspace_id", "code"),
        CheckConstraint(
            "metric in ('increase', 'decrease', 'at_least', 'at_most', 'between', 'steps', 'yes_no', 'baseline')",
            name="key_result_metric",
        ),
        CheckConstraint("progress between 0 and 1000000", name="key_result_progress"),
        CheckConstraint("confidence is null or confidence between 1 and 10", name="key_result_confidence"),
        CheckConstraint("weight >= 0", name="key_result_weight"),
    )

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    code: str
    objective_id: int = Field(foreign_key="objective.id", index=True)
    title: str
    title_key: str = ""
    owner_id: int = Field(foreign_key="person.id", index=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    metric: str
    start: Decimal | None = Field(default=None, sa_column=Column(Millionths))
    start_is_measured: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, default=False))
    target: Decimal | None = Field(default=None, sa_column=Column(Millionths))
    band_low: Decimal | None = Field(default=None, sa_column=Column(Millionths))
    band_high: Decimal | None = Field(default=None, sa_column=Column(Millionths))
    unit: str = ""
    weight: Decimal = Field(default=Decimal(1), sa_column=Column(Millionths, nullable=False))
    starts_on: date
    due_on: date
    current_value: Decimal | None = Field(default=None, sa_column=Column(Millionths))
    progress: Decimal | None = Field(default=Decimal(0), sa_column=Column(Millionths))
    confidence: int | None = None
    confidence_at: datetime | None = None
    last_check_in_at: datetime | None = None
    created_by: int = Field(foreign_key="person.id")
    created_at: datetime
    version: int = 1
    dropped_at: datetime | None = None
    drop_reason: str = ""


objectives = Objective.__table__  # type: ignore[attr-defined]
key_results = KeyResult.__table__  # type: ignore[attr-defined]


def title_key(text: str) -> str:
    """The title as it is searched: without case, accents and spare blanks."""
    return folded(text)
