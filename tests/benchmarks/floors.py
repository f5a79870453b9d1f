"""The least that recording a check-in can cost: Bolt's empty acknowledgement and four statements without SQLAlchemy.

They write to the same tables, with the same keys and indexes, and each check-in is committed durably by itself.
"""

import sqlite3
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection
from slack_bolt.async_app import AsyncAck, AsyncApp

from tests.benchmarks.edge import NOW, SIBLINGS, account, dispatch, empty_bolt

APPEND = """INSERT INTO check_in (workspace_id, key_result_id, person_id, value, progress, confidence, note, unchanged,
created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
SET = """UPDATE key_result SET current_value = ?, progress = ?, confidence = ?, confidence_at = ?,
last_check_in_at = ?, version = version + 1 WHERE id = ?"""
SIBLINGS_OF = "SELECT progress, weight FROM key_result WHERE objective_id = ? ORDER BY id"
TOTAL = "UPDATE objective SET progress = ? WHERE id = ?"


class Floor:
    """Acknowledges after four statements, on the loop: there is nothing beside them to do."""

    def __init__(self, record: Any, key_results: int) -> None:
        self._record = record
        self._key_results = key_results
        self._app = empty_bolt()
        self._app.command("/okr")(self._command)

    async def update(self, number: int) -> None:
        """The same request as Office.update sends."""
        which = number % self._key_results
        text = f"update KR-{which + 1} {number % 3000} shipped the beta --confidence {1 + number % 10}"
        await dispatch(self._app, "/okr", text, number, account(which // SIBLINGS))

    async def _command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        _, code, value, *_ = body["text"].split()
        self._record(int(code.removeprefix("KR-")), int(value))
        await ack()


class SqliteFloor:
    """The standard library's driver: WAL, FULL, foreign keys."""

    def __init__(self, path: Path) -> None:
        self._driver = sqlite3.connect(path, isolation_level=None)
        for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON", "busy_timeout = 5000"):
            self._driver.execute(f"PRAGMA {pragma}")

    def record(self, key_result: int, value: int) -> None:
        """Store one check-in of the key result and what it feeds."""
        run = self._driver.execute
        share, at = value * 1_000_000 // 3000, NOW.isoformat(" ")
        objective = (key_result - 1) // SIBLINGS + 1
        run("BEGIN IMMEDIATE")
        run(APPEND, (1, key_result, objective, value * 1_000_000, share, 7, "shipped the beta", False, at))
        run(SET, (value * 1_000_000, share, 7, at, at, key_result))
        run(TOTAL, (_mean(run(SIBLINGS_OF, (objective,)).fetchall()), objective))
        run("COMMIT")

    def close(self) -> None:
        self._driver.close()


class PostgresFloor:
    """Psycopg alone, with statements that the server has prepared."""

    def __init__(self, url: str) -> None:
        self._driver: Connection[Any] = psycopg.connect(url)

    def record(self, key_result: int, value: int) -> None:
        """Store one check-in of the key result and what it feeds."""
        run = self._driver.cursor().execute
        share = value * 1_000_000 // 3000
        objective = (key_result - 1) // SIBLINGS + 1
        run(_APPEND_PG, (1, key_result, objective, value * 1_000_000, share, 7, "shipped the beta", False, NOW))
        run(_SET_PG, (value * 1_000_000, share, 7, NOW, NOW, key_result))
        run(_TOTAL_PG, (_mean(run(_SIBLINGS_PG, (objective,)).fetchall()), objective))
        self._driver.commit()

    def close(self) -> None:
        self._driver.close()


_APPEND_PG, _SET_PG, _SIBLINGS_PG, _TOTAL_PG = (
    statement.replace("?", "%s").encode() for statement in (APPEND, SET, SIBLINGS_OF, TOTAL)
)


def _mean(rows: list[Any]) -> int:
    return int(sum(progress * weight for progress, weight in rows) // sum(weight for _, weight in rows))


def ack_only() -> AsyncApp:
    """A Bolt app whose command acknowledges and does nothing else."""
    app = empty_bolt()

    async def nothing(ack: AsyncAck) -> None:
        await ack()

    app.command("/okr")(nothing)
    return app
