"""What is to be said and has not been said yet, and the messages that may change later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Index,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    literal,
    select,
)
from sqlmodel import Field

from storage.columns import Stored, primary_key
from storage.people import accounts
from storage.reach import TAKES_MESSAGES, USED_FIRST
from storage.upsert import Into, Upsert

INTERACTIVE = 0
"""The lane for answers that somebody waits for."""
SCHEDULED = 1
"""The lane for what the clock sends."""

Action = Literal["post", "edit", "reply", "replace", "share"]


def _where_known(column: str) -> Index:
    """An index of the rows that have the column; most have not, and the migration leaves those out.

    To say so here too would load the dialects of both databases.
    """
    return Index(f"ix_outbox_{column}", column)


class Message(Stored, table=True):
    """A message that Rungs posts and may edit: `subject` is what it shows ("team:3:2026-W47"), `kind` how.

    `external_id` is empty until it was sent. `version` counts what was put into it.
    """

    __table_args__ = (UniqueConstraint("workspace_id", "subject", "kind"),)

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    subject: str
    kind: str
    platform: str
    conversation: str
    thread: str = ""
    external_id: str = Field(default="", index=True)
    version: int = 1
    created_at: datetime


class Outgoing(Stored, table=True):
    """One row of the outbox: a platform-neutral card, emptied once sent.

    `lane` 0 is for answers that somebody waits for, 1 for what the clock sends. `action` is how: a new post, an edit
    of `message_id`, or by the platform's one-time address (`reply_url`): to one, to all, or in place. Whereto:
    `person_id` for a direct message, else `conversation` (and `thread`, or `thread_of`: the message under which it
    belongs). Rows of one `queue` go one after the other. `state_card` says that sending it twice does no harm.
    `not_before` is in seconds of the machine's clock (a retry), `held_until` an instant of the business clock
    (somebody's working hours).
    `sent_at`, by the machine's clock, is when it was sent or given up.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("action in ('post', 'edit', 'reply', 'replace', 'share')", name="outbox_action"),
        CheckConstraint("state in ('waiting', 'sending', 'sent', 'blocked', 'uncertain')", name="outbox_state"),
        UniqueConstraint("key"),
        Index("ix_outbox_state", "state", "workspace_id", "lane", "id"),
        Index("ix_outbox_queue", "queue", "state", "lane", "id"),
        _where_known("message_id"),
        _where_known("thread_of"),
        _where_known("sent_at"),
    )

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    key: str | None = None
    queue: str
    lane: int
    action: str
    platform: str
    person_id: int | None = Field(default=None, foreign_key="person.id")
    conversation: str = ""
    thread: str = ""
    thread_of: int | None = Field(default=None, foreign_key="message.id")
    message_id: int | None = Field(default=None, foreign_key="message.id")
    reply_url: str = ""
    card: str
    attachment: bytes | None = None
    attachment_name: str = ""
    state_card: bool = False
    state: str = "waiting"
    attempts: int = 0
    not_before: float = 0.0
    held_until: datetime | None = None
    created_at: datetime
    sent_at: datetime | None = None


class Lease(Stored, table=True):
    """Who drains a workspace's outbox. `until` is in seconds of the machine's clock."""

    workspace_id: int = Field(foreign_key="workspace.id", primary_key=True)
    holder: str
    until: float


messages = Message.__table__  # type: ignore[attr-defined]
outbox = Outgoing.__table__  # type: ignore[attr-defined]
leases = Lease.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Draft:
    """A row to put into the outbox; the fields are the columns of Outgoing.

    `platform` may be empty where there is a person: the one they last used is taken, and somebody without an account
    that takes messages is never written to. Under `thread_of`, platform and conversation are those of that message.
    """

    workspace_id: int
    queue: str
    lane: int
    card: str
    created_at: datetime
    action: Action = "post"
    key: str | None = None
    platform: str = ""
    person_id: int | None = None
    conversation: str = ""
    thread: str = ""
    thread_of: int | None = None
    message_id: int | None = None
    reply_url: str = ""
    attachment: bytes | None = None
    attachment_name: str = ""
    state_card: bool = False
    held_until: datetime | None = None


_WRITTEN = tuple(field.name for field in fields(Draft))


def _given(name: str) -> Any:
    # A bare column name is taken by SQLAlchemy's own parameters.
    return bindparam(f"new_{name}", type_=outbox.c[name].type)


def _of_root(name: str) -> Any:
    return select(messages.c[name]).where(messages.c.id == _given("thread_of")).scalar_subquery()


_POST = {name: _given(name) for name in _WRITTEN} | {"state": "waiting", "attempts": 0, "not_before": 0.0}
_UNDER = _POST | {"platform": _of_root("platform"), "conversation": _of_root("conversation")}


def _new(values: Mapping[str, Any]) -> Upsert[Any]:
    return Upsert(lambda into: into(outbox).values(values).on_conflict_do_nothing(index_elements=["key"]))


def _tell(into: Into) -> Any:
    """A row where the person has an account that takes messages, and none where not."""
    fixed = {name: literal(_POST[name], outbox.c[name].type) for name in ("state", "attempts", "not_before")}
    values = _POST | fixed | {"platform": accounts.c.platform}
    account = (
        select(*values.values())
        .where(accounts.c.person_id == _given("person_id"), TAKES_MESSAGES)
        .order_by(*USED_FIRST)
        .limit(1)
    )
    return into(outbox).from_select(list(values), account).on_conflict_do_nothing(index_elements=["key"])


_ENQUEUE = {"post": _new(_POST), "tell": Upsert(_tell), "under": _new(_UNDER)}


def enqueue(db: Connection, drafts: Sequence[Draft]) -> None:
    """Put the drafts in. One whose key is there already is left out, and one for somebody whom nothing reaches."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for draft in drafts:
        kinds.setdefault(_kind(draft), []).append({f"new_{name}": getattr(draft, name) for name in _WRITTEN})
    for kind, rows in kinds.items():
        db.execute(_ENQUEUE[kind].of(db), rows)


def _kind(draft: Draft) -> str:
    if draft.thread_of is not None:
        return "under"
    return "tell" if draft.person_id is not None and not draft.platform else "post"


_WAITING = select(func.count()).select_from(outbox).where(outbox.c.state.in_(("waiting", "sending")))


def waiting(db: Connection) -> int:
    """How many rows have not been sent yet."""
    return int(db.execute(_WAITING).scalar_one())


_HELD = select(func.min(outbox.c.held_until)).where(
    outbox.c.workspace_id == bindparam("w"),
    outbox.c.state == "waiting",
    outbox.c.held_until > bindparam("now", type_=outbox.c.held_until.type),
)


def next_release(db: Connection, workspace_id: int, now: datetime) -> datetime | None:
    """When the next row that is held for somebody's working hours may go, by the business clock; None for no such."""
    found: datetime | None = db.execute(_HELD, {"w": workspace_id, "now": now}).scalar_one()
    return found


def forget(db: Connection, before: datetime, at_most: int = 500) -> int:
    """Drop what was sent or given up before then, a batch at a time; return how many went."""
    old = select(outbox.c.id).where(outbox.c.sent_at < before).limit(at_most)
    return db.execute(delete(outbox).where(outbox.c.id.in_(old))).rowcount
