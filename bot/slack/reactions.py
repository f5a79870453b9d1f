"""What Slack tells of a reaction: to which message, which, and when."""

from collections.abc import Mapping
from typing import Any, Final

from bot.slack.incoming import PLATFORM
from storage.reactions import Posted

ADDED = "reaction_added"
LONGEST_TIME: Final = 10
"""Digits of the seconds since 1970, until the year 2286."""


def posted(event: Mapping[str, Any]) -> Posted | None:
    """The message that was reacted to; None where it was something else, such as a file."""
    item = event.get("item")
    if not isinstance(item, Mapping):
        return None
    conversation, message = str(item.get("channel") or ""), str(item.get("ts") or "")
    return Posted(PLATFORM, conversation, message) if item.get("type") == "message" and message else None


def changes(event: Mapping[str, Any]) -> Mapping[str, bool]:
    """Whether the reaction stands there from then on, by its name; that may end in a tone of skin."""
    name = str(event.get("reaction") or "")
    return {name: event.get("type") == ADDED} if name else {}


def happened_at(event: Mapping[str, Any]) -> int | None:
    """When, in millionths of a second since 1970; None where Slack does not say it."""
    seconds, _, rest = str(event.get("event_ts") or "").partition(".")
    digits = seconds + rest[:6].ljust(6, "0")
    is_time = 0 < len(seconds) <= LONGEST_TIME and digits.isascii() and digits.isdecimal()
    return int(digits) if is_time else None
