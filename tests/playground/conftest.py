"""A local Slack, a bot and the stock client, each on a port of its own."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import Playground
from tests.playground.clock import Clock
from tests.playground.company import Bot, local_slack, serving


@pytest.fixture
def clock() -> Clock:
    """The machine's clock."""
    return Clock()


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    """A bot that acknowledges everything."""
    async with serving(Bot()) as bot:
        yield bot


@pytest.fixture
async def slack(clock: Clock, bot: Bot) -> AsyncIterator[Playground]:
    """The company's local Slack, without rate limits."""
    async with local_slack(clock, endpoint=bot.address) as slack:
        yield slack


@pytest.fixture
def client(slack: Playground) -> AsyncWebClient:
    """Slack's own Python client, as the bot uses it."""
    return AsyncWebClient(token=slack.workspace.install.token, base_url=slack.base_url)
