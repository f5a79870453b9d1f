"""A bad line between the bot and Slack: some calls are answered by the line itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from tests.serving import listening

PASSED_ON = ("Authorization", "Content-Type")


@dataclass(slots=True)
class Weather:
    """`coming` holds, by method, the statuses of the next answers; 429 asks to wait a second."""

    coming: dict[str, list[int]] = field(default_factory=dict)

    @asynccontextmanager
    async def line(self, api_url: str) -> AsyncIterator[str]:
        """Listen in front of the Web API; yields the address to use instead."""
        async with aiohttp.ClientSession() as session:

            async def answer(request: web.Request) -> web.Response:
                method = request.match_info["method"]
                if statuses := self.coming.get(method):
                    return web.json_response({"ok": False}, status=statuses.pop(0), headers={"Retry-After": "1"})
                headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
                body = await request.read()
                async with session.request(request.method, api_url + method, data=body, headers=headers) as answered:
                    return web.Response(
                        body=await answered.read(), status=answered.status, content_type=answered.content_type
                    )

            app = web.Application()
            app.router.add_route("*", "/api/{method}", answer)
            async with listening(app) as origin:
                yield f"{origin}/api/"
