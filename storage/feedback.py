"""Feedback and praise: who said what to whom, and who may read it. A row is one person's word to one other person."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ColumnElement,
    Connection,
    FromClause,
    Index,
    Integer,
    Select,
    Subquery,
    UniqueConstraint,
    and_,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    union,
)
from sqlmodel import Field

from storage.aliases import alias
from storage.columns import BigId, Stored, primary_key
from storage.okrs import key_results, objectives
from storage.people import people
from storage.prepared import Prepared
from storage.sight import IN_SIGHT, KEY_RESULT_IN_SIGHT, Sight
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
_READER: Any = bindparam("reader", type_=BigId)
_IS_MEMBER: Any = bindparam("is_member", type_=Boolean)

IS_THERE: ColumnElement[bool] = feedbacks.c.withdrawn_at.is_(None)
IS_READABLE: ColumnElement[bool] = or_(
    feedbacks.c.author_id == _READER,
    feedbacks.c.receiver_id == _READER,
    and_(feedbacks.c.visibility == "manager", feedbacks.c.manager_id == _READER, _IS_MEMBER),
    and_(feedbacks.c.visibility == "public", _IS_MEMBER),
)
"""policy.may_read_feedback as a condition: `reader` is who reads, `is_member` whether they are no guest."""

_THING_CODE = func.coalesce(key_results.c.code, objectives.c.code, "")
_THING_IS_SEEN = and_(IN_SIGHT, or_(feedbacks.c.key_result_id.is_(None), KEY_RESULT_IN_SIGHT))
_EXTRAS: dict[str, ColumnElement[Any]] = {
    "author_name": _author.c.name,
    "receiver_name": _receiver.c.name,
    "about_name": _about.c.name,
    "manager_name": func.coalesce(_manager.c.name, ""),
    "thing_code": _THING_CODE,
    "thing_is_private": func.coalesce(objectives.c.is_private, False),
}
_COUNTED_ELSEWHERE = ("joined", "additions")
_LINE = [field.name for field in fields(FeedbackLine) if field.name not in _COUNTED_ELSEWHERE]


def _lines(source: FromClause, **instead: ColumnElement[Any]) -> Select[Any]:
    """Feedback, out of what it is found in, with all that stands beside it; a row for each addition."""
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


_WHOLE = _lines(feedbacks)


def _page(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The ids of the newest that are there, after as many as are skipped; the conditions name people.

    People are of one workspace. Were that named besides, SQLite would go through all that was ever said in it.
    """
    return (
        select(feedbacks.c.id)
        .where(IS_THERE, *conditions)
        .order_by(feedbacks.c.id.desc())
        .limit(bindparam("most"))
        .offset(bindparam("skipped"))
    )


def _up_to_page(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The ids of the newest, skipped ones too: of several such lists the page is cut out of all together."""
    enough: ColumnElement[int] = bindparam("most", type_=Integer) + bindparam("skipped", type_=Integer)
    return select(_page(*conditions).offset(None).limit(enough).subquery().c.id)


def _both(one: Select[Any], other: Select[Any]) -> Select[Any]:
    ids = union(one, other).subquery()
    return select(ids.c.id).order_by(ids.c.id.desc()).limit(bindparam("most")).offset(bindparam("skipped"))


def _shown(page: Select[Any]) -> Select[Any]:
    chosen: Subquery = page.subquery("chosen")
    # The few that are chosen come first: PostgreSQL looks for a better order among the first eight tables only.
    source = chosen.join(feedbacks, feedbacks.c.id == chosen.c.id)
    return _lines(source, thing_code=case((_THING_IS_SEEN, _THING_CODE), else_=""))


_WHO: Any = bindparam("who", type_=BigId)
_THEM: Any = bindparam("them", expanding=True)
_SINCE: Any = bindparam("since", type_=feedbacks.c.created_at.type)
_RECEIVED = _shown(_page(feedbacks.c.receiver_id == _WHO))
_GIVEN = _shown(_page(feedbacks.c.author_id == _WHO))
_OF_PERSON = _shown(
    _both(
        _up_to_page(feedbacks.c.receiver_id == _WHO, IS_READABLE),
        _up_to_page(feedbacks.c.about_id == _WHO, IS_READABLE),
    )
)
_BETWEEN = _shown(
    _both(
        _up_to_page(feedbacks.c.about_id.in_(_THEM), feedbacks.c.created_at > _SINCE, IS_READABLE),
        _up_to_page(
            feedbacks.c.author_id.in_(_THEM),
            feedbacks.c.receiver_id.in_(_THEM),
            feedbacks.c.created_at > _SINCE,
            IS_READABLE,
        ),
    )
)
_BY_CODE = _WHOLE.where(feedbacks.c.workspace_id == bindparam("workspace_id"), feedbacks.c.code == bindparam("code"))
_OF_MESSAGE = _WHOLE.where(feedbacks.c.message_id == bindparam("message_id"), feedbacks.c.is_praise)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

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
    found = _read(db, _BY_CODE, {"workspace_id": workspace_id, "code": code})
    return found[0] if found else None


def of_message(db: Connection, message_id: int) -> tuple[FeedbackLine, ...]:
    """All rows of the praise that the message posts, in the order of their codes, what was taken back too."""
    return _read(db, _OF_MESSAGE, {"message_id": message_id})[::-1]


def received(db: Connection, sight: Sight, most: int, skipped: int = 0) -> tuple[FeedbackLine, ...]:
    """What that person was given, newest first, after as many as are skipped."""
    return _read(db, _RECEIVED, _of(sight, sight.person_id, most, skipped))


def given_by(db: Connection, sight: Sight, most: int, skipped: int = 0) -> tuple[FeedbackLine, ...]:
    """What that person gave, newest first, after as many as are skipped."""
    return _read(db, _GIVEN, _of(sight, sight.person_id, most, skipped))


def of_person(db: Connection, sight: Sight, person_id: int, most: int, skipped: int = 0) -> tuple[FeedbackLine, ...]:
    """What is said to or about somebody and may be read with these eyes, newest first, after as many as are skipped."""
    return _read(db, _OF_PERSON, _of(sight, person_id, most, skipped) | _reader(sight))


def between(
    db: Connection, workspace_id: int, reader_id: int, people: Collection[int], since: datetime | None, most: int
) -> tuple[FeedbackLine, ...]:
    """What was said about one of the people, or by one of them to another, and the reader, a member, may read.

    Newest first; only what was given after `since`.
    """
    sight = Sight(workspace_id, reader_id)
    given = {"them": list(people), "since": since or _LONG_AGO, "most": most}
    return _read(db, _BETWEEN, given | {"skipped": 0} | sight.given | _reader(sight))


def _of(sight: Sight, person_id: int, most: int, skipped: int) -> dict[str, Any]:
    return sight.given | {"who": person_id, "most": most, "skipped": skipped}


def _reader(sight: Sight) -> dict[str, Any]:
    return {"reader": sight.person_id, "is_member": sight.reach == "open"}


def _read(db: Connection, statement: Select[Any], given: dict[str, Any]) -> tuple[FeedbackLine, ...]:
    rows = [tuple(row) for row in db.execute(statement, given)]
    return tuple(_line(list(same)) for _, same in groupby(rows, key=lambda row: row[0]))


def _line(rows: Sequence[tuple[Any, ...]]) -> FeedbackLine:
    """One feedback of its rows, one for each addition."""
    added = tuple(AdditionLine(*row[len(_LINE) :]) for row in rows if row[-1] is not None)
    return replace(FeedbackLine(*rows[0][: len(_LINE)]), additions=added)
