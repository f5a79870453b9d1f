"""Where praise is posted: the channels in which the teams of some people meet."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, bindparam, select

from storage.messages import Spot
from storage.outbox import messages
from storage.teams import IS_SHUT, memberships, teams


@dataclass(frozen=True, slots=True)
class Meeting:
    """A team that meets in a channel, and those of the people asked for who are in it.

    `is_shut` says that the latest post in the channel could not be made.
    """

    team_id: int
    team_name: str
    spot: Spot
    channel_name: str
    is_shut: bool
    members: frozenset[int]


_MEETINGS = (
    select(
        teams.c.id,
        teams.c.name,
        teams.c.platform,
        teams.c.channel,
        teams.c.channel_name,
        IS_SHUT.label("is_shut"),
        memberships.c.person_id,
    )
    .join(memberships, memberships.c.team_id == teams.c.id)
    .where(
        teams.c.workspace_id == bindparam("w"),
        teams.c.dropped_at.is_(None),
        teams.c.channel != "",
        memberships.c.person_id.in_(bindparam("ids", expanding=True)),
    )
    .order_by(teams.c.name_key, teams.c.id)
)
_HELD = select(messages.c.id).where(messages.c.id == bindparam("m")).with_for_update(of=messages)


def meetings(db: Connection, workspace_id: int, person_ids: Collection[int]) -> tuple[Meeting, ...]:
    """The teams of these people that meet in a channel, by name; one statement."""
    rows = db.execute(_MEETINGS, {"w": workspace_id, "ids": list(person_ids)}).all()
    return tuple(
        Meeting(team_id, name, Spot(platform, channel), called, is_shut, frozenset(row.person_id for row in same))
        for (team_id, name, platform, channel, called, is_shut), same in groupby(rows, key=lambda row: tuple(row[:6]))
    )


def hold(db: Connection, message_id: int) -> None:
    """Let others who change what the message shows wait until this transaction ends."""
    db.execute(_HELD, {"m": message_id})
