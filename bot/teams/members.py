"""What Teams says of the members of a conversation, in the words of no platform."""

import re
from typing import Final

from bot.teams.body import Json, said
from handlers.chat.words import clean
from storage.arrivals import PLACEHOLDER, Arrival

BOT: Final = "28:"
"""How the addresses of bots begin."""

_ADDRESS = re.compile(r"[^@\s#]+@[^@\s#]+\.[^@\s#]+")


def arrival(member: Json, tenant: str = "") -> Arrival:
    """A member of a roster as somebody who arrives here; whoever is not of `tenant`, where that is known, is a guest.

    A foreign directory may say of its people what it likes: their e-mail addresses make them nobody of ours.
    """
    address, user_name = _said(member, "id"), _said(member, "userPrincipalName")
    is_foreign = _is_foreign(member, tenant)
    full_name = f"{_said(member, 'givenName')} {_said(member, 'surname')}"
    return Arrival(
        external_id=_said(member, "aadObjectId") or _said(member, "objectId") or address,
        handle=user_name.partition("@")[0],
        name=clean(_said(member, "name") or full_name) or PLACEHOLDER,
        email="" if is_foreign else _email(_said(member, "email"), user_name),
        time_zone="",
        locale="",
        standing=_standing(member, address, is_foreign),
        is_admin=None,
        verified=True,
        address=address,
    )


def _is_foreign(member: Json, tenant: str) -> bool:
    theirs = _said(member, "tenantId")
    return _said(member, "userRole") == "anonymous" or bool(tenant and theirs and theirs != tenant)


def _standing(member: Json, address: str, is_foreign: bool) -> str:
    if address.startswith(BOT):
        return "bot"
    if is_foreign or _said(member, "userRole") == "guest" or "#EXT#" in _said(member, "userPrincipalName").upper():
        return "guest"
    return "member"


def _email(email: str, user_name: str) -> str:
    """The address; the name to sign in with counts where there is none and it looks like one."""
    return email or (user_name if _ADDRESS.fullmatch(user_name) else "")


def _said(member: Json, name: str) -> str:
    return said(member, name).strip()
