"""People who arrive from a platform: new ones are added, known ones brought up to date."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update

from storage.people import accounts, people, search_key
from storage.roles import lock_company

PLACEHOLDER: Final = "Someone"
"""The name of a person of whom only the platform's id is known yet."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a platform says of one account. Where not `verified`, only its id is known and nothing else counts.

    `standing` is member, guest, bot or deactivated; `time_zone` is an IANA name, anything else counts as UTC.
    """

    external_id: str
    handle: str
    name: str
    email: str
    time_zone: str
    locale: str
    standing: str
    is_admin: bool
    verified: bool


@dataclass(frozen=True, slots=True)
class _Account:
    """What we know of an account so far."""

    external_id: str
    id: int
    person_id: int
    handle: str
    is_admin: bool
    verified: bool
    name: str
    email: str
    search_key: str
    time_zone: str
    own_time_zone: bool
    locale: str
    standing: str


_HERE: Select[Any] = (
    select(
        accounts.c.external_id,
        accounts.c.id,
        accounts.c.person_id,
        accounts.c.handle,
        accounts.c.is_admin,
        accounts.c.verified,
        people.c.name,
        people.c.email,
        people.c.search_key,
        people.c.time_zone,
        people.c.own_time_zone,
        people.c.locale,
        people.c.standing,
    )
    .join(people, people.c.id == accounts.c.person_id)
    .where(
        accounts.c.workspace_id == bindparam("workspace_id"),
        accounts.c.platform == bindparam("platform"),
        accounts.c.external_id.in_(bindparam("external_ids", expanding=True)),
    )
)
_OWNERS = (
    select(people.c.email, people.c.id)
    .where(
        people.c.workspace_id == bindparam("workspace_id"),
        people.c.email.in_(bindparam("emails", expanding=True)),
    )
    .order_by(people.c.id.desc())
)
_INCOMPLETE = (
    select(accounts.c.external_id)
    .where(
        accounts.c.workspace_id == bindparam("workspace_id"),
        accounts.c.platform == bindparam("platform"),
        accounts.c.verified.is_(False),
    )
    .order_by(accounts.c.id)
)
_BLANK: Final[dict[str, object]] = {
    "manager_id": None,
    "starts_hour": 9,
    "ends_hour": 17,
    "days": "12345",
    "country": "",
    "nudges": "standard",
    "own_time_zone": False,
    "welcomed_at": None,
    "version": 1,
}
_UNKNOWN: Final[dict[str, object]] = {
    "name": PLACEHOLDER,
    "email": "",
    "search_key": "",
    "time_zone": "UTC",
    "locale": "en-US",
    "standing": "member",
}
_ADD_PEOPLE = insert(people)
_LAST = select(func.coalesce(func.max(people.c.id), 0))
_SINCE = (
    select(people.c.id)
    .where(people.c.workspace_id == bindparam("workspace_id"), people.c.id > bindparam("last"))
    .order_by(people.c.id)
)
_ADD_ACCOUNTS = insert(accounts)
_CHANGE_PERSON = (
    update(people)
    .where(people.c.id == bindparam("who"))
    .values(
        {name: bindparam(f"new_{name}") for name in ("name", "email", "search_key", "time_zone", "locale", "standing")}
    )
)
_CHANGE_ACCOUNT = (
    update(accounts)
    .where(accounts.c.id == bindparam("which"))
    .values(
        {name: bindparam(f"new_{name}") for name in ("person_id", "handle", "is_admin", "verified", "refreshed_at")}
    )
)


def register(
    db: Connection, workspace_id: int, platform: str, arrivals: Sequence[Arrival], now: datetime
) -> dict[str, int]:
    """Take over what the platform says of these accounts; returns our person ids by the platform's ids.

    A new account belongs to the person with its e-mail address, else to a new person. A time zone that a person has set
    stays. At most ten statements, whatever the number; one where nothing changed.
    """
    given = {arrival.external_id: arrival for arrival in arrivals}
    here = _here(db, workspace_id, platform, given)
    if len(here) < len(given):
        # Two who meet the same newcomer wait for each other, and the second finds whom the first has added.
        lock_company(db, workspace_id)
        here = _here(db, workspace_id, platform, given)
    new = [arrival for name, arrival in given.items() if name not in here]
    completed = [arrival for name, arrival in given.items() if name in here and not here[name].verified]
    owners = _owners(db, workspace_id, [*new, *completed])
    belongs = {name: _owner(account, given[name], owners) for name, account in here.items()}
    belongs |= _add_people(db, workspace_id, new, owners)
    _add_accounts(db, workspace_id, platform, new, belongs, now)
    told = [(account, given[name]) for name, account in here.items() if given[name].verified]
    _change_people(db, told, belongs)
    _change_accounts(db, told, belongs, now)
    return belongs


def incomplete(db: Connection, workspace_id: int, platform: str) -> tuple[str, ...]:
    """The platform's ids of the accounts about which it has not told us yet."""
    return tuple(db.scalars(_INCOMPLETE, {"workspace_id": workspace_id, "platform": platform}))


def _here(db: Connection, workspace_id: int, platform: str, names: Collection[str]) -> dict[str, _Account]:
    found = db.execute(_HERE, {"workspace_id": workspace_id, "platform": platform, "external_ids": list(names)})
    return {row.external_id: _Account(*row) for row in found}


def _owners(db: Connection, workspace_id: int, arrivals: Sequence[Arrival]) -> dict[str, int]:
    """Whose the arrivals' e-mail addresses are already; where two have the same, the one who was here first."""
    emails = sorted({_email(arrival) for arrival in arrivals} - {""})
    if not emails:
        return {}
    found = db.execute(_OWNERS, {"workspace_id": workspace_id, "emails": emails})
    return {row.email: row.id for row in found}


def _owner(account: _Account, arrival: Arrival, owners: Mapping[str, int]) -> int:
    """Whose a known account is; one that is completed may turn out to be that of the person with its address."""
    return account.person_id if account.verified else owners.get(_email(arrival), account.person_id)


def _add_people(db: Connection, workspace_id: int, new: Sequence[Arrival], owners: Mapping[str, int]) -> dict[str, int]:
    """Whose each new account is; a person is added where nobody has its address."""
    first: dict[str, Arrival] = {}
    for arrival in new:
        if _email(arrival) not in owners:
            first.setdefault(_identity(arrival), arrival)
    rows = [_BLANK | {"workspace_id": workspace_id} | _person(arrival, "", "") for arrival in first.values()]
    added = dict(zip(first, _add_rows(db, workspace_id, rows), strict=True))
    return {arrival.external_id: owners.get(_email(arrival)) or added[_identity(arrival)] for arrival in new}


def _add_rows(db: Connection, workspace_id: int, rows: Sequence[Mapping[str, object]]) -> Sequence[int]:
    """The ids of the added rows, in their order. The lock keeps others from adding people between them.

    Where the key's type differs between the databases, SQLAlchemy returns ids in order only row by row.
    """
    if not rows:
        return ()
    last = db.execute(_LAST).scalar_one()
    db.execute(_ADD_PEOPLE, rows)
    return db.scalars(_SINCE, {"workspace_id": workspace_id, "last": last}).all()


def _add_accounts(
    db: Connection,
    workspace_id: int,
    platform: str,
    new: Sequence[Arrival],
    belongs: Mapping[str, int],
    now: datetime,
) -> None:
    rows = [
        {
            "workspace_id": workspace_id,
            "platform": platform,
            "external_id": arrival.external_id,
            "person_id": belongs[arrival.external_id],
            "handle": arrival.handle,
            "is_admin": arrival.is_admin and arrival.verified,
            "verified": arrival.verified,
            "refreshed_at": now,
            "address": "",
            "standing": arrival.standing,
        }
        for arrival in new
    ]
    if rows:
        db.execute(_ADD_ACCOUNTS, rows)


def _change_people(db: Connection, told: Sequence[tuple[_Account, Arrival]], belongs: Mapping[str, int]) -> None:
    rows = []
    for account, arrival in told:
        values = _person(arrival, account.email, account.time_zone if account.own_time_zone else "")
        if any(values[name] != getattr(account, name) for name in values):
            rows.append({"who": belongs[arrival.external_id]} | {f"new_{name}": values[name] for name in values})
    if rows:
        db.execute(_CHANGE_PERSON, rows)


def _change_accounts(
    db: Connection, told: Sequence[tuple[_Account, Arrival]], belongs: Mapping[str, int], now: datetime
) -> None:
    rows = []
    for account, arrival in told:
        if (account.verified, account.handle, account.is_admin) == (True, arrival.handle, arrival.is_admin):
            continue
        new = {"person_id": belongs[arrival.external_id], "handle": arrival.handle, "is_admin": arrival.is_admin}
        new |= {"verified": True, "refreshed_at": now}
        rows.append({"which": account.id} | {f"new_{name}": value for name, value in new.items()})
    if rows:
        db.execute(_CHANGE_ACCOUNT, rows)


def _person(arrival: Arrival, email_before: str, own_zone: str) -> dict[str, object]:
    """The columns that the platform tells; without an address the one before stays."""
    if not arrival.verified:
        return dict(_UNKNOWN)
    name = " ".join(arrival.name.split()) or PLACEHOLDER
    email = _email(arrival) or email_before
    return {
        "name": name,
        "email": email,
        "search_key": search_key(name, email),
        "time_zone": own_zone or _zone(arrival.time_zone),
        "locale": arrival.locale or "en-US",
        "standing": arrival.standing,
    }


def _email(arrival: Arrival) -> str:
    return arrival.email.strip().lower() if arrival.verified else ""


def _identity(arrival: Arrival) -> str:
    """The same for two new accounts of one person."""
    return _email(arrival) or f"account {arrival.external_id}"


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return "UTC"
