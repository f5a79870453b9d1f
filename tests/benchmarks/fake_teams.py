"""The tests' Microsoft in a process of its own, as strict as the real one about rates. `… fake_teams PEOPLE`.

Says its address and that of its counts, then serves until it is ended; `GET /` there answers what came, and begins
anew.
"""

import asyncio
import gc
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass

from aiohttp import web

from tests.benchmarks.teams import somebody
from tests.serving import listening
from tests.teams.service import TeamsService
from tests.teams.shapes import error

IN_CONVERSATION = ((7, 1.0), (8, 2.0), (60, 30.0))
IN_TENANT = ((30, 1.0),)
WIRE = 0.05
"""Seconds by which one may come after the next on its way through a busy machine; who sends too fast is above 100 %."""


@dataclass
class Counts:
    """What came since the last look; `first` and `last` are instants of this process, in seconds."""

    messages: int = 0
    refused: int = 0
    connections: int = 0
    first: float = 0.0
    last: float = 0.0


class StrictService(TeamsService):
    """Refuses what is more than so many requests within any stretch of so many seconds."""

    def __init__(self, people: int) -> None:
        super().__init__([somebody(number) for number in range(people)])
        self._arrived: dict[str, list[float]] = defaultdict(list)
        self._counts = Counts()
        self._known = 0

    def counts(self) -> Counts:
        """What came since the last look."""
        found, self._counts = self._counts, Counts()
        found.connections, self._known = self.connections - self._known, self.connections
        return found

    def _failing(self, request: web.Request) -> web.Response | None:
        if request.method != "POST" or "/conversations/" not in request.path:
            return super()._failing(request)
        now = time.monotonic()
        if self._is_too_much(request.path, IN_CONVERSATION, now) or self._is_too_much("", IN_TENANT, now):
            self._counts.refused += 1
            return error(429, "TooManyRequests", "Too many requests.")
        self._arrived[request.path].append(now)
        self._arrived[""].append(now)
        self._counts.messages += 1
        self._counts.first = self._counts.first or now
        self._counts.last = now
        return super()._failing(request)

    def _is_too_much(self, name: str, windows: tuple[tuple[int, float], ...], now: float) -> bool:
        times = self._arrived[name]
        return any(len(times) >= most and times[-most] > now - seconds + WIRE for most, seconds in windows)


def counting(counts: Callable[[], Counts]) -> web.Application:
    """What answers with the counts."""

    async def answer(_: web.Request) -> web.Response:
        return web.json_response(asdict(counts()))

    app = web.Application()
    app.router.add_get("/", answer)
    return app


async def serve(people: int) -> None:
    """Serve until the process is ended."""
    async with StrictService(people) as service, listening(counting(service.counts)) as address:
        for person in service.roster:
            service.chat_with(person.id)
        # A collection would make what arrives meanwhile late, and what follows too early.
        gc.disable()
        print(service.base_url, address, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
