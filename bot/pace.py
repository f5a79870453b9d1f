"""How fast a platform may be written to: token buckets, one for each action and one for each channel.

Every instant is in seconds of the machine's clock, given by the caller.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

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


@dataclass(frozen=True, slots=True)
class Rate:
    """`per_second` messages, of which `burst` may go at once after a rest."""

    per_second: float
    burst: float


@dataclass(frozen=True, slots=True)
class Rates:
    """What a platform allows: for each action that is limited at all, and for each channel."""

    actions: Mapping[str, Rate]
    channel: Rate


class Bucket:
    """Tokens that come back with time. A refusal halves the rate, and it comes back by 5 % a minute."""

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._tokens = rate.burst
        self._share = 1.0
        self._at = now
        self._until = now

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
    """The buckets of one workspace on one platform."""

    def __init__(self, rates: Rates, now: float) -> None:
        self._rates = rates
        self._actions = {action: Bucket(rate, now) for action, rate in rates.actions.items()}
        self._channels: dict[str, Bucket] = {}
        self._last: dict[str, float] = {}

    def interactive(self, actions: Sequence[str], now: float) -> dict[str, int]:
        """How many of each action may go now where somebody waits for them."""
        return {action: self._available(action, now, 0.0) for action in actions}

    def scheduled(self, actions: Sequence[str], now: float) -> dict[str, int]:
        """How many of each action may go now where nobody waits: the reserve is left."""
        return {action: self._available(action, now, RESERVE) for action in actions}

    def resting(self, now: float) -> list[str]:
        """The channels that may get nothing yet. What has rested is forgotten."""
        self._channels = {name: bucket for name, bucket in self._channels.items() if not bucket.rested(now)}
        self._last = {name: at for name, at in self._last.items() if now - at < RECENT}
        return [name for name, bucket in self._channels.items() if bucket.delay(now) > 0]

    def take(self, action: str, channel: str, now: float) -> None:
        """Count a message that goes now; `channel` is empty for what counts for none."""
        if action in self._actions:
            self._actions[action].take(now)
        if channel:
            self._channel(channel, now).take(now)

    def sent(self, channel: str, now: float) -> None:
        """Note that the platform has accepted a message to the channel."""
        if channel:
            self._last[channel] = now

    def refused(self, action: str, channel: str, seconds: float, now: float) -> None:
        """Heed a refusal for sending too much.

        The platform does not say which limit it was: a channel that got something just now is held alone, else all of
        the action is, and goes at half the rate.
        """
        if channel in self._last and now - self._last[channel] < RECENT:
            self._channel(channel, now).hold(now, seconds)
        elif action in self._actions:
            self._actions[action].hold(now, seconds)
            self._actions[action].slow(now)

    def pause(self, seconds: float, now: float) -> None:
        """Send nothing for so long: the platform is out of reach."""
        for bucket in self._actions.values():
            bucket.hold(now, seconds)

    def next_change(self, now: float) -> float | None:
        """Seconds until something that may not go now may; None when all of it may."""
        waits = [bucket.delay(now, RESERVE) for bucket in self._actions.values()]
        waits += [bucket.delay(now) for bucket in self._channels.values()]
        return min((wait for wait in waits if wait > 0), default=None)

    def _available(self, action: str, now: float, keep: float) -> int:
        limited = self._actions.get(action)
        return FREE if limited is None else limited.available(now, keep)

    def _channel(self, name: str, now: float) -> Bucket:
        return self._channels.setdefault(name, Bucket(self._rates.channel, now))
