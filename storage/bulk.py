"""Thousands of new rows at once, for whoever fills an empty database. Nothing is checked but what the tables check."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, insert, text, update
from sqlmodel import SQLModel

from storage.okrs import objectives
from storage.people import people
from storage.workspaces import counters

Table = type[SQLModel]
Row = Mapping[str, Any]

_SET_MANAGER = update(people).where(people.c.id == bindparam("who")).values(manager_id=bindparam("manager"))
_SET_PROGRESS = update(objectives).where(objectives.c.id == bindparam("which")).values(progress=bindparam("share"))
_SET_COUNTER = (
    update(counters)
    .where(counters.c.workspace_id == bindparam("of"), counters.c.prefix == bindparam("kind"))
    .values(last=bindparam("number"))
)
_ANALYZE = text("ANALYZE")


def add_rows(db: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows, a column that none of them names as a new object of the table holds it."""
    if rows:
        db.execute(insert(_declared(table)), _whole(table, rows))


def add_numbered(db: Connection, table: Table, rows: Sequence[Row]) -> list[int]:
    """The same, and return the ids that the rows got, in their order."""
    into = insert(_declared(table)).returning(_declared(table).c.id, sort_by_parameter_order=True)
    return [int(one) for one in db.execute(into, _whole(table, rows)).scalars()] if rows else []


def set_managers(db: Connection, managers: Mapping[int, int]) -> None:
    """Put people below their managers; both by id."""
    if managers:
        db.execute(_SET_MANAGER, [{"who": who, "manager": manager} for who, manager in managers.items()])


def set_progress(db: Connection, shares: Mapping[int, Decimal]) -> None:
    """Store what objectives come to, 0..1, by id."""
    if shares:
        db.execute(_SET_PROGRESS, [{"which": which, "share": share} for which, share in shares.items()])


def count_from(db: Connection, workspace_id: int, last: Mapping[str, int]) -> None:
    """Let the next codes follow upon these numbers, by prefix."""
    db.execute(_SET_COUNTER, [{"of": workspace_id, "kind": prefix, "number": one} for prefix, one in last.items()])


def take_stock(db: Connection) -> None:
    """Let PostgreSQL look at what it holds now, as it would soon by itself; SQLite plans without looking."""
    if db.dialect.name == "postgresql":
        db.execute(_ANALYZE)


def _declared(table: Table) -> Any:
    return table.__table__  # type: ignore[attr-defined]


def _whole(table: Table, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The rows with what the table's columns hold where nothing is said."""
    usual = {name: field.default for name, field in table.model_fields.items() if not field.is_required()}
    usual.pop("id", None)
    return [{**usual, **row} for row in rows]
