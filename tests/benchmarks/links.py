"""Slack's end of Socket Mode at its least: hands out addresses, sends envelopes, waits for what acknowledges them."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

from aiohttp import WSMsgType, web

from tests.serving import listening


class Links:
    """One connection for each name."""

    def __init__(self) -> None:
        self.url = ""
        self._wires: dict[str, web.WebSocketResponse] = {}
        self._waiting: dict[str, asyncio.Future[None]] = {}

    def sending(self, name: str) -> Callable[[str, dict[str, str]], Awaitable[None]]:
        """What sends a command over the connection of that name, and waits for its acknowledgement."""

        async def send(body: str, _: dict[str, str]) -> None:
            payload = dict(parse_qsl(body))
            envelope_id = f"{name}:{payload['trigger_id']}"
            self._waiting[envelope_id] = asyncio.get_running_loop().create_future()
            envelope = {"envelope_id": envelope_id, "type": "slash_commands", "payload": payload}
            await self._wires[name].send_str(json.dumps(envelope | {"accepts_response_payload": True}))
            await self._waiting[envelope_id]
            del self._waiting[envelope_id]

        return send

    async def open(self, request: web.Request) -> web.Response:
        """`apps.connections.open`."""
        url = f"{self.url.replace('http', 'ws', 1)}/{request.match_info['name']}/link"
        return web.json_response({"ok": True, "url": url})

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        """The connection of a name, until it ends."""
        wire = web.WebSocketResponse()
        await wire.prepare(request)
        self._wires[request.match_info["name"]] = wire
        await wire.send_str(json.dumps({"type": "hello"}))
        async for message in wire:
            if message.type is WSMsgType.TEXT:
                self._waiting[json.loads(message.data)["envelope_id"]].set_result(None)
        return wire


@asynccontextmanager
async def links() -> AsyncIterator[Links]:
    """Such a Slack, until the block ends."""
    slack = Links()
    app = web.Application()
    app.router.add_post("/{name}/api/apps.connections.open", slack.open)
    app.router.add_get("/{name}/link", slack.link)
    async with listening(app, patience=1.0) as slack.url:
        yield slack
