"""Objectives and key results: the tables, one by its code, and the totals.

Searching is in okr_search.py, lists are in okr_lists.py, making and changing in okr_changes.py.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Index,
    Select,
    UniqueConstraint,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.exc import NoResultFound
from sqlmodel import Field, SQLModel

from storage.columns import Millionths, primary_key
from storage.people import people
from storage.prepared import Prepared
from storage.progress import mean
from storage.teams import teams

Level = Literal["company", "team", "person"]


class Objective(SQLModel, table=True):
    """What a company, a team or a person wants to reach. `progress` is 0..1, stored; `cycle` is like "2026-Q4".

    `title_key` is the title without case, to search in.
    """

    __table_args__ = (
        UniqueConstraint("workspace_id", "code"),
        CheckConstraint("ambition in ('committed', 'aspirational')", name="objective_ambition"),
        CheckConstraint("level in ('company', 'team', 'person')", name="objective_level"),
        CheckConstraint("progress between 0 and 1000000", name="objective_progress"),
        Index("ix_objective_workspace_id_due_on", "workspace_id", "due_on"),
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
    progress: Decimal = Field(default=Decimal(0), sa_column=Column(Millionths, nullable=False))
    created_by: int = Field(foreign_key="person.id")
    created_at: datetime
    version: int = 1
    dropped_at: datetime | None = None
    drop_reason: str = ""


class KeyResult(SQLModel, table=True):
    """How reaching is measured. Values are exact decimals; `progress` is 0..1, stored on write.

    `band_low` and `band_high` hold the band of the kinds that keep within one; `target` is empty for those.
    `confidence` is the last one that a human said (1..10), with its time. `title_key` is the title without case.
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
    target: Decimal | None = Field(default=None, sa_column=Column(Millionths))
    band_low: Decimal | None = Field(default=None, sa_column=Column(Millionths))
    band_high: Decimal | None = Field(default=None, sa_column=Column(Millionths))
    unit: str = ""
    weight: Decimal = Field(default=Decimal(1), sa_column=Column(Millionths, nullable=False))
    starts_on: date
    due_on: date
    current_value: Decimal | None = Field(default=None, sa_column=Column(Millionths))
    progress: Decimal = Field(default=Decimal(0), sa_column=Column(Millionths, nullable=False))
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


@dataclass(frozen=True, slots=True)
class ObjectiveLine:
    """An objective with the names that stand beside it. `key_result_count` leaves dropped ones out."""

    id: int
    code: str
    title: str
    owner_id: int
    owner_name: str
    level: Level
    team_id: int | None
    team_name: str | None
    team_lead_id: int | None
    parent_id: int | None
    parent_code: str | None
    cycle: str
    starts_on: date
    due_on: date
    ambition: str
    progress: Decimal
    key_result_count: int
    created_by: int
    version: int
    dropped_at: datetime | None
    drop_reason: str


@dataclass(frozen=True, slots=True)
class KeyResultLine:
    """A key result with what surrounds it. `team_lead_id` leads its own team or, where it has none, its objective's."""

    id: int
    code: str
    title: str
    metric: str
    start: Decimal | None
    target: Decimal | None
    band_low: Decimal | None
    band_high: Decimal | None
    unit: str
    weight: Decimal
    starts_on: date
    due_on: date
    current_value: Decimal | None
    progress: Decimal
    confidence: int | None
    confidence_at: datetime | None
    last_check_in_at: datetime | None
    owner_id: int
    owner_name: str
    team_id: int | None
    team_name: str | None
    team_lead_id: int | None
    objective_id: int
    objective_code: str
    objective_title: str
    objective_owner_id: int
    objective_owner_name: str
    created_at: datetime
    version: int
    dropped_at: datetime | None
    drop_reason: str


def title_key(text: str) -> str:
    """The title as it is searched: without case, single spaces."""
    return " ".join(text.casefold().split())


LAST_WORD = timedelta(days=14)
"""How long after its due date a key result still counts as running: the last value is known only afterwards."""

_owner = people.alias("owner")
_objective_owner = people.alias("objective_owner")
_team = teams.alias("own_team")
_objective_team = teams.alias("objective_team")
_parent = objectives.alias("parent")

_COUNT = (
    select(func.count())
    .where(key_results.c.objective_id == objectives.c.id, key_results.c.dropped_at.is_(None))
    .scalar_subquery()
)
_OBJECTIVE_EXTRAS: dict[str, Any] = {
    "owner_name": _owner.c.name,
    "team_name": _team.c.name,
    "team_lead_id": _team.c.lead_id,
    "parent_code": _parent.c.code,
    "key_result_count": _COUNT,
}
_KEY_RESULT_EXTRAS: dict[str, Any] = {
    "owner_name": _owner.c.name,
    "team_name": _team.c.name,
    "team_lead_id": func.coalesce(_team.c.lead_id, _objective_team.c.lead_id),
    "objective_code": objectives.c.code,
    "objective_title": objectives.c.title,
    "objective_owner_id": objectives.c.owner_id,
    "objective_owner_name": _objective_owner.c.name,
}


def _columns(line: type[Any], table: Any, extras: dict[str, Any]) -> list[Any]:
    """The columns in the order of the line's fields, so that a row is its arguments."""
    names = [field.name for field in fields(line)]
    return [extras[name].label(name) if name in extras else table.c[name] for name in names]


OBJECTIVE_LINES: Select[Any] = select(*_columns(ObjectiveLine, objectives, _OBJECTIVE_EXTRAS)).select_from(
    objectives.join(_owner, _owner.c.id == objectives.c.owner_id)
    .outerjoin(_team, _team.c.id == objectives.c.team_id)
    .outerjoin(_parent, _parent.c.id == objectives.c.parent_id)
)
KEY_RESULT_LINES: Select[Any] = select(*_columns(KeyResultLine, key_results, _KEY_RESULT_EXTRAS)).select_from(
    key_results.join(objectives, objectives.c.id == key_results.c.objective_id)
    .join(_owner, _owner.c.id == key_results.c.owner_id)
    .join(_objective_owner, _objective_owner.c.id == objectives.c.owner_id)
    .outerjoin(_team, _team.c.id == key_results.c.team_id)
    .outerjoin(_objective_team, _objective_team.c.id == objectives.c.team_id)
)

LIVE_KEY_RESULT = key_results.c.dropped_at.is_(None) & objectives.c.dropped_at.is_(None)
RUNNING_KEY_RESULT = (
    LIVE_KEY_RESULT
    & (key_results.c.starts_on <= bindparam("today"))
    & or_(key_results.c.due_on >= bindparam("since"), objectives.c.due_on >= bindparam("since"))
)


def running(today: date) -> dict[str, date]:
    """The parameters of RUNNING_KEY_RESULT and of the lists that say "running"; `today` is the company's day."""
    return {"today": today, "since": today - LAST_WORD}


_OBJECTIVE_BY_CODE = OBJECTIVE_LINES.where(
    objectives.c.workspace_id == bindparam("workspace_id"), objectives.c.code == bindparam("code")
)
_KEY_RESULT_BY_CODE = Prepared(
    KEY_RESULT_LINES.where(
        key_results.c.workspace_id == bindparam("workspace_id"), key_results.c.code == bindparam("code")
    )
)
_OF_OWNER = KEY_RESULT_LINES.where(
    key_results.c.workspace_id == bindparam("workspace_id"),
    key_results.c.owner_id == bindparam("person_id"),
    RUNNING_KEY_RESULT,
).order_by(key_results.c.due_on, key_results.c.id)
_OF_OBJECTIVES = KEY_RESULT_LINES.where(
    key_results.c.objective_id.in_(bindparam("ids", expanding=True)), LIVE_KEY_RESULT
).order_by(key_results.c.objective_id, key_results.c.id)
_EVER_OF_OBJECTIVE = KEY_RESULT_LINES.where(key_results.c.objective_id == bindparam("objective_id")).order_by(
    key_results.c.id
)


def objective_by_code(db: Connection, workspace_id: int, code: str) -> ObjectiveLine | None:
    """The objective of that code ("O-7"), dropped ones too."""
    row = db.execute(_OBJECTIVE_BY_CODE, {"workspace_id": workspace_id, "code": code}).first()
    return ObjectiveLine(*row) if row else None


def key_result_by_code(db: Connection, workspace_id: int, code: str) -> KeyResultLine | None:
    """The key result of that code ("KR-5"), dropped ones too."""
    rows = _KEY_RESULT_BY_CODE.rows(db, {"workspace_id": workspace_id, "code": code})
    return KeyResultLine(*rows[0]) if rows else None


def known_objective(db: Connection, workspace_id: int, code: str) -> ObjectiveLine:
    """The objective of a code that is sure to be one's: it was made or found a moment ago. Raises NoResultFound."""
    return ObjectiveLine(*db.execute(_OBJECTIVE_BY_CODE, {"workspace_id": workspace_id, "code": code}).one())


def known_key_result(db: Connection, workspace_id: int, code: str) -> KeyResultLine:
    """The key result of a code that is sure to be one's. Raises NoResultFound."""
    line = key_result_by_code(db, workspace_id, code)
    if line is None:
        raise NoResultFound(f"There is no key result {code}.")
    return line


def key_results_of_owner(db: Connection, workspace_id: int, person_id: int, today: date) -> list[KeyResultLine]:
    """The person's key results that run on that day of the company, those due first in front."""
    given = {"workspace_id": workspace_id, "person_id": person_id, **running(today)}
    return [KeyResultLine(*row) for row in db.execute(_OF_OWNER, given)]


def key_results_of_objectives(db: Connection, ids: Iterable[int]) -> list[KeyResultLine]:
    """The live key results of these objectives, by objective, oldest first."""
    return [KeyResultLine(*row) for row in db.execute(_OF_OBJECTIVES, {"ids": list(ids)})]


def key_results_ever_of(db: Connection, objective_id: int) -> list[KeyResultLine]:
    """All key results that the objective has had, dropped ones too, oldest first."""
    return [KeyResultLine(*row) for row in db.execute(_EVER_OF_OBJECTIVE, {"objective_id": objective_id})]


def by_objective(lines: Sequence[KeyResultLine]) -> dict[int, list[KeyResultLine]]:
    """The key results of each objective, by the objective's id."""
    grouped: dict[int, list[KeyResultLine]] = {}
    for line in lines:
        grouped.setdefault(line.objective_id, []).append(line)
    return grouped


_LOCK = (
    select(objectives.c.id)
    .where(objectives.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(objectives.c.id)
    .with_for_update()
)
_SHARES = (
    select(key_results.c.objective_id, key_results.c.progress, key_results.c.weight)
    .where(key_results.c.objective_id.in_(bindparam("ids", expanding=True)), key_results.c.dropped_at.is_(None))
    .order_by(key_results.c.id)
)
_SET_PROGRESS = (
    update(objectives).where(objectives.c.id == bindparam("objective_id")).values(progress=bindparam("share"))
)


def lock_objectives(db: Connection, ids: Iterable[int]) -> None:
    """Make other writers of these objectives' key results wait until this transaction ends; to be called first.

    SQLite has one writer, so there is nothing to wait for.
    """
    if db.dialect.name == "postgresql":
        db.execute(_LOCK, {"ids": sorted(set(ids))}).all()


def lock_objective(db: Connection, objective_id: int) -> None:
    """`lock_objectives` for one."""
    lock_objectives(db, (objective_id,))


def recompute_objectives(db: Connection, ids: Iterable[int]) -> dict[int, Decimal]:
    """Store the mean of the key results of each locked objective, and return it: 0..1 by the objective's id."""
    weighted: dict[int, list[tuple[Decimal | None, Decimal]]] = {objective_id: [] for objective_id in sorted(set(ids))}
    for objective_id, progress, weight in db.execute(_SHARES, {"ids": list(weighted)}):
        weighted[objective_id].append((progress, weight))
    shares = {objective_id: mean(parts) for objective_id, parts in weighted.items()}
    if shares:
        db.execute(_SET_PROGRESS, [{"objective_id": key, "share": share} for key, share in shares.items()])
    return shares


def recompute_objective(db: Connection, objective_id: int) -> Decimal:
    """`recompute_objectives` for one."""
    return recompute_objectives(db, (objective_id,))[objective_id]
