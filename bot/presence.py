"""On which platform people were last seen, kept current so that what goes to them goes there."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.trouble import report
from storage import reach
from storage.database import Database

SELDOM = timedelta(minutes=10)
"""Between two writes for one person who stays on one platform."""
MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class _Seen:
    platform: str
    at: datetime


class Presence:
    """Notes who writes where, behind the answers. Worth its writes only where two platforms are connected."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._seen: dict[int, _Seen] = {}
        self._writing: set[asyncio.Task[None]] = set()

    def note(self, person_id: int, platform: str) -> None:
        """Keep that the person is on the platform now; returns at once, and raises nothing."""
        seen, now = self._seen.get(person_id), self._clock.now()
        if seen is not None and seen.platform == platform and now - seen.at < SELDOM:
            return
        if len(self._seen) > MOST_REMEMBERED:
            self._seen.clear()
        self._seen[person_id] = _Seen(platform, now)
        task = asyncio.get_running_loop().create_task(self._write(person_id, platform, now))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def settle(self) -> None:
        """Return when everything noted so far is written."""
        await asyncio.gather(*self._writing)

    async def _write(self, person_id: int, platform: str, now: datetime) -> None:
        try:
            await self._database.write(lambda db: reach.mark_used(db, platform, person_id, now))
        except Exception as error:  # noqa: BLE001 - the next word of theirs is another chance
            self._seen.pop(person_id, None)
            report("where somebody is could not be noted", error, person=person_id)
