"""People who arrive from a platform: new ones are added, known ones brought up to date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, bindparam, select

from storage import known_people
from storage.enrolment import add_accounts, add_people, change_accounts, change_people
from storage.known_people import STANDINGS, KnownAccount, KnownPerson
from storage.merging import merge, unite_addresses
from storage.people import accounts, search_key
from storage.roles import lock_company

PLACEHOLDER: Final = "Someone"
"""The name of a person of whom only the platform's id is known yet."""
LOCALE: Final = "en-US"
"""The locale of somebody whose platform does not tell it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a platform says of one account. Where not `verified`, only its id is known and nothing else counts.

    `standing` is member, guest, bot or deactivated; `time_zone` is an IANA name, anything else counts as UTC. What the
    platform does not tell is empty, and `is_admin` None: what was known stays. `address` is where it takes messages for
    the account, where that is not `external_id`.
    """

    external_id: str
    handle: str
    name: str
    email: str
    time_zone: str
    locale: str
    standing: str
    is_admin: bool | None
    verified: bool
    address: str = ""

    @property
    def mailbox(self) -> str:
        """The e-mail address as it is compared: in lower case, empty where nobody vouches for it."""
        return self.email.strip().lower() if self.verified else ""

    @property
    def identity(self) -> str:
        """The same for two new accounts of one person."""
        return self.mailbox or f"account {self.external_id}"


@dataclass(slots=True)
class _Arriving:
    """A batch on its way in: what is known of the people concerned, and whose each account will be."""

    people: dict[int, KnownPerson]
    here: dict[str, KnownAccount]
    owners: dict[str, int] = field(default_factory=dict)
    belongs: dict[str, int] = field(default_factory=dict)


_INCOMPLETE = (
    select(accounts.c.external_id)
    .where(
        accounts.c.workspace_id == bindparam("workspace_id"),
        accounts.c.platform == bindparam("platform"),
        accounts.c.verified.is_(False),
    )
    .order_by(accounts.c.id)
)
_UNKNOWN: Final[dict[str, object]] = {
    "name": PLACEHOLDER,
    "email": "",
    "search_key": "",
    "locale": LOCALE,
    "standing": "member",
}


def register(
    db: Connection,
    workspace_id: int,
    platform: str,
    arrivals: Sequence[Arrival],
    now: datetime,
    time_zone: str = "UTC",
) -> dict[str, int]:
    """Take over what the platform says of these accounts; returns our person ids by the platform's ids.

    An account belongs to the person with its e-mail address, else to a new person; where only its id was known so far,
    all that is that person's becomes the known one's. Where two platforms tell of one person, the account that counts
    (the better standing, then the older) keeps name, address and zone. A time zone that a person has set stays;
    `time_zone` is that of newcomers whose platform tells none.
    At most ten statements, whatever the number, while nobody turns out to be somebody else; one where nothing changed;
    and one more where the arrivals have addresses.
    """
    given = {arrival.external_id: arrival for arrival in arrivals}
    unite_addresses(db, workspace_id, platform, {one.address: one.external_id for one in arrivals}, now)
    batch = _known(db, workspace_id, platform, given)
    if len(batch.here) < len(given):
        # Two who meet the same newcomer wait for each other, and the second finds whom the first has added.
        lock_company(db, workspace_id)
        batch = _known(db, workspace_id, platform, given)
    _find_owners(db, workspace_id, batch, given)
    new = [arrival for name, arrival in given.items() if name not in batch.here]
    changed = _told(batch, given, time_zone)
    _add_people(db, workspace_id, new, batch, time_zone)
    _add_accounts(db, workspace_id, platform, new, batch.belongs, now)
    change_people(db, changed)
    change_accounts(db, _told_accounts(batch, given), now)
    for source_id, target_id in _emptied(batch):
        merge(db, workspace_id, source_id, target_id, now)
    return batch.belongs


def incomplete(db: Connection, workspace_id: int, platform: str) -> tuple[str, ...]:
    """The platform's ids of the accounts about which it has not told us yet."""
    return tuple(db.scalars(_INCOMPLETE, {"workspace_id": workspace_id, "platform": platform}))


def _known(db: Connection, workspace_id: int, platform: str, given: Mapping[str, Arrival]) -> _Arriving:
    people = known_people.by_accounts(db, workspace_id, platform, given)
    every = (account for person in people.values() for account in person.accounts)
    return _Arriving(people, {one.external_id: one for one in every if _is_one_of(one, platform, given)})


def _is_one_of(account: KnownAccount, platform: str, given: Mapping[str, Arrival]) -> bool:
    return account.platform == platform and account.external_id in given


def _find_owners(db: Connection, workspace_id: int, batch: _Arriving, given: Mapping[str, Arrival]) -> None:
    """Whose the accounts are; where two people have the same address, the one who was here first."""
    open_ones = {name: arrival for name, arrival in given.items() if _is_open(batch, name) and arrival.mailbox}
    found = known_people.by_emails(db, workspace_id, {arrival.mailbox for arrival in open_ones.values()})
    batch.people |= found
    for person in found.values():
        batch.owners.setdefault(person.email, person.id)
    for name, account in batch.here.items():
        if name in open_ones:
            batch.owners.setdefault(given[name].mailbox, account.person_id)
            batch.belongs[name] = batch.owners[given[name].mailbox]
        else:
            batch.belongs[name] = account.person_id


def _is_open(batch: _Arriving, name: str) -> bool:
    """Whether an account may yet turn out to be another person's: nobody has vouched for whose it is."""
    account = batch.here.get(name)
    return account is None or not account.verified or not batch.people[account.person_id].email


def _emptied(batch: _Arriving) -> list[tuple[int, int]]:
    """The people whose last account turned out to be another's, and whose."""
    moved = {one.id: batch.belongs[name] for name, one in batch.here.items() if batch.belongs[name] != one.person_id}
    left = {batch.here[name].person_id for name in batch.here if batch.here[name].id in moved}
    return [
        (person_id, moved[batch.people[person_id].accounts[0].id])
        for person_id in sorted(left)
        if all(account.id in moved for account in batch.people[person_id].accounts)
    ]


def _told(batch: _Arriving, given: Mapping[str, Arrival], time_zone: str) -> list[KnownPerson]:
    """Everybody who is not as before, after all that is told."""
    now_told = {one.id: given[name].standing for name, one in batch.here.items() if given[name].verified}
    current = dict(batch.people)
    for name, arrival in given.items():
        account = batch.here.get(name)
        person_id = batch.belongs.get(name) or batch.owners.get(arrival.mailbox)
        if person_id is None or not arrival.verified:
            continue
        before = current[person_id]
        others = [
            replace(one, standing=now_told.get(one.id, one.standing))
            for one in before.accounts
            if one.verified and (account is None or one.id != account.id)
        ]
        current[person_id] = _brought_up_to_date(before, arrival, account, others, time_zone)
    return [one for person_id, one in current.items() if one != batch.people[person_id]]


def _brought_up_to_date(
    before: KnownPerson, arrival: Arrival, account: KnownAccount | None, others: Sequence[KnownAccount], time_zone: str
) -> KnownPerson:
    """The person after what the platform says of one account."""
    leads = not others or _rank(arrival, account) < min(one.rank for one in others)
    name, email = _name(arrival), arrival.mailbox
    if not leads:
        name = before.name if before.name != PLACEHOLDER else name
        email = before.email or email
    zone, locale = before.time_zone, before.locale
    if arrival.time_zone and not before.own_time_zone and (leads or zone == time_zone):
        zone = _zone(arrival.time_zone)
    if arrival.locale and (leads or locale == LOCALE):
        locale = arrival.locale
    email = email or before.email
    standing = min((arrival.standing, *(one.standing for one in others)), key=STANDINGS.index)
    return replace(
        before,
        name=name,
        email=email,
        search_key=search_key(name, email),
        time_zone=zone,
        locale=locale,
        standing=standing,
    )


def _rank(arrival: Arrival, account: KnownAccount | None) -> tuple[float, float]:
    return STANDINGS.index(arrival.standing), float("inf") if account is None else account.id


def _add_people(db: Connection, workspace_id: int, new: Sequence[Arrival], batch: _Arriving, time_zone: str) -> None:
    """Say whose each new account is; a person is added where nobody has its address."""
    first: dict[str, Arrival] = {}
    for arrival in new:
        if arrival.mailbox not in batch.owners:
            first.setdefault(arrival.identity, arrival)
    told = [_person(arrival, time_zone) for arrival in first.values()]
    added = dict(zip(first, add_people(db, workspace_id, told), strict=True))
    for arrival in new:
        batch.belongs[arrival.external_id] = batch.owners.get(arrival.mailbox) or added[arrival.identity]


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
            "is_admin": bool(arrival.is_admin and arrival.verified),
            "verified": arrival.verified,
            "refreshed_at": now,
            "address": arrival.address,
            "standing": arrival.standing,
        }
        for arrival in new
    ]
    add_accounts(db, rows)


def _told_accounts(batch: _Arriving, given: Mapping[str, Arrival]) -> list[KnownAccount]:
    """The accounts that are not as before, after all that is told."""
    told = {account: _told_account(account, given[name], batch.belongs[name]) for name, account in batch.here.items()}
    return [after for before, after in told.items() if after != before]


def _told_account(account: KnownAccount, arrival: Arrival, person_id: int) -> KnownAccount:
    if not arrival.verified:
        return replace(account, address=arrival.address or account.address)
    return replace(
        account,
        person_id=person_id,
        handle=arrival.handle,
        is_admin=account.is_admin if arrival.is_admin is None else arrival.is_admin,
        verified=True,
        address=arrival.address or account.address,
        standing=arrival.standing,
    )


def _person(arrival: Arrival, time_zone: str) -> dict[str, object]:
    """The columns of somebody new."""
    if not arrival.verified:
        return _UNKNOWN | {"time_zone": time_zone}
    name = _name(arrival)
    return {
        "name": name,
        "email": arrival.mailbox,
        "search_key": search_key(name, arrival.mailbox),
        "time_zone": _zone(arrival.time_zone or time_zone),
        "locale": arrival.locale or LOCALE,
        "standing": arrival.standing,
    }


def _name(arrival: Arrival) -> str:
    return " ".join(arrival.name.split()) or PLACEHOLDER


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return "UTC"
