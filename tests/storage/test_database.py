"""The database's three doors, alike on both databases: what is kept, what is undone, and what a reader sees."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import Connection, insert, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from storage.database import Database, open_database
from tests.storage.scratch import Gate, book, put, seen_from_outside, shelf, shelves


async def test_a_write_returns_what_its_work_returns(scratch: Database) -> None:
    assert await scratch.write(put(7)) == 7


async def test_a_row_is_there_for_everyone_when_its_write_returns(scratch: Database, database_url: str) -> None:
    await scratch.write(put(1))

    assert seen_from_outside(database_url) == [1]


async def test_a_work_that_raises_stores_nothing_and_its_error_reaches_the_caller(scratch: Database) -> None:
    def half(connection: Connection) -> None:
        put(1)(connection)
        raise LookupError("no such shelf")

    with pytest.raises(LookupError, match="no such shelf"):
        await scratch.write(half)

    assert await scratch.read(shelves) == []


async def test_a_constraint_that_fails_undoes_the_statements_before_it(scratch: Database) -> None:
    await scratch.write(put(1))

    def twice(connection: Connection) -> None:
        put(2)(connection)
        put(1)(connection)

    with pytest.raises(IntegrityError):
        await scratch.write(twice)

    assert await scratch.read(shelves) == [1]


async def test_a_book_on_a_shelf_that_is_not_there_is_refused(scratch: Database) -> None:
    with pytest.raises(IntegrityError):
        await scratch.write(lambda connection: connection.execute(insert(book).values(id=1, shelf_id=99)))


async def test_writes_that_come_together_are_all_stored(scratch: Database, database_url: str) -> None:
    numbers = await asyncio.gather(*(scratch.write(put(number)) for number in range(100)))

    assert numbers == list(range(100))
    assert seen_from_outside(database_url) == numbers


async def test_an_error_among_writes_that_come_together_undoes_only_its_own(scratch: Database) -> None:
    def broken(connection: Connection) -> None:
        put(99)(connection)
        raise LookupError("alone")

    outcomes = await asyncio.gather(
        scratch.write(put(1)), scratch.write(broken), scratch.write(put(2)), return_exceptions=True
    )

    assert [type(outcome) for outcome in outcomes] == [int, LookupError, int]
    assert await scratch.read(shelves) == [1, 2]


async def test_a_write_whose_caller_is_cancelled_is_stored_all_the_same(scratch: Database) -> None:
    gate = Gate()

    def slow(connection: Connection) -> None:
        gate(connection)
        put(1)(connection)

    caller = asyncio.create_task(scratch.write(slow))
    await gate.entered()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    gate.let_go()
    await scratch.close()
    await scratch.start()

    assert await scratch.read(shelves) == [1]


async def test_stopiteration_reaches_the_caller_and_nobody_waits_for_ever(scratch: Database) -> None:
    def exhausted(_connection: Connection) -> object:
        return next(iter(()))

    broken, stored = await asyncio.gather(scratch.write(exhausted), scratch.write(put(1)), return_exceptions=True)

    assert isinstance(broken, RuntimeError)
    assert "StopIteration" in str(broken)
    assert stored == 1


async def test_a_reader_sees_one_snapshot_from_its_first_look_to_its_last(scratch: Database) -> None:
    await scratch.write(put(1))
    gate = Gate()

    def look_twice(connection: Connection) -> tuple[list[int], list[int]]:
        before = shelves(connection)
        gate(connection)
        return before, shelves(connection)

    reader = asyncio.create_task(scratch.read(look_twice))
    await gate.entered()
    await scratch.write(put(2))
    gate.let_go()

    assert await reader == ([1], [1])
    assert await scratch.read(shelves) == [1, 2]


@pytest.mark.parametrize("door", ["read", "bulk"])
async def test_a_reader_cannot_write(scratch: Database, door: str) -> None:
    through: Callable[[Callable[[Connection], int]], Any] = getattr(scratch, door)

    with pytest.raises(DBAPIError):
        await through(put(1))

    assert await scratch.read(shelves) == []
    assert await scratch.write(put(1)) == 1


async def test_long_reading_in_bulk_keeps_nobody_else_waiting(scratch: Database) -> None:
    gate = Gate()
    export = asyncio.create_task(scratch.bulk(gate))
    await gate.entered()

    await asyncio.gather(*(scratch.write(put(number)) for number in range(20)))
    answers = await asyncio.gather(*(scratch.read(shelves) for _ in range(20)))

    assert answers == [list(range(20))] * 20
    assert not export.done()
    gate.let_go()
    await export


async def test_an_orm_session_on_the_connection_is_part_of_the_transaction(scratch: Database) -> None:
    def through_session(connection: Connection) -> None:
        with Session(connection) as session:
            session.execute(insert(shelf).values(id=1))
            session.commit()
        raise LookupError("after the session")

    with pytest.raises(LookupError):
        await scratch.write(through_session)

    assert await scratch.read(shelves) == []


async def test_a_savepoint_inside_a_work_undoes_only_what_it_holds(scratch: Database) -> None:
    def work(connection: Connection) -> None:
        put(1)(connection)
        with suppress(IntegrityError), connection.begin_nested():
            put(2)(connection)
            put(1)(connection)
        put(3)(connection)

    await scratch.write(work)

    assert await scratch.read(shelves) == [1, 3]


async def test_the_number_of_statements_is_counted_alike_on_both_databases(
    scratch: Database, statements: list[str]
) -> None:
    def work(connection: Connection) -> None:
        put(1)(connection)
        connection.execute(update(shelf).values(label="moved"))

    await scratch.write(work)
    await scratch.read(shelves)

    assert [statement.split()[0] for statement in statements] == ["INSERT", "UPDATE", "SELECT"]


async def test_calls_that_wait_are_finished_when_the_database_closes(scratch: Database, database_url: str) -> None:
    gate = Gate()
    first = asyncio.create_task(scratch.write(gate))
    await gate.entered()
    waiting = [asyncio.create_task(scratch.write(put(number))) for number in range(5)]
    await asyncio.sleep(0)
    closing = asyncio.create_task(scratch.close())
    await asyncio.sleep(0)
    gate.let_go()
    await closing

    assert await asyncio.gather(first, *waiting) == [None, 0, 1, 2, 3, 4]
    assert seen_from_outside(database_url) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("door", ["write", "read", "bulk"])
async def test_a_closed_database_says_so(database: Database, door: str) -> None:
    await database.close()

    with pytest.raises(RuntimeError, match="not open"):
        await getattr(database, door)(shelves)


async def test_a_database_that_was_never_started_says_so(database_url: str) -> None:
    with pytest.raises(RuntimeError, match="start"):
        await open_database(database_url).write(put(1))


async def test_no_thread_outlives_the_database(database_url: str) -> None:
    before = set(threading.enumerate())
    opened = open_database(database_url)
    await opened.start()
    assert set(threading.enumerate()) > before
    await opened.close()

    left = [thread.name for thread in set(threading.enumerate()) - before if not thread.name.startswith("asyncio")]
    assert left == []
