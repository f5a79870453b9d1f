import subprocess
import sys
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from storage.database import Database
from storage.idempotency import claim, keys
from storage.upsert import Upsert, insert_into

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DIALECTS = ("sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql")


async def test_an_insert_is_worded_for_the_database_that_is_connected(database: Database) -> None:
    module = await database.read(lambda db: insert_into(db).__module__)

    assert module.startswith(f"sqlalchemy.dialects.{database.dialect}.")


async def test_a_statement_is_made_once(database: Database) -> None:
    upsert = Upsert(lambda into: [into])

    first = await database.read(upsert.of)

    assert await database.read(upsert.of) is first


async def test_a_row_that_is_there_already_is_left_as_it_is(database: Database) -> None:
    into_keys = Upsert(lambda into: into(keys).on_conflict_do_nothing().returning(keys.c.key))

    def twice(db: Connection) -> tuple[str | None, str | None]:
        assert claim(db, "first", NOW)
        rows = [{"key": key, "answer": "", "created_at": NOW} for key in ("first", "second")]
        left, put = [db.execute(into_keys.of(db), row).scalar_one_or_none() for row in rows]
        return left, put

    assert await database.write(twice) == (None, "second")


@pytest.mark.parametrize("module", ["storage.tables", "bot.app"])
def test_no_dialect_is_loaded_before_a_database_is_named(module: str) -> None:
    look = f"import sys, {module}; print([name for name in {DIALECTS} if name in sys.modules])"

    said = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)

    assert said.stdout == "[]\n"
