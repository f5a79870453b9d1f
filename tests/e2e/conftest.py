"""The places where the conversations of these tests happen."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.company import Company
from tests.e2e.slack_town import Carrier
from tests.e2e.world import Platform, World, world
from tests.said_commands import SAID

SLACK_ONLY = pytest.mark.slack_only
"""For what is Slack's own."""
TEAMS_ONLY = pytest.mark.teams_only
"""For what is Teams' own."""
EVERY_WAY = pytest.mark.every_way
"""For what is also about how requests come."""
PLATFORMS: tuple[Platform, ...] = ("slack", "teams")
WAYS: tuple[tuple[Platform, Carrier], ...] = (
    ("slack", "http"),
    ("slack", "socket"),
    ("teams", "http"),
)

MONDAY = datetime(2026, 10, 5, 6, tzinfo=UTC)
"""08:00 in Berlin, an hour before the week's check-in is asked for."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Hold each conversation on every platform, but for those that are Slack's own."""
    if "platform" not in metafunc.fixturenames:
        return
    if metafunc.definition.get_closest_marker("slack_only"):
        metafunc.parametrize("platform", ["slack"])
    elif metafunc.definition.get_closest_marker("teams_only"):
        metafunc.parametrize("platform", ["teams"])
    elif metafunc.definition.get_closest_marker("every_way"):
        names = [way[0] if way[1] == "http" else f"{way[0]}-{way[1]}" for way in WAYS]
        metafunc.parametrize(("platform", "carrier"), WAYS, ids=names)
    else:
        metafunc.parametrize("platform", PLATFORMS)


@pytest.fixture
def company() -> Company:
    """Company X lives by the clock of Berlin."""
    return Company("Company X", ZoneInfo("Europe/Berlin"))


@pytest.fixture
def carrier() -> Carrier:
    """How Slack's requests come, where a test does not say it."""
    return "http"


@pytest.fixture
async def town(
    request: pytest.FixtureRequest, sqlite_url: str, company: Company, platform: Platform, carrier: Carrier
) -> AsyncIterator[World]:
    """Company X on a Monday morning, with nothing set up. The platform must have nothing to complain of in the end."""
    async with world(sqlite_url, MONDAY, company, carrier=carrier, platform=platform) as here:
        yield here
        request.config.stash[SAID][platform] |= here.chat.tally.commands
        assert here.chat.faults == []


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
