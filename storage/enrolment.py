"""The rows of people and of their accounts: added many at a time, and changed to what a platform tells."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, func, insert, select, update

from storage.known_people import KnownAccount, KnownPerson
from storage.people import accounts, people

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
_PERSON: Final = ("name", "email", "search_key", "time_zone", "locale", "standing")
_ACCOUNT: Final = ("person_id", "handle", "is_admin", "verified", "address", "standing")
_ADD_PEOPLE = insert(people)
_LAST = select(func.coalesce(func.max(people.c.id), 0))
_SINCE = (
    select(people.c.id)
    .where(people.c.workspace_id == bindparam("workspace_id"), people.c.id > bindparam("last"))
    .order_by(people.c.id)
)
_ADD_ACCOUNTS = insert(accounts)
_CHANGE_PERSON = (
    update(people).where(people.c.id == bindparam("who")).values({name: bindparam(f"new_{name}") for name in _PERSON})
)
_CHANGE_ACCOUNT = (
    update(accounts)
    .where(accounts.c.id == bindparam("which"))
    .values({name: bindparam(f"new_{name}") for name in (*_ACCOUNT, "refreshed_at")})
)


def add_people(db: Connection, workspace_id: int, told: Sequence[Mapping[str, object]]) -> Sequence[int]:
    """The ids of new people, in the order of what is told of them. Call lock_company first: nobody else adds any then.

    Where the key's type differs between the databases, SQLAlchemy returns ids in order only row by row.
    """
    if not told:
        return ()
    last = db.execute(_LAST).scalar_one()
    db.execute(_ADD_PEOPLE, [_BLANK | {"workspace_id": workspace_id} | dict(one) for one in told])
    return db.scalars(_SINCE, {"workspace_id": workspace_id, "last": last}).all()


def add_accounts(db: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Add accounts; a row has the columns of Account."""
    if rows:
        db.execute(_ADD_ACCOUNTS, [dict(row) for row in rows])


def change_people(db: Connection, changed: Sequence[KnownPerson]) -> None:
    """Store what platforms tell of these people."""
    rows = [{"who": one.id} | {f"new_{name}": getattr(one, name) for name in _PERSON} for one in changed]
    if rows:
        db.execute(_CHANGE_PERSON, rows)


def change_accounts(db: Connection, changed: Sequence[KnownAccount], now: datetime) -> None:
    """Store what a platform tells of these accounts, and whose they are."""
    rows = [
        {"which": one.id, "new_refreshed_at": now} | {f"new_{name}": getattr(one, name) for name in _ACCOUNT}
        for one in changed
    ]
    if rows:
        db.execute(_CHANGE_ACCOUNT, rows)
