"""Which of a person's accounts Rungs writes to: those that take messages, the one last used before the others."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, exists, func, or_, select, update

from storage.people import accounts, people
from storage.prepared import Prepared

DISCONNECTED: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands as `unreachable_at` in the accounts of a platform that is not connected: all are reached when it is again."""

USED_FIRST: Sequence[ColumnElement[Any]] = (
    accounts.c.used_at.is_(None),
    accounts.c.used_at.desc(),
    accounts.c.verified.desc(),
    accounts.c.id,
)
"""The order of a person's accounts: last used first, then verified ones, then the oldest."""

TAKES_MESSAGES: ColumnElement[bool] = accounts.c.unreachable_at.is_(None) & (accounts.c.standing != "deactivated")
"""That messages to the account arrive, as far as is known."""

IS_REACHED: ColumnElement[bool] = exists().where(accounts.c.person_id == people.c.id, TAKES_MESSAGES).correlate(people)
"""That a person has an account to which messages arrive."""

_used = accounts.c.used_at
_THEIRS = (accounts.c.platform == bindparam("on"), accounts.c.person_id == bindparam("who"))
_UNREACHABLE = (
    update(accounts)
    .where(*_THEIRS, accounts.c.unreachable_at.is_(None))
    .values(unreachable_at=bindparam("now", type_=accounts.c.unreachable_at.type))
)
_REACHABLE = update(accounts).where(*_THEIRS, accounts.c.unreachable_at.is_not(None)).values(unreachable_at=None)
_UNREACHED = select(accounts.c.person_id).where(
    accounts.c.workspace_id == bindparam("w"),
    accounts.c.platform == bindparam("on"),
    accounts.c.unreachable_at > DISCONNECTED,
)
_USED = Prepared(
    update(accounts)
    .where(
        *_THEIRS,
        or_(_used.is_(None), _used < bindparam("now", type_=_used.type)),
    )
    .values(used_at=bindparam("now", type_=_used.type))
)


_NO_TIE = (
    update(accounts)
    .where(accounts.c.person_id == bindparam("who"), accounts.c.used_at == bindparam("now", type_=_used.type))
    .where(accounts.c.platform != bindparam("on"))
    .values(used_at=bindparam("just_before", type_=_used.type))
)

_platform = (
    select(accounts.c.platform)
    .where(accounts.c.person_id == people.c.id, TAKES_MESSAGES)
    .order_by(*USED_FIRST)
    .limit(1)
    .scalar_subquery()
)
_RECIPIENTS = select(
    people.c.id,
    func.coalesce(_platform, ""),
    people.c.time_zone,
    people.c.starts_hour,
    people.c.ends_hour,
    people.c.days,
).where(people.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom Rungs writes to, on which platform ("" where nothing reaches them), and when they work."""

    id: int
    platform: str
    time_zone: str
    starts_hour: int
    ends_hour: int
    days: str


def recipients(db: Connection, person_ids: Collection[int]) -> dict[int, Recipient]:
    """These people as they are written to, by id; one statement."""
    return {row.id: Recipient(*row) for row in db.execute(_RECIPIENTS, {"ids": list(person_ids)})}


def mark_unreachable(db: Connection, platform: str, person_id: int, now: datetime) -> None:
    """Keep that the platform takes no messages for the person: nothing is sent there until it does again."""
    db.execute(_UNREACHABLE, {"on": platform, "who": person_id, "now": now})


def mark_reachable(db: Connection, platform: str, person_id: int, now: datetime) -> None:
    """Keep that the person was heard of on the platform: messages arrive there again. `now` is when they were used."""
    db.execute(_REACHABLE, {"on": platform, "who": person_id})
    mark_used(db, platform, person_id, now)


def mark_used(db: Connection, platform: str, person_id: int, now: datetime) -> None:
    """Keep that the person writes from this platform; later is what counts, and of one instant what is said last."""
    moment = {"on": platform, "who": person_id, "now": now}
    _USED.run(db, moment)
    db.execute(_NO_TIE, moment | {"just_before": now - timedelta(microseconds=1)})


def unreachable(db: Connection, workspace_id: int, platform: str) -> frozenset[int]:
    """Everybody who takes nothing on that platform, although it is connected."""
    return frozenset(db.scalars(_UNREACHED, {"w": workspace_id, "on": platform}))
