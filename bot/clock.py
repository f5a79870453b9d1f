"""The two clocks, and the only place that reads the time.

The business clock says what is due and may be moved; the machine's counts leases, retries and pace, and may not.
"""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """The business clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class SystemClock:
    """The business clock that goes with the machine's."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


class MovableClock:
    """A business clock that runs on with another one, and can be set forward.

    It begins at `begins_at` (aware), or with the other one.
    """

    def __init__(self, base: Clock, begins_at: datetime | None = None) -> None:
        self._base = base
        self._ahead = begins_at - base.now() if begins_at else timedelta()

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self._base.now() + self._ahead

    def forward_to(self, instant: datetime) -> None:
        """Make it `instant` (aware) now; ValueError for a past one, because what was due then has been done."""
        if instant.utcoffset() is None:
            raise ValueError(f"{instant.isoformat()} has no time zone. Write one at its end, Z for UTC.")
        step = instant - self.now()
        if step < timedelta():
            raise ValueError(f"{instant.isoformat()} has passed. The clock can only be set forward.")
        self._ahead += step


class MachineClock:
    """The machine's own clock, in seconds since 1970, so that several processes mean the same by it."""

    def seconds(self) -> float:
        """The present instant, in seconds since 1970."""
        return time.time()

    def instant(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.fromtimestamp(self.seconds(), UTC)

    async def sleep(self, seconds: float) -> None:
        """Return when that many seconds have passed."""
        await asyncio.sleep(seconds)
