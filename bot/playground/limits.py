"""Slack's rate limits: token buckets for each method, for posting in one channel, and for posting at all."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rate:
    """`per_minute` calls, of which `burst` may come at once."""

    per_minute: float
    burst: float


TIERS = {tier: Rate(calls, calls) for tier, calls in {1: 1.0, 2: 20.0, 3: 50.0, 4: 100.0}.items()}


@dataclass(frozen=True, slots=True)
class RateLimits:
    """What is allowed; None switches a limit off."""

    channel: Rate | None = Rate(60, 3)
    posting: Rate | None = Rate(300, 20)
    tiers: dict[int, Rate] = field(default_factory=lambda: dict(TIERS))


UNLIMITED = RateLimits(channel=None, posting=None, tiers={})


class Meter:
    """Counts calls against the limits; `now` is the machine clock in seconds."""

    def __init__(self, limits: RateLimits, now: Callable[[], float]) -> None:
        self.limits = limits
        self._now = now
        self._buckets: dict[str, tuple[float, float]] = {}

    def method(self, name: str, tier: int | None) -> int:
        """Count a call of a method; 0 when allowed, else whole seconds to wait."""
        rate = self.limits.tiers.get(tier) if tier is not None else None
        return self._take([(f"method {name}", rate)])

    def post(self, channel: str) -> int:
        """Count a message to a channel; 0 when allowed, else whole seconds to wait."""
        return self._take([(f"channel {channel}", self.limits.channel), ("posting", self.limits.posting)])

    def rest(self) -> None:
        """Allow as much as after a long pause."""
        self._buckets.clear()

    def _take(self, wanted: list[tuple[str, Rate | None]]) -> int:
        now = self._now()
        levels: dict[str, float] = {}
        wait = 0.0
        for name, rate in wanted:
            if rate is None:
                continue
            level, since = self._buckets.get(name, (rate.burst, now))
            level = min(rate.burst, level + (now - since) * rate.per_minute / 60)
            levels[name] = level
            wait = max(wait, (1 - level) * 60 / rate.per_minute)
        if wait > 1e-9:
            return max(1, math.ceil(wait))
        for name, level in levels.items():
            self._buckets[name] = (level - 1, now)
        return 0
