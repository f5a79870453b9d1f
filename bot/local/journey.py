"""The way into the future: the business clock is set forward by way of everything that is due."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from bot.app import App
from bot.clock import MovableClock
from storage import outbox, reminders
from storage.database import Connection

PATIENCE: Final = 20.0
"""Seconds that one stop's messages may take to be delivered."""


class HeldUp(Exception):
    """The messages of one stop could not be delivered; the clock stands there."""


class Journey:
    """Sets `clock`, which is `app`'s, forward; each stop's messages are delivered before the clock goes on.

    `leapt` is called whenever it was set forward.
    """

    def __init__(self, app: App, clock: MovableClock, leapt: Callable[[], None]) -> None:
        self._app = app
        self._clock = clock
        self._leapt = leapt

    async def reach(self, instant: datetime) -> None:
        """Go to `instant` (aware), or stay where that has passed. Raises HeldUp."""
        await self._do_what_is_due()
        while (stop := await self._app.database.read(self._next_stop)) is not None and stop <= instant:
            self._set(stop)
            await self._do_what_is_due()
        self._set(instant)

    async def _do_what_is_due(self) -> None:
        await self._app.tick()
        if not await self._app.deliver(PATIENCE):
            raise HeldUp

    def _set(self, instant: datetime) -> None:
        # The clock runs on while the messages go out, and may be past the instant by now.
        if instant <= self._clock.now():
            return
        self._clock.forward_to(instant)
        self._leapt()

    def _next_stop(self, db: Connection) -> datetime | None:
        now = self._clock.now()
        due = reminders.earliest(db, self._app.workspace_id).values()
        release = outbox.next_release(db, self._app.workspace_id, now)
        return min((at for at in (*due, release) if at is not None and at > now), default=None)
