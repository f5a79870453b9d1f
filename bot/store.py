"""The database as the environment names it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.settings import Environment, Misconfigured
from storage.database import Database, open_database
from storage.migrations import migrate


@asynccontextmanager
async def stored(environment: Environment) -> AsyncIterator[Database]:
    """The database, migrated and open. Raises Misconfigured where it cannot be."""
    url = environment.database_url.get_secret_value()
    try:
        database = open_database(url)
    except ValueError as problem:
        raise Misconfigured(str(problem)) from None
    try:
        await asyncio.to_thread(migrate, url)
        await database.start()
    except ValueError as problem:
        raise Misconfigured(f"DATABASE_URL: {problem}") from None
    except Exception as problem:
        if type(problem).__name__ != "OperationalError":
            raise
        raise Misconfigured(
            "DATABASE_URL names a database that cannot be opened. Check its address and rights."
        ) from None
    try:
        yield database
    finally:
        await database.close()
