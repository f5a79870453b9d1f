"""The company, the platforms it is connected to, and the counters that number its things."""

from datetime import datetime

from sqlalchemy import Connection, UniqueConstraint, bindparam, insert, or_, select, text, update
from sqlmodel import Field

from storage.columns import Stored, primary_key


class Workspace(Stored, table=True):
    """The company; never a Slack team.

    `moved_to` is the latest instant to which somebody has set its clock forward: what was due by then has been done, so
    nothing happens before it any more.
    """

    id: int | None = primary_key()
    name: str
    created_at: datetime
    moved_to: datetime | None = None


class Installation(Stored, table=True):
    """A platform's tenant (a Slack team, a Teams tenant) that belongs to the workspace."""

    __table_args__ = (UniqueConstraint("platform", "tenant"),)

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    platform: str
    tenant: str
    created_at: datetime


class Counter(Stored, table=True):
    """The last number given to a kind of thing: one of PREFIXES."""

    workspace_id: int = Field(foreign_key="workspace.id", primary_key=True)
    prefix: str = Field(primary_key=True)
    last: int


workspaces = Workspace.__table__  # type: ignore[attr-defined]
installations = Installation.__table__  # type: ignore[attr-defined]
counters = Counter.__table__  # type: ignore[attr-defined]

PREFIXES = ("O", "KR", "F", "G")
"""What stands before the number in a code: objectives, key results, feedback, goals."""

_COUNT_UP = (
    update(counters)
    .where(counters.c.workspace_id == bindparam("w"), counters.c.prefix == bindparam("p"))
    .values(last=counters.c.last + bindparam("n"))
    .returning(counters.c.last)
)


def next_code(db: Connection, workspace_id: int, prefix: str) -> str:
    """The next code of that kind: "KR-12". The counter's row makes two writers wait for each other."""
    return next_codes(db, workspace_id, prefix, 1)[0]


def next_codes(db: Connection, workspace_id: int, prefix: str, count: int) -> tuple[str, ...]:
    """The next so many codes of that kind, in one statement."""
    last = int(db.execute(_COUNT_UP, {"w": workspace_id, "p": prefix, "n": count}).scalar_one())
    return tuple(f"{prefix}-{number}" for number in range(last - count + 1, last + 1))


def move_clock(db: Connection, workspace_id: int, instant: datetime) -> None:
    """Keep that the company's clock was set forward to `instant` (aware UTC); it never goes back."""
    behind = or_(workspaces.c.moved_to.is_(None), workspaces.c.moved_to < instant)
    db.execute(update(workspaces).where(workspaces.c.id == workspace_id, behind).values(moved_to=instant))


def last_number(db: Connection, workspace_id: int, prefix: str) -> int:
    """How many of that kind were ever numbered."""
    found = select(counters.c.last).where(counters.c.workspace_id == workspace_id, counters.c.prefix == prefix)
    return int(db.execute(found).scalar_one())


def workspace_of(db: Connection, platform: str, tenant: str) -> int | None:
    """The workspace that the platform's tenant belongs to."""
    found = select(installations.c.workspace_id).where(
        installations.c.platform == platform, installations.c.tenant == tenant
    )
    return db.execute(found).scalar_one_or_none()


def connected(db: Connection) -> tuple[str, ...]:
    """Every platform that was ever connected, by name."""
    return tuple(db.scalars(select(installations.c.platform).distinct().order_by(installations.c.platform)))


def install(db: Connection, platform: str, tenant: str, name: str, now: datetime) -> int:
    """Connect the platform's tenant, to the workspace that exists or to a new one; return the workspace's id.

    One database serves one company: a second platform joins the first one's workspace.
    """
    known = workspace_of(db, platform, tenant)
    if known is None:
        _wait_for_others(db)
        known = workspace_of(db, platform, tenant)
    if known is not None:
        return known
    workspace_id = _founded(db, name, now)
    db.execute(
        insert(installations).values(workspace_id=workspace_id, platform=platform, tenant=tenant, created_at=now)
    )
    return workspace_id


def found(db: Connection, name: str, now: datetime) -> int:
    """The company's workspace, before any platform is connected to it too: the one that exists, or a new one."""
    _wait_for_others(db)
    return _founded(db, name, now)


def _founded(db: Connection, name: str, now: datetime) -> int:
    known = db.execute(select(workspaces.c.id).order_by(workspaces.c.id).limit(1)).scalar_one_or_none()
    if known is not None:
        return int(known)
    created = insert(workspaces).values(name=name, created_at=now).returning(workspaces.c.id)
    workspace_id = int(db.execute(created).scalar_one())
    rows = [{"workspace_id": workspace_id, "prefix": prefix, "last": 0} for prefix in PREFIXES]
    db.execute(insert(counters), rows)
    return workspace_id


def _wait_for_others(db: Connection) -> None:
    """Connect alone: replicas start at the same time. SQLite has one writer anyhow."""
    if db.dialect.name == "postgresql":
        db.execute(text("LOCK TABLE workspace IN SHARE ROW EXCLUSIVE MODE"))
