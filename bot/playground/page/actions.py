"""What the page's scripts may ask for: each capability of the page offers its actions by name."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from bot.playground.residents import Resident
from bot.playground.workspace import Json

Action = Callable[[Json], Awaitable[Json]]
"""Takes what the script posted to `/ui/<name>`, answers what it should know. ValueError and LookupError become its
`error`, in words for whoever sits there."""


class Offers(Protocol):
    """A part of the page that can be asked for something."""

    @property
    def actions(self) -> Mapping[str, Action]:
        """Its actions by name."""

    async def context(self, person: Resident) -> Mapping[str, object]:
        """What its templates need to be drawn for this person, by names that no other part uses."""
