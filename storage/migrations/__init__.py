"""Migrations: how the tables of a database become those of this version."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from storage import postgres, sqlite_driver
from storage.database import parse_url, sqlite_path

HEAD: Final[str | None] = "0008"
"""The newest revision in versions/, so that a database that has it never loads Alembic; a test compares the two."""

VERSIONS: Final = Path(__file__).with_name("versions")

_WAIT_MS: Final = 60_000
"""How long a process waits while another one migrates the same SQLite file."""

_LOCK: Final = zlib.crc32(b"rungs.migrations")
"""The PostgreSQL advisory lock of the process that migrates."""


def migrate(url: str, *, head: str | None = HEAD, versions: Path = VERSIONS) -> None:
    """Bring the database to this version, all or nothing; returns at once when it is there.

    Any number of processes may call it at once: one migrates, the others wait for it. Raises ValueError for an
    address that is none, and RuntimeError for a database that a newer Rungs has migrated.
    """
    with _connect(url) as connection:
        if _revision(connection) == head:
            return
    with _connect(url) as connection, _alone(connection):
        if _revision(connection) == head:
            return
        # Alembic costs memory and start-up time, and a migration is due once a release.
        from storage.migrations.upgrade import upgrade  # noqa: PLC0415

        upgrade(connection, versions)


@contextmanager
def _connect(url: str) -> Iterator[Connection]:
    address = parse_url(url)
    if address.drivername == "sqlite":
        engine = sqlite_driver.open_engine(sqlite_path(address))
    else:
        engine = postgres.open_engine(address, connections=1)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        yield
        connection.commit()
        return
    # Rebuilding a table, which is how SQLite alters one, would cascade into the tables that point to it.
    for statement in ("PRAGMA foreign_keys = OFF", f"PRAGMA busy_timeout = {_WAIT_MS}", "BEGIN IMMEDIATE"):
        connection.exec_driver_sql(statement)
    try:
        yield
        _check_references(connection)
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        tables = ", ".join(sorted({row[0] for row in broken}))
        raise RuntimeError(f"The migration would leave rows that point to nothing, in {tables}; nothing was changed.")
