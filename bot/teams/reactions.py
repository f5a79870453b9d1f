"""What Teams tells of a reaction: to which message, which, and when."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.teams.activity import PLATFORM, Activity
from bot.teams.body import Json, said, several
from storage.reactions import Posted

KIND: Final = "messageReaction"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def posted(activity: Activity) -> Posted | None:
    """The message that was reacted to: one of ours, for Teams tells of no others."""
    return Posted(PLATFORM, activity.conversation, activity.reply_to) if activity.reply_to else None


def changes(body: Json) -> Mapping[str, bool]:
    """Whether each reaction stands there from then on, by its name: "like", "heart"."""
    gone = {said(one, "type"): False for one in several(body, "reactionsRemoved")}
    come = {said(one, "type"): True for one in several(body, "reactionsAdded")}
    return {name: is_there for name, is_there in {**gone, **come}.items() if name}


def happened_at(body: Json) -> int | None:
    """When, in millionths of a second since 1970; None where Teams does not say it."""
    try:
        instant = datetime.fromisoformat(said(body, "timestamp"))
    except ValueError:
        return None
    return (instant.replace(tzinfo=instant.tzinfo or UTC) - _EPOCH) // timedelta(microseconds=1)
