"""Feedback and praise: who said what to whom, and who may read it. A row is one person's word to one other person."""

from datetime import datetime
from typing import Literal

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from storage.columns import Stored, primary_key

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
    """What the author adds to their feedback once it can no longer be changed. Append-only."""

    __tablename__ = "feedback_addition"

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    feedback_id: int = Field(foreign_key="feedback.id", index=True)
    text: str
    created_at: datetime


feedbacks = Feedback.__table__  # type: ignore[attr-defined]
additions = Addition.__table__  # type: ignore[attr-defined]
