"""The local workspace, and what its visitors bring about without the page."""

from dataclasses import dataclass

from bot.app import App
from bot.playground.server import Playground

PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Town:
    """Rungs and a local Slack, both at work."""

    app: App
    slack: Playground

    async def type(self, who: str, words: str, channel: str = "general") -> None:
        """Somebody types a command elsewhere, and everything that comes of it arrives."""
        command, _, rest = words.partition(" ")
        ack = await self.slack.command(who, command, rest, channel=channel)
        assert ack.ok, ack
        await self.settle()

    async def settle(self) -> None:
        """Deliver what may go by now."""
        assert await self.app.deliver(PATIENCE_SECONDS)
