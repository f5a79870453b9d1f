"""Praise whose post the platform refused: the clock finds it as a reminder, and whoever wrote it learns of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, String, bindparam, cast, exists, func, literal, select, update

from storage.feedback import feedbacks
from storage.outbox import messages, outbox
from storage.reactions import PRAISE
from storage.reminders import reminders
from storage.teams import teams
from storage.upsert import Into, Upsert

REMINDER: Final = "praise.unposted"
_COLUMNS: Final = ("workspace_id", "kind", "subject", "subject_id", "due_at")


@dataclass(frozen=True, slots=True)
class Unposted:
    """Whether the post stands nowhere and is not on its way, and what its channel is called, "" where nobody knows."""

    is_lost: bool
    channel_name: str


def _plan(into: Into) -> Any:
    """Due at once: when the message was made is past by the business clock."""
    rows = (
        select(
            messages.c.workspace_id,
            literal(REMINDER, String),
            literal("message:", String).concat(cast(messages.c.id, String)),
            messages.c.id,
            messages.c.created_at,
        )
        .join(outbox, outbox.c.message_id == messages.c.id)
        .where(outbox.c.id == bindparam("i"), outbox.c.action == "post", messages.c.kind == PRAISE)
    )
    return into(reminders).from_select(list(_COLUMNS), rows).on_conflict_do_nothing()


_PLAN: Upsert[Any] = Upsert(_plan)
_ON_ITS_WAY = exists().where(
    outbox.c.message_id == messages.c.id, outbox.c.action == "post", outbox.c.state.in_(("waiting", "sending"))
)
_CHANNEL = (
    select(func.max(teams.c.channel_name))
    .where(teams.c.platform == messages.c.platform, teams.c.channel == messages.c.conversation)
    .scalar_subquery()
)
_LOOK = select((messages.c.external_id == "") & ~_ON_ITS_WAY, func.coalesce(_CHANNEL, "")).where(
    messages.c.id == bindparam("m")
)
_DETACH = (
    update(feedbacks).where(feedbacks.c.message_id == bindparam("m"), feedbacks.c.is_praise).values(message_id=None)
)


def refused(db: Connection, outbox_ids: Sequence[int]) -> None:
    """Keep of these rows, which were given up, those that were to post praise."""
    if outbox_ids:
        db.execute(_PLAN.of(db), [{"i": outbox_id} for outbox_id in outbox_ids])


def look(db: Connection, message_id: int) -> Unposted:
    """How it is with the post now; it may have been tried anew."""
    is_lost, channel_name = db.execute(_LOOK, {"m": message_id}).one()
    return Unposted(bool(is_lost), channel_name)


def detach(db: Connection, message_id: int) -> None:
    """Let the praise be as it is where there was no channel: no post shows it."""
    db.execute(_DETACH, {"m": message_id})
