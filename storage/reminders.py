"""What is due when, as data. The tick claims due rows; each carries the rule's kind and whom it concerns."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    Index,
    String,
    UniqueConstraint,
    bindparam,
    cast,
    delete,
    exists,
    func,
    literal,
    select,
    update,
)
from sqlmodel import Field

from storage.columns import Stored, primary_key
from storage.people import people
from storage.upsert import Upsert, insert_into


class Reminder(Stored, table=True):
    """A recurring duty. `subject` is "team:3" or "person:17"; `due_at` is the next occurrence."""

    __table_args__ = (
        UniqueConstraint("workspace_id", "kind", "subject"),
        Index("ix_reminder_due_at", "due_at"),
    )

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    kind: str
    subject: str
    subject_id: int
    due_at: datetime


class NudgeCount(Stored, table=True):
    """How many messages a person got in an ISO week ("2026-W47") without having asked for them."""

    __tablename__ = "nudge_count"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    week: str = Field(primary_key=True)
    count: int


reminders = Reminder.__table__  # type: ignore[attr-defined]
nudge_counts = NudgeCount.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Plan:
    """A reminder to keep: what is due for whom, and when next (aware UTC)."""

    kind: str
    subject: str
    subject_id: int
    due_at: datetime


_PLAN: Upsert[Any] = Upsert(
    lambda into: into(reminders).on_conflict_do_update(
        index_elements=["workspace_id", "kind", "subject"], set_={"due_at": into(reminders).excluded.due_at}
    )
)
_ANY_DUE = select(exists().where(reminders.c.due_at <= bindparam("now", type_=reminders.c.due_at.type)))
_EARLIEST = (
    select(reminders.c.kind, func.min(reminders.c.due_at).label("due_at"))
    .where(reminders.c.workspace_id == bindparam("w"))
    .group_by(reminders.c.kind)
)
_DUE = (
    select(
        reminders.c.id,
        reminders.c.workspace_id,
        reminders.c.kind,
        reminders.c.subject,
        reminders.c.subject_id,
        reminders.c.due_at,
    )
    .where(reminders.c.due_at <= bindparam("now", type_=reminders.c.due_at.type))
    .order_by(reminders.c.due_at, reminders.c.id)
    .limit(bindparam("n"))
    .with_for_update(skip_locked=True)
)
_IDS = bindparam("ids", type_=String)
_MOVE = {
    dialect: update(reminders).where(reminders.c.id.in_(select(listed))).values(due_at=bindparam("d"))
    for dialect, listed in {
        "sqlite": func.json_each(_IDS).table_valued("value").c.value,
        "postgresql": cast(func.json_array_elements_text(cast(_IDS, JSON)).column_valued("value"), BigInteger),
    }.items()
}
_DROP = delete(reminders).where(reminders.c.id.in_(bindparam("ids", expanding=True)))
_CANCEL = delete(reminders).where(
    reminders.c.workspace_id == bindparam("w"),
    reminders.c.kind == bindparam("k"),
    reminders.c.subject == bindparam("s"),
)


def plan(db: Connection, workspace_id: int, plans: Iterable[Plan]) -> None:
    """Keep the reminders; one that is there already gets the new `due_at`."""
    rows = [
        {
            "workspace_id": workspace_id,
            "kind": planned.kind,
            "subject": planned.subject,
            "subject_id": planned.subject_id,
            "due_at": planned.due_at,
        }
        for planned in plans
    ]
    if rows:
        db.execute(_PLAN.of(db), rows)


def cancel(db: Connection, workspace_id: int, kind: str, subject: str) -> None:
    """End a reminder, if there is one."""
    db.execute(_CANCEL, {"w": workspace_id, "k": kind, "s": subject})


def any_due(db: Connection, now: datetime) -> bool:
    """Whether the tick has anything to do: one look into an index."""
    return bool(db.execute(_ANY_DUE, {"now": now}).scalar_one())


def earliest(db: Connection, workspace_id: int) -> Mapping[str, datetime]:
    """When each kind of reminder is due next."""
    return {row.kind: row.due_at for row in db.execute(_EARLIEST, {"w": workspace_id})}


def claim_due(db: Connection, now: datetime, at_most: int) -> Sequence[tuple[int, int, str, str, int, datetime]]:
    """The next due reminders (id, workspace_id, kind, subject, subject_id, due_at), ours until the transaction ends.

    On PostgreSQL those that another transaction has claimed are left out; SQLite has one writer.
    """
    return [tuple(row) for row in db.execute(_DUE, {"now": now, "n": at_most})]


def move(db: Connection, due: Mapping[int, datetime | None]) -> None:
    """Set when each reminder is due next; None ends it."""
    by_instant: dict[datetime | None, list[int]] = defaultdict(list)
    for reminder_id, due_at in due.items():
        by_instant[due_at].append(reminder_id)
    ended = by_instant.pop(None, [])
    if by_instant:
        moved = [{"ids": json.dumps(ids), "d": due_at} for due_at, ids in by_instant.items()]
        db.execute(_MOVE[db.dialect.name], moved)
    if ended:
        db.execute(_DROP, {"ids": ended})


def spend_nudges(db: Connection, budgets: Mapping[int, int], week: str) -> frozenset[int]:
    """Count one nudge for each person whose count in that week is below their budget; return who they are."""
    by_budget: dict[int, list[int]] = {}
    for person_id, budget in budgets.items():
        if budget > 0:
            by_budget.setdefault(budget, []).append(person_id)
    spent: set[int] = set()
    for budget, ids in sorted(by_budget.items()):
        # In the order of ids, so that two who spend for the same people cannot lock each other out.
        who = select(people.c.id, literal(week), literal(1)).where(people.c.id.in_(ids)).order_by(people.c.id)
        spend = (
            insert_into(db)(nudge_counts)
            .from_select(["person_id", "week", "count"], who)
            .on_conflict_do_update(
                index_elements=["person_id", "week"],
                set_={"count": nudge_counts.c.count + 1},
                where=nudge_counts.c.count < budget,
            )
            .returning(nudge_counts.c.person_id)
        )
        spent.update(db.execute(spend).scalars())
    return frozenset(spent)
