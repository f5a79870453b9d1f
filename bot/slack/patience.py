"""How long Rungs waits for what at a socket."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from bot.web import LAST_REQUESTS

LONGEST = 60.0


def doubling(failures: int) -> float:
    """Seconds to wait after so many failures: twice as long each time, up to a minute, and never quite the same."""
    seconds: float = min(LONGEST, 2.0 ** min(failures - 1, 10))
    return seconds * random.uniform(0.5, 1.0)  # noqa: S311 - spreads attempts, guards nothing


@dataclass(frozen=True, slots=True)
class Patience:
    """All in seconds; `pause` is for between two attempts, by how many have failed in a row."""

    heartbeat: float = 10.0
    """Between two pings; the connection counts as lost when one stays unanswered for half as long."""
    opening: float = 20.0
    """Within which Slack has to say hello."""
    closing: float = 2.0
    """That Slack gets for its part of a farewell."""
    steady: float = 10.0
    """After which a connection that is lost is replaced at once: it was no failure of opening it.

    So is one that was of use before.
    """
    leaving: float = 30.0
    """That a connection which Slack takes back stays open beside its successor, at most."""
    last_requests: float = LAST_REQUESTS
    """That what is under way gets when a connection is closed."""
    pause: Callable[[int], float] = doubling


PATIENCE = Patience()
"""With the real Slack."""
