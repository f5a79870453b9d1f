"""What stands between the web server and the platforms' edges, which are there only once a platform has answered."""

import asyncio
from collections.abc import Collection
from typing import Protocol

from aiohttp import web

from bot.sender import Sender
from bot.web import Handler
from storage.database import Connection, Database
from storage.outbox import waiting


class Door(Protocol):
    """Where a platform's requests come in."""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""


class Edge(Protocol):
    """Everything of one platform's, at work."""

    @property
    def platform(self) -> str:
        """Its name: "slack", "teams"."""

    @property
    def endpoint(self) -> Door:
        """Where its requests come in."""

    @property
    def sender(self) -> Sender:
        """How it is written to."""

    @property
    def missing(self) -> str:
        """Why its requests cannot come in just now; "" where they can."""

    async def run(self) -> None:
        """Do what has to be done beside answering, until cancelled."""


class Front:
    """What the web server needs before the platforms have answered for the first time: doors that say "not yet"."""

    def __init__(self, database: Database, platforms: Collection[str]) -> None:
        self._database = database
        self._platforms = platforms
        self._edges: dict[str, Edge] = {}

    def open(self, edge: Edge) -> None:
        """Let a platform's requests in."""
        self._edges[edge.platform] = edge

    def door(self, platform: str) -> Handler:
        """What answers the requests of a platform."""

        async def handle(request: web.Request) -> web.StreamResponse:
            edge = self._edges.get(platform)
            if edge is None:
                text = f"Rungs has not reached {platform.capitalize()} yet."
                return web.Response(status=503, text=text, headers={"Retry-After": "5"})
            return await edge.endpoint.handle(request)

        return handle

    async def ready(self) -> str:
        """What is still missing before a platform can be answered; "" for nothing."""
        try:
            await asyncio.wait_for(self._database.read(_look), timeout=2)
        except Exception as problem:  # noqa: BLE001 - whatever it is, an operator reads its name
            return f"the database does not answer: {type(problem).__name__}"
        return "; ".join(missing for platform in self._platforms if (missing := self._missing(platform)))

    def _missing(self, platform: str) -> str:
        edge = self._edges.get(platform)
        return f"{platform} has not answered yet" if edge is None else edge.missing

    async def backlog(self) -> int:
        """How many messages wait in the outbox."""
        return await self._database.read(waiting)


def _look(db: Connection) -> None:
    db.exec_driver_sql("SELECT 1")
