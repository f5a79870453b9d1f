"""Where Microsoft keeps people's files: those that they send Rungs, and those that they accept from it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web

from tests.e2e.chat import Attached
from tests.serving import listening


@dataclass(slots=True)
class Drive:
    """`fetched` counts what was read; `kept` are the bytes by address."""

    origin: str = ""
    fetched: int = 0
    kept: dict[str, bytes] = field(default_factory=dict)
    rooms: int = 0

    @classmethod
    @asynccontextmanager
    async def opened(cls) -> AsyncIterator[Self]:
        """A drive at an address of this machine."""
        drive = cls()
        app = web.Application()
        app.add_routes([web.get("/{name:.*}", drive._read), web.put("/{name:.*}", drive._write)])
        async with listening(app) as drive.origin:
            yield drive

    def keep(self, file: Attached) -> str:
        """Put a file there; return its address."""
        address = self.room(file[0])
        self.kept[address] = file[1]
        return address

    def room(self, name: str) -> str:
        """An address for a file that is not there yet."""
        self.rooms += 1
        return f"{self.origin}/{self.rooms}/{name}"

    async def _read(self, request: web.Request) -> web.Response:
        self.fetched += 1
        return web.Response(body=self.kept[str(request.url)])

    async def _write(self, request: web.Request) -> web.Response:
        self.kept[str(request.url)] = await request.read()
        return web.Response(status=201)
