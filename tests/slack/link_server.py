"""Slack's end of Socket Mode as a test lays it out: it says what it is told to, also what Slack never would."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.serving import listening

Json = dict[str, Any]
HELLO: Json = {"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0RUNGS"}}


@dataclass(eq=False, slots=True)
class End:
    """Slack's end of one connection: what was acknowledged over it, and whether it is closed."""

    wire: web.WebSocketResponse
    transport: asyncio.Transport
    heard: list[Json] = field(default_factory=list)
    closed: bool = False

    async def send(self, envelope: Json | str | bytes) -> None:
        """Send JSON, or whatever it is."""
        match envelope:
            case bytes():
                await self.wire.send_bytes(envelope)
            case str():
                await self.wire.send_str(envelope)
            case _:
                await self.wire.send_str(json.dumps(envelope))

    async def command(self, text: str, envelope_id: str = "", **more: Any) -> str:
        """Send a command; return the envelope's id, which is its text unless another is given."""
        chosen = envelope_id or text
        payload = {"command": "/okr", "text": text, "user_id": "U1", "trigger_id": text, "team_id": "T1"}
        await self.send(
            {
                "type": "slash_commands",
                "envelope_id": chosen,
                "payload": payload,
                "accepts_response_payload": True,
                **more,
            }
        )
        return chosen

    async def dismiss(self, why: str) -> None:
        """Say that the connection will be closed."""
        await self.send({"type": "disconnect", "reason": why, "debug_info": {"host": "applink-1"}})

    def answers(self, envelope_id: str) -> list[Json]:
        """The acknowledgements of an envelope."""
        return [one for one in self.heard if one.get("envelope_id") == envelope_id]


@dataclass(eq=False)
class LinkServer:
    """`refusals` are the answers of the next calls of apps.connections.open, before it begins to work.

    So many of the next addresses have `lapsed` before they are used. `greetings` are what the next connections hear
    first, None for nothing; after those it is hello.
    """

    refusals: list[web.Response] = field(default_factory=list)
    greetings: list[Json | None] = field(default_factory=list)
    lapsed: int = 0
    autoping: bool = True
    asked: list[web.Request] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    origin: str = ""
    asked_at: list[float] = field(default_factory=list)
    _tickets: set[str] = field(default_factory=set)

    @property
    def api_url(self) -> str:
        return f"{self.origin}/api/"

    async def open(self, request: web.Request) -> web.Response:
        """`apps.connections.open`."""
        self.asked.append(request)
        self.asked_at.append(asyncio.get_running_loop().time())
        if self.refusals:
            laid_out = self.refusals.pop(0)
            return web.Response(body=laid_out.body, status=laid_out.status, headers=laid_out.headers)
        ticket = str(len(self.asked))
        if self.lapsed:
            self.lapsed -= 1
        else:
            self._tickets.add(ticket)
        return web.json_response({"ok": True, "url": f"{self.origin.replace('http', 'ws', 1)}/link?ticket={ticket}"})

    async def link(self, request: web.Request) -> web.StreamResponse:
        """One connection, for a ticket that is used once."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=408)
        self._tickets.remove(ticket)
        wire = web.WebSocketResponse(autoping=self.autoping)
        await wire.prepare(request)
        assert isinstance(request.transport, asyncio.Transport)
        end = End(wire, request.transport)
        self.ends.append(end)
        greeting = self.greetings.pop(0) if self.greetings else HELLO
        if greeting is not None:
            await end.send(greeting)
        async for message in wire:
            if message.type is WSMsgType.TEXT:
                end.heard.append(json.loads(message.data))
        end.closed = True
        return wire

    async def end(self, number: int) -> End:
        """The connection of that number, from 0, once it is there."""
        await until(lambda: len(self.ends) > number)
        return self.ends[number]


@asynccontextmanager
async def link_server(**laid_out: Any) -> AsyncIterator[LinkServer]:
    """Such a Slack, until the block ends."""
    slack = LinkServer(**laid_out)
    app = web.Application()
    app.router.add_post("/api/apps.connections.open", slack.open)
    app.router.add_get("/link", slack.link)
    async with listening(app) as slack.origin:
        yield slack


async def until(true: Callable[[], object]) -> None:
    """Wait until it is."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - what is waited for rings no bell
            await asyncio.sleep(0.005)
