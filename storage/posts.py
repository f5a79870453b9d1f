"""Posts of the clock to many channels at once: one statement, in which only what differs travels with each row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, false, literal_column

from storage.messages import Spot
from storage.outbox import SCHEDULED, outbox
from storage.upsert import Upsert


@dataclass(frozen=True, slots=True)
class Post:
    """A card, as JSON, for one channel. One whose `key` was used before is left out."""

    spot: Spot
    card: str
    key: str


def _given(name: str) -> Any:
    # A bare column name is taken by SQLAlchemy's own parameters.
    return bindparam(f"new_{name}", type_=outbox.c[name].type)


_DIFFERENT = ("workspace_id", "queue", "platform", "conversation", "card", "key", "created_at")
_VALUES = {
    **{name: _given(name) for name in _DIFFERENT},
    "lane": literal_column(str(SCHEDULED)),
    "action": literal_column("'post'"),
    "thread": literal_column("''"),
    "reply_url": literal_column("''"),
    "attachment_name": literal_column("''"),
    "state_card": false(),
    "state": literal_column("'waiting'"),
    "attempts": literal_column("0"),
    "not_before": literal_column("0"),
}
_POST: Upsert[Any] = Upsert(lambda into: into(outbox).values(_VALUES).on_conflict_do_nothing(index_elements=["key"]))


def post(db: Connection, workspace_id: int, posts: Sequence[Post], now: datetime) -> None:
    """Put the posts into the outbox, behind the answers that somebody waits for."""
    rows = [
        {
            "new_workspace_id": workspace_id,
            "new_queue": one.spot.queue,
            "new_platform": one.spot.platform,
            "new_conversation": one.spot.conversation,
            "new_card": one.card,
            "new_key": one.key,
            "new_created_at": now,
        }
        for one in posts
    ]
    if rows:
        db.execute(_POST.of(db), rows)
