"""Requests for feedback: a question that one person puts to others, about themselves or about a report."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ColumnElement, Connection, Select, bindparam, func, insert, or_, select, update
from sqlmodel import Field

from storage.aliases import alias
from storage.columns import Stored, primary_key
from storage.feedback import feedbacks
from storage.people import people

State = Literal["waiting", "answered", "declined"]


class FeedbackRequest(Stored, table=True):
    """What `asked_by` wants to know about `about_id`, by the day `due_on`, if one was said."""

    __tablename__ = "feedback_request"

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    asked_by: int = Field(foreign_key="person.id", index=True)
    about_id: int = Field(foreign_key="person.id")
    question: str
    due_on: date | None = None
    created_at: datetime


class Asked(Stored, table=True):
    """One of the people whom a request was put to. `reminded_at` is when they were reminded, which is once."""

    __tablename__ = "feedback_asked"
    __table_args__ = (CheckConstraint("state in ('waiting', 'answered', 'declined')", name="feedback_asked_state"),)

    request_id: int = Field(foreign_key="feedback_request.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    state: str = "waiting"
    settled_at: datetime | None = None
    reminded_at: datetime | None = None


requests = FeedbackRequest.__table__  # type: ignore[attr-defined]
asked = Asked.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A question that is about to be put."""

    workspace_id: int
    asked_by: int
    about_id: int
    question: str
    due_on: date | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request as one of the asked sees it. `manager_id` is the manager of whom it is about, a member; or None.

    `is_open` says that it may be answered: all whom it names are members, and who asks about somebody else is their
    manager still.
    """

    id: int
    asked_by: int
    asker_name: str
    about_id: int
    about_name: str
    manager_id: int | None
    manager_name: str
    question: str
    due_on: date | None
    created_at: datetime
    person_id: int
    state: State
    is_open: bool

    @property
    def is_about_asker(self) -> bool:
        return self.about_id == self.asked_by


@dataclass(frozen=True, slots=True)
class Response:
    """What became of a request at one of the asked. `code` is that of the answer, "" without one."""

    person_id: int
    name: str
    state: State
    code: str


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request as who asked sees it."""

    id: int
    about_id: int
    about_name: str
    question: str
    due_on: date | None
    responses: tuple[Response, ...]


_asker = alias(people, "asker", "id", "name", "standing")
_about = alias(people, "about", "id", "manager_id", "name", "standing")
_manager = alias(people, "manager", "id", "name", "standing")
_person = alias(people, "one", "id", "name")

# As policy.may_ask_about says it of who asks.
_IS_OPEN: ColumnElement[bool] = (
    (_asker.c.standing == "member")
    & (_about.c.standing == "member")
    & or_(requests.c.about_id == requests.c.asked_by, _about.c.manager_id == requests.c.asked_by)
)
_SPECIAL: Mapping[str, ColumnElement[Any]] = {
    "asker_name": _asker.c.name,
    "about_name": _about.c.name,
    "manager_id": _manager.c.id,
    "manager_name": func.coalesce(_manager.c.name, ""),
    "person_id": asked.c.person_id,
    "state": asked.c.state,
    "is_open": _IS_OPEN,
}
_LINES = (
    select(*(_SPECIAL.get(one.name, requests.c.get(one.name)).label(one.name) for one in fields(RequestLine)))
    .join_from(asked, requests, requests.c.id == asked.c.request_id)
    .join(_asker, _asker.c.id == requests.c.asked_by)
    .join(_about, _about.c.id == requests.c.about_id)
    .outerjoin(_manager, (_manager.c.id == _about.c.manager_id) & (_manager.c.standing == "member"))
)
_IN_ORDER = (requests.c.due_on.is_(None), requests.c.due_on, requests.c.id)
_PUT_TO = _LINES.where(
    requests.c.workspace_id == bindparam("w"), requests.c.id == bindparam("r"), asked.c.person_id == bindparam("p")
)
_WAITING = (
    _LINES.where(asked.c.person_id == bindparam("p"), asked.c.state == "waiting", _IS_OPEN)
    .order_by(*_IN_ORDER)
    .limit(bindparam("most"))
)
_WAITING_FOR_THEM = _LINES.where(
    asked.c.person_id.in_(bindparam("ids", expanding=True)), asked.c.state == "waiting", _IS_OPEN
).order_by(asked.c.person_id, *_IN_ORDER)
_UNREMINDED = _WAITING_FOR_THEM.where(asked.c.reminded_at.is_(None), requests.c.due_on.is_not(None))
_REMINDED_OF = _WAITING_FOR_THEM.where(asked.c.reminded_at.is_not(None))
_THEIRS = (asked.c.request_id == bindparam("r"), asked.c.person_id == bindparam("p"))
_SETTLED_AT = bindparam("now", type_=asked.c.settled_at.type)
_ANSWER = update(asked).where(*_THEIRS).values(state="answered", settled_at=_SETTLED_AT)
_DECLINE = update(asked).where(*_THEIRS, asked.c.state == "waiting").values(state="declined", settled_at=_SETTLED_AT)
_REOPEN = update(asked).where(*_THEIRS, asked.c.state == "answered").values(state="waiting", settled_at=None)
_REMINDED = update(asked).where(*_THEIRS).values(reminded_at=bindparam("now", type_=asked.c.reminded_at.type))
_CODE = select(feedbacks.c.code).where(
    feedbacks.c.request_id == bindparam("r"),
    feedbacks.c.author_id == bindparam("p"),
    feedbacks.c.withdrawn_at.is_(None),
)
_LATEST = (
    select(requests)
    .where(requests.c.workspace_id == bindparam("w"), requests.c.asked_by == bindparam("p"))
    .order_by(requests.c.id.desc())
    .limit(bindparam("most"))
    .subquery("latest")
)
_OWN = (
    select(
        _LATEST.c.id,
        _LATEST.c.about_id,
        _about.c.name.label("about_name"),
        _LATEST.c.question,
        _LATEST.c.due_on,
        asked.c.person_id,
        _person.c.name,
        asked.c.state,
        func.coalesce(feedbacks.c.code, ""),
    )
    .join_from(_LATEST, asked, asked.c.request_id == _LATEST.c.id)
    .join(_about, _about.c.id == _LATEST.c.about_id)
    .join(_person, _person.c.id == asked.c.person_id)
    .outerjoin(
        feedbacks,
        (feedbacks.c.request_id == _LATEST.c.id)
        & (feedbacks.c.author_id == asked.c.person_id)
        & feedbacks.c.withdrawn_at.is_(None),
    )
    .order_by(_LATEST.c.id.desc(), _person.c.name, _person.c.id)
)


def put(db: Connection, new: NewRequest, person_ids: Sequence[int]) -> int:
    """Keep the request and whom it is put to; return its id. Two statements."""
    number = int(db.execute(insert(requests).values(asdict(new)).returning(requests.c.id)).scalar_one())
    rows = [{"request_id": number, "person_id": person_id, "state": "waiting"} for person_id in person_ids]
    db.execute(insert(asked), rows)
    return number


def put_to(db: Connection, workspace_id: int, request_id: int, person_id: int) -> RequestLine | None:
    """The request, if it was put to that person."""
    row = db.execute(_PUT_TO, {"w": workspace_id, "r": request_id, "p": person_id}).one_or_none()
    return None if row is None else RequestLine(*row)


def waiting_for(db: Connection, person_id: int, most: int) -> tuple[RequestLine, ...]:
    """What waits for that person's answer, what is wanted soonest first."""
    return tuple(RequestLine(*row) for row in db.execute(_WAITING, {"p": person_id, "most": most}))


def unreminded(db: Connection, person_ids: Collection[int]) -> dict[int, list[RequestLine]]:
    """What waits for these people and is wanted by a day, where they were not reminded of it; by person."""
    return _by_person(db, _UNREMINDED, person_ids)


def reminded_of(db: Connection, person_ids: Collection[int]) -> dict[int, list[RequestLine]]:
    """What still waits for these people although they were reminded of it; by person."""
    return _by_person(db, _REMINDED_OF, person_ids)


def _by_person(db: Connection, lines: Select[Any], person_ids: Collection[int]) -> dict[int, list[RequestLine]]:
    found: dict[int, list[RequestLine]] = {}
    for row in db.execute(lines, {"ids": sorted(person_ids)}) if person_ids else ():
        line = RequestLine(*row)
        found.setdefault(line.person_id, []).append(line)
    return found


def keep_reminded(db: Connection, lines: Collection[RequestLine], now: datetime) -> None:
    """Keep that these were reminded of."""
    if lines:
        db.execute(_REMINDED, [{"r": line.id, "p": line.person_id, "now": now} for line in lines])


def answer(db: Connection, request_id: int, person_id: int, now: datetime) -> str | None:
    """Take the request as answered; return the code of the answer that stands already, where there is one.

    Of two who answer at once the second waits here, and finds what the first has given.
    """
    given = {"r": request_id, "p": person_id}
    db.execute(_ANSWER, given | {"now": now})
    return answered_with(db, request_id, person_id)


def answered_with(db: Connection, request_id: int, person_id: int) -> str | None:
    """The code of that person's answer; None where there is none, or it was withdrawn."""
    found: str | None = db.execute(_CODE, {"r": request_id, "p": person_id}).scalars().first()
    return found


def reopen(db: Connection, request_id: int, person_id: int) -> None:
    """Take the request as not answered: the answer was withdrawn."""
    db.execute(_REOPEN, {"r": request_id, "p": person_id})


def decline(db: Connection, request_id: int, person_id: int, now: datetime) -> bool:
    """Take it that the person does not answer; whether it was waiting for them."""
    return db.execute(_DECLINE, {"r": request_id, "p": person_id, "now": now}).rowcount == 1


def own_requests(db: Connection, workspace_id: int, asked_by: int, most: int) -> tuple[OwnRequest, ...]:
    """The latest requests of that person with what became of them, newest first; one statement."""
    found: dict[int, OwnRequest] = {}
    for number, about_id, about_name, question, due_on, *response in db.execute(
        _OWN, {"w": workspace_id, "p": asked_by, "most": most}
    ):
        head = found.get(number) or OwnRequest(number, about_id, about_name, question, due_on, ())
        found[number] = replace(head, responses=(*head.responses, Response(*response)))
    return tuple(found.values())
