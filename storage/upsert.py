"""INSERT … ON CONFLICT, which SQLAlchemy words for each database in a package of its own.

Only the package of the database in use is loaded, and it is by then: both together take 2 MB of memory more.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

Into = Callable[..., Any]
"""The dialect's own `insert`: a table in, a statement out that may say ON CONFLICT."""

Made = TypeVar("Made")


def insert_into(db: Connection) -> Into:
    """The `insert` of the database that is connected."""
    into: Into = import_module(f"sqlalchemy.dialects.{db.dialect.name}").insert
    return into


class Upsert(Generic[Made]):
    """A statement that is made once for each database, when it first runs there."""

    def __init__(self, make: Callable[[Into], Made]) -> None:
        self._make = make
        self._by_dialect: dict[str, Made] = {}

    def of(self, db: Connection) -> Made:
        """The statement for the database that is connected."""
        made = self._by_dialect.get(db.dialect.name)
        if made is None:
            made = self._by_dialect[db.dialect.name] = self._make(insert_into(db))
        return made
