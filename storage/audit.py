"""Who changed what, when, from what to what. Append-only: nothing here updates or deletes."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Index, bindparam, insert, select
from sqlmodel import Field

from storage.columns import Stored, primary_key
from storage.prepared import Prepared


class AuditEntry(Stored, table=True):
    """`before` and `after` are JSON and may be erased; `digest` is their SHA-256 and stays.

    `person_id` is empty for what the clock did.
    """

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject_id", "subject", "id"),)

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    action: str
    subject: str
    before: str = ""
    after: str = ""
    digest: str
    created_at: datetime


audit = AuditEntry.__table__  # type: ignore[attr-defined]

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Change:
    """What was done: `action` is a verb ("check in"), `subject` a code or "team:3"; values before and after."""

    action: str
    subject: str
    before: Values | None = None
    after: Values | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the audit of one change, as it was written, and when that was."""

    before: Values
    after: Values
    created_at: datetime


MERGE: Final = "merge people"
"""What is done to a person who turns out to be another; after it, `person` is the other one."""

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str)
_INSERT = Prepared(
    insert(audit).inline(),
    columns=[column.name for column in audit.c if column.name != "id"],
)


_MARKED = (
    select(audit.c.before, audit.c.after, audit.c.created_at)
    .where(
        audit.c.workspace_id == bindparam("workspace_id"),
        audit.c.subject == bindparam("subject"),
        audit.c.after.like(bindparam("mark")),
    )
    .order_by(audit.c.id.desc())
    .limit(bindparam("most"))
)


_SUCCESSOR = (
    select(audit.c.after)
    .where(audit.c.subject == bindparam("subject"), audit.c.action == MERGE, audit.c.after != "")
    .order_by(audit.c.id.desc())
    .limit(1)
)


def successor(db: Connection, person_id: int) -> int | None:
    """Who somebody turned out to be; None for anybody who is still themselves."""
    after = db.scalar(_SUCCESSOR, {"subject": f"person:{person_id}"})
    return None if after is None else int(json.loads(after)["person"])


def marked(db: Connection, workspace_id: int, subject: str, mark: str, most: int) -> tuple[Entry, ...]:
    """The latest entries about the subject that were written with `mark: true`, newest first, but for erased ones."""
    given = {"workspace_id": workspace_id, "subject": subject, "mark": f'%"{mark}": true%', "most": most}
    rows = db.execute(_MARKED, given)
    return tuple(Entry(_values(row.before), _values(row.after), row.created_at) for row in rows)


def record(
    db: Connection,
    workspace_id: int,
    person_id: int | None,
    action: str,
    subject: str,
    now: datetime,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    """Write one entry."""
    record_all(db, workspace_id, person_id, now, [Change(action, subject, before, after)])


def record_all(
    db: Connection, workspace_id: int, person_id: int | None, now: datetime, changes: Iterable[Change]
) -> None:
    """Write an entry for each change, in one statement."""
    _INSERT.run_all(db, [_entry(workspace_id, person_id, now, change) for change in changes])


def _entry(workspace_id: int, person_id: int | None, now: datetime, change: Change) -> dict[str, object]:
    old, new = _text(change.before), _text(change.after)
    return {
        "workspace_id": workspace_id,
        "person_id": person_id,
        "action": change.action,
        "subject": change.subject,
        "before": old,
        "after": new,
        "digest": hashlib.sha256(f"{old}\n{new}".encode()).hexdigest(),
        "created_at": now,
    }


def _text(values: Values | None) -> str:
    if not values:
        return ""
    return _JSON.encode(values)


def _values(text: str) -> Values:
    values: Values = json.loads(text) if text else {}
    return values
