"""What becomes of feedback after it was given: reworded, taken back, added to."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, update

from storage.columns import BigId
from storage.feedback import IS_THERE, AdditionLine, FeedbackLine, additions, feedbacks


@dataclass(frozen=True, slots=True)
class Wording:
    """What of a feedback its author may change."""

    text: str
    kind: str
    company_value: str
    objective_id: int | None
    key_result_id: int | None


_ALL_OF_IT = and_(
    feedbacks.c.workspace_id == bindparam("in_workspace"),
    or_(
        feedbacks.c.code == bindparam("of_code"),
        and_(feedbacks.c.is_praise, feedbacks.c.message_id == bindparam("of_message", type_=BigId)),
    ),
)
_AS_IT_STANDS = and_(_ALL_OF_IT, feedbacks.c.version == bindparam("seen"), IS_THERE)
_NEXT_VERSION = feedbacks.c.version + 1
_CHANGE = (
    update(feedbacks)
    .where(_AS_IT_STANDS)
    .values(
        {field.name: bindparam(f"new_{field.name}") for field in fields(Wording)}
        | {"edited_at": bindparam("now"), "version": _NEXT_VERSION}
    )
)
_WITHDRAW = (
    update(feedbacks)
    .where(_AS_IT_STANDS)
    .values(text="", kind="", company_value="", withdrawn_at=bindparam("now"), version=_NEXT_VERSION)
)
_FORGET_ADDITIONS = delete(additions).where(
    additions.c.feedback_id.in_(select(feedbacks.c.id).where(_ALL_OF_IT, feedbacks.c.withdrawn_at.is_not(None)))
)
_ADD = (
    insert(additions)
    .from_select(
        ["workspace_id", "feedback_id", "text", "created_at"],
        select(
            feedbacks.c.workspace_id,
            feedbacks.c.id,
            bindparam("text", type_=additions.c.text.type),
            bindparam("now", type_=additions.c.created_at.type),
        ).where(feedbacks.c.workspace_id == bindparam("workspace_id"), feedbacks.c.code == bindparam("code"), IS_THERE),
    )
    .returning(additions.c.id)
)


def change(db: Connection, workspace_id: int, line: FeedbackLine, wording: Wording, now: datetime) -> bool:
    """Reword it, praise in all its rows, if nothing has changed since it was read; whether it had not."""
    new = {f"new_{name}": value for name, value in asdict(wording).items()}
    return db.execute(_CHANGE, _as_read(workspace_id, line) | new | {"now": now}).rowcount > 0


def withdraw(db: Connection, workspace_id: int, line: FeedbackLine, now: datetime) -> bool:
    """Take it back, and its words out of the database, if nothing has changed since it was read; whether it had not.

    What was added goes with it. Two statements.
    """
    seen = _as_read(workspace_id, line)
    if not db.execute(_WITHDRAW, seen | {"now": now}).rowcount:
        return False
    db.execute(_FORGET_ADDITIONS, {name: value for name, value in seen.items() if name != "seen"})
    return True


def add(db: Connection, workspace_id: int, code: str, text: str, now: datetime) -> AdditionLine | None:
    """Add to what was given; return what was added, None where it is not there any more."""
    given = {"workspace_id": workspace_id, "code": code, "text": text, "now": now}
    number = db.execute(_ADD, given).scalar_one_or_none()
    return None if number is None else AdditionLine(number, text, now)


def _as_read(workspace_id: int, line: FeedbackLine) -> dict[str, Any]:
    of_message = line.message_id if line.is_praise else None
    return {"in_workspace": workspace_id, "of_code": line.code, "of_message": of_message, "seen": line.version}
