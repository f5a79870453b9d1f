"""Switches that super users set in chat, with who did and when."""

from datetime import datetime

from sqlmodel import Field

from storage.columns import Stored


class Switch(Stored, table=True):
    """A switch that was set at least once; one that never was is off. The audit keeps every change."""

    __tablename__ = "company_switch"

    workspace_id: int = Field(foreign_key="workspace.id", primary_key=True)
    name: str = Field(primary_key=True)
    is_on: bool
    set_by: int = Field(foreign_key="person.id")
    set_at: datetime


switches = Switch.__table__  # type: ignore[attr-defined]
