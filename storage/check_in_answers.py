"""Answers to check-ins: what somebody says to one, in its thread, kept beside it. Append-only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, bindparam, exists, func, insert, select
from sqlmodel import Field

from storage.aliases import alias
from storage.check_ins import check_ins
from storage.columns import Stored, primary_key
from storage.messages import Spot
from storage.okrs import key_results
from storage.outbox import messages
from storage.people import people


class CheckInAnswer(Stored, table=True):
    """What a person answered to a check-in; whoever sees its key result may read it."""

    __tablename__ = "check_in_answer"

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    check_in_id: int = Field(foreign_key="check_in.id", index=True)
    key_result_id: int = Field(foreign_key="key_result.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    text: str
    created_at: datetime


answers = CheckInAnswer.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Answerable:
    """A check-in that may be answered: of which key result, by whom, and what it said."""

    id: int
    code: str
    person_id: int
    person_name: str
    value: Decimal | None
    note: str
    is_taken_back: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer to the check-in `check_in_id`, and who gave it."""

    check_in_id: int
    person_id: int
    person_name: str
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Answers:
    """The latest answers to some check-ins, newest first; `older` is how many more there are."""

    latest: tuple[AnswerLine, ...] = ()
    older: int = 0


_taking_back = alias(check_ins, "taking_back", "undoes_id")
_ANSWERABLE = (
    select(
        check_ins.c.id,
        key_results.c.code,
        check_ins.c.person_id,
        people.c.name,
        check_ins.c.value,
        check_ins.c.note,
        exists().where(_taking_back.c.undoes_id == check_ins.c.id),
        check_ins.c.created_at,
    )
    .join(key_results, key_results.c.id == check_ins.c.key_result_id)
    .join(people, people.c.id == check_ins.c.person_id)
    .where(
        check_ins.c.id == bindparam("check_in_id"),
        check_ins.c.workspace_id == bindparam("workspace_id"),
        check_ins.c.undoes_id.is_(None),
    )
)
_ANSWER = insert(answers).returning(answers.c.id)
_LATEST = (
    select(
        answers.c.check_in_id,
        answers.c.person_id,
        people.c.name,
        answers.c.text,
        answers.c.created_at,
        func.count().over(),
    )
    .join(people, people.c.id == answers.c.person_id)
    .where(answers.c.check_in_id.in_(bindparam("ids", expanding=True)))
    .order_by(answers.c.id.desc())
    .limit(bindparam("most"))
)
_MESSAGE = (
    select(messages.c.id)
    .where(
        messages.c.workspace_id == bindparam("workspace_id"),
        messages.c.external_id == bindparam("thread"),
        messages.c.platform == bindparam("platform"),
        messages.c.conversation == bindparam("conversation"),
        messages.c.kind == bindparam("kind"),
    )
    .limit(1)
)


def answerable(db: Connection, workspace_id: int, check_in_id: int) -> Answerable | None:
    """The check-in of that id; None for what takes another one back. Whoever asks must look who sees its key result."""
    row = db.execute(_ANSWERABLE, {"workspace_id": workspace_id, "check_in_id": check_in_id}).first()
    return Answerable(*row) if row else None


def answer(
    db: Connection, workspace_id: int, check_in_id: int, key_result_id: int, person_id: int, text: str, now: datetime
) -> int:
    """Keep the answer; return its id."""
    row = {
        "workspace_id": workspace_id,
        "check_in_id": check_in_id,
        "key_result_id": key_result_id,
        "person_id": person_id,
        "text": text,
        "created_at": now,
    }
    return int(db.execute(_ANSWER, row).scalar_one())


def latest(db: Connection, check_in_ids: Collection[int], limit: int) -> Answers:
    """The latest answers to these check-ins; no statement where there are no check-ins."""
    if not check_in_ids:
        return Answers()
    rows = db.execute(_LATEST, {"ids": list(check_in_ids), "most": limit}).all()
    return Answers(tuple(AnswerLine(*row[:-1]) for row in rows), rows[0][-1] - len(rows) if rows else 0)


def message_at(db: Connection, workspace_id: int, spot: Spot, kind: str) -> int | None:
    """The id of the message of that kind in whose thread the spot is; None where that is not ours."""
    given = {
        "workspace_id": workspace_id,
        "platform": spot.platform,
        "conversation": spot.conversation,
        "thread": spot.thread,
        "kind": kind,
    }
    return db.execute(_MESSAGE, given).scalar_one_or_none() if spot.thread else None
