"""One-to-ones: the shared agenda of two people, and when they met."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from storage.columns import Stored, primary_key


class OneToOne(Stored, table=True):
    """The agenda that two people share. `first_id` is the lower of the two ids when it was made.

    `held_at` is when they last met and closed what they had talked about.
    """

    __tablename__ = "one_to_one"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    first_id: int = Field(foreign_key="person.id")
    second_id: int = Field(foreign_key="person.id", index=True)
    held_at: datetime | None = None
    created_at: datetime
    version: int = 1


class AgendaItem(Stored, table=True):
    """A topic to talk about, or an action that one of the two took on (`owner_id`), until the day `due_on`, if any."""

    __tablename__ = "agenda_item"
    __table_args__ = (CheckConstraint("kind in ('topic', 'action')", name="agenda_item_kind"),)

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    one_to_one_id: int = Field(foreign_key="one_to_one.id", index=True)
    kind: str
    text: str
    author_id: int = Field(foreign_key="person.id")
    owner_id: int | None = Field(default=None, foreign_key="person.id")
    due_on: date | None = None
    created_at: datetime
    done_at: datetime | None = None
    done_by: int | None = Field(default=None, foreign_key="person.id")


one_to_ones = OneToOne.__table__  # type: ignore[attr-defined]
agenda_items = AgendaItem.__table__  # type: ignore[attr-defined]
