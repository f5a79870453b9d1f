"""From a pressed button to its request. What it carries comes back from a client, and may be anything."""

from dataclasses import replace

from bot.teams.activity import PLATFORM, Activity
from bot.teams.body import Json, said, whole
from bot.teams.buttons import CALL, ORIGIN
from bot.teams.card_address import CardAddress
from bot.teams.seal import Seal
from handlers.chat.card import Call
from handlers.chat.request import Request
from handlers.chat.router import OPEN


def press(activity: Activity, person_id: int, data: Json, seal: Seal) -> Request:
    """The request of a button. What it shares or opens may have been asked for elsewhere, if the seal holds."""
    call = _call(data)
    origin = _origin(data, seal) if call.shared or OPEN in call.given else None
    here = CardAddress(activity.full_conversation, activity.reply_to)
    address = origin if origin and call.shared else here
    return Request(
        key=_key(activity, call),
        person_id=person_id,
        place=origin.place if origin else activity.place,
        what=call,
        whisper="reply_url",
        reply_url=address.written(),
        can_open=False,
        is_in_public=not activity.is_personal,
    )


def _key(activity: Activity, call: Call) -> str:
    """One press does one thing; Share does one thing however often it is pressed on the same card.

    A dialog is no card that lasts: what it names is the message that it was opened from, by whomever.
    """
    if call.shared and activity.reply_to and activity.name != "task/submit":
        return f"{PLATFORM}:share:{activity.full_conversation}:{activity.reply_to}"
    return activity.key


def _origin(data: Json, seal: Seal) -> CardAddress | None:
    try:
        return CardAddress.read(seal.opened(said(data, ORIGIN)))
    except ValueError:
        return None


def _call(data: Json) -> Call:
    """The call in a button's data; one that cannot be read is answered like one of an older version."""
    try:
        call = Call.decoded(said(data, CALL))
    except (ValueError, RecursionError):
        return Call("")
    return replace(call, given={whole(name): whole(value) for name, value in call.given.items()})
