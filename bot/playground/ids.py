"""Identifiers and message timestamps: unique, and increasing in the order they are given out."""

from collections.abc import Callable
from itertools import count
from secrets import token_hex


class Ids:
    """Gives out ids; `now` is the clock of message timestamps, in seconds since 1970."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._count = count(1)
        self._last_micros = 0

    def next(self, prefix: str) -> str:
        """An id such as `V00000007`."""
        return f"{prefix}{next(self._count):08d}"

    def ts(self) -> str:
        """A message timestamp, `seconds.microseconds`, later than every one before it."""
        self._last_micros = max(self._last_micros + 1, int(self._now() * 1_000_000))
        return f"{self._last_micros // 1_000_000}.{self._last_micros % 1_000_000:06d}"

    def restart_ts(self) -> None:
        """Let timestamps follow the clock again when it was set back and every message is forgotten."""
        self._last_micros = 0

    def secret(self) -> str:
        """A word nobody can guess, for triggers, hashes and one-time addresses."""
        return token_hex(12)
