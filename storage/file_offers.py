"""Files that wait until their person consents to receive them, as Teams asks for."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import Field

from storage.columns import Stored, primary_key


class FileOffer(Stored, table=True):
    """A file that only its person may take."""

    __tablename__ = "file_offer"

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    person_id: int = Field(foreign_key="person.id")
    name: str
    content: bytes
    created_at: datetime = Field(index=True)


file_offers = FileOffer.__table__  # type: ignore[attr-defined]


def keep(db: Connection, workspace_id: int, person_id: int, name: str, content: bytes, now: datetime) -> int:
    """Keep the file; return the offer's id."""
    row = {"workspace_id": workspace_id, "person_id": person_id, "name": name, "content": content, "created_at": now}
    return int(db.execute(insert(file_offers).values(row).returning(file_offers.c.id)).scalar_one())


def take(db: Connection, offer_id: int, person_id: int) -> tuple[str, bytes] | None:
    """The file's name and content, if it is that person's and still there. It is gone from then on."""
    mine = delete(file_offers).where(file_offers.c.id == offer_id, file_offers.c.person_id == person_id)
    row = db.execute(mine.returning(file_offers.c.name, file_offers.c.content)).one_or_none()
    return None if row is None else (row.name, row.content)


def forget(db: Connection, before: datetime, at_most: int = 500) -> int:
    """Drop offers older than `before`, a batch at a time; return how many went."""
    old = select(file_offers.c.id).where(file_offers.c.created_at < before).limit(at_most)
    return db.execute(delete(file_offers).where(file_offers.c.id.in_(old))).rowcount
