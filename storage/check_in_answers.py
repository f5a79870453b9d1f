"""Answers to check-ins: what somebody says to one, in its thread, kept beside it. Append-only."""

from datetime import datetime

from sqlmodel import Field

from storage.columns import Stored, primary_key


class CheckInAnswer(Stored, table=True):
    """What a person answered to a check-in; whoever sees its key result may read it."""

    __tablename__ = "check_in_answer"

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    check_in_id: int = Field(foreign_key="check_in.id", index=True)
    key_result_id: int = Field(foreign_key="key_result.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    text: str
    created_at: datetime


answers = CheckInAnswer.__table__  # type: ignore[attr-defined]
