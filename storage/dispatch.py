"""Which rows of the outbox go next: in order within a queue, answers that somebody waits for first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.sql import ColumnElement

from storage.aliases import alias
from storage.outbox import INTERACTIVE, SCHEDULED, messages, outbox
from storage.people import accounts, people
from storage.reach import TAKES_MESSAGES, USED_FIRST

NO_CHANNEL = ("reply", "replace", "share")
"""One-time addresses: the platform counts them for no channel."""
SAFE_ACTIONS = ("edit", "replace")
"""What may be sent again when nobody knows whether it arrived."""

Allowance = Mapping[str, int]
"""How many rows of each action may go now; an action that is not named may not."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A claimed row, with the addresses that were known when it was claimed. `card` is JSON.

    `account` is where the platform takes messages for the person, empty where they have none that takes any; `locale`
    and `time_zone` are theirs, empty where it is for more than one; `thread` and `message` are the platform's ids.
    """

    id: int
    workspace_id: int
    queue: str
    lane: int
    action: str
    platform: str
    person_id: int | None
    account: str
    locale: str
    time_zone: str
    conversation: str
    thread: str
    message_id: int | None
    message: str
    reply_url: str
    card: str
    attachment: bytes | None
    attachment_name: str
    state_card: bool
    attempts: int

    @property
    def scheduled(self) -> bool:
        """Whether nobody waits for it."""
        return self.lane == SCHEDULED

    @property
    def safe_twice(self) -> bool:
        """Whether it may be sent again when nobody knows whether it arrived."""
        return self.state_card or self.action in SAFE_ACTIONS

    @property
    def channel(self) -> str:
        """What the platform counts together: a conversation, or a person's direct messages."""
        if self.action in NO_CHANNEL:
            return ""
        return self.conversation or f"@{self.person_id}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows delivery can take now.

    `seconds` is the machine's clock, `now` the business clock. Rows of a `busy` queue wait for the one under way, and
    those of a `resting` channel for its pace.
    """

    workspace_id: int
    platform: str
    seconds: float
    now: datetime
    interactive: Allowance
    scheduled: Allowance
    most: int
    most_scheduled: int
    busy: Sequence[str] = ()
    resting: Sequence[str] = ()


_EARLIER = alias(outbox, "earlier", "id", "lane", "queue", "state", "held_until")
_ROOT = alias(messages, "root", "id", "conversation", "external_id", "thread")
_SHOWN = alias(messages, "shown", "id", "conversation", "external_id")


def _released(row: Any) -> ColumnElement[bool]:
    return or_(row.c.held_until.is_(None), row.c.held_until <= bindparam("now", type_=outbox.c.held_until.type))


_NEXT = (
    select(outbox.c.id, outbox.c.queue, outbox.c.action, outbox.c.conversation, outbox.c.person_id)
    .outerjoin(_ROOT, _ROOT.c.id == outbox.c.thread_of)
    .outerjoin(_SHOWN, _SHOWN.c.id == outbox.c.message_id)
    .where(
        outbox.c.workspace_id == bindparam("w"),
        outbox.c.platform == bindparam("platform"),
        outbox.c.state == "waiting",
        outbox.c.lane == bindparam("lane"),
        outbox.c.not_before <= bindparam("seconds"),
        _released(outbox),
        outbox.c.action.in_(bindparam("actions", expanding=True)),
        outbox.c.queue.not_in(bindparam("busy", expanding=True)),
        or_(
            outbox.c.action.in_(NO_CHANNEL),
            and_(
                outbox.c.conversation.not_in(bindparam("resting", expanding=True)),
                func.coalesce(outbox.c.person_id, 0).not_in(bindparam("people", expanding=True)),
            ),
        ),
        or_(outbox.c.thread_of.is_(None), _ROOT.c.external_id != ""),
        or_(outbox.c.action != "edit", _SHOWN.c.external_id != ""),
        ~exists().where(
            _EARLIER.c.queue == outbox.c.queue,
            _EARLIER.c.state == "waiting",
            _EARLIER.c.lane == outbox.c.lane,
            _EARLIER.c.id < outbox.c.id,
            _released(_EARLIER),
        ),
    )
    .order_by(outbox.c.id)
    .limit(bindparam("n"))
)
_SEND = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)), outbox.c.state == "waiting")
    .values(state="sending")
    .returning(outbox.c.id)
)
_LETTERS: Select[Any] = (
    select(
        outbox.c.id,
        outbox.c.workspace_id,
        outbox.c.queue,
        outbox.c.lane,
        outbox.c.action,
        outbox.c.platform,
        outbox.c.person_id,
        func.coalesce(
            select(func.coalesce(func.nullif(accounts.c.address, ""), accounts.c.external_id))
            .where(
                accounts.c.person_id == outbox.c.person_id,
                accounts.c.platform == outbox.c.platform,
                # Somebody who waits for an answer is there, whatever was thought of it.
                or_(TAKES_MESSAGES, outbox.c.lane == INTERACTIVE),
            )
            .order_by(accounts.c.unreachable_at.is_not(None), *USED_FIRST)
            .limit(1)
            .scalar_subquery(),
            "",
        ),
        func.coalesce(people.c.locale, ""),
        func.coalesce(people.c.time_zone, ""),
        # Where a direct message stands is known only once it was sent.
        func.coalesce(
            func.nullif(outbox.c.conversation, ""), func.nullif(_SHOWN.c.conversation, ""), _ROOT.c.conversation, ""
        ),
        # A line under a message that stands in a thread itself goes into that thread: platforms nest none.
        func.coalesce(func.nullif(_ROOT.c.thread, ""), _ROOT.c.external_id, outbox.c.thread),
        outbox.c.message_id,
        func.coalesce(_SHOWN.c.external_id, ""),
        outbox.c.reply_url,
        outbox.c.card,
        outbox.c.attachment,
        outbox.c.attachment_name,
        outbox.c.state_card,
        outbox.c.attempts,
    )
    .outerjoin(_ROOT, _ROOT.c.id == outbox.c.thread_of)
    .outerjoin(_SHOWN, _SHOWN.c.id == outbox.c.message_id)
    .outerjoin(people, people.c.id == outbox.c.person_id)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(outbox.c.lane, outbox.c.id)
)


def claim(db: Connection, wanted: Wanted) -> list[Letter]:
    """Mark the next rows as being sent, interactive answers first, one of each queue and of each channel at most."""
    picks = _Picks(wanted)
    picks.add(db, INTERACTIVE, wanted.interactive, wanted.most)
    picks.add(db, SCHEDULED, wanted.scheduled, min(wanted.most_scheduled, wanted.most - len(picks.ids)))
    if not picks.ids:
        return []
    ids = db.execute(_SEND, {"ids": picks.ids}).scalars().all()
    return [Letter(*row) for row in db.execute(_LETTERS, {"ids": ids}).all()]


class _Picks:
    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._channels: set[str | int] = set()
        self.ids: list[int] = []

    def add(self, db: Connection, lane: int, allowance: Allowance, most: int) -> None:
        left = {action: number for action, number in allowance.items() if number > 0}
        if most <= 0 or not left:
            return
        for row_id, queue, action, conversation, person_id in self._heads(db, lane, list(left), most):
            channel = queue if action in NO_CHANNEL else conversation or person_id
            if most <= 0 or left[action] <= 0 or channel in self._channels:
                continue
            most -= 1
            left[action] -= 1
            self.ids.append(row_id)
            self._channels.add(channel)

    def _heads(self, db: Connection, lane: int, actions: list[str], most: int) -> Iterable[Any]:
        wanted = self._wanted
        values = {
            "w": wanted.workspace_id,
            "lane": lane,
            "seconds": wanted.seconds,
            "now": wanted.now,
            "actions": actions,
            "busy": wanted.busy,
            "resting": wanted.resting,
            "platform": wanted.platform,
            "people": [int(name[1:]) for name in wanted.resting if name.startswith("@")],
            # Some may share a channel with another that goes now.
            "n": most + 16,
        }
        return db.execute(_NEXT, values).all()
