"""Who drains a workspace's outbox: one process at a time, for as long as it keeps saying so."""

from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, or_, update

from storage.outbox import leases
from storage.upsert import Upsert

SECONDS: Final = 10.0
"""How long a lease lasts after its holder was last heard of."""

_TAKE: Upsert[Any] = Upsert(
    lambda into: (
        into(leases)
        .values(workspace_id=bindparam("w"), holder=bindparam("h"), until=bindparam("u"))
        .on_conflict_do_update(
            index_elements=["workspace_id"],
            set_={"holder": bindparam("h"), "until": bindparam("u")},
            where=or_(leases.c.until <= bindparam("t"), leases.c.holder == bindparam("h")),
        )
        .returning(leases.c.holder)
    )
)
_RENEW = (
    update(leases)
    .where(leases.c.workspace_id == bindparam("w"), leases.c.holder == bindparam("h"))
    .values(until=bindparam("u"))
)
_GIVE_BACK = delete(leases).where(leases.c.workspace_id == bindparam("w"), leases.c.holder == bindparam("h"))


def take(db: Connection, workspace_id: int, holder: str, seconds: float) -> bool:
    """Take the lease if nobody has it or it has lapsed; `seconds` is the machine's clock."""
    wanted = {"w": workspace_id, "h": holder, "t": seconds, "u": seconds + SECONDS}
    return db.execute(_TAKE.of(db), wanted).first() is not None


def renew(db: Connection, workspace_id: int, holder: str, seconds: float) -> bool:
    """Keep the lease for longer; False if somebody else has taken it over."""
    return db.execute(_RENEW, {"w": workspace_id, "h": holder, "u": seconds + SECONDS}).rowcount == 1


def give_back(db: Connection, workspace_id: int, holder: str) -> None:
    """Let the next one have it at once."""
    db.execute(_GIVE_BACK, {"w": workspace_id, "h": holder})
