"""A second database of the same kind, to move into."""

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from storage.database import Database, open_database
from tests.conftest import Postgres
from tests.handlers.transfer.moving import sheet, take
from tests.handlers.transfer.samples import PEOPLE


@pytest.fixture
async def elsewhere(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    """Another empty database, of the kind that `database` is."""
    with _another(request, database_url, tmp_path) as url:
        opened = open_database(url)
        await opened.start()
        yield opened
        await opened.close()


def _another(request: pytest.FixtureRequest, database_url: str, folder: Path) -> AbstractContextManager[str]:
    if not database_url.startswith("sqlite"):
        server: Postgres = request.getfixturevalue("postgres")
        return server.lend(request.getfixturevalue("postgres_template"))
    path = folder / "elsewhere.db"
    path.write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
    return nullcontext(f"sqlite:///{path}")


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
