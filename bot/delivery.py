"""Delivery: empties the outbox, in order, at the platform's pace, and never twice what may be sent only once."""

import asyncio
from collections.abc import Mapping
from functools import partial
from math import inf
from typing import Final

from bot.clock import Clock, MachineClock
from bot.round import Round
from bot.sender import Sender
from bot.trouble import report
from bot.waiting import first_of
from storage import outcomes
from storage.database import Database

POLL: Final = 2.0
"""Seconds between two looks at an outbox that nobody has said anything about."""

ANOTHER_LOOK: Final = 0.2
"""Seconds between two looks while another process has the lease."""


class Delivery:
    """Drains every workspace's outbox, a round for each.

    `senders` are by platform; `holder` names this one among all that share the database, and must be its own.
    """

    def __init__(
        self, database: Database, senders: Mapping[str, Sender], clock: Clock, machine: MachineClock, *, holder: str
    ) -> None:
        self._database = database
        self._senders = senders
        self._clock = clock
        self._machine = machine
        self._holder = holder
        self._rounds: dict[int, Round] = {}
        self._news = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Say that something was committed to the outbox."""
        self._news.set()
        for round_ in self._rounds.values():
            round_.wake()

    def rest(self) -> None:
        """Be as free to send as after a long pause: the business clock leapt, and the platform's with it."""
        for round_ in self._rounds.values():
            round_.rest()

    async def run(self) -> None:
        """Deliver until stop() is called, and end when what is under way has been sent."""
        while not self._stopping:
            self._news.clear()
            try:
                await self._deliver(inf)
            except Exception as error:  # noqa: BLE001 - the database may be away; what waits in it waits on
                report("delivery failed; it goes on with the next look at the outbox", error)
            if not self._stopping:
                await first_of(self._news.wait(), self._machine.sleep(POLL))

    def stop(self) -> None:
        """Take up nothing more."""
        self._stopping = True
        self._news.set()
        for round_ in self._rounds.values():
            round_.stop()

    async def drain(self, patience: float) -> bool:
        """Deliver until nothing is left that may go by now, whoever sends it; False after `patience` seconds."""
        deadline = self._machine.seconds() + patience
        while await self._deliver(deadline):
            if self._stopping or self._machine.seconds() >= deadline:
                return False
            await self._machine.sleep(ANOTHER_LOOK)
        return True

    async def _deliver(self, deadline: float) -> bool:
        """Deliver in every workspace where something waits; whether something is left."""
        mail = await self._database.read(partial(outcomes.workspaces_with_mail, now=self._clock.now()))
        left = await asyncio.gather(*(self._round(workspace_id).deliver(deadline) for workspace_id in mail))
        return any(left)

    def _round(self, workspace_id: int) -> Round:
        known = self._rounds.get(workspace_id)
        if known is None:
            known = self._rounds[workspace_id] = Round(
                self._database,
                self._senders,
                self._clock,
                self._machine,
                workspace_id=workspace_id,
                holder=self._holder,
            )
        return known
