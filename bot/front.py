"""What stands between the web server and Slack's edge, which is there only once Slack has answered."""

import asyncio

from aiohttp import web

from bot.slack.edge import SlackEdge
from storage.database import Connection, Database
from storage.outbox import waiting


class Front:
    """What the web server needs before Slack has answered for the first time: a door that says "not yet"."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._edge: SlackEdge | None = None

    def open(self, edge: SlackEdge) -> None:
        """Let requests in."""
        self._edge = edge

    async def events(self, request: web.Request) -> web.StreamResponse:
        """`POST /slack/events`."""
        if self._edge is None:
            return web.Response(status=503, text="Rungs has not reached Slack yet.", headers={"Retry-After": "5"})
        return await self._edge.endpoint.handle(request)

    async def ready(self) -> str:
        """What is still missing before a platform can be answered; "" for nothing."""
        try:
            await asyncio.wait_for(self._database.read(_look), timeout=2)
        except Exception as problem:  # noqa: BLE001 - whatever it is, an operator reads its name
            return f"the database does not answer: {type(problem).__name__}"
        if self._edge is None:
            return "slack has not answered yet"
        return "" if self._edge.reachable else "slack has no open socket"

    async def backlog(self) -> int:
        """How many messages wait in the outbox."""
        return await self._database.read(waiting)


def _look(db: Connection) -> None:
    db.exec_driver_sql("SELECT 1")
