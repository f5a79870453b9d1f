"""Calls as buttons carry them."""

from dataclasses import replace

from bot.wording import size
from handlers.chat.card import Call


def held(call: Call, limit: int) -> Call:
    """The call, in at most `limit` characters when encoded.

    What does not fit was put into a draft by the router; should it come here all the same, the longest values are left
    out, and the form that opens asks for them.
    """
    given = dict(call.given)
    while given and size(replace(call, given=given).encoded()) > limit:
        del given[max(given, key=lambda name: len(given[name]))]
    return replace(call, given=given)
