"""Microsoft on a real port, with two people in its directory."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from storage.database import Database, open_database
from tests.teams.posting import Post, posting
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


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    """For tests to which it makes no difference which database it is."""
    opened = open_database(sqlite_url)
    await opened.start()
    yield opened
    await opened.close()


@pytest.fixture
async def post(
    microsoft: TeamsService, sqlite_database: Database, session: aiohttp.ClientSession
) -> AsyncIterator[Post]:
    """A sender with Microsoft's side before it."""
    async with posting(microsoft, sqlite_database, session) as wired:
        yield wired
