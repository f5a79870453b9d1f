"""The local workspace, as its tests look at it."""

from bot.playground.clockwork import Clockwork
from bot.playground.server import Playground
from bot.playground.workspace import Message
from tests.e2e.slack_town import seen

TEAM_CHANNELS = ("product", "marketing")
ANY_PORTS = {"PORT": "0", "RUNGS_PLAYGROUND_PORT": "0"}


def clock_of(slack: Playground) -> Clockwork:
    """The story's clock."""
    assert slack.clockwork is not None
    return slack.clockwork


def posts(slack: Playground, channel: str, words: str = "Check-in, week") -> list[Message]:
    """The messages of a channel that hold these words."""
    return [message for message in slack.messages(channel) if words in seen(message)]
