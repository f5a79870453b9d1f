"""A second database of the same kind, to move into."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database, open_database
from storage.migrations import migrate
from tests.handlers.transfer.moving import sheet, take
from tests.handlers.transfer.samples import PEOPLE


@pytest.fixture
async def elsewhere(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    """Another empty database, of the kind that `database` is."""
    url = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    if not database_url.startswith("sqlite"):
        server = request.getfixturevalue("postgres")
        url = server.create(request.getfixturevalue("postgres_template"))
    migrate(url)
    opened = open_database(url)
    await opened.start()
    yield opened
    await opened.close()


@pytest.fixture
async def empty(sqlite_url: str) -> AsyncIterator[Database]:
    """An empty database, for what is the same on each kind."""
    opened = open_database(sqlite_url)
    await opened.start()
    yield opened
    await opened.close()


@pytest.fixture
async def house(empty: Database) -> Database:
    """A company of three, with the teams Product and Legal."""
    await take(empty, sheet(PEOPLE, "people.csv"))
    return empty
