"""A local Slack, a bot and the stock client, each on a port of its own."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import Playground
from tests.playground.clock import Clock
from tests.playground.company import Bot, local_slack


@pytest.fixture
def clock() -> Clock:
    """The machine's clock."""
    return Clock()


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    """A bot that acknowledges everything."""
    bot = Bot()
    app = web.Application()
    app.router.add_post("/slack/events", bot.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot.address = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield bot
    await runner.cleanup()


@pytest.fixture
async def slack(clock: Clock, bot: Bot) -> AsyncIterator[Playground]:
    """The company's local Slack, without rate limits."""
    async with local_slack(clock, endpoint=bot.address) as slack:
        yield slack


@pytest.fixture
def client(slack: Playground) -> AsyncWebClient:
    """Slack's own Python client, as the bot uses it."""
    return AsyncWebClient(token=slack.workspace.install.token, base_url=slack.base_url)
