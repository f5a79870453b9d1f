"""The weekly rhythm of check-ins: who is asked when, who is in, and who is still awaited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.people import people
from storage.reminders import reminders
from storage.teams import memberships, teams

BATCH = 500
"""How many ids one statement names; SQLite ends at 32,766."""


@dataclass(frozen=True, slots=True)
class Worker:
    """When a person works, by the own clock, and whether a team of theirs has a channel; `days` are ISO weekdays."""

    id: int
    time_zone: str
    starts_hour: int
    ends_hour: int
    days: str
    has_channel: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """When a subject is due next: `subject` is "team" or "person"."""

    subject: str
    subject_id: int
    due_at: datetime


_IN_CHANNEL = (
    exists()
    .where(
        memberships.c.person_id == people.c.id,
        teams.c.id == memberships.c.team_id,
        teams.c.channel != "",
        teams.c.dropped_at.is_(None),
    )
    .correlate(people)
)
_WORKERS = select(
    people.c.id,
    people.c.time_zone,
    people.c.starts_hour,
    people.c.ends_hour,
    people.c.days,
    _IN_CHANNEL.label("has_channel"),
).where(people.c.workspace_id == bindparam("workspace_id"), people.c.id.in_(bindparam("ids", expanding=True)))

_MEMBERS = select(memberships.c.person_id).where(memberships.c.team_id == bindparam("team_id"))
_MEETS = select(teams.c.id).where(
    teams.c.id == bindparam("team_id"),
    teams.c.workspace_id == bindparam("workspace_id"),
    teams.c.channel != "",
    teams.c.dropped_at.is_(None),
)


def _upsert(into: Any) -> Any:
    put = into(reminders)
    return put.on_conflict_do_update(
        index_elements=["workspace_id", "kind", "subject"], set_={"due_at": put.excluded.due_at}
    )


_PUT = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}
_DROP = delete(reminders).where(
    reminders.c.workspace_id == bindparam("w"),
    reminders.c.kind == bindparam("k"),
    reminders.c.subject == bindparam("s"),
)


def workers(db: Connection, workspace_id: int, person_ids: Sequence[int]) -> list[Worker]:
    """When these people of the workspace work, in batches."""
    found: list[Worker] = []
    ids = sorted(set(person_ids))
    for start in range(0, len(ids), BATCH):
        rows = db.execute(_WORKERS, {"workspace_id": workspace_id, "ids": ids[start : start + BATCH]})
        found.extend(
            Worker(row.id, row.time_zone, row.starts_hour, row.ends_hour, row.days, bool(row.has_channel))
            for row in rows
        )
    return found


def members(db: Connection, team_id: int) -> list[int]:
    """The ids of a team's members."""
    return list(db.execute(_MEMBERS, {"team_id": team_id}).scalars())


def meets_in_channel(db: Connection, workspace_id: int, team_id: int) -> bool:
    """Whether the team is alive and has a channel."""
    return db.execute(_MEETS, {"team_id": team_id, "workspace_id": workspace_id}).first() is not None


def put_turns(db: Connection, workspace_id: int, kind: str, turns: Sequence[Turn]) -> None:
    """Set when each subject is due next, whether or not it was due before."""
    rows = [
        {
            "workspace_id": workspace_id,
            "kind": kind,
            "subject": f"{turn.subject}:{turn.subject_id}",
            "subject_id": turn.subject_id,
            "due_at": turn.due_at,
        }
        for turn in turns
    ]
    if rows:
        db.execute(_PUT[db.dialect.name], rows)


def drop_turn(db: Connection, workspace_id: int, kind: str, subject: str) -> None:
    """Let the subject be due no more."""
    db.execute(_DROP, {"w": workspace_id, "k": kind, "s": subject})
