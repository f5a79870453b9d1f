"""The database: the only doors to what Rungs remembers, and the place that decides where storage code runs."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError

from storage.postgres import PostgresDatabase
from storage.sqlite import SqliteDatabase

__all__ = ["Connection", "Database", "open_database", "parse_url", "sqlite_path"]

T = TypeVar("T")

_ADVICE = "Use sqlite:///rungs.db for a file, or postgresql://user:password@host/name for a server."


class Database(Protocol):
    """Three doors. A work is a plain function of an open connection; it neither commits nor rolls back.

    What a work returns must be complete (rows, numbers, dataclasses), not a result still to be read. Whatever it
    raises reaches the caller. A caller that is cancelled does not stop its work.
    """

    @property
    def dialect(self) -> Literal["sqlite", "postgresql"]:
        """Which database this is, in SQLAlchemy's word."""

    async def start(self) -> None:
        """Open the connections; the tables must be there (storage.migrations.migrate)."""

    async def close(self) -> None:
        """Finish the calls that wait, then close; a call after that raises RuntimeError."""

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run the work in one transaction and return after its durable commit; if it raises, nothing of it is kept.

        On PostgreSQL it may run again after a deadlock, at most three times in all.
        """

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run the work on one read-only snapshot."""

    async def bulk(self, work: Callable[[Connection], T]) -> T:
        """Read as read() does, on a thread of its own: for digests, exports and imports, which take their time."""


def open_database(url: str) -> Database:
    """The database that DATABASE_URL names, not yet started; ValueError, which never quotes the address, if none."""
    address = parse_url(url)
    if address.drivername == "sqlite":
        return SqliteDatabase(sqlite_path(address))
    return PostgresDatabase(address)


def parse_url(url: str) -> URL:
    """The address with drivername "sqlite" or "postgresql+psycopg"; ValueError for any other."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        # The cause would show the address, and with it a password, in the log.
        raise ValueError(f"DATABASE_URL is not a database address. {_ADVICE}") from None
    match address.drivername:
        case "sqlite":
            sqlite_path(address)
            return address
        case "postgresql" | "postgresql+psycopg":
            return address.set(drivername="postgresql+psycopg")
        case other:
            raise ValueError(f"DATABASE_URL names {other}, which Rungs cannot use. {_ADVICE}")


def sqlite_path(address: URL) -> Path:
    """The file of a SQLite address; ValueError if it names no file, or more than a file."""
    if address.database in (None, "", ":memory:"):
        raise ValueError("DATABASE_URL names no file, and a database in memory would be lost. Use sqlite:///rungs.db.")
    if address.host or address.query:
        raise ValueError(
            "DATABASE_URL must name a SQLite file and nothing else: three slashes before a relative path "
            "(sqlite:///rungs.db), four before an absolute one (sqlite:////var/lib/rungs/rungs.db), no options."
        )
    return Path(str(address.database))
