"""Direct messages to many people at once: one statement, whose rows travel as one JSON text.

A parameter for each column of each row costs the bot ten times as much, and holds up its event loop meanwhile.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    DateTime,
    Integer,
    String,
    bindparam,
    cast,
    column,
    func,
    literal,
    select,
)
from sqlalchemy.sql.expression import ColumnClause
from sqlalchemy.types import TypeEngine

from storage.outbox import outbox
from storage.people import accounts
from storage.reach import TAKES_MESSAGES, USED_FIRST
from storage.upsert import Into, Upsert


@dataclass(frozen=True, slots=True)
class DirectMessage:
    """A card, as JSON, for one person. One whose `key` was used before is left out."""

    person_id: int
    card: str
    key: str | None = None
    held_until: datetime | None = None


_ROWS = bindparam("rows", type_=String)


def _sqlite_source() -> tuple[Any, dict[str, Any]]:
    each = func.json_each(_ROWS).table_valued("key", "value")
    fields = {name: func.json_extract(each.c.value, f"$.{name}") for name in ("p", "c", "k", "h")}
    return each, fields | {"n": each.c.key}


def _postgresql_source() -> tuple[Any, dict[str, Any]]:
    columns: dict[str, TypeEngine[Any]] = {
        "n": Integer(),
        "p": BigInteger(),
        "c": String(),
        "k": String(),
        "h": DateTime(timezone=True),
    }
    typed: list[ColumnClause[Any]] = [column(name, type_) for name, type_ in columns.items()]
    each = func.json_to_recordset(cast(_ROWS, JSON)).table_valued(*typed).render_derived(with_types=True)
    return each, {name: each.c[name] for name in columns}


def _statement(source: Callable[[], tuple[Any, dict[str, Any]]], into: Into) -> Any:
    each, fields = source()
    platform = (
        select(accounts.c.platform)
        .where(accounts.c.person_id == fields["p"], TAKES_MESSAGES)
        .order_by(*USED_FIRST)
        .limit(1)
        .scalar_subquery()
    )
    values: dict[str, Any] = {
        "workspace_id": bindparam("workspace", type_=Integer),
        "queue": literal("@") + cast(fields["p"], String),
        "lane": bindparam("lane", type_=Integer),
        "action": literal("post"),
        "platform": platform,
        "person_id": fields["p"],
        "conversation": literal(""),
        "thread": literal(""),
        "reply_url": literal(""),
        "card": fields["c"],
        "attachment_name": literal(""),
        "state_card": literal(False),
        "state": literal("waiting"),
        "attempts": literal(0),
        "not_before": literal(0.0),
        "created_at": bindparam("now", type_=outbox.c.created_at.type),
        "key": fields["k"],
        "held_until": fields["h"],
    }
    rows = select(*values.values()).select_from(each).where(platform.is_not(None)).order_by(fields["n"])
    return into(outbox).from_select(list(values), rows).on_conflict_do_nothing(index_elements=["key"])


_TELL: dict[str, Upsert[Any]] = {
    "sqlite": Upsert(partial(_statement, _sqlite_source)),
    "postgresql": Upsert(partial(_statement, _postgresql_source)),
}


def tell(db: Connection, workspace_id: int, lane: int, notes: Sequence[DirectMessage], now: datetime) -> None:
    """Put the messages into the outbox, each for the platform its person last used.

    Somebody without an account that takes messages is left out.
    """
    offset = "+00:00" if db.dialect.name == "postgresql" else ""
    rows = [
        {"n": number, "p": note.person_id, "c": note.card, "k": note.key, "h": _instant(note.held_until, offset)}
        for number, note in enumerate(notes)
    ]
    values = {"workspace": workspace_id, "lane": lane, "rows": json.dumps(rows, ensure_ascii=False), "now": now}
    db.execute(_TELL[db.dialect.name].of(db), values)


def _instant(instant: datetime | None, offset: str) -> str | None:
    # As SQLAlchemy writes it into SQLite; PostgreSQL reads the same with an offset.
    return None if instant is None else f"{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}{offset}"
