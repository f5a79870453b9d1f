"""What a team's week looked like: its objectives and key results now, and where they stood before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from storage.check_ins import check_ins
from storage.columns import BigId, Millionths
from storage.okrs import LAST_WORD, key_results, objectives
from storage.people import people
from storage.teams import memberships, teams


@dataclass(frozen=True, slots=True)
class MeetingTeam:
    """A team that is alive, and the channel in which it meets; `channel` is empty where it has none."""

    id: int
    name: str
    platform: str
    channel: str


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs to a team: one key result, or a whole objective where `key_result_id` is None.

    `team_id` is None for the company, to which every objective belongs.
    """

    team_id: int | None
    objective_id: int
    key_result_id: int | None


@dataclass(frozen=True, slots=True)
class ObjectiveWeek:
    """A running objective. `level` is "company", "team" or "person"; `progress` is 0..1."""

    id: int
    code: str
    title: str
    level: str
    progress: Decimal
    owner_id: int
    owner_name: str


@dataclass(frozen=True, slots=True)
class KeyResultWeek:
    """A key result now and before: `before` is its progress at the earlier instant, None where it did not exist yet."""

    id: int
    code: str
    title: str
    objective_id: int
    metric: str
    weight: Decimal
    progress: Decimal
    before: Decimal | None
    confidence: int | None
    last_check_in_at: datetime | None
    owner_id: int
    owner_name: str
    starts_on: date
    due_on: date
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Week:
    """The objectives that run, whose they are, and all their key results, in no order."""

    objectives: Mapping[int, ObjectiveWeek]
    parts: tuple[Part, ...]
    key_results: tuple[KeyResultWeek, ...]


_RUNNING = (
    objectives.c.dropped_at.is_(None)
    & (objectives.c.starts_on <= bindparam("today"))
    & (objectives.c.due_on >= bindparam("since"))
)
_LIVE = key_results.c.dropped_at.is_(None)
_NAMED: BindParameter[Any] = bindparam("team_ids", expanding=True)
_HERE = bindparam("workspace_id", type_=objectives.c.workspace_id.type)
_ALL = select(teams.c.id).where(teams.c.workspace_id == _HERE, teams.c.dropped_at.is_(None))
_JOINED = key_results.join(objectives, objectives.c.id == key_results.c.objective_id)
_NONE = cast(null(), BigId)
# Spelled so that no index is taken for it: the way leads from a team's few members to what they own.
_NOBODYS = func.coalesce(objectives.c.team_id, 0) == 0
_UNNAMED = func.coalesce(key_results.c.team_id, 0) == 0
_NOT_IN_OWN = or_(objectives.c.level != "person", objectives.c.owner_id != key_results.c.owner_id)
"""One's own objective belongs to one's teams as a whole, so its key results need not be named."""


def _owned(wanted: Any) -> list[Select[Any]]:
    """What belongs to the wanted teams: to a key result's own team, else its objective's, else those of its owner."""
    whole = _NONE.label("key_result_id")
    # Read first and once; SQLite would else look up every person in every team.
    member = (
        select(memberships.c.team_id, memberships.c.person_id)
        .where(memberships.c.team_id.in_(wanted))
        .cte("member")
        .prefix_with("MATERIALIZED")
    )
    return [
        select(objectives.c.team_id, objectives.c.id.label("objective_id"), whole).where(
            objectives.c.team_id.in_(wanted), _RUNNING
        ),
        select(member.c.team_id, objectives.c.id, whole)
        .select_from(member.join(objectives, objectives.c.owner_id == member.c.person_id))
        .where(objectives.c.level == "person", _NOBODYS, _RUNNING),
        select(key_results.c.team_id, key_results.c.objective_id, key_results.c.id)
        .select_from(_JOINED)
        .where(key_results.c.team_id.in_(wanted), _LIVE, _RUNNING),
        select(member.c.team_id, key_results.c.objective_id, key_results.c.id)
        .select_from(_JOINED.join(member, member.c.person_id == key_results.c.owner_id))
        .where(_UNNAMED, _NOBODYS, _NOT_IN_OWN, _LIVE, _RUNNING),
    ]


_OF_TEAMS = union_all(*_owned(_NAMED)).subquery()
_OF_COMPANY = union_all(
    *_owned(_ALL), select(_NONE, objectives.c.id, _NONE).where(objectives.c.workspace_id == _HERE, _RUNNING)
).subquery()

_taking_back = check_ins.alias("taking_back")
_THEN = (
    select(check_ins.c.progress)
    .where(
        check_ins.c.key_result_id == key_results.c.id,
        check_ins.c.created_at <= bindparam("then"),
        check_ins.c.undoes_id.is_(None),
        ~exists().where(_taking_back.c.undoes_id == check_ins.c.id),
    )
    .order_by(check_ins.c.id.desc())
    .limit(1)
    .correlate(key_results)
    .scalar_subquery()
)
# The log is asked only about those that have been checked in since.
_BEFORE = case(
    (key_results.c.created_at > bindparam("then"), None),
    (key_results.c.last_check_in_at > bindparam("then"), func.coalesce(_THEN, literal(Decimal(0), Millionths))),
    else_=key_results.c.progress,
)
_OBJECTIVE_NAMES = {"owner_name": people.c.name}
_KEY_RESULT_NAMES = {"owner_name": people.c.name, "before": _BEFORE}


def _columns(line: type[Any], table: Any, extras: dict[str, ColumnElement[Any]]) -> list[Any]:
    names = [field.name for field in fields(line)]
    return [extras[name].label(name) if name in extras else table.c[name] for name in names]


_PART_NAMES = [field.name for field in fields(Part)]


def _with_objectives(parts: Any) -> Select[Any]:
    """The parts, each with its objective."""
    return (
        select(*(parts.c[name] for name in _PART_NAMES), *_columns(ObjectiveWeek, objectives, _OBJECTIVE_NAMES))
        .select_from(parts.join(objectives, objectives.c.id == parts.c.objective_id))
        .join(people, people.c.id == objectives.c.owner_id)
    )


_KEY_RESULTS = select(*_columns(KeyResultWeek, key_results, _KEY_RESULT_NAMES)).where(_LIVE)
_OWNED = key_results.join(people, people.c.id == key_results.c.owner_id)
_TEAMS_WEEK = (
    _with_objectives(_OF_TEAMS),
    _KEY_RESULTS.select_from(_OWNED).where(key_results.c.objective_id.in_(select(_OF_TEAMS.c.objective_id))),
)
_COMPANYS_WEEK = (
    _with_objectives(_OF_COMPANY),
    _KEY_RESULTS.select_from(_OWNED.join(objectives, objectives.c.id == key_results.c.objective_id)).where(
        objectives.c.workspace_id == _HERE, _RUNNING
    ),
)

_MEETING = select(teams.c.id, teams.c.name, teams.c.platform, teams.c.channel).where(
    teams.c.workspace_id == _HERE, teams.c.dropped_at.is_(None), teams.c.id.in_(_NAMED)
)


def teams_named(db: Connection, workspace_id: int, team_ids: Sequence[int]) -> tuple[MeetingTeam, ...]:
    """Those of the teams that are alive."""
    rows = db.execute(_MEETING, {"workspace_id": workspace_id, "team_ids": list(team_ids)})
    return tuple(MeetingTeam(*row) for row in rows)


def week_of_teams(db: Connection, team_ids: Sequence[int], today: date, then: datetime) -> Week:
    """What these teams have a part in, now and at the earlier instant `then`; two statements."""
    return _week(db, _TEAMS_WEEK, {"team_ids": list(team_ids)}, today, then)


def week_of_company(db: Connection, workspace_id: int, today: date, then: datetime) -> Week:
    """What every team and the company have a part in, now and at the earlier instant `then`; two statements."""
    return _week(db, _COMPANYS_WEEK, {"workspace_id": workspace_id}, today, then)


def _week(
    db: Connection, statements: tuple[Select[Any], Select[Any]], given: dict[str, Any], today: date, then: datetime
) -> Week:
    running = given | {"today": today, "since": today - LAST_WORD}
    with_objectives, measured = statements
    parts: list[Part] = []
    found: dict[int, ObjectiveWeek] = {}
    for team_id, objective_id, key_result_id, *columns in db.execute(with_objectives, running):
        parts.append(Part(team_id, objective_id, key_result_id))
        if objective_id not in found:
            found[objective_id] = ObjectiveWeek(*columns)
    lines = tuple(KeyResultWeek(*row) for row in db.execute(measured, running | {"then": then}))
    return Week(found, tuple(parts), lines)
