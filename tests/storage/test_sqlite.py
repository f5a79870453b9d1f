"""SQLite's one writer: calls that wait share a commit, and one that fails is undone alone."""

import asyncio
import sqlite3
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, insert, select, text

from storage.sqlite import CommitError, SqliteDatabase
from tests.storage.scratch import SCRATCH, Gate, book, path_of, put, seen_from_outside, shelf, shelves


async def test_a_waiting_write_whose_caller_is_cancelled_leaves_its_neighbours_alone(file: SqliteDatabase) -> None:
    gate = Gate()
    first = asyncio.create_task(file.write(gate))
    await gate.entered()
    cancelled, neighbour = (asyncio.create_task(file.write(put(number))) for number in (1, 2))
    await asyncio.sleep(0)
    cancelled.cancel()
    gate.let_go()

    assert await neighbour == 2
    assert cancelled.cancelled()
    await first
    assert await file.read(shelves) == [1, 2]


async def test_a_result_read_half_does_not_hold_its_snapshot_for_the_readers_after_it(sqlite_url: str) -> None:
    file = SqliteDatabase(path_of(sqlite_url), readers=1)
    await file.start()
    await file.write(SCRATCH.create_all)
    for number in range(300):
        await file.write(put(number))
    kept: list[object] = []

    def read_one(connection: Connection) -> None:
        result = connection.execute(select(shelf.c.id))
        kept.append(result)
        result.fetchone()

    await file.read(read_one)
    await file.write(put(300))

    assert len(await file.read(shelves)) == 301
    await file.close()


async def test_calls_that_wait_share_one_commit(file: SqliteDatabase) -> None:
    gate = Gate()
    first = asyncio.create_task(file.write(gate))
    await gate.entered()
    before = file.commits
    waiting = [asyncio.create_task(file.write(put(number))) for number in range(15)]
    await asyncio.sleep(0)
    gate.let_go()
    await asyncio.gather(first, *waiting)

    assert file.commits - before == 2
    assert await file.read(shelves) == list(range(15))


async def test_nobody_is_answered_before_the_commit_they_share(file: SqliteDatabase, sqlite_url: str) -> None:
    hold, gate = Gate(), Gate()
    first = asyncio.create_task(file.write(hold))
    await hold.entered()
    early = asyncio.create_task(file.write(put(1)))
    late = asyncio.create_task(file.write(gate))
    await asyncio.sleep(0)
    hold.let_go()
    await first
    await gate.entered()

    assert not early.done()
    assert seen_from_outside(sqlite_url) == []
    gate.let_go()
    assert await early == 1
    assert late.done()
    assert seen_from_outside(sqlite_url) == [1]


async def test_a_commit_that_fails_is_told_to_all_who_shared_it(file: SqliteDatabase) -> None:
    def owes_a_shelf(connection: Connection) -> None:
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        connection.execute(insert(book).values(id=1, shelf_id=99))

    gate = Gate()
    first = asyncio.create_task(file.write(gate))
    await gate.entered()
    together = [asyncio.create_task(file.write(work)) for work in (put(1), owes_a_shelf, put(2))]
    await asyncio.sleep(0)
    gate.let_go()
    await first
    outcomes = await asyncio.gather(*together, return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [CommitError] * 3
    assert len({id(outcome) for outcome in outcomes}) == 3
    assert await file.read(shelves) == []
    assert await file.write(put(3)) == 3


async def test_a_group_that_sqlite_undoes_by_itself_is_told_to_all_of_it(file: SqliteDatabase) -> None:
    def undo_everything(connection: Connection) -> None:
        put(1)(connection)
        connection.execute(text("INSERT OR ROLLBACK INTO scratch_shelf (id) VALUES (1)"))

    gate = Gate()
    first = asyncio.create_task(file.write(gate))
    await gate.entered()
    together = [asyncio.create_task(file.write(work)) for work in (put(2), undo_everything)]
    await asyncio.sleep(0)
    gate.let_go()
    await first
    outcomes = await asyncio.gather(*together, return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [CommitError, CommitError]
    assert await file.write(put(3)) == 3
    assert await file.read(shelves) == [3]


async def test_another_process_that_writes_for_too_long_is_reported(file: SqliteDatabase, sqlite_url: str) -> None:
    await file.write(lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout = 1").close())
    other = sqlite3.connect(path_of(sqlite_url), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(CommitError, match="locked"):
        await file.write(put(1))

    other.execute("COMMIT")
    other.close()
    assert await file.write(put(1)) == 1


@pytest.mark.parametrize("end", [Connection.commit, Connection.rollback])
async def test_a_work_cannot_end_the_transaction_it_shares(
    file: SqliteDatabase, end: Callable[[Connection], None]
) -> None:
    def greedy(connection: Connection) -> None:
        put(2)(connection)
        end(connection)

    outcomes = await asyncio.gather(file.write(put(1)), file.write(greedy), file.write(put(3)), return_exceptions=True)

    assert "return to commit, raise to roll back" in str(outcomes[1])
    assert await file.read(shelves) == [1, 3]


async def test_the_writer_recovers_from_a_work_that_closes_its_connection(file: SqliteDatabase) -> None:
    with pytest.raises(CommitError):
        await file.write(Connection.close)

    assert await file.write(put(1)) == 1


async def test_a_reader_recovers_from_a_work_that_closes_its_connection(file: SqliteDatabase) -> None:
    with pytest.raises(RuntimeError):
        await file.bulk(Connection.close)

    assert await file.bulk(shelves) == []


async def test_every_setting_that_durability_rests_on_is_on(file: SqliteDatabase) -> None:
    def settings(connection: Connection) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names}

    assert await file.write(settings) == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
    }
