"""People of the workspace and their accounts on the platforms."""

import unicodedata
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Connection,
    Index,
    UniqueConstraint,
    bindparam,
    case,
    exists,
    or_,
    select,
    update,
)
from sqlmodel import Field

from storage import audit
from storage.columns import Stored, primary_key
from storage.prepared import Prepared
from storage.workspaces import workspaces

MOST_HITS: Final = 15


class Person(Stored, table=True):
    """Somebody of the company. Hours are whole hours of the own day; `days` are ISO weekdays, "12345".

    `email` is in lower case. `search_key` is what typeahead looks in: see search_key(). `own_time_zone` says that the
    person has set the zone, and the platform's no longer counts.
    """

    __table_args__ = (
        CheckConstraint("standing in ('member', 'guest', 'bot', 'deactivated')", name="person_standing"),
        CheckConstraint("nudges in ('light', 'standard', 'active')", name="person_nudges"),
        CheckConstraint("starts_hour >= 0 and ends_hour <= 24 and starts_hour < ends_hour", name="person_hours"),
        Index("ix_person_workspace_id_email", "workspace_id", "email"),
    )

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    name: str
    email: str = ""
    search_key: str = ""
    time_zone: str = "UTC"
    locale: str = "en-US"
    standing: str = "member"
    manager_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    starts_hour: int = 9
    ends_hour: int = 17
    days: str = "12345"
    country: str = ""
    nudges: str = "standard"
    own_time_zone: bool = False
    welcomed_at: datetime | None = None
    version: int = 1


class Account(Stored, table=True):
    """A person's identity on a platform. `verified` is false until the platform has told us about it.

    `address` is where the platform takes messages for it, where that is not `external_id`; `standing` is what this
    platform says. `used_at` is when it was last written from, about; `unreachable_at` since when nothing arrives.
    """

    __table_args__ = (
        UniqueConstraint("workspace_id", "platform", "external_id"),
        CheckConstraint("standing in ('member', 'guest', 'bot', 'deactivated')", name="account_standing"),
    )

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    platform: str
    external_id: str
    handle: str = ""
    is_admin: bool = False
    verified: bool = True
    refreshed_at: datetime
    address: str = ""
    standing: str = "member"
    used_at: datetime | None = None
    unreachable_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as handlers see them, with what the platforms say of them.

    `not_before` is where the company's clock was set to, if ever: for handlers it is at least that late.
    """

    id: int
    workspace_id: int
    name: str
    email: str
    time_zone: str
    locale: str
    standing: str
    manager_id: int | None
    starts_hour: int
    ends_hour: int
    days: str
    nudges: str
    is_admin: bool
    welcomed: bool
    version: int
    country: str = ""
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Preferences:
    """What people set for themselves; see Person. `country` is an ISO code of two letters, or empty."""

    time_zone: str
    starts_hour: int
    ends_hour: int
    days: str
    country: str
    nudges: str


@dataclass(frozen=True, slots=True)
class Known:
    """Who an account of a platform belongs to."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person as others name them: picked, mentioned, listed."""

    id: int
    name: str
    email: str
    standing: str = "member"
    manager_id: int | None = None


people = Person.__table__  # type: ignore[attr-defined]
accounts = Account.__table__  # type: ignore[attr-defined]

_PROFILE = Prepared(
    select(
        people.c.id,
        people.c.workspace_id,
        people.c.name,
        people.c.email,
        people.c.time_zone,
        people.c.locale,
        people.c.standing,
        people.c.manager_id,
        people.c.starts_hour,
        people.c.ends_hour,
        people.c.days,
        people.c.nudges,
        exists().where(accounts.c.person_id == people.c.id, accounts.c.is_admin),
        people.c.welcomed_at.is_not(None),
        people.c.version,
        people.c.country,
        workspaces.c.moved_to,
    )
    .join(workspaces, workspaces.c.id == people.c.workspace_id)
    .where(people.c.id == bindparam("id"))
)
_WELCOME = (
    update(people)
    .where(people.c.id == bindparam("who"), people.c.welcomed_at.is_(None))
    .values(welcomed_at=bindparam("now"))
)
_KNOWN = (
    select(accounts.c.external_id, people.c.id, people.c.name)
    .join(people, people.c.id == accounts.c.person_id)
    .where(
        accounts.c.workspace_id == bindparam("workspace_id"),
        accounts.c.platform == bindparam("platform"),
        accounts.c.external_id.in_(bindparam("external_ids", expanding=True)),
    )
)
_MENTIONS = (
    select(accounts.c.person_id, accounts.c.external_id)
    .where(accounts.c.platform == bindparam("platform"), accounts.c.person_id.in_(bindparam("ids", expanding=True)))
    .order_by(accounts.c.verified, accounts.c.id)
)
_SOMEBODY = select(people.c.id, people.c.name, people.c.email, people.c.standing, people.c.manager_id)
_BY_IDS = _SOMEBODY.where(people.c.id.in_(bindparam("ids", expanding=True)))
_MEMBERS = _BY_IDS.where(people.c.workspace_id == bindparam("workspace_id"), people.c.standing == "member")
_ONE = _SOMEBODY.where(people.c.workspace_id == bindparam("workspace_id"), people.c.id == bindparam("id"))
_BY_EMAIL = (
    _SOMEBODY.where(people.c.workspace_id == bindparam("workspace_id"), people.c.email == bindparam("email"))
    .order_by(people.c.standing != "member", people.c.id)
    .limit(1)
)
_SEARCH = (
    _SOMEBODY.where(
        people.c.workspace_id == bindparam("workspace_id"),
        people.c.standing == "member",
        people.c.search_key.like(bindparam("begins"), escape="\\")
        | people.c.search_key.like(bindparam("within_name"), escape="\\"),
    )
    .order_by(
        case((people.c.search_key.like(bindparam("begins"), escape="\\"), 0), else_=1), people.c.name, people.c.id
    )
    .limit(bindparam("most"))
)


_PREFER = (
    update(people)
    .where(people.c.id == bindparam("who"), people.c.version == bindparam("seen"))
    .values(
        {field.name: bindparam(f"new_{field.name}") for field in fields(Preferences)}
        | {
            "own_time_zone": or_(people.c.own_time_zone, bindparam("own", type_=Boolean)),
            "version": people.c.version + 1,
        }
    )
)


def profile(db: Connection, person_id: int) -> Profile:
    """The person, who is an admin if any platform says so; one statement. The person must exist.

    One who turned out to be another is the other.
    """
    (row,) = _PROFILE.rows(db, {"id": person_id})
    found = Profile(*row)
    other = audit.successor(db, person_id) if found.standing == "deactivated" else None
    return found if other is None else profile(db, other)


def mark_welcomed(db: Connection, person_id: int, now: datetime) -> None:
    """Keep that the person has been shown what Rungs is; the first time counts."""
    db.execute(_WELCOME, {"who": person_id, "now": now})


def prefer(db: Connection, before: Profile, chosen: Preferences) -> bool:
    """Store what a person set, if nothing changed since `before`; whether it had not. A zone once set stays theirs."""
    given = {f"new_{name}": value for name, value in asdict(chosen).items()}
    own = chosen.time_zone != before.time_zone
    return db.execute(_PREFER, given | {"who": before.id, "seen": before.version, "own": own}).rowcount == 1


def accounts_of(db: Connection, workspace_id: int, platform: str, external_ids: Collection[str]) -> dict[str, Known]:
    """Who these accounts belong to, by the platform's id; whom nobody has seen yet is left out."""
    given = {"workspace_id": workspace_id, "platform": platform, "external_ids": list(external_ids)}
    return {external_id: Known(*rest) for external_id, *rest in db.execute(_KNOWN, given)}


def mentions(db: Connection, platform: str, person_ids: Collection[int]) -> dict[int, str]:
    """The platform's ids of these people, for rendering; who has no account there is left out."""
    found = db.execute(_MENTIONS, {"platform": platform, "ids": list(person_ids)})
    return {row.person_id: row.external_id for row in found}


def by_ids(db: Connection, person_ids: Collection[int]) -> dict[int, Somebody]:
    """These people, whatever their standing, by our own id."""
    return {row.id: Somebody(*row) for row in db.execute(_BY_IDS, {"ids": list(person_ids)})}


def members(db: Connection, workspace_id: int, person_ids: Collection[int]) -> dict[int, Somebody]:
    """Those of these people who are members of that workspace, by our own id; one statement."""
    rows = db.execute(_MEMBERS, {"workspace_id": workspace_id, "ids": list(person_ids)})
    return {row.id: Somebody(*row) for row in rows}


def somebody(db: Connection, workspace_id: int, person_id: int) -> Somebody | None:
    """The person of that workspace, whatever their standing; one who turned out to be another is the other."""
    row = db.execute(_ONE, {"workspace_id": workspace_id, "id": person_id}).one_or_none()
    found = None if row is None else Somebody(*row)
    other = audit.successor(db, person_id) if found and found.standing == "deactivated" else None
    return found if other is None else somebody(db, workspace_id, other)


def by_email(db: Connection, workspace_id: int, email: str) -> Somebody | None:
    """The person with that address, in any case; members before others."""
    row = db.execute(_BY_EMAIL, {"workspace_id": workspace_id, "email": email.strip().lower()}).one_or_none()
    return None if row is None else Somebody(*row)


def search(db: Connection, workspace_id: int, query: str, limit: int = MOST_HITS) -> tuple[Somebody, ...]:
    """Members (no guest, no bot, nobody deactivated) whose name holds the query or whose address begins with it.

    At most 15; those of whom a word begins with it come first.
    """
    wanted = like(folded(query))
    given = {
        "workspace_id": workspace_id,
        "begins": f"% {wanted}%",
        "within_name": f"%{wanted}%\n%",
        "most": min(limit, MOST_HITS),
    }
    return tuple(Somebody(*row) for row in db.execute(_SEARCH, given))


def folded(text: str) -> str:
    """The text without case, accents and spare blanks, so that "Jose" finds "José"."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def search_key(name: str, email: str) -> str:
    """What typeahead looks in: a blank before each word tells where it begins, a line end where the name ends."""
    return f" {folded(name)}\n {folded(email)}"


def like(text: str) -> str:
    """The text as part of a LIKE pattern with the escape character \\."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
