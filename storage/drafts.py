"""What somebody has typed and not sent, where it does not fit into the platform's own hands."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import Field

from storage.columns import Stored, primary_key


class Draft(Stored, table=True):
    """`body` is JSON: the fields as typed. Only its person may take it up again."""

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    person_id: int = Field(foreign_key="person.id")
    body: str
    created_at: datetime = Field(index=True)


drafts = Draft.__table__  # type: ignore[attr-defined]


def keep(db: Connection, workspace_id: int, person_id: int, body: str, now: datetime) -> int:
    """Keep the text; return the draft's id."""
    row = {"workspace_id": workspace_id, "person_id": person_id, "body": body, "created_at": now}
    return int(db.execute(insert(drafts).values(row).returning(drafts.c.id)).scalar_one())


def resume(db: Connection, draft_id: int, person_id: int) -> str | None:
    """The draft's text, if it is that person's and still there."""
    found = select(drafts.c.body).where(drafts.c.id == draft_id, drafts.c.person_id == person_id)
    return db.execute(found).scalar_one_or_none()


def take(db: Connection, draft_id: int, person_id: int) -> str | None:
    """The draft's text, if it is that person's and still there. It is gone from then on: of two takers one has it."""
    mine = delete(drafts).where(drafts.c.id == draft_id, drafts.c.person_id == person_id)
    return db.execute(mine.returning(drafts.c.body)).scalar_one_or_none()


def forget(db: Connection, before: datetime, at_most: int = 500) -> int:
    """Drop drafts older than `before`, a batch at a time; return how many went."""
    old = select(drafts.c.id).where(drafts.c.created_at < before).limit(at_most)
    return db.execute(delete(drafts).where(drafts.c.id.in_(old))).rowcount
