"""The clock of the story: forward by hours, days or to what comes next, and back to the beginning."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.playground.clockwork import Clockwork
from bot.playground.page.actions import Action
from bot.playground.residents import Resident
from bot.playground.workspace import Json


class ClockControls:
    """`clockwork` gives who owns the clock now, None where nobody moves it."""

    def __init__(self, clockwork: Callable[[], Clockwork | None]) -> None:
        self._clockwork = clockwork

    @property
    def actions(self) -> Mapping[str, Action]:
        """Its actions by name."""
        return {"forward": self._forward}

    async def context(self, person: Resident) -> Mapping[str, object]:
        """What its templates need."""
        return {"can_forward": self._clockwork() is not None}

    async def _forward(self, asked: Json) -> Json:
        clockwork = self._clockwork()
        if clockwork is None:
            raise LookupError("this clock cannot be moved")
        await clockwork.forward_to(clockwork.now() + timedelta(hours=float(asked["hours"])))
        return {}
