"""Which statements read all rows of a table, by what the database itself says about how it will run them."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.engine import Engine

from storage.database import Connection

TABLES: Final = frozenset(
    {
        "feedback",
        "feedback_addition",
        "feedback_request",
        "feedback_asked",
        "reaction",
        "check_in_answer",
        "one_to_one",
        "agenda_item",
        "goal",
        "goal_update",
        "goal_plan",
        "goal_comment",
        "message",
        "audit",
        "person",
        "account",
        "membership",
    }
)
"""Those that grow with the company."""

_ALIAS: Final = re.compile(r"\b(\w+) AS (\w+)\b")
_READS_ALL: Final = re.compile(r"^SCAN (\w+)|^SEARCH (\w+) USING (?:COVERING )?INDEX \w+ \(workspace_id=\?\)$")
_OF_WORKSPACE: Final = re.compile(r"\(\(?\w*\.?workspace_id = \d+\)?\)")


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement as the driver gets it, with its parameters; of several of those the first."""

    sql: str
    parameters: Any


@contextmanager
def sent() -> Iterator[list[Sent]]:
    """The statements that are sent meanwhile, on any database."""
    found: list[Sent] = []

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, several: bool) -> None:
        found.append(Sent(sql, parameters[0] if several else parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def read_whole(db: Connection, statements: Sequence[Sent]) -> frozenset[str]:
    """The tables, or all of a workspace in them, that one of the statements reads from end to end."""
    how = _in_postgres if db.dialect.name == "postgresql" else _in_sqlite
    return frozenset(table for one in statements for table in how(db, one)) & TABLES


def _in_sqlite(db: Connection, one: Sent) -> Iterator[str]:
    called = {alias: table for table, alias in _ALIAS.findall(one.sql)}
    for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {one.sql}", one.parameters):
        if read := _READS_ALL.match(row.detail):
            name = str(read[1] or read[2])
            yield called.get(name, name)


def _in_postgres(db: Connection, one: Sent) -> Iterator[str]:
    said = db.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {one.sql}", one.parameters).scalar_one()
    (found,) = json.loads(said) if isinstance(said, str) else said
    return _below(found["Plan"])


def _below(node: dict[str, Any]) -> Iterator[str]:
    """The tables that the node, or one below it, reads from end to end."""
    condition = node.get("Index Cond", "")
    by_index = node["Node Type"] in ("Index Scan", "Index Only Scan")
    if node["Node Type"] == "Seq Scan" or (by_index and (not condition or _OF_WORKSPACE.fullmatch(condition))):
        yield str(node.get("Relation Name", ""))
    for under in node.get("Plans", ()):
        yield from _below(under)
