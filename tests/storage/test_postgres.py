"""What only a PostgreSQL server does: deadlocks, isolation, and not being there."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text, update
from sqlalchemy.exc import DBAPIError

from storage.database import Database, open_database
from tests.storage.scratch import put, shelf


async def test_two_writes_that_lock_each_other_out_are_both_stored(server: Database) -> None:
    for number in (1, 2):
        await server.write(put(number))
    both_hold_one = threading.Barrier(2, timeout=10)
    runs: list[str] = []

    def crossing(name: str, first: int, second: int) -> Callable[[Connection], None]:
        def work(connection: Connection) -> None:
            again = name in runs
            runs.append(name)
            append(connection, first, name)
            if not again:
                both_hold_one.wait()
            append(connection, second, name)

        return work

    def append(connection: Connection, number: int, name: str) -> None:
        connection.execute(update(shelf).where(shelf.c.id == number).values(label=shelf.c.label + name))

    await asyncio.gather(server.write(crossing("a", 1, 2)), server.write(crossing("b", 2, 1)))

    labels = await server.read(lambda connection: connection.scalars(select(shelf.c.label)).all())
    assert set(runs) == {"a", "b"}
    assert len(runs) > 2
    assert all(set(label) >= {"a", "b"} for label in labels)


@pytest.mark.parametrize(("state", "runs"), [("40001", 3), ("40P01", 3), ("55P03", 1), ("23505", 1)])
async def test_only_what_the_server_breaks_off_runs_again_three_times_in_all(
    server: Database, state: str, runs: int
) -> None:
    count = 0

    def doomed(connection: Connection) -> None:
        nonlocal count
        count += 1
        connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$"))

    with pytest.raises(DBAPIError):
        await server.write(doomed)

    assert count == runs


async def test_writes_are_read_committed_and_times_are_in_utc(server: Database) -> None:
    def settings(connection: Connection) -> list[object]:
        names = ("transaction_isolation", "TimeZone")
        return [connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in names]

    assert await server.write(settings) == ["read committed", "UTC"]


async def test_a_server_that_is_not_there_is_reported_at_the_start(tmp_path: Path) -> None:
    database = open_database(f"postgresql:///rungs?host={tmp_path}")

    with pytest.raises(DBAPIError, match="failed: No such file"):
        await database.start()
