"""Limits that count what went within a stretch of time before: so many in any second, so many in any hour."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from bot.pace import INSTANT, Bucket, Rate

JITTER: Final = 0.015
"""Seconds by which two requests may come nearer to each other on their way: a platform counts when they arrive.

A busy machine writes a request some milliseconds after it was counted, and the network adds its own. In a window of a
second it costs 1.5 % of what is allowed, in longer ones next to nothing; what it does not cover is answered with 429.
"""

CATCHING_UP: Final = 4.0
"""How many may go at once, of what goes evenly, after the process was late."""


@dataclass(frozen=True, slots=True)
class Windows:
    """For each pair of `allowed`, at most so many in any stretch of so many seconds, and of `margin` seconds more."""

    allowed: tuple[tuple[int, float], ...]
    margin: float = JITTER

    def limiter(self, now: float) -> "Sliding":
        """Windows in which nothing has gone."""
        return Sliding(self, now)


class Sliding:
    """Remembers when each one went. A refusal halves what may go, and it comes back by 5 % a minute.

    All that is allowed may go at once where somebody waits. What leaves something to those goes evenly, at the rate
    that the windows allow in the long run: then a place becomes free all the time, and whoever is waited for takes it.
    """

    __slots__ = ("_at", "_even", "_longest", "_most", "_times", "_until", "_windows")

    def __init__(self, windows: Windows, now: float) -> None:
        self._windows = tuple((most, seconds + windows.margin) for most, seconds in windows.allowed)
        self._longest = max(seconds for _, seconds in self._windows)
        self._most = max(most for most, _ in self._windows)
        self._even = Bucket(Rate(min(most / seconds for most, seconds in self._windows), CATCHING_UP), now)
        self._times: list[float] = []
        self._at = now
        self._until = now

    def delay(self, now: float, keep: float = 0.0) -> float:
        """Seconds until one may go; where anything is to be kept for others, evenly. 0 when it may now."""
        self._look(now)
        wait = max(self._until - now, *(self._wait(now, most, seconds) for most, seconds in self._windows))
        if keep > 0:
            wait = max(wait, self._even.delay(now))
        return wait if wait > INSTANT else 0.0

    def available(self, now: float, keep: float = 0.0) -> int:
        """How many may go at once; where anything is to be kept for others, evenly."""
        if self.delay(now, keep) > 0:
            return 0
        rooms = [self._allowed(now, most) - self._within(now, seconds) for most, seconds in self._windows]
        if keep > 0:
            rooms.append(self._even.available(now))
        return max(1, min(rooms))

    def take(self, now: float) -> None:
        """Count one that goes."""
        self._look(now)
        self._even.take(now)
        self._times.append(now)
        if len(self._times) >= 2 * self._most:
            del self._times[: -self._most]

    def hold(self, now: float, seconds: float) -> None:
        """Let nothing go for so long, as the platform asked."""
        self._look(now)
        self._even.hold(now, seconds)
        self._until = max(self._until, now + seconds)

    def slow(self, now: float) -> None:
        """Halve what may go."""
        self._look(now)
        self._even.slow(now)

    def rested(self, now: float) -> bool:
        """Whether no window knows of anything any more."""
        self._look(now)
        seen = bool(self._times) and self._times[-1] + self._longest > now
        return not seen and self._until <= now and self._even.rested(now)

    def _allowed(self, now: float, most: int) -> int:
        return max(1, int(most * self._even.share(now) + INSTANT))

    def _wait(self, now: float, most: int, seconds: float) -> float:
        allowed = self._allowed(now, most)
        return self._times[-allowed] + seconds - now if len(self._times) >= allowed else 0.0

    def _within(self, now: float, seconds: float) -> int:
        return len(self._times) - bisect_right(self._times, now - seconds + INSTANT)

    def _look(self, now: float) -> None:
        if now < self._at:
            # A clock that is set back must not freeze the sending until it has caught up.
            back = self._at - now
            self._times = [time - back for time in self._times]
            self._until -= back
        self._at = now
