"""What a platform tells of an account with every message, beside its profile: address, time zone and locale."""

from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, bindparam, exists, or_, select, update

from storage.aliases import alias
from storage.people import accounts, people


@dataclass(frozen=True, slots=True)
class AccountDetails:
    """What was said of one account; what was not is empty."""

    external_id: str
    address: str
    time_zone: str
    locale: str


_ACCOUNT = (
    accounts.c.workspace_id == bindparam("in_workspace"),
    accounts.c.platform == bindparam("on"),
    accounts.c.external_id == bindparam("account"),
)
_MOVE = (
    update(accounts)
    .where(*_ACCOUNT, accounts.c.address != bindparam("new_address"), bindparam("new_address") != "")
    .values(address=bindparam("new_address"))
)
_whose = select(accounts.c.person_id).where(*_ACCOUNT).scalar_subquery()
_before = alias(accounts, "before", "id", "person_id", "standing", "verified")
_this = select(accounts.c.id).where(*_ACCOUNT).scalar_subquery()
_LEADS = ~exists().where(
    _before.c.person_id == people.c.id, _before.c.verified, _before.c.standing == "member", _before.c.id < _this
)
_ZONE = (
    update(people)
    .where(
        people.c.id == _whose,
        ~people.c.own_time_zone,
        people.c.time_zone != bindparam("new_zone"),
        or_(people.c.time_zone == bindparam("unsaid"), _LEADS),
    )
    .values(time_zone=bindparam("new_zone"))
)
_LOCALE = (
    update(people)
    .where(people.c.id == _whose, people.c.locale != bindparam("new_locale"), _LEADS)
    .values(locale=bindparam("new_locale"))
)
_IDS = select(accounts.c.address, accounts.c.external_id).where(
    accounts.c.workspace_id == bindparam("in_workspace"),
    accounts.c.platform == bindparam("on"),
    accounts.c.address.in_(bindparam("addresses", expanding=True)),
)


def take_over(db: Connection, workspace_id: int, platform: str, said: AccountDetails, unsaid_zone: str) -> None:
    """Take over what was said. A zone that the person has set stays, as does what an older account of theirs tells.

    `unsaid_zone` is what somebody has of whom no platform told a zone.
    """
    account = {"in_workspace": workspace_id, "on": platform, "account": said.external_id}
    db.execute(_MOVE, account | {"new_address": said.address})
    if _is_zone(said.time_zone):
        db.execute(_ZONE, account | {"new_zone": said.time_zone, "unsaid": unsaid_zone})
    if said.locale:
        db.execute(_LOCALE, account | {"new_locale": said.locale})


def ids_of(db: Connection, workspace_id: int, platform: str, addresses: Collection[str]) -> dict[str, str]:
    """The platform's ids of accounts by their addresses."""
    given = {"in_workspace": workspace_id, "on": platform, "addresses": list(addresses)}
    return {row.address: row.external_id for row in db.execute(_IDS, given)}


def _is_zone(name: str) -> bool:
    try:
        return bool(name) and ZoneInfo(name).key == name
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False
