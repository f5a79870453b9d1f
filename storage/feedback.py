"""Evidence: messages that somebody kept, for oneself or about a report."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import primary_key


class Evidence(SQLModel, table=True):
    """One message, kept by one person, about one person. `said_by` is empty where the author is nobody we know."""

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


evidence = Evidence.__table__  # type: ignore[attr-defined]
