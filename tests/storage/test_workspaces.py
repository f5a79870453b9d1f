"""The company and the platforms it is connected to, on both databases."""

import asyncio
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Connection, func, select

from storage.database import Database
from storage.workspaces import install, installations, workspaces

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
connect = partial(install, name="Company X", now=NOW)


def counts(db: Connection) -> tuple[int, int]:
    """How many workspaces and how many installations there are."""
    companies, platforms = (
        db.execute(select(func.count()).select_from(table)).scalar_one() for table in (workspaces, installations)
    )
    return companies, platforms


async def test_replicas_that_start_at_once_on_an_empty_database_connect_one_company(database: Database) -> None:
    ids = await asyncio.gather(
        *(database.write(partial(connect, platform="slack", tenant="T1")) for _ in range(8)),
    )

    assert len(set(ids)) == 1
    assert await database.read(counts) == (1, 1)


async def test_two_platforms_that_start_at_once_join_one_company(database: Database) -> None:
    ids = await asyncio.gather(
        *(database.write(partial(connect, platform=platform, tenant="T1")) for platform in ("slack", "teams")),
    )

    assert len(set(ids)) == 1
    assert await database.read(counts) == (1, 2)
