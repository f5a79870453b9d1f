"""A machine clock that passes only when somebody sleeps."""

import asyncio

from bot.clock import MachineClock


class HandClock(MachineClock):
    """Starts at 1,000 seconds; a sleep ends at once and has taken its time."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def seconds(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        end = self.at + seconds
        await asyncio.sleep(0)
        self.at = max(self.at, end)
