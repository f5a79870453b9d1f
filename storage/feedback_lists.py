"""Lists of feedback: what somebody received, gave, or may read of others, the newest first, page by page."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    or_,
    select,
    union,
)

from storage.columns import BigId
from storage.feedback import IS_THERE, THING_CODE, FeedbackLine, feedbacks, lines_of, read_lines
from storage.sight import IN_SIGHT, KEY_RESULT_IN_SIGHT, Sight

_READER: Any = bindparam("reader", type_=BigId)
_IS_MEMBER: Any = bindparam("is_member", type_=Boolean)

_IS_READABLE: ColumnElement[bool] = or_(
    feedbacks.c.author_id == _READER,
    feedbacks.c.receiver_id == _READER,
    and_(feedbacks.c.visibility == "manager", feedbacks.c.manager_id == _READER, _IS_MEMBER),
    and_(feedbacks.c.visibility == "public", _IS_MEMBER),
)
"""policy.may_read_feedback as a condition: `reader` is who reads, `is_member` whether they are no guest."""

_THING_IS_SEEN = and_(IN_SIGHT, or_(feedbacks.c.key_result_id.is_(None), KEY_RESULT_IN_SIGHT))


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
    return lines_of(source, thing_code=case((_THING_IS_SEEN, THING_CODE), else_=""))


_WHO: Any = bindparam("who", type_=BigId)
_THEM: Any = bindparam("them", expanding=True)
_SINCE: Any = bindparam("since", type_=feedbacks.c.created_at.type)
_RECEIVED = _shown(_page(feedbacks.c.receiver_id == _WHO))
_GIVEN = _shown(_page(feedbacks.c.author_id == _WHO))
_OF_PERSON = _shown(
    _both(
        _up_to_page(feedbacks.c.receiver_id == _WHO, _IS_READABLE),
        _up_to_page(feedbacks.c.about_id == _WHO, _IS_READABLE),
    )
)
_BETWEEN = _shown(
    _both(
        _up_to_page(feedbacks.c.about_id.in_(_THEM), feedbacks.c.created_at > _SINCE, _IS_READABLE),
        _up_to_page(
            feedbacks.c.author_id.in_(_THEM),
            feedbacks.c.receiver_id.in_(_THEM),
            feedbacks.c.created_at > _SINCE,
            _IS_READABLE,
        ),
    )
)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def received(db: Connection, sight: Sight, most: int, skipped: int = 0) -> tuple[FeedbackLine, ...]:
    """What that person was given, newest first, after as many as are skipped."""
    return read_lines(db, _RECEIVED, _of(sight, sight.person_id, most, skipped))


def given_by(db: Connection, sight: Sight, most: int, skipped: int = 0) -> tuple[FeedbackLine, ...]:
    """What that person gave, newest first, after as many as are skipped."""
    return read_lines(db, _GIVEN, _of(sight, sight.person_id, most, skipped))


def of_person(db: Connection, sight: Sight, person_id: int, most: int, skipped: int = 0) -> tuple[FeedbackLine, ...]:
    """What is said to or about somebody and may be read with these eyes, newest first, after as many as are skipped."""
    return read_lines(db, _OF_PERSON, _of(sight, person_id, most, skipped) | _reader(sight))


def between(
    db: Connection, workspace_id: int, reader_id: int, people: Collection[int], since: datetime | None, most: int
) -> tuple[FeedbackLine, ...]:
    """What was said about one of the people, or by one of them to another, and the reader, a member, may read.

    Newest first; only what was given after `since`.
    """
    sight = Sight(workspace_id, reader_id)
    given = {"them": list(people), "since": since or _LONG_AGO, "most": most}
    return read_lines(db, _BETWEEN, given | {"skipped": 0} | sight.given | _reader(sight))


def _of(sight: Sight, person_id: int, most: int, skipped: int) -> dict[str, Any]:
    return sight.given | {"who": person_id, "most": most, "skipped": skipped}


def _reader(sight: Sight) -> dict[str, Any]:
    return {"reader": sight.person_id, "is_member": sight.reach == "open"}
