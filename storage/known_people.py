"""What is known of people when a platform tells of them: each person with all accounts, on whatever platform."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, bindparam, select

from storage.people import accounts, people

STANDINGS: Final = ("member", "guest", "deactivated", "bot")
"""Of several accounts the first of these counts: somebody is a bot only where all are."""


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """One account."""

    id: int
    person_id: int
    platform: str
    external_id: str
    handle: str
    is_admin: bool
    verified: bool
    address: str
    standing: str

    @property
    def rank(self) -> tuple[int, int]:
        """Lower is the account that counts where two platforms tell different things: the better, then the older."""
        return STANDINGS.index(self.standing), self.id


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person, as far as platforms tell, with all accounts."""

    id: int
    name: str
    email: str
    search_key: str
    time_zone: str
    own_time_zone: bool
    locale: str
    standing: str
    accounts: tuple[KnownAccount, ...]


_KNOWN_PERSON: Select[Any] = (
    select(
        people.c.id,
        people.c.name,
        people.c.email,
        people.c.search_key,
        people.c.time_zone,
        people.c.own_time_zone,
        people.c.locale,
        people.c.standing,
        accounts.c.id,
        accounts.c.person_id,
        accounts.c.platform,
        accounts.c.external_id,
        accounts.c.handle,
        accounts.c.is_admin,
        accounts.c.verified,
        accounts.c.address,
        accounts.c.standing,
    )
    .outerjoin(accounts, accounts.c.person_id == people.c.id)
    .order_by(people.c.id, accounts.c.id)
)
_PERSON_COLUMNS: Final = 8
_BY_ACCOUNTS = _KNOWN_PERSON.where(
    people.c.id.in_(
        select(accounts.c.person_id).where(
            accounts.c.workspace_id == bindparam("workspace_id"),
            accounts.c.platform == bindparam("platform"),
            accounts.c.external_id.in_(bindparam("external_ids", expanding=True)),
        )
    )
)
_BY_EMAILS = _KNOWN_PERSON.where(
    people.c.workspace_id == bindparam("workspace_id"), people.c.email.in_(bindparam("emails", expanding=True))
)


def by_accounts(
    db: Connection, workspace_id: int, platform: str, external_ids: Collection[str]
) -> dict[int, KnownPerson]:
    """The people to whom these accounts of the platform belong, by our ids; one statement."""
    given = {"workspace_id": workspace_id, "platform": platform, "external_ids": list(external_ids)}
    return _people(db.execute(_BY_ACCOUNTS, given))


def by_emails(db: Connection, workspace_id: int, emails: Collection[str]) -> dict[int, KnownPerson]:
    """The people with these addresses, which are in lower case, by our ids; one statement, or none for no address."""
    if not emails:
        return {}
    return _people(db.execute(_BY_EMAILS, {"workspace_id": workspace_id, "emails": sorted(emails)}))


def _people(rows: Iterable[Row[Any]]) -> dict[int, KnownPerson]:
    told: dict[int, list[Any]] = {}
    belonging: dict[int, list[KnownAccount]] = {}
    for row in rows:
        values = list(row)
        told[row[0]] = values[:_PERSON_COLUMNS]
        theirs = belonging.setdefault(row[0], [])
        if values[_PERSON_COLUMNS] is not None:
            theirs.append(KnownAccount(*values[_PERSON_COLUMNS:]))
    columns = {person_id: [*told[person_id], tuple(theirs)] for person_id, theirs in belonging.items()}
    return {person_id: KnownPerson(*values) for person_id, values in columns.items()}
