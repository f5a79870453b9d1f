"""What the page needs of whoever owns the bot's business clock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Due:
    """Something that the bot will do by itself: "Check-in", and when (aware, UTC).

    `for_all` says that whole teams wait for it, and not this person or that.
    """

    name: str
    at: datetime
    for_all: bool = True


class Clockwork(Protocol):
    """The business clock of a local workspace, and its story's beginning."""

    can_reset: bool
    """Whether the story can begin anew; not where somebody named a database to keep it in."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""

    async def coming(self) -> list[Due]:
        """What the bot does next, the earliest of each name, earliest first."""

    async def forward_to(self, instant: datetime) -> None:
        """Go there by way of everything that is due before, in order.

        ValueError for a past instant, for one too far, and while the clock is moving already.
        """

    async def reset(self) -> None:
        """Begin the story anew. ValueError where that cannot be."""
