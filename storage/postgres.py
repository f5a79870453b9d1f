"""PostgreSQL: threads over a pool of psycopg connections."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from storage.lanes import Lane, Outcome, attempt

T = TypeVar("T")

THREADS: Final = 8
TRIES: Final = 3
"""How often a write runs in all when the server breaks it off to let another one through."""

BROKEN_OFF: Final = frozenset({"40001", "40P01"})
"""SQLSTATE of a serialization failure and of a deadlock: the transaction is undone and may run again."""


class PostgresDatabase:
    """The three doors to a PostgreSQL server; see storage.database.Database."""

    dialect: Final = "postgresql"

    def __init__(self, url: URL, *, threads: int = THREADS) -> None:
        engine = open_engine(url, connections=threads + 1)
        self._engine = engine
        # Options of an engine reach the server with BEGIN, so a snapshot costs no round trip of its own.
        self._snapshots = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._calls = Lane("postgres", lambda: _Thread(engine), threads=threads)
        self._bulk = Lane("postgres-bulk", lambda: _Thread(engine))

    async def start(self) -> None:
        """Start the threads; raises sqlalchemy.exc.OperationalError when the server cannot be reached."""
        await self._calls.start()
        await self._bulk.start()
        try:
            await self._calls.run(_reach)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Finish what waits, then close the connections."""
        await self._bulk.close()
        await self._calls.close()
        self._engine.dispose()

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run the work in a READ COMMITTED transaction; it may run again after a deadlock."""
        return await self._calls.run(lambda engine: _write(engine, work))

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run the work on one snapshot; a write in it fails."""
        return await self._calls.run(lambda _: _read(self._snapshots, work))

    async def bulk(self, work: Callable[[Connection], T]) -> T:
        """Read much, on one snapshot and a thread of its own."""
        return await self._bulk.run(lambda _: _read(self._snapshots, work))


def open_engine(url: URL, *, connections: int) -> Engine:
    """An engine of so many psycopg connections at most, READ COMMITTED, that speaks of times in UTC."""
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        isolation_level="READ COMMITTED",
        use_native_hstore=False,
    )
    event.listen(engine, "connect", _speak_utc)
    return engine


def _speak_utc(connection: Any, _record: object) -> None:
    connection.execute("SET TIME ZONE 'UTC'")
    connection.commit()


class _Thread:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def run(self, works: Sequence[Callable[[Engine], object]]) -> Sequence[Outcome]:
        return [attempt(work, self._engine) for work in works]

    def close(self) -> None:
        """Nothing to give back: connections return to the pool after each call."""


def _reach(engine: Engine) -> None:
    with engine.connect():
        return


def _write(engine: Engine, work: Callable[[Connection], T]) -> T:
    for _ in range(TRIES - 1):
        try:
            return _transact(engine, work)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in BROKEN_OFF:
                raise
    return _transact(engine, work)


def _transact(engine: Engine, work: Callable[[Connection], T]) -> T:
    with engine.begin() as connection:
        return work(connection)


def _read(snapshots: Engine, work: Callable[[Connection], T]) -> T:
    with snapshots.connect() as connection:
        return work(connection)
