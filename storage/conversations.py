"""How to write into a platform's conversations again: what Teams told when something was last said there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    CheckConstraint,
    Connection,
    UniqueConstraint,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlmodel import Field

from storage.columns import Stored, primary_key
from storage.upsert import Upsert

Kind = Literal["personal", "group", "channel"]


class Conversation(Stored, table=True):
    """A conversation in which Rungs may write; `left_at` says since when it may not.

    `external_id` is the platform's id without a thread. `person_id` is whose a personal one is; `team` is the team
    that has the channel, by the platform's id.
    """

    __table_args__ = (
        UniqueConstraint("workspace_id", "platform", "external_id"),
        CheckConstraint("kind in ('personal', 'group', 'channel')", name="conversation_kind"),
    )

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    platform: str
    external_id: str
    kind: str
    service_url: str
    tenant: str
    team: str = ""
    name: str = ""
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    updated_at: datetime
    left_at: datetime | None = None


conversations = Conversation.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a conversation is reached. `team` and `name` are empty where it has none, or the platform did not say."""

    conversation: str
    kind: Kind
    service_url: str
    tenant: str
    team: str = ""
    name: str = ""
    person_id: int | None = None


_REFERENCE = select(
    conversations.c.external_id,
    conversations.c.kind,
    conversations.c.service_url,
    conversations.c.tenant,
    conversations.c.team,
    conversations.c.name,
    conversations.c.person_id,
)
_HERE = (
    conversations.c.workspace_id == bindparam("w"),
    conversations.c.platform == bindparam("p"),
    conversations.c.left_at.is_(None),
)
_FIND = _REFERENCE.where(*_HERE, conversations.c.external_id == bindparam("e"))
_NEWEST = (conversations.c.updated_at.desc(), conversations.c.id.desc())
_PERSONAL = (
    _REFERENCE.where(
        conversations.c.person_id == bindparam("who"),
        conversations.c.platform == bindparam("p"),
        conversations.c.kind == "personal",
        conversations.c.left_at.is_(None),
    )
    .order_by(*_NEWEST)
    .limit(1)
)
_LATEST = _REFERENCE.where(*_HERE, conversations.c.service_url != "").order_by(*_NEWEST).limit(1)
_SHARED = _REFERENCE.where(*_HERE, conversations.c.kind != "personal").order_by(conversations.c.id)


def _keep(into: Any) -> Any:
    row = into(conversations)
    told = ("kind", "service_url", "tenant", "updated_at")
    # Most activities leave these out: that is no reason to forget them.
    kept = {name: _said_or_before(row, name) for name in ("team", "name")}
    kept["person_id"] = func.coalesce(row.excluded.person_id, conversations.c.person_id)
    return row.on_conflict_do_update(
        index_elements=["workspace_id", "platform", "external_id"],
        set_={name: row.excluded[name] for name in told} | kept | {"left_at": None},
    )


def _said_or_before(row: Any, name: str) -> Any:
    return case((row.excluded[name] != "", row.excluded[name]), else_=conversations.c[name])


_KEEP: Upsert[Any] = Upsert(_keep)
_LEAVING = update(conversations).values(left_at=bindparam("now", type_=conversations.c.left_at.type))
_LEAVE = _LEAVING.where(*_HERE, conversations.c.external_id == bindparam("e"))
_OF_TEAM = or_(conversations.c.team == bindparam("t"), conversations.c.external_id == bindparam("t"))
_LEAVE_TEAM = _LEAVING.where(*_HERE, _OF_TEAM)
_ENTER_TEAM = (
    update(conversations)
    .where(conversations.c.workspace_id == bindparam("w"), conversations.c.platform == bindparam("p"), _OF_TEAM)
    .values(left_at=None)
)
_LEFT = select(literal(1)).where(
    conversations.c.workspace_id == bindparam("w"),
    conversations.c.platform == bindparam("p"),
    conversations.c.external_id == bindparam("e"),
    conversations.c.left_at.is_not(None),
)


def keep(db: Connection, workspace_id: int, platform: str, reference: Reference, now: datetime) -> None:
    """Keep how the conversation is reached, from now on; one that was left is entered again."""
    row = {
        "workspace_id": workspace_id,
        "platform": platform,
        "external_id": reference.conversation,
        "kind": reference.kind,
        "service_url": reference.service_url,
        "tenant": reference.tenant,
        "team": reference.team,
        "name": reference.name,
        "person_id": reference.person_id,
        "updated_at": now,
    }
    db.execute(_KEEP.of(db), row)


def find(db: Connection, workspace_id: int, platform: str, conversation: str) -> Reference | None:
    """How that conversation is reached; None where Rungs was never in it, or is not any more."""
    return _one(db, _FIND, {"w": workspace_id, "p": platform, "e": conversation})


def personal_of(db: Connection, platform: str, person_id: int) -> Reference | None:
    """The person's own conversation with Rungs."""
    return _one(db, _PERSONAL, {"who": person_id, "p": platform})


def latest(db: Connection, workspace_id: int, platform: str) -> Reference | None:
    """Any conversation, the newest first: it tells where the platform is reached for somebody never written to."""
    return _one(db, _LATEST, {"w": workspace_id, "p": platform})


def shared(db: Connection, workspace_id: int, platform: str) -> tuple[Reference, ...]:
    """Every group chat and channel in which Rungs is."""
    return tuple(Reference(*row) for row in db.execute(_SHARED, {"w": workspace_id, "p": platform}))


def leave(db: Connection, workspace_id: int, platform: str, conversation: str, now: datetime) -> None:
    """Keep that Rungs is not in the conversation any more: nothing is sent there until it is kept again."""
    db.execute(_LEAVE, {"w": workspace_id, "p": platform, "e": conversation, "now": now})


def leave_team(db: Connection, workspace_id: int, platform: str, team: str, now: datetime) -> None:
    """Keep that Rungs is in none of the team's channels any more."""
    db.execute(_LEAVE_TEAM, {"w": workspace_id, "p": platform, "t": team, "now": now})


def enter_team(db: Connection, workspace_id: int, platform: str, team: str) -> None:
    """Keep that Rungs is in the team's channels again, as far as they were ever heard of."""
    db.execute(_ENTER_TEAM, {"w": workspace_id, "p": platform, "t": team})


def was_left(db: Connection, workspace_id: int, platform: str, conversation: str) -> bool:
    """Whether Rungs was in the conversation and is not any more."""
    return db.scalar(_LEFT, {"w": workspace_id, "p": platform, "e": conversation}) is not None


def _one(db: Connection, statement: Any, values: dict[str, object]) -> Reference | None:
    row = db.execute(statement, values).one_or_none()
    return None if row is None else Reference(*row)
