"""SQLite: one writer that commits waiting calls as a group, and a few readers beside it."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar, cast

from sqlalchemy.engine import Connection, Engine

from storage.lanes import Done, Failed, Lane, Outcome, attempt
from storage.sqlite_driver import Driver, open_engine

T = TypeVar("T")

READERS: Final = 3
GROUP: Final = 64
"""The most calls that one commit carries."""


class CommitError(Exception):
    """The database could not commit a group of calls; nothing of them was stored, and the cause says why."""


class SqliteDatabase:
    """The three doors to a SQLite file; see storage.database.Database."""

    dialect: Final = "sqlite"

    def __init__(self, path: Path, *, readers: int = READERS) -> None:
        self._commits = 0
        engine = open_engine(path)
        self._writer = Lane("sqlite-write", lambda: _Writer(engine, self._count_commit), at_once=GROUP)
        self._readers = Lane("sqlite-read", lambda: _Reader(engine), threads=readers)
        self._bulk = Lane("sqlite-bulk", lambda: _Reader(engine))

    @property
    def commits(self) -> int:
        """How often the writer has committed since it was opened; fewer than calls when calls come together."""
        return self._commits

    async def start(self) -> None:
        """Open the file and its connections; raises ValueError when it cannot be opened."""
        try:
            await self._writer.start()
            await self._readers.start()
            await self._bulk.start()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Finish what waits, then let go of the file."""
        await self._bulk.close()
        await self._readers.close()
        # The last connection to close folds the log back into the file, and a reader may not write.
        await self._writer.close()

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run the work in a transaction; returns when it is durably committed."""
        return await self._writer.run(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run the work on one snapshot; a write in it fails."""
        return await self._readers.run(work)

    async def bulk(self, work: Callable[[Connection], T]) -> T:
        """Read much, on one snapshot and a thread of its own."""
        return await self._bulk.run(work)

    def _count_commit(self) -> None:
        self._commits += 1


class _Session:
    """One open connection: SQLAlchemy's side of it, and the driver's, which holds the transaction."""

    def __init__(self, engine: Engine) -> None:
        self.connection = engine.connect()
        self._driver = cast(Driver, self.connection.connection.driver_connection)
        self._cursor = sqlite3.Cursor(self._driver)
        # Begun once and never ended: it is what lets an ORM session join in without committing by itself.
        self.connection.begin()

    def execute(self, statement: str) -> None:
        self._cursor.execute(statement)

    def finish(self) -> None:
        """After a call that returned: close what it left open."""
        if nested := self.connection.get_nested_transaction():
            nested.commit()
        self._driver.close_cursors()

    def recover(self) -> None:
        """After a call that raised: bring SQLAlchemy's idea of the transaction back to where a call expects it."""
        self._driver.close_cursors()
        while nested := self.connection.get_nested_transaction():
            nested.close()
        transaction = self.connection.get_transaction()
        if transaction is None or not transaction.is_active:
            self.connection.rollback()
            self.connection.begin()
        self._driver.close_cursors()

    def close(self) -> None:
        if self.connection.closed:
            return
        self._driver.close_cursors()
        if self._driver.in_transaction:
            self.execute("ROLLBACK")
        self._cursor.close()
        self.connection.close()


class _Reader:
    """Connects when it first reads: a connection that has looked at the tables takes half a megabyte."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._session: _Session | None = None

    def run(self, works: Sequence[Callable[[Connection], object]]) -> Sequence[Outcome]:
        return [self._call(work) for work in works]

    def close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def _call(self, work: Callable[[Connection], object]) -> Outcome:
        outcome = attempt(self._read, work)
        if isinstance(outcome, Failed):
            # Rare, and a new connection is sure to hold nothing of what went wrong.
            self.close()
        return outcome

    def _read(self, work: Callable[[Connection], object]) -> object:
        session = self._session = self._session or self._open()
        session.execute("BEGIN")
        value = work(session.connection)
        session.finish()
        session.execute("ROLLBACK")
        return value

    def _open(self) -> _Session:
        session = _Session(self._engine)
        session.execute("PRAGMA query_only = ON")
        return session


class _Writer:
    def __init__(self, engine: Engine, committed: Callable[[], None]) -> None:
        self._engine = engine
        self._committed = committed
        self._session = _Session(engine)

    def run(self, works: Sequence[Callable[[Connection], object]]) -> Sequence[Outcome]:
        try:
            self._session.execute("BEGIN IMMEDIATE")
            outcomes = [self._call(work) for work in works]
            self._session.execute("COMMIT")
        except BaseException as error:  # noqa: BLE001 - everyone in the group is told
            spoilt, self._session = self._session, _Session(self._engine)
            spoilt.close()
            return [_undone(error) for _ in works]
        self._committed()
        return outcomes

    def close(self) -> None:
        self._session.close()

    def _call(self, work: Callable[[Connection], object]) -> Outcome:
        session = self._session
        session.execute("SAVEPOINT one_call")
        try:
            value = work(session.connection)
            session.finish()
        except BaseException as error:  # noqa: BLE001 - its caller is told
            # Where SQLite has undone the whole group by itself (a full disk), this raises, and the group has failed.
            session.recover()
            session.execute("ROLLBACK TO one_call")
            session.execute("RELEASE one_call")
            return Failed(error)
        session.execute("RELEASE one_call")
        return Done(value)


def _undone(cause: BaseException) -> Failed:
    error = CommitError(f"The database could not store this ({cause}); nothing of it was kept.")
    error.__cause__ = cause
    return Failed(error)
