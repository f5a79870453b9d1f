"""Microsoft on a real port, with two people in its directory."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.teams.service import TeamsService
from tests.teams.shapes import Person, person

ANN = person("Ann Lee", 1)
BEN = person("Ben Ray", 2)


@pytest.fixture
async def microsoft() -> AsyncIterator[TeamsService]:
    """The keys, the login and the Connector."""
    async with TeamsService([ANN, BEN]) as service:
        yield service


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """The session that everything of the bot's shares."""
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def ann() -> Person:
    return ANN


@pytest.fixture
def ben() -> Person:
    return BEN
