"""What became of claimed rows, what a crash left behind, and whether anything is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, and_, bindparam, exists, func, null, or_, select, update

from storage import forwarding, unposted
from storage.aliases import alias
from storage.dispatch import SAFE_ACTIONS, Letter
from storage.outbox import messages, outbox


@dataclass(frozen=True, slots=True)
class Delivered:
    letter: Letter
    external_id: str
    conversation: str


@dataclass(frozen=True, slots=True)
class Postponed:
    """`not_before` is in seconds of the machine's clock; `attempts` is what the row has behind it now."""

    letter: Letter
    attempts: int
    not_before: float


@dataclass(frozen=True, slots=True)
class GivenUp:
    """`state` is "blocked", or "uncertain" where the platform may have it and nobody knows."""

    letter: Letter
    state: Literal["blocked", "uncertain"]


Settled = Delivered | Postponed | GivenUp

_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("i"), outbox.c.state == "sending")
    .values(state="sent", card="", attachment=null(), reply_url="", sent_at=bindparam("t"))
)
_KNOWN = (
    update(messages)
    .where(messages.c.id == bindparam("m"))
    # A direct message may have gone by another platform than it was meant for.
    .values(external_id=bindparam("x"), conversation=bindparam("c"), platform=bindparam("p"))
)
_LATER = (
    update(outbox)
    .where(outbox.c.id == bindparam("i"), outbox.c.state == "sending")
    .values(state="waiting", attempts=bindparam("a"), not_before=bindparam("b"))
)
_ENDED = (
    update(outbox)
    .where(outbox.c.id == bindparam("i"), outbox.c.state == "sending")
    .values(state=bindparam("s"), card="", attachment=null(), reply_url="", sent_at=bindparam("t"))
)
_UNSENT = alias(outbox, "unsent", "action", "message_id", "state")
_BASIS = func.coalesce(outbox.c.thread_of, outbox.c.message_id)
_BLOCK_ORPHANS = (
    update(outbox)
    .where(
        outbox.c.workspace_id == bindparam("w"),
        outbox.c.state == "waiting",
        or_(
            outbox.c.platform.not_in(bindparam("platforms", expanding=True)),
            and_(
                or_(outbox.c.thread_of.is_not(None), outbox.c.action == "edit"),
                exists().where(messages.c.id == _BASIS, messages.c.external_id == ""),
                ~exists().where(
                    _UNSENT.c.message_id == _BASIS,
                    _UNSENT.c.action == "post",
                    _UNSENT.c.state.in_(("waiting", "sending")),
                ),
            ),
        ),
    )
    .values(state="blocked", card="", attachment=null(), reply_url="", sent_at=bindparam("t"))
    .returning(outbox.c.id)
)
_RESEND = (
    update(outbox)
    .where(
        outbox.c.workspace_id == bindparam("w"),
        outbox.c.state == "sending",
        or_(outbox.c.state_card, outbox.c.action.in_(SAFE_ACTIONS)),
    )
    .values(state="waiting")
)
_DOUBT = (
    update(outbox)
    .where(outbox.c.workspace_id == bindparam("w"), outbox.c.state == "sending")
    .values(state="uncertain", card="", attachment=null(), reply_url="", sent_at=bindparam("t"))
    .returning(outbox.c.id)
)
_WAITS = and_(
    outbox.c.state == "waiting",
    or_(outbox.c.held_until.is_(None), outbox.c.held_until <= bindparam("now", type_=outbox.c.held_until.type)),
)
_WORKSPACES = select(outbox.c.workspace_id).where(or_(_WAITS, outbox.c.state == "sending")).distinct()
_REMAINS = select(exists().where(outbox.c.workspace_id == bindparam("w"), _WAITS))


def settle(db: Connection, outcomes: Sequence[Settled], at: datetime) -> None:
    """Write down what became of claimed rows (`at`: the machine's clock); what went, or never will, is emptied."""
    sent = [outcome for outcome in outcomes if isinstance(outcome, Delivered)]
    posted = [outcome for outcome in sent if outcome.letter.action == "post" and outcome.letter.message_id]
    later = [outcome for outcome in outcomes if isinstance(outcome, Postponed)]
    ended = [outcome for outcome in outcomes if isinstance(outcome, GivenUp)]
    if sent:
        db.execute(_SENT, [{"i": outcome.letter.id, "t": at} for outcome in sent])
    if posted:
        known = [
            {"m": out.letter.message_id, "x": out.external_id, "c": out.conversation, "p": out.letter.platform}
            for out in posted
        ]
        db.execute(_KNOWN, known)
    if later:
        db.execute(_LATER, [{"i": out.letter.id, "a": out.attempts, "b": out.not_before} for out in later])
    blocked = [outcome.letter.id for outcome in ended if outcome.state == "blocked"]
    forwarding.forward(db, blocked)
    if ended:
        db.execute(_ENDED, [{"i": outcome.letter.id, "s": outcome.state, "t": at} for outcome in ended])
    unposted.refused(db, blocked)


def recover(db: Connection, workspace_id: int, at: datetime) -> list[int]:
    """Take up what a crash left in flight: what may be sent twice waits again; the rest is uncertain, and returned."""
    db.execute(_RESEND, {"w": workspace_id})
    return list(db.execute(_DOUBT, {"w": workspace_id, "t": at}).scalars())


def block_orphans(db: Connection, workspace_id: int, platforms: Sequence[str], at: datetime) -> list[int]:
    """Give up lines and edits whose message was given up, and whatever is for none of the platforms; return which."""
    values = {"w": workspace_id, "platforms": platforms, "t": at}
    given_up = list(db.execute(_BLOCK_ORPHANS, values).scalars())
    unposted.refused(db, given_up)
    return given_up


def workspaces_with_mail(db: Connection, now: datetime) -> list[int]:
    """The workspaces in which something is to be sent by `now`, or is being sent."""
    return list(db.execute(_WORKSPACES, {"now": now}).scalars())


def anything_waits(db: Connection, workspace_id: int, now: datetime) -> bool:
    """Whether something of the workspace is to be sent by `now`, at once or after a pause."""
    return bool(db.execute(_REMAINS, {"w": workspace_id, "now": now}).scalar_one())
