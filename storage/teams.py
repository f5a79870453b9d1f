"""Teams, who is in them and the channel in which each meets."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    UniqueConstraint,
    bindparam,
    delete,
    exists,
    func,
    select,
    update,
)
from sqlmodel import Field

from storage.aliases import alias
from storage.columns import Stored, primary_key
from storage.outbox import outbox
from storage.people import MOST_HITS, Somebody, like, people
from storage.upsert import Upsert

LONGEST_NAME_WORDS: Final = 8
"""Words of the longest team name that is understood without quotes."""


class Team(Stored, table=True):
    """A team or a department. `name_key` is the name without case, unique in the workspace."""

    __table_args__ = (UniqueConstraint("workspace_id", "name_key"),)

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    name: str
    name_key: str
    parent_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    lead_id: int | None = Field(default=None, foreign_key="person.id")
    platform: str = ""
    channel: str = ""
    channel_name: str = ""
    version: int = 1
    created_at: datetime
    dropped_at: datetime | None = None


class Membership(Stored, table=True):
    team_id: int = Field(foreign_key="team.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)


teams = Team.__table__  # type: ignore[attr-defined]
memberships = Membership.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team as others name it. `channel` is the platform's id of where it meets, "" for nowhere."""

    id: int
    name: str
    lead_id: int | None
    lead_name: str
    parent_id: int | None
    parent_name: str
    platform: str
    channel: str
    channel_name: str
    version: int
    size: int


@dataclass(frozen=True, slots=True)
class TeamDraft:
    """What a new team is made of."""

    name: str
    lead_id: int | None = None
    parent_id: int | None = None
    platform: str = ""
    channel: str = ""
    channel_name: str = ""


_leads = alias(people, "leads", "id", "name")
_parents = alias(teams, "parents", "id", "name")
_SIZE = (
    select(func.count())
    .select_from(memberships)
    .join(people, people.c.id == memberships.c.person_id)
    .where(memberships.c.team_id == teams.c.id, people.c.standing != "deactivated")
    .correlate(teams)
    .scalar_subquery()
)
_LINE: Select[Any] = (
    select(
        teams.c.id,
        teams.c.name,
        teams.c.lead_id,
        func.coalesce(_leads.c.name, ""),
        teams.c.parent_id,
        func.coalesce(_parents.c.name, ""),
        teams.c.platform,
        teams.c.channel,
        teams.c.channel_name,
        teams.c.version,
        _SIZE,
    )
    .outerjoin(_leads, _leads.c.id == teams.c.lead_id)
    .outerjoin(_parents, _parents.c.id == teams.c.parent_id)
    .where(teams.c.dropped_at.is_(None))
)
_OF_WORKSPACE = _LINE.where(teams.c.workspace_id == bindparam("workspace_id"))
_ALL = _OF_WORKSPACE.order_by(teams.c.name_key)
_BY_ID = _LINE.where(teams.c.id == bindparam("id"))
_BY_NAME = _OF_WORKSPACE.where(teams.c.name_key == bindparam("key"))
_BELOW = _LINE.where(teams.c.parent_id == bindparam("parent_id")).order_by(teams.c.name_key)
_SEARCH = (
    _OF_WORKSPACE.where(teams.c.name_key.like(bindparam("anywhere"), escape="\\"))
    .order_by(teams.c.name_key)
    .limit(bindparam("most"))
)
_OF_PERSON = (
    _LINE.join(memberships, memberships.c.team_id == teams.c.id)
    .where(memberships.c.person_id == bindparam("person_id"))
    .order_by(teams.c.name_key)
)
_MEMBERS = (
    select(people.c.id, people.c.name, people.c.email, people.c.standing, people.c.manager_id)
    .join(memberships, memberships.c.person_id == people.c.id)
    .where(memberships.c.team_id == bindparam("team_id"), people.c.standing != "deactivated")
    .order_by(people.c.name, people.c.id)
)
_KEYS = select(teams.c.name_key).where(
    teams.c.workspace_id == bindparam("workspace_id"),
    teams.c.dropped_at.is_(None),
    teams.c.name_key.in_(bindparam("keys", expanding=True)),
)
_above = select(teams.c.id, teams.c.parent_id).where(teams.c.id == bindparam("id")).cte("above", recursive=True)
_above = _above.union(select(teams.c.id, teams.c.parent_id).join(_above, teams.c.id == _above.c.parent_id))
_ABOVE = select(_above.c.id)
_later = alias(outbox, "later", "id", "conversation", "platform", "state")
IS_SHUT: ColumnElement[bool] = exists().where(
    outbox.c.platform == teams.c.platform,
    outbox.c.conversation == teams.c.channel,
    outbox.c.state == "blocked",
    # What was posted and is gone by now cannot be edited; that says nothing of the channel.
    outbox.c.action == "post",
    ~exists().where(
        _later.c.conversation == outbox.c.conversation,
        _later.c.platform == outbox.c.platform,
        _later.c.state == "sent",
        _later.c.id > outbox.c.id,
    ),
)
"""That the latest post in the team's channel could not be made."""
_BLOCKED = _OF_WORKSPACE.where(IS_SHUT).where(teams.c.channel != "").order_by(teams.c.name_key)
_IN_USE = (
    select(teams.c.name, teams.c.channel, teams.c.channel_name)
    .where(teams.c.platform == bindparam("platform"), teams.c.channel != "", teams.c.dropped_at.is_(None))
    .order_by(teams.c.name_key, teams.c.id)
)
_CREATE: Upsert[Any] = Upsert(
    lambda into: into(teams).on_conflict_do_nothing(index_elements=["workspace_id", "name_key"]).returning(teams.c.id)
)
_JOIN: Upsert[Any] = Upsert(lambda into: into(memberships).on_conflict_do_nothing())
_LEAVE = delete(memberships).where(
    memberships.c.team_id == bindparam("team"), memberships.c.person_id.in_(bindparam("ids", expanding=True))
)
_EDITED: Final = ("name", "lead_id", "parent_id", "platform", "channel", "channel_name")
_EDIT = (
    update(teams)
    .where(teams.c.id == bindparam("which"), teams.c.version == bindparam("seen"))
    .values({name: bindparam(f"new_{name}") for name in (*_EDITED, "name_key")} | {"version": teams.c.version + 1})
)


def name_key(name: str) -> str:
    """The name as it is compared: without case and spare blanks."""
    return " ".join(name.casefold().split())


def create(db: Connection, workspace_id: int, draft: TeamDraft, now: datetime) -> int | None:
    """Add the team; returns its id, or None where the name is taken."""
    row = asdict(draft) | {
        "workspace_id": workspace_id,
        "name_key": name_key(draft.name),
        "version": 1,
        "created_at": now,
        "dropped_at": None,
    }
    return db.execute(_CREATE.of(db), row).scalar_one_or_none()


def edit(db: Connection, team_id: int, version: int, draft: TeamDraft) -> bool:
    """Give the team these values if it still has that version; whether it had. The name must be free."""
    values = asdict(draft) | {"name_key": name_key(draft.name)}
    given = {f"new_{name}": value for name, value in values.items()}
    return db.execute(_EDIT, given | {"which": team_id, "seen": version}).rowcount == 1


def add_members(db: Connection, team_id: int, person_ids: Collection[int]) -> None:
    """Put these people in; who is there already stays."""
    if person_ids:
        rows = [{"team_id": team_id, "person_id": person_id} for person_id in person_ids]
        db.execute(_JOIN.of(db), rows)


def remove_members(db: Connection, team_id: int, person_ids: Collection[int]) -> None:
    """Take these people out; who is not there does not matter."""
    db.execute(_LEAVE, {"team": team_id, "ids": list(person_ids)})


def team(db: Connection, team_id: int) -> TeamLine | None:
    """The team with that id."""
    return _line(db, _BY_ID, {"id": team_id})


def by_name(db: Connection, workspace_id: int, name: str) -> TeamLine | None:
    """The team of that name, in any case."""
    return _line(db, _BY_NAME, {"workspace_id": workspace_id, "key": name_key(name)})


def all_teams(db: Connection, workspace_id: int) -> tuple[TeamLine, ...]:
    """Every team, by name."""
    return _lines(db, _ALL, {"workspace_id": workspace_id})


def below(db: Connection, team_id: int) -> tuple[TeamLine, ...]:
    """The teams right below that one, by name. A team that has some is a department."""
    return _lines(db, _BELOW, {"parent_id": team_id})


def blocked(db: Connection, workspace_id: int) -> tuple[TeamLine, ...]:
    """The teams in whose channel the latest post could not be made, by name."""
    return _lines(db, _BLOCKED, {"workspace_id": workspace_id})


def channels_in_use(db: Connection, platform: str) -> list[tuple[str, str, str]]:
    """(team's name, channel's id, channel's name) of each team that meets on the platform, by name."""
    return [(row.name, row.channel, row.channel_name) for row in db.execute(_IN_USE, {"platform": platform})]


def search(db: Connection, workspace_id: int, query: str, limit: int = MOST_HITS) -> tuple[TeamLine, ...]:
    """Teams whose name holds the query, by name, at most 15."""
    part = like(name_key(query))
    given = {"workspace_id": workspace_id, "anywhere": f"%{part}%", "most": min(limit, MOST_HITS)}
    return _lines(db, _SEARCH, given)


def teams_of(db: Connection, person_id: int) -> tuple[TeamLine, ...]:
    """The teams that the person is in, by name."""
    return _lines(db, _OF_PERSON, {"person_id": person_id})


def members(db: Connection, team_id: int) -> tuple[Somebody, ...]:
    """Who is in the team, by name, without those who have left the company."""
    return tuple(Somebody(*row) for row in db.execute(_MEMBERS, {"team_id": team_id}))


def line_above(db: Connection, team_id: int) -> frozenset[int]:
    """The team itself and all teams that it stands below."""
    return frozenset(db.scalars(_ABOVE, {"id": team_id}))


def words_of_name(db: Connection, workspace_id: int, words: Sequence[str]) -> int:
    """How many of the words, from the first on, are a team's name: the longest such name counts, 0 for none."""
    keys = {name_key(" ".join(words[:count])): count for count in range(1, min(len(words), LONGEST_NAME_WORDS) + 1)}
    if not keys:
        return 0
    found = db.scalars(_KEYS, {"workspace_id": workspace_id, "keys": list(keys)})
    return max((keys[key] for key in found), default=0)


def _line(db: Connection, query: Select[Any], given: Mapping[str, object]) -> TeamLine | None:
    row = db.execute(query, given).one_or_none()
    return None if row is None else TeamLine(*row)


def _lines(db: Connection, query: Select[Any], given: Mapping[str, object]) -> tuple[TeamLine, ...]:
    return tuple(TeamLine(*row) for row in db.execute(query, given))
