"""What a platform takes no more: it goes to another account of the same person, where there is one."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, bindparam, select, update

from storage.outbox import outbox
from storage.people import accounts
from storage.reach import DISCONNECTED, TAKES_MESSAGES, USED_FIRST
from storage.workspaces import installations

_OTHER = (
    select(accounts.c.platform)
    .where(accounts.c.person_id == outbox.c.person_id, TAKES_MESSAGES)
    .order_by(*USED_FIRST)
    .limit(1)
    .correlate(outbox)
    .scalar_subquery()
)
_FORWARD = (
    update(outbox)
    .where(
        outbox.c.action == "post",
        outbox.c.conversation == "",
        outbox.c.message_id.is_(None),
        outbox.c.platform != _OTHER,
    )
    .values(platform=_OTHER, state="waiting", attempts=0, not_before=0.0)
)
_REFUSED = _FORWARD.where(outbox.c.id == bindparam("i"), outbox.c.state == "sending")
_LEFT = _FORWARD.where(
    outbox.c.workspace_id == bindparam("w"),
    outbox.c.state == "waiting",
    outbox.c.platform.not_in(bindparam("platforms", expanding=True)),
)
_HERE = accounts.c.workspace_id == bindparam("w")
_CONNECTED = accounts.c.platform.in_(bindparam("platforms", expanding=True))
_DISCONNECT = (
    update(accounts).where(_HERE, ~_CONNECTED, accounts.c.unreachable_at.is_(None)).values(unreachable_at=DISCONNECTED)
)
_CONNECT = (
    update(accounts).where(_HERE, _CONNECTED, accounts.c.unreachable_at == DISCONNECTED).values(unreachable_at=None)
)
_MISSING = (
    select(installations.c.platform)
    .where(
        installations.c.workspace_id == bindparam("w"),
        installations.c.platform.not_in(bindparam("platforms", expanding=True)),
    )
    .distinct()
    .order_by(installations.c.platform)
)


def forward(db: Connection, outbox_ids: Sequence[int]) -> None:
    """Let direct messages that were refused wait again, for the platform that takes them now, if there is another."""
    if outbox_ids:
        db.execute(_REFUSED, [{"i": outbox_id} for outbox_id in outbox_ids])


def connect(db: Connection, workspace_id: int, platforms: Collection[str]) -> list[str]:
    """Keep which platforms are connected now, and return those that were once and are not.

    Nobody is written to on one that is not: what is for its people goes to their other accounts, until it is back.
    """
    here = {"w": workspace_id, "platforms": list(platforms)}
    db.execute(_CONNECT, here)
    db.execute(_DISCONNECT, here)
    db.execute(_LEFT, here)
    return list(db.scalars(_MISSING, here))
