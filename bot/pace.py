"""How fast a platform may be written to: a limit for each action, one for each channel, and one for all of it.

Every instant is in seconds of the machine's clock, given by the caller.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

INSTANT: Final = 1e-6
"""A wait that is shorter, in seconds, is none: sums of floats never quite meet."""

FREE: Final = 1_000
"""How many of an action without a limit may go at once."""

RESERVE: Final = 2.0
"""Tokens that only interactive answers may use, so that they do not wait behind a digest."""

SLOWEST: Final = 1 / 16
"""How far repeated refusals lower a rate, as a share of the usual one."""

RECOVERY: Final = 0.05 / 60
"""What a lowered rate regains in a second, as a share of the usual one: 5 % a minute."""

RECENT: Final = 3.0
"""For so many seconds after a message to a channel, a refusal may have been about the channel."""

SWEEP: Final = 10.0
"""Seconds between two looks for channels that have rested."""


class Limiter(Protocol):
    """What has gone out under one limit, and so what may."""

    def delay(self, now: float, keep: float = 0.0) -> float:
        """Seconds until one may go by something that leaves `keep` to those who are waited for; 0 when it may now."""

    def available(self, now: float, keep: float = 0.0) -> int:
        """How many may go at once by something that leaves `keep` to those who are waited for."""

    def take(self, now: float) -> None:
        """Count one that goes."""

    def hold(self, now: float, seconds: float) -> None:
        """Let nothing go for so long, as the platform asked."""

    def slow(self, now: float) -> None:
        """Halve the limit; it comes back by 5 % a minute."""

    def rested(self, now: float) -> bool:
        """Whether it is as if it had never been used."""


class Limit(Protocol):
    """A limit as the platform words it."""

    def limiter(self, now: float) -> Limiter:
        """A limiter that nothing has gone through."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`per_second` messages, of which `burst` may go at once after a rest."""

    per_second: float
    burst: float

    def limiter(self, now: float) -> "Bucket":
        """A full bucket."""
        return Bucket(self, now)


@dataclass(frozen=True, slots=True)
class Rates:
    """What a platform allows: for each action that is limited by itself, for each channel, and for all together."""

    actions: Mapping[str, Limit]
    channel: Limit
    total: Limit | None = None


class Bucket:
    """Tokens that come back with time. A refusal halves the rate, and it comes back by 5 % a minute."""

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._tokens = rate.burst
        self._share = 1.0
        self._at = now
        self._until = now

    def share(self, now: float) -> float:
        """How much of the usual rate is allowed."""
        self._refill(now)
        return self._share

    def delay(self, now: float, keep: float = 0.0) -> float:
        """Seconds until a token may be taken with `keep` left over; 0 when it may be now."""
        self._refill(now)
        missing = min(1 + keep, self._rate.burst) - self._tokens
        wait = max(self._until - now, missing / (self._rate.per_second * self._share))
        return wait if wait > INSTANT else 0.0

    def available(self, now: float, keep: float = 0.0) -> int:
        """How many tokens may be taken at once with `keep` left over."""
        if self.delay(now, keep) > 0:
            return 0
        return max(1, int(self._tokens - keep + INSTANT))

    def take(self, now: float) -> None:
        """Take one token. Taking more than there are is owed and paid back first."""
        self._refill(now)
        self._tokens -= 1

    def hold(self, now: float, seconds: float) -> None:
        """Give nothing out for so long, as the platform asked."""
        self._refill(now)
        self._until = max(self._until, now + seconds)
        # The platform's own bucket is empty; one may go when the time is up.
        self._tokens = min(self._tokens, 1.0)

    def slow(self, now: float) -> None:
        """Halve the rate."""
        self._refill(now)
        self._share = max(SLOWEST, self._share / 2)

    def rested(self, now: float) -> bool:
        """Whether the bucket is as full as if it had never been used."""
        self._refill(now)
        return self._tokens >= self._rate.burst and self._share >= 1 and self._until <= now

    def _refill(self, now: float) -> None:
        if now < self._at:
            # A clock that is set back must not freeze the sending until it has caught up.
            self._until -= self._at - now
            self._at = now
        passed = now - self._at
        earning = max(0.0, min(passed, now - self._until))
        self._tokens = min(self._rate.burst, self._tokens + earning * self._rate.per_second * self._share)
        self._share = min(1.0, self._share + passed * RECOVERY)
        self._at = now


class Pace:
    """The limits of one workspace on one platform, and what has gone out under them."""

    def __init__(self, rates: Rates, now: float) -> None:
        self._rates = rates
        self._actions = {action: limit.limiter(now) for action, limit in rates.actions.items()}
        self._total = None if rates.total is None else rates.total.limiter(now)
        self._channels: dict[str, Limiter] = {}
        self._used: dict[str, Limiter] = {}
        self._last: dict[str, float] = {}
        self._swept = now

    def interactive(self, actions: Sequence[str], now: float) -> dict[str, int]:
        """How many of each action may go now where somebody waits for them."""
        return {action: self._available(action, now, 0.0) for action in actions}

    def scheduled(self, actions: Sequence[str], now: float) -> dict[str, int]:
        """How many of each action may go now where nobody waits: the reserve is left."""
        return {action: self._available(action, now, RESERVE) for action in actions}

    def most(self, now: float) -> int:
        """How many may go now, all actions together."""
        return FREE if self._total is None else self._total.available(now)

    def delay(self, channel: str, now: float) -> float:
        """Seconds until one may go to the channel, of an action that is not limited by itself; 0 when it may now."""
        limiters = [limiter for limiter in (self._channels.get(channel), self._total) if limiter is not None]
        return max((limiter.delay(now) for limiter in limiters), default=0.0)

    def resting(self, now: float) -> list[str]:
        """The channels that may get nothing yet. What has rested is forgotten."""
        self._used = {name: limiter for name, limiter in self._used.items() if limiter.delay(now) > 0}
        self._last = {name: at for name, at in self._last.items() if now - at < RECENT}
        # Where a limit looks back over an hour, most channels neither rest nor have rested.
        if not 0 <= now - self._swept < SWEEP:
            self._channels = {name: limiter for name, limiter in self._channels.items() if not limiter.rested(now)}
            self._swept = now
        return list(self._used)

    def take(self, action: str, channel: str, now: float) -> None:
        """Count a message that goes now; `channel` is empty for what counts for none."""
        if action in self._actions:
            self._actions[action].take(now)
        if self._total is not None:
            self._total.take(now)
        if channel:
            self._channel(channel, now).take(now)

    def sent(self, channel: str, now: float) -> None:
        """Note that the platform has accepted a message to the channel."""
        if channel:
            self._last[channel] = now

    def refused(self, action: str, channel: str, seconds: float, now: float) -> None:
        """Heed a refusal for sending too much.

        The platform does not say which limit it was: a channel that got something just now is held alone, else all of
        the action is, and goes at half the rate; where actions share one limit, all of them. What counts for no channel
        waits by itself.
        """
        if channel in self._last and now - self._last[channel] < RECENT:
            self._channel(channel, now).hold(now, seconds)
            return
        limiter = self._actions.get(action) or (self._total if channel else None)
        if limiter is not None:
            limiter.hold(now, seconds)
            limiter.slow(now)

    def pause(self, seconds: float, now: float) -> None:
        """Send nothing for so long: the platform is out of reach."""
        for limiter in self._shared():
            limiter.hold(now, seconds)

    def next_change(self, now: float) -> float | None:
        """Seconds until something that may not go now may; None when all of it may."""
        waits = [limiter.delay(now, RESERVE) for limiter in self._shared()]
        waits += [limiter.delay(now) for limiter in self._used.values()]
        return min((wait for wait in waits if wait > 0), default=None)

    def _shared(self) -> list[Limiter]:
        return [*self._actions.values(), *(() if self._total is None else (self._total,))]

    def _available(self, action: str, now: float, keep: float) -> int:
        limiters = [limiter for limiter in (self._actions.get(action), self._total) if limiter is not None]
        return min((limiter.available(now, keep) for limiter in limiters), default=FREE)

    def _channel(self, name: str, now: float) -> Limiter:
        if name not in self._channels:
            self._channels[name] = self._rates.channel.limiter(now)
        self._used[name] = self._channels[name]
        return self._channels[name]
