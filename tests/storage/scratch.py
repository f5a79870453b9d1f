"""Two tables of the tests' own, and works on them."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import psycopg
from sqlalchemy import Column, Connection, ForeignKey, Integer, MetaData, String, Table, insert, select

SCRATCH = MetaData()
shelf = Table("scratch_shelf", SCRATCH, Column("id", Integer, primary_key=True), Column("label", String))
book = Table(
    "scratch_book",
    SCRATCH,
    Column("id", Integer, primary_key=True),
    Column("shelf_id", ForeignKey("scratch_shelf.id")),
)


def path_of(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


def put(number: int) -> Callable[[Connection], int]:
    """A work that stores one shelf and returns its number."""

    def work(connection: Connection) -> int:
        connection.execute(insert(shelf).values(id=number, label=f"shelf {number}"))
        return number

    return work


def shelves(connection: Connection) -> list[int]:
    return list(connection.scalars(select(shelf.c.id).order_by(shelf.c.id)))


def seen_from_outside(url: str) -> list[int]:
    """The shelves that another process would find at this instant."""
    query = "SELECT id FROM scratch_shelf ORDER BY id"
    if url.startswith("sqlite"):
        outside = sqlite3.connect(path_of(url))
        try:
            return [row[0] for row in outside.execute(query)]
        finally:
            outside.close()
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute(query)]


class Gate:
    """A work that stops in its transaction until it is let go, so that a test knows what waits behind it."""

    def __init__(self) -> None:
        self._entered = threading.Event()
        self._open = threading.Event()

    def __call__(self, _connection: Connection) -> None:
        self._entered.set()
        assert self._open.wait(10)

    async def entered(self) -> None:
        assert await asyncio.to_thread(self._entered.wait, 10)

    def let_go(self) -> None:
        self._open.set()
