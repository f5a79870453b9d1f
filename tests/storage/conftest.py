"""Open databases with the scratch tables."""

from collections.abc import AsyncIterator

import pytest

from storage.database import Database, open_database
from storage.sqlite import SqliteDatabase
from tests.storage.scratch import SCRATCH, path_of


@pytest.fixture
async def scratch(database: Database) -> Database:
    """An open database of each kind with two empty tables of the tests' own."""
    await database.write(SCRATCH.create_all)
    return database


@pytest.fixture
async def file(sqlite_url: str) -> AsyncIterator[SqliteDatabase]:
    """An open SQLite database with the scratch tables."""
    opened = SqliteDatabase(path_of(sqlite_url))
    await opened.start()
    await opened.write(SCRATCH.create_all)
    yield opened
    await opened.close()


@pytest.fixture
async def server(postgres_url: str) -> AsyncIterator[Database]:
    """An open PostgreSQL database with the scratch tables."""
    opened = open_database(postgres_url)
    await opened.start()
    await opened.write(SCRATCH.create_all)
    yield opened
    await opened.close()
