"""Requests for feedback: a question that one person puts to others, about themselves or about a report."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from storage.columns import Stored, primary_key


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
    """One of the people whom a request was put to."""

    __tablename__ = "feedback_asked"
    __table_args__ = (CheckConstraint("state in ('waiting', 'answered', 'declined')", name="feedback_asked_state"),)

    request_id: int = Field(foreign_key="feedback_request.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    state: str = "waiting"
    settled_at: datetime | None = None


requests = FeedbackRequest.__table__  # type: ignore[attr-defined]
asked = Asked.__table__  # type: ignore[attr-defined]
