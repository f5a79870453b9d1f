"""The page as a browser asks for it, by default for Ana in #general."""

import aiohttp

from bot.playground.server import Playground
from bot.playground.workspace import Json


async def page(slack: Playground, query: str = "as=U1ANA&in=C1GEN") -> str:
    """The page's HTML."""
    async with aiohttp.ClientSession() as session, session.get(f"{slack.url}/?{query}") as response:
        assert response.status == 200
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]
        return await response.text()


async def act(slack: Playground, action: str, payload: Json, **headers: str) -> tuple[int, Json]:
    """What the page's script posts: the status, and the answer where that is 200."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{slack.url}/ui/{action}", json={"as": "U1ANA", "in": "C1GEN", **payload}, headers=headers
        ) as got,
    ):
        return got.status, dict(await got.json()) if got.status == 200 else {}
