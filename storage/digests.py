"""What a team's week looked like: its objectives and key results now, and where they stood before."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    String,
    any_,
    bindparam,
    case,
    cast,
    exists,
    func,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from storage.aliases import alias
from storage.check_ins import check_ins
from storage.columns import BigId, ReadInstant
from storage.okr_lines import LAST_WORD, PUBLISHED
from storage.okrs import key_results, objectives
from storage.people import people
from storage.teams import memberships, teams


@dataclass(frozen=True, slots=True)
class MeetingTeam:
    """A team that is alive, and the channel in which it meets; `channel` is empty where it has none."""

    id: int
    name: str
    platform: str
    channel: str


# The rows are named tuples and their shares and weights whole millionths, as they are stored: a run reads thousands.


class Part(NamedTuple):
    """What belongs to a team: one key result, or a whole objective where `key_result_id` is None.

    `team_id` is None for the company, to which every objective belongs.
    """

    team_id: int | None
    objective_id: int
    key_result_id: int | None


class ObjectiveWeek(NamedTuple):
    """A running objective. `level` is "company", "team" or "person"; `progress` is in millionths of the whole.

    `roll_up` is what its progress is the mean of, as in storage.okrs; it counts for the objective `parent_id`, if any.
    `is_new` if it was not there at the earlier instant.
    """

    id: int
    code: str
    title: str
    level: str
    progress: int
    owner_id: int
    owner_name: str
    roll_up: str
    parent_id: int | None
    is_new: bool


class KeyResultWeek(NamedTuple):
    """A key result now and before: `before` is its progress at the earlier instant, None where it did not exist yet.

    Both and `weight` are in millionths; a band of which nothing was due has no progress, now or before.
    """

    id: int
    code: str
    title: str
    objective_id: int
    metric: str
    weight: int
    progress: int | None
    before: int | None
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


# A digest is read by a whole channel: what is private is left out, whoever asks.
_RUNNING = (
    objectives.c.dropped_at.is_(None)
    & ~objectives.c.is_private
    & PUBLISHED
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
    # One's own objective belongs to one's teams as a whole, so its key results need not be named.
    whole_here = exists().where(
        memberships.c.team_id == member.c.team_id, memberships.c.person_id == objectives.c.owner_id
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
        .where(_UNNAMED, _NOBODYS, or_(objectives.c.level != "person", ~whole_here), _LIVE, _RUNNING),
    ]


_OF_TEAMS = union_all(*_owned(_NAMED)).subquery()
_OF_COMPANY = union_all(
    *_owned(_ALL), select(_NONE, objectives.c.id, _NONE).where(objectives.c.workspace_id == _HERE, _RUNNING)
).subquery()

_taking_back = alias(check_ins, "taking_back", "undoes_id")
_UNCOUNTED = -1
_THEN = (
    select(func.coalesce(type_coerce(check_ins.c.progress, BigInteger), _UNCOUNTED))
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
    (key_results.c.last_check_in_at > bindparam("then"), func.nullif(func.coalesce(_THEN, 0), _UNCOUNTED)),
    else_=type_coerce(key_results.c.progress, BigInteger),
)
_OBJECTIVE_EXTRAS = {
    "owner_name": people.c.name,
    "progress": type_coerce(objectives.c.progress, BigInteger),
    "is_new": objectives.c.created_at > bindparam("then"),
}
_KEY_RESULT_EXTRAS = {
    "owner_name": people.c.name,
    "before": _BEFORE,
    "weight": type_coerce(key_results.c.weight, BigInteger),
    "progress": type_coerce(key_results.c.progress, BigInteger),
    "last_check_in_at": type_coerce(key_results.c.last_check_in_at, ReadInstant),
    "created_at": type_coerce(key_results.c.created_at, ReadInstant),
}


def _columns(names: Sequence[str], table: Any, extras: Mapping[str, ColumnElement[Any]]) -> list[Any]:
    return [extras[name].label(name) if name in extras else table.c[name] for name in names]


def _with_objectives(parts: Any) -> Select[Any]:
    """The parts, each with its objective."""
    return (
        select(
            *(parts.c[name] for name in Part._fields),
            *_columns(ObjectiveWeek._fields, objectives, _OBJECTIVE_EXTRAS),
        )
        .select_from(parts.join(objectives, objectives.c.id == parts.c.objective_id))
        .join(people, people.c.id == objectives.c.owner_id)
    )


_TEAMS_OBJECTIVES = _with_objectives(_OF_TEAMS)
_COMPANYS_OBJECTIVES = _with_objectives(_OF_COMPANY)
_KEY_RESULTS = (
    select(*_columns(KeyResultWeek._fields, key_results, _KEY_RESULT_EXTRAS))
    .select_from(key_results.join(people, people.c.id == key_results.c.owner_id))
    .where(_LIVE)
)
# Thousands of ids travel as one parameter: a list in PostgreSQL, JSON in SQLite.
_KEY_RESULTS_OF = {
    "sqlite": _KEY_RESULTS.where(
        key_results.c.objective_id.in_(
            select(func.json_each(bindparam("objective_ids", type_=String)).table_valued("value").c.value)
        )
    ),
    "postgresql": _KEY_RESULTS.where(
        key_results.c.objective_id == any_(bindparam("objective_ids", type_=ARRAY(BigInteger)))
    ),
}

_MEETING = select(teams.c.id, teams.c.name, teams.c.platform, teams.c.channel).where(
    teams.c.workspace_id == _HERE, teams.c.dropped_at.is_(None), teams.c.id.in_(_NAMED)
)


_PART = len(Part._fields)


def teams_named(db: Connection, workspace_id: int, team_ids: Sequence[int]) -> tuple[MeetingTeam, ...]:
    """Those of the teams that are alive."""
    rows = db.execute(_MEETING, {"workspace_id": workspace_id, "team_ids": list(team_ids)})
    return tuple(MeetingTeam(*row) for row in rows)


def week_of_teams(db: Connection, team_ids: Sequence[int], today: date, then: datetime) -> Week:
    """What these teams have a part in, now and at the earlier instant `then`; two statements."""
    return _week(db, _TEAMS_OBJECTIVES, {"team_ids": list(team_ids)}, today, then)


def week_of_company(db: Connection, workspace_id: int, today: date, then: datetime) -> Week:
    """What every team and the company have a part in, now and at the earlier instant `then`; two statements."""
    return _week(db, _COMPANYS_OBJECTIVES, {"workspace_id": workspace_id}, today, then)


def _week(db: Connection, with_objectives: Select[Any], given: dict[str, Any], today: date, then: datetime) -> Week:
    parts: list[Part] = []
    found: dict[int, ObjectiveWeek] = {}
    for row in db.execute(with_objectives, given | {"today": today, "since": today - LAST_WORD, "then": then}).all():
        part = Part._make(row[:_PART])
        parts.append(part)
        if part.objective_id not in found:
            found[part.objective_id] = ObjectiveWeek._make(row[_PART:])
    ids = list(found) if db.dialect.name == "postgresql" else json.dumps(list(found))
    rows = db.execute(_KEY_RESULTS_OF[db.dialect.name], {"objective_ids": ids, "then": then}).all()
    return Week(found, tuple(parts), tuple(map(KeyResultWeek._make, rows)))
