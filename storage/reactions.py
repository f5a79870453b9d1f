"""Reactions to praise: a state for each message, person and emoji."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    UniqueConstraint,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlmodel import Field

from storage.columns import Stored, primary_key
from storage.feedback import feedbacks
from storage.outbox import messages, outbox
from storage.people import people
from storage.upsert import Upsert

PRAISE: Final = "praise"
"""The kind of message that shows praise: reactions to no other count."""
_TONES: Final = ("", *(f"::skin-tone-{tone}" for tone in range(2, 7)))
"""Slack counts the same hand in another colour as another reaction."""
_THUMB: Final = frozenset(("like", "+1", "thumbsup"))
"""One reaction: Teams' name, Slack's, and what Slack's own picker calls it besides."""


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


@dataclass(frozen=True, slots=True)
class Posted:
    """A message where it stands, in the platform's own ids; `conversation` is without a thread."""

    platform: str
    conversation: str
    message: str


@dataclass(frozen=True, slots=True)
class News:
    """Somebody reacted, or took it back. `emoji` is the platform's name; `happened_at` as in Reaction."""

    person_id: int
    emoji: str
    is_there: bool
    happened_at: int


_HERE = (
    messages.c.kind == PRAISE,
    messages.c.platform == bindparam("on"),
    messages.c.conversation == bindparam("place"),
)
_FIND = select(messages.c.id).where(*_HERE, messages.c.external_id == bindparam("number"))
_FIND_LOCKED = _FIND.where(messages.c.workspace_id == bindparam("w")).with_for_update(of=messages)
_ON_ITS_WAY = select(
    exists().where(
        *_HERE,
        messages.c.external_id == "",
        outbox.c.message_id == messages.c.id,
        outbox.c.state == "sending",
    )
)
_KEEP: Upsert[Any] = Upsert(
    lambda into: (fresh := into(reactions)).on_conflict_do_update(
        index_elements=["message_id", "person_id", "emoji"],
        set_={"is_there": fresh.excluded.is_there, "happened_at": fresh.excluded.happened_at},
        where=fresh.excluded.happened_at > reactions.c.happened_at,
    )
)
_JOINED = (
    select(reactions.c.message_id, func.count(reactions.c.person_id.distinct()).label("people"))
    .join(people, people.c.id == reactions.c.person_id)
    .where(
        reactions.c.message_id.in_(bindparam("ids", expanding=True)),
        reactions.c.emoji.in_(bindparam("names", expanding=True)),
        reactions.c.is_there,
        people.c.standing != "bot",
        ~exists().where(
            feedbacks.c.message_id == reactions.c.message_id,
            or_(feedbacks.c.author_id == reactions.c.person_id, feedbacks.c.receiver_id == reactions.c.person_id),
        ),
    )
    .group_by(reactions.c.message_id)
)


def is_praise(db: Connection, posted: Posted) -> bool:
    """Whether praise stands there."""
    return db.execute(_FIND, _where(posted)).one_or_none() is not None


def is_praise_on_its_way(db: Connection, posted: Posted) -> bool:
    """Whether praise is being sent to that conversation: what it is called there is not known yet."""
    place = {"on": posted.platform, "place": posted.conversation}
    return bool(db.execute(_ON_ITS_WAY, place).scalar_one())


def record(db: Connection, workspace_id: int, posted: Posted, news: News, emojis: Collection[str]) -> int | None:
    """Keep the news of a reaction to praise, where it is one of `emojis` and the latest news.

    Returns the message's id where the number of people who join in is another than before.
    """
    if news.emoji not in spelled(emojis):
        return None
    # Two who react to the same message wait for each other here, so that each counts the other.
    message_id = db.execute(_FIND_LOCKED, _where(posted) | {"w": workspace_id}).scalar_one_or_none()
    if message_id is None:
        return None
    before = joined(db, [message_id], emojis)
    db.execute(_KEEP.of(db), asdict(news) | {"message_id": message_id})
    return int(message_id) if joined(db, [message_id], emojis) != before else None


def joined(db: Connection, message_ids: Collection[int], emojis: Collection[str]) -> dict[int, int]:
    """How many people add to the praise of each message by one of `emojis`; a message that is left out has none.

    Each counts once. Who praises and who is praised do not count, nor do bots.
    """
    if not message_ids:
        return {}
    found = db.execute(_JOINED, {"ids": list(message_ids), "names": sorted(spelled(emojis))})
    return {row.message_id: row.people for row in found}


def spelled(emojis: Collection[str]) -> frozenset[str]:
    """Every name that a platform may have for one of these reactions."""
    named = frozenset(emojis)
    return frozenset(name + tone for name in (named | _THUMB if named & _THUMB else named) for tone in _TONES)


def _where(posted: Posted) -> dict[str, object]:
    return {"on": posted.platform, "place": posted.conversation, "number": posted.message}
