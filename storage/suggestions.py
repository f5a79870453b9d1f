"""What colleagues would change in a draft: another title, or one more key result."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlmodel import Field

from storage.aliases import alias
from storage.columns import Stored, primary_key
from storage.okrs import objectives
from storage.people import people


class Suggestion(Stored, table=True):
    """One suggestion for a draft. `title` and `key_result` (as it is typed behind the code) may be empty."""

    id: int | None = primary_key()
    objective_id: int = Field(foreign_key="objective.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    title: str = ""
    key_result: str = ""
    comment: str = ""
    created_at: datetime
    taken_at: datetime | None = None
    taken_by: int | None = Field(default=None, foreign_key="person.id")


suggestions = Suggestion.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class SuggestionLine:
    """A suggestion with who made it, for the objective of that code, and who took it over."""

    id: int
    code: str
    person_id: int
    person_name: str
    title: str
    key_result: str
    comment: str
    taken_by: int | None
    taken_by_name: str | None


_taker = alias(people, "taker", "id", "name")
_ADD = insert(suggestions).returning(suggestions.c.id)
_BY_ID = (
    select(
        suggestions.c.id,
        objectives.c.code,
        suggestions.c.person_id,
        people.c.name,
        suggestions.c.title,
        suggestions.c.key_result,
        suggestions.c.comment,
        suggestions.c.taken_by,
        _taker.c.name,
    )
    .join(objectives, objectives.c.id == suggestions.c.objective_id)
    .join(people, people.c.id == suggestions.c.person_id)
    .outerjoin(_taker, _taker.c.id == suggestions.c.taken_by)
    .where(suggestions.c.id == bindparam("suggestion_id"), objectives.c.workspace_id == bindparam("workspace_id"))
)
_TAKE = (
    update(suggestions)
    .where(suggestions.c.id == bindparam("suggestion_id"), suggestions.c.taken_at.is_(None))
    .values(taken_at=bindparam("at"), taken_by=bindparam("by"))
)


def suggest(
    db: Connection, objective_id: int, person_id: int, now: datetime, *, title: str, key_result: str, comment: str
) -> int:
    """Keep the suggestion; return its id."""
    row: dict[str, Any] = {
        "objective_id": objective_id,
        "person_id": person_id,
        "title": title,
        "key_result": key_result,
        "comment": comment,
        "created_at": now,
    }
    return int(db.execute(_ADD, row).scalar_one())


def suggestion(db: Connection, workspace_id: int, suggestion_id: int) -> SuggestionLine | None:
    """The suggestion of that id."""
    row = db.execute(_BY_ID, {"workspace_id": workspace_id, "suggestion_id": suggestion_id}).first()
    return SuggestionLine(*row) if row else None


def take_over(db: Connection, suggestion_id: int, person_id: int, now: datetime) -> bool:
    """Mark it as taken over; False where it was already."""
    return db.execute(_TAKE, {"suggestion_id": suggestion_id, "by": person_id, "at": now}).rowcount == 1
