"""The weekly rhythm of check-ins: who works when, where teams meet, who is in, and whose key results still wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, String, bindparam, case, cast, exists, func, literal, select

from storage.messages import Spot
from storage.okr_lines import RUNNING_KEY_RESULT, running
from storage.okrs import key_results, objectives
from storage.outbox import messages
from storage.people import people
from storage.prepared import Prepared
from storage.reach import IS_REACHED
from storage.teams import memberships, teams

BATCH = 500
"""How many ids one statement names; SQLite ends at 32,766."""

POST = "check_in"
"""The kind of the weekly post among the messages."""


@dataclass(frozen=True, slots=True)
class Worker:
    """When a person works, by the own clock; `days` are ISO weekdays.

    `has_channel` says that a team of theirs meets in one; `is_reached`, that direct messages to them arrive.
    """

    id: int
    standing: str
    nudges: str
    time_zone: str
    starts_hour: int
    ends_hour: int
    days: str
    has_channel: bool
    is_reached: bool


@dataclass(frozen=True, slots=True)
class Meeting:
    """A team and the channel in which it meets."""

    team_id: int
    team_name: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Post:
    """A team's weekly post."""

    message_id: int
    meeting: Meeting


@dataclass(frozen=True, slots=True)
class Attendee:
    """A member with running key results that everyone may see, and when the latest of those was checked in."""

    person_id: int
    name: str
    checked_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A running key result, since when it counts and when it was last checked in."""

    code: str
    title: str
    progress: Decimal | None
    counts_since: datetime
    last_check_in_at: datetime | None


_MEETS = (teams.c.channel != "") & teams.c.dropped_at.is_(None)
_IN_CHANNEL = (
    exists()
    .where(memberships.c.person_id == people.c.id, teams.c.id == memberships.c.team_id, _MEETS)
    .correlate(people)
)
_WORKERS = select(
    people.c.id,
    people.c.standing,
    people.c.nudges,
    people.c.time_zone,
    people.c.starts_hour,
    people.c.ends_hour,
    people.c.days,
    _IN_CHANNEL.label("has_channel"),
    IS_REACHED.label("is_reached"),
).where(people.c.workspace_id == bindparam("workspace_id"), people.c.id.in_(bindparam("ids", expanding=True)))
_MEMBERS = select(memberships.c.person_id).where(memberships.c.team_id == bindparam("team_id"))
_MEETINGS = select(teams.c.id, teams.c.name, teams.c.platform, teams.c.channel).where(
    teams.c.workspace_id == bindparam("workspace_id"), teams.c.id.in_(bindparam("ids", expanding=True)), _MEETS
)
_SUBJECT = literal("team:").concat(cast(teams.c.id, String)).concat(":").concat(bindparam("week", type_=String))
_POSTS = Prepared(
    select(messages.c.id, teams.c.id, teams.c.name, messages.c.platform, messages.c.conversation)
    .join_from(memberships, teams, teams.c.id == memberships.c.team_id)
    .join(
        messages,
        (messages.c.workspace_id == bindparam("workspace_id"))
        & (messages.c.subject == _SUBJECT)
        & (messages.c.kind == POST),
    )
    .where(memberships.c.person_id == bindparam("person_id"))
    .order_by(messages.c.id)
    .with_for_update(of=messages)
)
_LATEST = func.max(key_results.c.last_check_in_at, type_=key_results.c.last_check_in_at.type).label("latest")
_ATTENDANCE = (
    select(memberships.c.team_id, people.c.id, people.c.name, _LATEST)
    .join(people, people.c.id == memberships.c.person_id)
    .join(key_results, key_results.c.owner_id == people.c.id)
    .join(objectives, objectives.c.id == key_results.c.objective_id)
    .where(
        memberships.c.team_id.in_(bindparam("ids", expanding=True)),
        people.c.standing == "member",
        # A whole channel reads who is awaited: what is private is not asked about there.
        ~objectives.c.is_private,
        RUNNING_KEY_RESULT,
    )
    .group_by(memberships.c.team_id, people.c.id, people.c.name)
    .order_by(memberships.c.team_id, _LATEST, people.c.id)
)
_COUNTS_SINCE = case(
    (objectives.c.published_at > key_results.c.created_at, objectives.c.published_at), else_=key_results.c.created_at
).label("counts_since")
_WAITING = (
    select(
        key_results.c.owner_id,
        key_results.c.code,
        key_results.c.title,
        key_results.c.progress,
        _COUNTS_SINCE,
        key_results.c.last_check_in_at,
    )
    .join(objectives, objectives.c.id == key_results.c.objective_id)
    .where(key_results.c.owner_id.in_(bindparam("ids", expanding=True)), RUNNING_KEY_RESULT)
    .order_by(key_results.c.due_on, key_results.c.id)
)


def subject(team_id: int, week: str) -> str:
    """What the team's post of that week shows, as a message's subject: "team:3:2026-W47"."""
    return f"team:{team_id}:{week}"


def workers(db: Connection, workspace_id: int, person_ids: Sequence[int]) -> list[Worker]:
    """When these people of the workspace work, a batch a statement."""
    ids = sorted(set(person_ids))
    batches = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
    rows = (row for batch in batches for row in db.execute(_WORKERS, {"workspace_id": workspace_id, "ids": batch}))
    return [Worker(*row) for row in rows]


def members(db: Connection, team_id: int) -> list[int]:
    """The ids of a team's members."""
    return list(db.execute(_MEMBERS, {"team_id": team_id}).scalars())


def meetings(db: Connection, workspace_id: int, team_ids: Sequence[int]) -> list[Meeting]:
    """Those of the teams that are alive and have a channel."""
    rows = db.execute(_MEETINGS, {"workspace_id": workspace_id, "ids": list(team_ids)})
    return [Meeting(team_id, name, Spot(platform, channel)) for team_id, name, platform, channel in rows]


def posts(db: Connection, workspace_id: int, person_id: int, week: str) -> list[Post]:
    """The posts of that week in the teams of the person, held until we commit: whoever counts next sees us counted."""
    rows = _POSTS.rows(db, {"workspace_id": workspace_id, "person_id": person_id, "week": week})
    return [
        Post(message_id, Meeting(team_id, name, Spot(platform, conversation)))
        for message_id, team_id, name, platform, conversation in rows
    ]


def attendance(db: Connection, team_ids: Sequence[int], today: date) -> dict[int, list[Attendee]]:
    """Of each team the members with key results that run on that day of the company, the earliest check-in first."""
    found: dict[int, list[Attendee]] = {team_id: [] for team_id in team_ids}
    for team_id, *attendee in db.execute(_ATTENDANCE, {"ids": list(team_ids)} | running(today)):
        found[team_id].append(Attendee(*attendee))
    return found


def waiting(db: Connection, person_ids: Sequence[int], today: date) -> Mapping[int, list[Waiting]]:
    """The key results of each person that run on that day of the company, those due first in front."""
    given: dict[str, Any] = {"ids": list(person_ids)} | running(today)
    found: dict[int, list[Waiting]] = {}
    for owner_id, *rest in db.execute(_WAITING, given):
        found.setdefault(owner_id, []).append(Waiting(*rest))
    return found
