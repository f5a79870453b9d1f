"""Evidence: messages that somebody kept, for oneself or about a report."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, UniqueConstraint, bindparam, func, literal, select
from sqlmodel import Field

from storage.aliases import alias
from storage.columns import Stored, primary_key
from storage.people import Somebody, folded, like, people
from storage.upsert import Upsert


class Evidence(Stored, table=True):
    """One message, kept by one person, about one person. `said_by` is empty where the author is nobody we know.

    Whom it is about finds it too since `told_at`; without that it is read by who saved it alone.
    """

    __table_args__ = (UniqueConstraint("saved_by", "about_id", "platform", "conversation", "message"),)

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    saved_by: int = Field(foreign_key="person.id", index=True)
    about_id: int = Field(foreign_key="person.id", index=True)
    said_by: int | None = Field(default=None, foreign_key="person.id")
    text: str
    note: str = ""
    platform: str
    conversation: str
    message: str
    thread: str = ""
    said_at: datetime
    created_at: datetime
    told_at: datetime | None = None


evidence = Evidence.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Keepsake:
    """A message to be kept by somebody, about somebody."""

    workspace_id: int
    saved_by: int
    about_id: int
    said_by: int | None
    text: str
    note: str
    platform: str
    conversation: str
    message: str
    thread: str
    said_at: datetime
    created_at: datetime
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A kept message with the names that stand beside it; `said_by_name` is empty where we do not know the author.

    The `note` is read by who saved it: for others it is empty.
    """

    id: int
    saved_by: int
    saved_by_name: str
    about_id: int
    about_name: str
    said_by: int | None
    said_by_name: str
    text: str
    note: str
    platform: str
    conversation: str
    message: str
    thread: str
    said_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """How many messages somebody has saved, and how many others have saved about them."""

    own: int
    about: int


_about = alias(people, "about", "id", "name")
_author = alias(people, "author", "id", "name")
_saver = alias(people, "saver", "id", "name")
_NAMES: dict[str, ColumnElement[Any]] = {
    "about_name": _about.c.name,
    "said_by_name": func.coalesce(_author.c.name, ""),
    "saved_by_name": _saver.c.name,
}
_OWN = (evidence.c.workspace_id == bindparam("workspace_id"), evidence.c.saved_by == bindparam("person_id"))
_ABOUT = (
    evidence.c.workspace_id == bindparam("workspace_id"),
    evidence.c.about_id == bindparam("person_id"),
    evidence.c.saved_by != bindparam("person_id"),
    evidence.c.told_at.is_not(None),
)


def _lines(*conditions: ColumnElement[bool], **instead: ColumnElement[Any]) -> Select[Any]:
    """A page of the messages, newest first."""
    named = _NAMES | instead
    return (
        select(*(named.get(one.name, evidence.c.get(one.name)).label(one.name) for one in fields(EvidenceLine)))
        .join(_about, _about.c.id == evidence.c.about_id)
        .join(_saver, _saver.c.id == evidence.c.saved_by)
        .outerjoin(_author, _author.c.id == evidence.c.said_by)
        .where(*conditions)
        .order_by(evidence.c.id.desc())
        .limit(bindparam("most"))
        .offset(bindparam("skipped"))
    )


_SAVED = _lines(*_OWN)
_SAVED_ABOUT = _lines(*_ABOUT, note=literal(""))
_COUNTS = select(
    select(func.count()).select_from(evidence).where(*_OWN).scalar_subquery(),
    select(func.count()).select_from(evidence).where(*_ABOUT).scalar_subquery(),
)
_SAVE: Upsert[Any] = Upsert(lambda into: into(evidence).on_conflict_do_nothing().returning(evidence.c.id))
_REPORTS = (
    select(people.c.id, people.c.name, people.c.email, people.c.standing, people.c.manager_id)
    .where(
        people.c.workspace_id == bindparam("workspace_id"),
        people.c.manager_id == bindparam("manager_id"),
        people.c.standing == "member",
        people.c.search_key.like(bindparam("anywhere"), escape="\\"),
    )
    .order_by(people.c.name, people.c.id)
    .limit(bindparam("most"))
)


def save_evidence(db: Connection, new: Keepsake) -> int | None:
    """Keep the message; return its id, or None where the same person has kept it about the same person before."""
    kept = db.execute(_SAVE.of(db), asdict(new)).scalar_one_or_none()
    return None if kept is None else int(kept)


def saved_evidence(
    db: Connection, workspace_id: int, saved_by: int, limit: int, skipped: int = 0
) -> tuple[EvidenceLine, ...]:
    """What that person has kept, newest first, after as many as are `skipped`."""
    given = {"workspace_id": workspace_id, "person_id": saved_by, "most": limit, "skipped": skipped}
    return tuple(EvidenceLine(*row) for row in db.execute(_SAVED, given))


def evidence_about(
    db: Connection, workspace_id: int, about_id: int, limit: int, skipped: int = 0
) -> tuple[EvidenceLine, ...]:
    """What others have kept about that person, and they were told of, newest first; without the notes."""
    given = {"workspace_id": workspace_id, "person_id": about_id, "most": limit, "skipped": skipped}
    return tuple(EvidenceLine(*row) for row in db.execute(_SAVED_ABOUT, given))


def count_evidence(db: Connection, workspace_id: int, person_id: int) -> Counts:
    """How many messages that person finds; one statement."""
    return Counts(*db.execute(_COUNTS, {"workspace_id": workspace_id, "person_id": person_id}).one())


def reports(db: Connection, workspace_id: int, manager_id: int, query: str, limit: int) -> tuple[Somebody, ...]:
    """Members whom that person manages and whose name or address holds the query, by name."""
    given = {
        "workspace_id": workspace_id,
        "manager_id": manager_id,
        "anywhere": f"% %{like(folded(query))}%",
        "most": limit,
    }
    return tuple(Somebody(*row) for row in db.execute(_REPORTS, given))
