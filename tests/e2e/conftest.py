"""The places where the conversations of these tests happen."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.company import Company
from tests.e2e.world import Carrier, World, world

MONDAY = datetime(2026, 10, 5, 6, tzinfo=UTC)
"""08:00 in Berlin, an hour before the week's check-in is asked for."""


@pytest.fixture
def company() -> Company:
    """Company X lives by the clock of Berlin."""
    return Company("Company X", ZoneInfo("Europe/Berlin"))


@pytest.fixture
def carrier() -> Carrier:
    """How Slack's requests come, where a test does not say it."""
    return "http"


@pytest.fixture
async def town(sqlite_url: str, company: Company, carrier: Carrier) -> AsyncIterator[World]:
    """Company X on a Monday morning, with nothing set up. Slack must have nothing to complain of in the end."""
    async with world(sqlite_url, MONDAY, company, carrier=carrier) as here:
        yield here
        assert here.slack.faults == []


@pytest.fixture
async def product(town: World) -> World:
    """The same with a team and what it is after."""
    await found_product(town)
    return town


async def found_product(here: World) -> None:
    """Set up ana, ben and goran in #product, with O-1 of ana's, KR-1 of ben's and KR-2 of ana's."""
    for who, words in (
        ("ines", "/rungs team new Product @ana @ben @goran --lead @ana --channel #product"),
        ("ana", "/okr new Sell the first self-buttering toaster --team Product"),
        ("ana", "/okr kr O-1 Obtain pre-orders from 0 to 3000 --unit orders --owner @ben"),
        ("ana", "/okr kr O-1 Keep the cost low from 61.20 to 45 --unit USD --weight 2"),
    ):
        said = await here.say(who, words)
        assert "is set" in said or "which meets" in said, said
