"""A story whose clock the page moves, and which does nothing but what a test says."""

from dataclasses import dataclass
from datetime import UTC, datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.clockwork import Due

BEGINNING = datetime(2026, 11, 20, 8, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


@dataclass(slots=True)
class Story:
    """A clock that notes where it was moved; on the way the bot says what `lines` hold: (channel, text)."""

    client: AsyncWebClient
    instant: datetime = BEGINNING
    lines: tuple[tuple[str, str], ...] = ()
    can_reset: bool = True

    def now(self) -> datetime:
        return self.instant

    async def coming(self) -> list[Due]:
        return [Due("reminder", BEGINNING, for_all=False), Due("check-in", MONDAY)]

    async def forward_to(self, instant: datetime) -> None:
        if instant < self.instant:
            raise ValueError("That has passed already.")
        for channel, text in self.lines:
            await self.client.chat_postMessage(channel=channel, text=text)
        self.instant = instant

    async def reset(self) -> None:
        self.instant = BEGINNING
