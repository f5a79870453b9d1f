"""Reactions to Rungs' own messages: a state for each message, person and emoji."""

from sqlalchemy import BigInteger, Boolean, Column, UniqueConstraint
from sqlmodel import Field

from storage.columns import Stored, primary_key


class Reaction(Stored, table=True):
    """Whether somebody's reaction stands under a message, by the latest news of it.

    `happened_at` is the platform's own time of that news, in millionths of a second: the greatest wins, however often
    and in whatever order news arrives.
    """

    __table_args__ = (UniqueConstraint("message_id", "person_id", "emoji"),)

    id: int | None = primary_key()
    message_id: int = Field(foreign_key="message.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    emoji: str
    is_there: bool = Field(sa_column=Column(Boolean, nullable=False))
    happened_at: int = Field(sa_column=Column(BigInteger, nullable=False))


reactions = Reaction.__table__  # type: ignore[attr-defined]
