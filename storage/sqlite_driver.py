"""How Rungs opens a SQLite file, and who ends a transaction on it."""

import sqlite3
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from sqlalchemy import create_engine
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

BUSY_MS: Final = 5_000
"""How long a statement waits for another process that writes."""

_TURN_MS: Final = 10

OLDEST: Final = (3, 35, 0)
"""The first SQLite with RETURNING."""

_PRAGMAS: Final = (
    f"PRAGMA busy_timeout = {BUSY_MS}",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)


class Driver(sqlite3.Connection):
    """A connection whose transactions only its worker begins and ends, with statements of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cursors: list[sqlite3.Cursor] = []
        self._own = sqlite3.Cursor(self)

    def execute(self, *args: Any) -> sqlite3.Cursor:
        """Run a statement on the one cursor of all those whose results are read whole before the next."""
        return self._own.execute(*args)

    def cursor(self, *args: Any, **kwargs: Any) -> Any:
        """A cursor that the end of the call closes."""
        cursor = super().cursor(*args, **kwargs)
        self._cursors.append(cursor)
        return cursor

    def close_cursors(self) -> None:
        """Close what the call left open: a result read half would hold its old snapshot for the calls after it."""
        for cursor in self._cursors:
            cursor.close()
        self._cursors.clear()

    def close(self) -> None:
        """Close it whole: a statement left open would keep the file's log beside it."""
        self.close_cursors()
        self._own.close()
        super().close()

    def commit(self) -> None:
        """Refused inside a call; SQLAlchemy's own housekeeping outside of one has nothing to commit."""
        self._refuse_inside()

    def rollback(self) -> None:
        """Refused inside a call, as commit is."""
        self._refuse_inside()

    def _refuse_inside(self) -> None:
        if self.in_transaction:
            raise RuntimeError("The database ends the transaction of a call: return to commit, raise to roll back.")


def open_engine(path: Path) -> Engine:
    """An engine whose every connection has Rungs' settings and leaves transactions to Driver's user."""
    return create_engine(
        "sqlite+pysqlite://", creator=lambda: _connect(path), poolclass=NullPool, isolation_level="AUTOCOMMIT"
    )


def _connect(path: Path) -> Driver:
    if sqlite3.sqlite_version_info < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise ValueError(f"This Python brings SQLite {sqlite3.sqlite_version}; Rungs needs {oldest} or newer.")
    try:
        return _open(path)
    except sqlite3.DatabaseError as error:
        raise ValueError(
            f"The database file {path} cannot be used ({error}). Check that its folder exists, "
            "that both may be written to, and that it is a SQLite file."
        ) from error


def _open(path: Path) -> Driver:
    with ExitStack() as on_failure:
        driver = sqlite3.connect(path, isolation_level=None, factory=Driver)
        on_failure.callback(driver.close)
        for pragma in _PRAGMAS:
            driver.execute(pragma).fetchall()
        _write_ahead(driver)
        on_failure.pop_all()
    return driver


def _write_ahead(driver: Driver) -> None:
    # The mode stays with the file. Changing it needs the file to oneself for a moment, and SQLite does not wait for
    # that by itself, so processes that meet on a new file take turns here.
    for _ in range(BUSY_MS // _TURN_MS):
        try:
            driver.execute("PRAGMA journal_mode = WAL").fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(_TURN_MS / 1000)
        else:
            return
    driver.execute("PRAGMA journal_mode = WAL").fetchall()
