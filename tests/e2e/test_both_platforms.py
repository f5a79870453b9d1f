"""One bot on Slack and on Teams at once: one company, one person, one word to each, and neither waits for the other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientSession, web

from bot.settings import Misconfigured
from handlers.company import Company
from tests.e2e.conftest import MONDAY
from tests.e2e.two_towns import TwoTowns, two_towns
from tests.e2e.world import PATIENCE


@dataclass(slots=True)
class SilentSlack:
    """Answers nothing until it `speaks`, and then what the real one says: "" until that is known, for a refusal."""

    api_url: str = ""
    speaks: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        """What Slack answers, once it speaks."""
        await self.speaks.wait()
        if not self.api_url:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        headers = {name: request.headers[name] for name in ("Authorization", "Content-Type") if name in request.headers}
        url, body = self.api_url + request.match_info["method"], await request.read()
        async with (
            ClientSession() as session,
            session.request(request.method, url, params=request.query, data=body, headers=headers) as said,
        ):
            return web.Response(status=said.status, body=await said.read(), content_type=said.content_type)


@asynccontextmanager
async def silent() -> AsyncIterator[SilentSlack]:
    """A Slack that does not answer yet."""
    here = SilentSlack()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", here.answer)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    here.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    try:
        yield here
    finally:
        await runner.cleanup()


async def readiness(towns: TwoTowns) -> tuple[int, str]:
    """What an operator reads."""
    address = towns.service.endpoint.replace("/api/messages", "/readyz")
    async with ClientSession() as session, session.get(address) as response:
        return response.status, await response.text()


class TestStarting:
    async def test_teams_does_not_wait_for_slack_which_joins_when_it_answers(
        self, sqlite_url: str, company: Company
    ) -> None:
        async with silent() as line, two_towns(sqlite_url, company, MONDAY, slack_url=line.url) as towns:
            assert await readiness(towns) == (503, "slack has not answered yet\n")
            await towns.install()
            assert "*O-1* is set" in await towns.teams.say("ana", "okr new Sell the first toaster")

            line.api_url = towns.slack.slack.base_url
            line.speaks.set()
            await towns.read_slack()
            assert await readiness(towns) == (200, "ready\n")
            assert "*O-1* Sell the first toaster" in await towns.slack.say("ana", "/okr list")

    async def test_a_token_that_slack_refuses_late_ends_rungs_all_the_same(
        self, sqlite_url: str, company: Company
    ) -> None:
        async with silent() as line, two_towns(sqlite_url, company, MONDAY, slack_url=line.url) as towns:
            line.speaks.set()
            with pytest.raises(Misconfigured, match="refuses SLACK_BOT_TOKEN"):
                async with asyncio.timeout(PATIENCE):
                    await towns.app.stay()
