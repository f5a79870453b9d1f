"""Feedback and praise: who said what to whom. A row is one person's word to one other person."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Connection,
    FromClause,
    Index,
    Select,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    select,
)
from sqlmodel import Field

from storage.aliases import alias
from storage.columns import Stored, primary_key
from storage.okrs import key_results, objectives
from storage.people import people
from storage.prepared import Prepared
from storage.workspaces import next_codes

Visibility = Literal["private", "manager", "public"]


class Feedback(Stored, table=True):
    """What `author_id` says to `receiver_id` about `about_id`; those two differ where a manager asked about a report.

    `visibility` is fixed once given: "private" is read by author and receiver, "manager" besides by `manager_id`, who
    was named to the author then, "public" by every member. `kind` and `company_value` are words of app.yaml, or empty.
    Praise stands in one row for each who is praised; the rows share `message_id`, the post. Where it was about a
    message, or said in a thread, that is (`platform`, `conversation`, `message`, `thread`); its text is not kept.
    """

    __table_args__ = (
        UniqueConstraint("workspace_id", "code"),
        CheckConstraint("visibility in ('private', 'manager', 'public')", name="feedback_visibility"),
        Index("ix_feedback_receiver_id_id", "receiver_id", "id"),
        Index("ix_feedback_author_id_id", "author_id", "id"),
        Index("ix_feedback_about_id_id", "about_id", "id"),
    )

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    code: str
    author_id: int = Field(foreign_key="person.id")
    receiver_id: int = Field(foreign_key="person.id")
    about_id: int = Field(foreign_key="person.id")
    manager_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    visibility: str
    is_praise: bool = False
    kind: str = ""
    company_value: str = ""
    text: str
    objective_id: int | None = Field(default=None, foreign_key="objective.id")
    key_result_id: int | None = Field(default=None, foreign_key="key_result.id")
    request_id: int | None = Field(default=None, foreign_key="feedback_request.id", index=True)
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    platform: str = ""
    conversation: str = ""
    message: str = ""
    thread: str = ""
    created_at: datetime
    edited_at: datetime | None = None
    withdrawn_at: datetime | None = None
    version: int = 1


class Addition(Stored, table=True):
    """What the author adds to their feedback. It is never changed; it goes when the feedback is taken back."""

    __tablename__ = "feedback_addition"

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    feedback_id: int = Field(foreign_key="feedback.id", index=True)
    text: str
    created_at: datetime


feedbacks = Feedback.__table__  # type: ignore[attr-defined]
additions = Addition.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class NewFeedback:
    """What one person says to one other; the columns of the table."""

    author_id: int
    receiver_id: int
    about_id: int
    visibility: Visibility
    text: str
    manager_id: int | None = None
    is_praise: bool = False
    kind: str = ""
    company_value: str = ""
    objective_id: int | None = None
    key_result_id: int | None = None
    request_id: int | None = None
    message_id: int | None = None
    platform: str = ""
    conversation: str = ""
    message: str = ""
    thread: str = ""


@dataclass(frozen=True, slots=True)
class AdditionLine:
    """What the author added later."""

    id: int
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """One feedback with the names that stand beside it; `manager_name` is empty where no manager reads it.

    `thing_code` is the objective or key result that it is about, empty where it is about none, and in what was read for
    somebody where they may not see it. `joined` is how many people's reactions add to praise, where it was counted.
    """

    code: str
    author_id: int
    author_name: str
    receiver_id: int
    receiver_name: str
    about_id: int
    about_name: str
    manager_id: int | None
    manager_name: str
    visibility: Visibility
    is_praise: bool
    kind: str
    company_value: str
    text: str
    objective_id: int | None
    key_result_id: int | None
    thing_code: str
    thing_is_private: bool
    request_id: int | None
    message_id: int | None
    platform: str
    conversation: str
    message: str
    thread: str
    created_at: datetime
    edited_at: datetime | None = None
    withdrawn_at: datetime | None = None
    version: int = 1
    joined: int = 0
    additions: tuple[AdditionLine, ...] = ()


_author = alias(people, "author", "id", "name")
_receiver = alias(people, "receiver", "id", "name")
_about = alias(people, "about", "id", "name")
_manager = alias(people, "named_manager", "id", "name")

IS_THERE: ColumnElement[bool] = feedbacks.c.withdrawn_at.is_(None)
THING_CODE = func.coalesce(key_results.c.code, objectives.c.code, "")
"""The code of what feedback is about, whoever may see it; in a statement of `lines_of` only."""

_EXTRAS: dict[str, ColumnElement[Any]] = {
    "author_name": _author.c.name,
    "receiver_name": _receiver.c.name,
    "about_name": _about.c.name,
    "manager_name": func.coalesce(_manager.c.name, ""),
    "thing_code": THING_CODE,
    "thing_is_private": func.coalesce(objectives.c.is_private, False),
}
_COUNTED_ELSEWHERE = ("joined", "additions")
_LINE = [field.name for field in fields(FeedbackLine) if field.name not in _COUNTED_ELSEWHERE]


def lines_of(source: FromClause, **instead: ColumnElement[Any]) -> Select[Any]:
    """Feedback, out of what it is found in, with all that stands beside it; a row for each addition.

    `instead` are columns to read in place of those of a line. `read_lines` puts the rows together.
    """
    extras = _EXTRAS | instead
    columns = [extras[name].label(name) if name in extras else feedbacks.c[name] for name in _LINE]
    return (
        select(*columns, *(additions.c[field.name].label(f"added_{field.name}") for field in fields(AdditionLine)))
        .select_from(source)
        .join(_author, _author.c.id == feedbacks.c.author_id)
        .join(_receiver, _receiver.c.id == feedbacks.c.receiver_id)
        .join(_about, _about.c.id == feedbacks.c.about_id)
        .outerjoin(_manager, _manager.c.id == feedbacks.c.manager_id)
        .outerjoin(key_results, key_results.c.id == feedbacks.c.key_result_id)
        .outerjoin(objectives, objectives.c.id == func.coalesce(feedbacks.c.objective_id, key_results.c.objective_id))
        .outerjoin(additions, additions.c.feedback_id == feedbacks.c.id)
        .order_by(feedbacks.c.id.desc(), additions.c.id)
    )


_WHOLE = lines_of(feedbacks)


_BY_CODE = _WHOLE.where(feedbacks.c.workspace_id == bindparam("workspace_id"), feedbacks.c.code == bindparam("code"))
_OF_MESSAGE = _WHOLE.where(feedbacks.c.message_id == bindparam("message_id"), feedbacks.c.is_praise)

_INSERT = Prepared(
    insert(feedbacks).inline(),
    columns=[column.name for column in feedbacks.c if column.name not in ("id", "edited_at", "withdrawn_at")],
)


def give(db: Connection, workspace_id: int, given: Sequence[NewFeedback], now: datetime) -> tuple[str, ...]:
    """Keep what is given; return the codes in the same order. Two statements, however many there are."""
    codes = next_codes(db, workspace_id, "F", len(given))
    keep(db, workspace_id, codes, given, now)
    return codes


def keep(db: Connection, workspace_id: int, codes: Sequence[str], given: Sequence[NewFeedback], now: datetime) -> None:
    """The same under codes that next_codes gave out before: what is posted is named by the first."""
    fixed = {"workspace_id": workspace_id, "created_at": now, "version": 1}
    rows = [asdict(one) | fixed | {"code": code} for code, one in zip(codes, given, strict=True)]
    _INSERT.run_all(db, rows)


def by_code(db: Connection, workspace_id: int, code: str) -> FeedbackLine | None:
    """The feedback of that code ("F-3"), what was taken back too. Whoever asks it calls policy.may_read_feedback."""
    found = read_lines(db, _BY_CODE, {"workspace_id": workspace_id, "code": code})
    return found[0] if found else None


def of_message(db: Connection, message_id: int) -> tuple[FeedbackLine, ...]:
    """All rows of the praise that the message posts, in the order of their codes, what was taken back too."""
    return read_lines(db, _OF_MESSAGE, {"message_id": message_id})[::-1]


def read_lines(db: Connection, statement: Select[Any], given: dict[str, Any]) -> tuple[FeedbackLine, ...]:
    """What such a statement finds, in its order."""
    rows = [tuple(row) for row in db.execute(statement, given)]
    return tuple(_line(list(same)) for _, same in groupby(rows, key=lambda row: row[0]))


def _line(rows: Sequence[tuple[Any, ...]]) -> FeedbackLine:
    """One feedback of its rows, one for each addition."""
    added = tuple(AdditionLine(*row[len(_LINE) :]) for row in rows if row[-1] is not None)
    return replace(FeedbackLine(*rows[0][: len(_LINE)]), additions=added)
