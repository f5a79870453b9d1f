"""The HTTP side: what platforms post to, and what an operator asks."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from math import nan

from aiohttp import web

from bot.metrics import Metrics
from bot.settings import Misconfigured
from bot.trouble import report

LAST_REQUESTS = 3.0
"""Seconds that requests under way get when Rungs stops."""
LARGEST_BODY = 1_000_000
"""Bytes of a request: Slack's largest, a view of 250 kB in a form, stays well below."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Ready = Callable[[], Awaitable[str]]
Backlog = Callable[[], Awaitable[int]]


def web_app(metrics: Metrics, ready: Ready, backlog: Backlog, platforms: Mapping[str, Handler]) -> web.Application:
    """The application: `platforms` are handlers by path.

    `ready` says what is still missing, "" for nothing; `backlog` how many messages wait.
    """

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(_: web.Request) -> web.Response:
        missing = await ready()
        return web.Response(text=f"{missing or 'ready'}\n", status=503 if missing else 200)

    async def exposition(_: web.Request) -> web.Response:
        metrics.waiting.set(await _counted(backlog))
        return web.Response(body=metrics.exposition(), headers={"Content-Type": "text/plain; version=0.0.4"})

    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[_legible])
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", exposition)
    for path, handler in platforms.items():
        app.router.add_post(path, handler)
    return app


@web.middleware
async def _legible(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer 400 for a body that is not packed as its header says: anybody may send one."""
    try:
        return await handler(request)
    except web.RequestPayloadError:
        return web.Response(status=400, text="The body cannot be read.")


async def _counted(backlog: Backlog) -> float:
    """How many messages wait; "not a number" where the database does not say, so that the rest is still told."""
    try:
        return await backlog()
    except Exception as error:  # noqa: BLE001 - whatever it is, the other numbers are needed all the more
        report("the messages that wait could not be counted", error)
        return nan


class Server:
    """The application on an address, from `start` to `stop`."""

    def __init__(self, app: web.Application, host: str, port: int) -> None:
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=LAST_REQUESTS)
        self._host = host
        self._port = port

    async def start(self) -> int:
        """Listen; return the port, which the system chooses where 0 was asked for."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Finish the requests under way and listen no more."""
        await self._runner.cleanup()


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """The application answers while the block runs, on the port that is yielded. Raises Misconfigured."""
    server = Server(app, host, port)
    try:
        try:
            bound = await server.start()
        except OSError:
            where = f"{host}:{port}"
            raise Misconfigured(f"{where} cannot be listened on. Set HOST and PORT to a free address.") from None
        yield bound
    finally:
        await server.stop()
