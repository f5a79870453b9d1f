"""The bot on a real port and the local Slack on the other side, for tests about the edge between them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.company import Company
from tests.e2e.world import World, world

MONDAY = datetime(2026, 10, 5, 6, tzinfo=UTC)


@pytest.fixture
async def town(sqlite_url: str) -> AsyncIterator[World]:
    """Company X on a Monday morning, with nothing set up."""
    async with world(sqlite_url, MONDAY, Company("Company X", ZoneInfo("Europe/Berlin"))) as here:
        yield here


@pytest.fixture
async def orders(town: World) -> World:
    """The same with O-1 and KR-1 of ben's, from 0 to 3000."""
    await town.say("ben", "/okr new Win the small shops")
    await town.say("ben", "/okr kr O-1 Obtain pre-orders from 0 to 3000")
    return town
