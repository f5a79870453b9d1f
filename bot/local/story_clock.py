"""The clock of the local workspace, as its page moves it: through what the bot does by itself, and to the beginning."""

import asyncio
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any, Final

from bot.local.bot import LocalBot
from bot.local.journey import HeldUp
from bot.playground.clockwork import Due
from handlers.check_ins.schedule import AGAIN, NUDGE, PROMPT
from handlers.digests.schedule import DIGEST
from storage import reminders

FURTHEST: Final = timedelta(days=366)
"""How far ahead one step may lead."""

POSTS: Final = {PROMPT: "check-in", DIGEST: "digest"}
"""What every team waits for: the page always names these."""
NUDGES: Final = {NUDGE: "next reminder", AGAIN: "next reminder"}


class StoryClock:
    """What the page asks of the business clock. One journey at a time; who asks for another is told so."""

    def __init__(self, bot: LocalBot) -> None:
        self._bot = bot
        self._under_way: asyncio.Task[None] | None = None
        self.can_reset = bot.can_begin_anew

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self._bot.now()

    async def coming(self) -> list[Due]:
        """The next check-in and the next digest, and what comes before both if anything does; earliest first.

        Nothing while the story begins anew.
        """
        app = self._bot.app
        if app is None:
            return []
        due = await app.database.read(lambda db: reminders.earliest(db, app.workspace_id))
        posts = [Due(name, due[kind]) for kind, name in POSTS.items() if kind in due]
        others = [
            Due(NUDGES.get(kind, "next of all"), at, for_all=False) for kind, at in due.items() if kind not in POSTS
        ]
        found = sorted([*posts, *others], key=lambda one: one.at)
        return [one for one in found if one.for_all or one is found[0]]

    async def forward_to(self, instant: datetime) -> None:
        """Go there by way of everything that is due before. ValueError for a past instant, one too far, and a detour.

        Whoever asked may leave meanwhile: the clock arrives all the same.
        """
        now = self.now()
        if instant < now:
            raise ValueError("That has passed already. The clock only goes forward; choose a later time.")
        if instant - now > FURTHEST:
            raise ValueError("That is more than a year ahead. Go there in smaller steps.")
        await self._alone(self._travel(instant))

    async def reset(self) -> None:
        """Begin the story anew. ValueError where somebody keeps it in a database, and while the clock is moving."""
        if not self.can_reset:
            raise ValueError("DATABASE_URL names a database to keep, so this story cannot begin anew.")
        await self._alone(self._bot.begin_anew())

    async def stop(self) -> None:
        """Give up the journey that is under way."""
        if self._under_way is not None:
            self._under_way.cancel()
            await asyncio.gather(self._under_way, return_exceptions=True)

    @property
    def _busy(self) -> bool:
        return self._under_way is not None and not self._under_way.done()

    async def _alone(self, work: Coroutine[Any, Any, None]) -> None:
        if self._busy:
            work.close()
            raise ValueError("The clock is moving already. Wait until it has arrived, then try again.")
        self._under_way = asyncio.create_task(work)
        await asyncio.shield(self._under_way)

    async def _travel(self, instant: datetime) -> None:
        app = self._bot.app
        if app is None:
            raise ValueError("The story could not begin anew. Stop Rungs and start it again.")
        try:
            await self._bot.journey(app).reach(instant)
        except HeldUp:
            raise ValueError(
                "The local Slack does not take the messages of this hour, so the clock stopped here. Switch the fault"
                " off in the developer panel, then go on."
            ) from None
