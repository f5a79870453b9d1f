"""What a platform can do with a letter, and what may become of it."""

from dataclasses import dataclass
from typing import Literal, Protocol

from bot.pace import Rates
from storage.dispatch import Letter


@dataclass(frozen=True, slots=True)
class Sent:
    """Accepted; the platform's names for what was sent and for where it stands, empty where it gives none."""

    external_id: str = ""
    conversation: str = ""


@dataclass(frozen=True, slots=True)
class TryLater:
    """Not sent, and may be sent again.

    "limited": too much was sent, and `seconds` is the pause that the platform asks for. "too early": the platform was
    not asked, because that would be too much for another so many seconds. "out of reach": there was no connection.
    "failed": the platform answered that it could not do it now.
    """

    cause: Literal["limited", "too early", "out of reach", "failed"]
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Blocked:
    """It will never be sent; `reason` is the platform's word for why, and goes into the log."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Handed over, and no answer came: it may have been sent, or not."""

    reason: str


Outcome = Sent | TryLater | Blocked | Unknown


class Sender(Protocol):
    """How one platform sends."""

    @property
    def rates(self) -> Rates:
        """What the platform allows."""

    async def send(self, letter: Letter) -> Outcome:
        """Send it once; whatever goes wrong is a value."""


class Awaited:
    """Stands for a platform that has not answered yet: what is for it waits. `rates` are what it will allow."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._sender: Sender | None = None

    def take(self, sender: Sender) -> None:
        """Send by this one from now on: the platform is there."""
        self._sender = sender

    @property
    def rates(self) -> Rates:
        """What the platform allows."""
        return self._rates

    async def send(self, letter: Letter) -> Outcome:
        """Send it once, where there is anybody to send it to."""
        return TryLater("out of reach") if self._sender is None else await self._sender.send(letter)
