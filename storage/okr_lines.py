"""Objectives and key results as they are read, with the names that stand beside them: by code, and by objective."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, literal, or_, select, union_all
from sqlalchemy.exc import NoResultFound

from storage.aliases import alias
from storage.okrs import Level, RollUp, key_results, objectives
from storage.people import people
from storage.prepared import Prepared
from storage.teams import teams


@dataclass(frozen=True, slots=True)
class ObjectiveLine:
    """An objective with the names that stand beside it. `key_result_count` leaves dropped ones out.

    A parent that was dropped is none any more. It is not yet looked at otherwise: whoever may see the line need not see
    a parent that is private.
    """

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
    is_private: bool
    roll_up: RollUp
    published_at: datetime | None
    parent_is_private: bool | None
    created_by: int
    version: int
    dropped_at: datetime | None
    drop_reason: str

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


@dataclass(frozen=True, slots=True)
class KeyResultLine:
    """A key result with what surrounds it. `team_lead_id` leads its own team or, where it has none, its objective's.

    `progress` is None while a band that was within from the start awaits its first due check-in.
    """

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
    progress: Decimal | None
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
    objective_is_private: bool
    objective_published_at: datetime | None
    created_at: datetime
    version: int
    dropped_at: datetime | None
    drop_reason: str

    @property
    def is_draft(self) -> bool:
        return self.objective_published_at is None


LAST_WORD = timedelta(days=14)
"""How long after its due date a key result still counts as running: the last value is known only afterwards."""

_owner = alias(people, "owner", "id", "name")
_objective_owner = alias(people, "objective_owner", "id", "name")
_team = alias(teams, "own_team", "id", "lead_id", "name")
_objective_team = alias(teams, "objective_team", "id", "lead_id")
_parent = alias(objectives, "parent", "id", "code", "dropped_at", "is_private")

_COUNT = (
    select(func.count())
    .where(key_results.c.objective_id == objectives.c.id, key_results.c.dropped_at.is_(None))
    .scalar_subquery()
)
_OBJECTIVE_EXTRAS: dict[str, Any] = {
    "owner_name": _owner.c.name,
    "team_name": _team.c.name,
    "team_lead_id": _team.c.lead_id,
    "parent_id": _parent.c.id,
    "parent_code": _parent.c.code,
    "parent_is_private": _parent.c.is_private,
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
    "objective_is_private": objectives.c.is_private,
    "objective_published_at": objectives.c.published_at,
}


def _columns(line: type[Any], table: Any, extras: dict[str, Any]) -> list[Any]:
    """The columns in the order of the line's fields, so that a row is its arguments."""
    names = [field.name for field in fields(line)]
    return [extras[name].label(name) if name in extras else table.c[name] for name in names]


OBJECTIVE_LINES: Select[Any] = select(*_columns(ObjectiveLine, objectives, _OBJECTIVE_EXTRAS)).select_from(
    objectives.join(_owner, _owner.c.id == objectives.c.owner_id)
    .outerjoin(_team, _team.c.id == objectives.c.team_id)
    .outerjoin(_parent, (_parent.c.id == objectives.c.parent_id) & _parent.c.dropped_at.is_(None))
)
KEY_RESULT_LINES: Select[Any] = select(*_columns(KeyResultLine, key_results, _KEY_RESULT_EXTRAS)).select_from(
    key_results.join(objectives, objectives.c.id == key_results.c.objective_id)
    .join(_owner, _owner.c.id == key_results.c.owner_id)
    .join(_objective_owner, _objective_owner.c.id == objectives.c.owner_id)
    .outerjoin(_team, _team.c.id == key_results.c.team_id)
    .outerjoin(_objective_team, _objective_team.c.id == objectives.c.team_id)
)

LIVE_KEY_RESULT = key_results.c.dropped_at.is_(None) & objectives.c.dropped_at.is_(None)
PUBLISHED = objectives.c.published_at.is_not(None)
RUNNING_KEY_RESULT = (
    LIVE_KEY_RESULT
    & PUBLISHED
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
# Two lists in one statement, each line marked with the list that it is of.
_OF_OWNER_AND_OBJECTIVES = union_all(
    _OF_OWNER.order_by(None).add_columns(literal(True)), _OF_OBJECTIVES.order_by(None).add_columns(literal(False))
)
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


def key_results_of_owner_and_objectives(
    db: Connection, workspace_id: int, person_id: int, today: date, ids: Iterable[int]
) -> tuple[list[KeyResultLine], list[KeyResultLine]]:
    """What `key_results_of_owner` and what `key_results_of_objectives` finds, in one statement."""
    given = {"workspace_id": workspace_id, "person_id": person_id, "ids": list(ids), **running(today)}
    owned: list[KeyResultLine] = []
    measuring: list[KeyResultLine] = []
    for *row, is_owned in db.execute(_OF_OWNER_AND_OBJECTIVES, given):
        (owned if is_owned else measuring).append(KeyResultLine(*row))
    owned.sort(key=lambda line: (line.due_on, line.id))
    measuring.sort(key=lambda line: (line.objective_id, line.id))
    return owned, measuring


def key_results_ever_of(db: Connection, objective_id: int) -> list[KeyResultLine]:
    """All key results that the objective has had, dropped ones too, oldest first."""
    return [KeyResultLine(*row) for row in db.execute(_EVER_OF_OBJECTIVE, {"objective_id": objective_id})]


def by_objective(lines: Sequence[KeyResultLine]) -> dict[int, list[KeyResultLine]]:
    """The key results of each objective, by the objective's id."""
    grouped: dict[int, list[KeyResultLine]] = {}
    for line in lines:
        grouped.setdefault(line.objective_id, []).append(line)
    return grouped
