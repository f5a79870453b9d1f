"""The least of a Slack: takes any call at once, and counts. `python -m tests.benchmarks.fake_slack RATE BURST`.

More than RATE messages a second, after BURST at once, are refused with 429. Says its port, then serves until it is
ended; `GET /counts` answers what came, and begins anew.
"""

import asyncio
import sys
import time
from dataclasses import asdict, dataclass

from aiohttp import web

from tests.serving import listening


@dataclass
class Counts:
    """What came since the last look; `first` and `last` are instants of this process, in seconds."""

    messages: int = 0
    refused: int = 0
    connections: int = 0
    first: float = 0.0
    last: float = 0.0


class FakeSlack:
    """One bucket for all that is posted."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._at = burst, time.monotonic()
        self._counts = Counts()
        self._seen: set[int] = set()

    async def take(self, request: web.Request) -> web.Response:
        """Any method of the Web API."""
        await request.read()
        if id(request.transport) not in self._seen:
            self._seen.add(id(request.transport))
            self._counts.connections += 1
        if not self._may_pass():
            self._counts.refused += 1
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"})
        self._counts.messages += 1
        self._counts.last = self._at
        self._counts.first = self._counts.first or self._at
        return web.json_response({"ok": True, "ts": f"1.{self._counts.messages:06}", "channel": "D1"})

    async def counts(self, _: web.Request) -> web.Response:
        """What came since the last look."""
        found, self._counts = self._counts, Counts()
        self._tokens = self._burst
        return web.json_response(asdict(found))

    def _may_pass(self) -> bool:
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        # One may arrive a moment early: a wire is no clock.
        if self._tokens < 0:
            return False
        self._tokens -= 1
        return True


async def serve(rate: float, burst: float) -> None:
    """Serve until the process is ended."""
    slack = FakeSlack(rate, burst)
    app = web.Application()
    app.router.add_post("/api/{method}", slack.take)
    app.router.add_get("/counts", slack.counts)
    async with listening(app) as origin:
        print(origin.rpartition(":")[2], flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1]), float(sys.argv[2])))
