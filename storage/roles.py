"""Who may set things up, and who is whose manager."""

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, exists, select, update

from storage.aliases import alias
from storage.people import Somebody, accounts, people
from storage.workspaces import installations, workspaces

_LOCK = select(workspaces.c.id).where(workspaces.c.id == bindparam("workspace_id")).with_for_update(key_share=True)
_SOMEBODY = select(people.c.id, people.c.name, people.c.email, people.c.standing, people.c.manager_id).where(
    people.c.workspace_id == bindparam("workspace_id"), people.c.standing == "member"
)
_BY_EMAILS = _SOMEBODY.where(people.c.email.in_(bindparam("emails", expanding=True))).order_by(people.c.name)
_ADMINS = (
    _SOMEBODY.where(people.c.id.in_(select(accounts.c.person_id).where(accounts.c.is_admin)))
    .order_by(people.c.name)
    .limit(bindparam("most"))
)
_first = alias(accounts, "first", "is_admin", "workspace_id")
_FIRST_ADMIN = (
    update(accounts)
    .where(
        accounts.c.workspace_id == bindparam("in_workspace"),
        accounts.c.platform == bindparam("on"),
        accounts.c.person_id == bindparam("who"),
        accounts.c.verified,
        accounts.c.standing == "member",
        ~exists().where(_first.c.workspace_id == bindparam("in_workspace"), _first.c.is_admin),
        ~exists().where(
            installations.c.workspace_id == bindparam("in_workspace"), installations.c.platform != bindparam("on")
        ),
    )
    .values(is_admin=True)
)
_start = select(people.c.id, people.c.manager_id).where(people.c.id == bindparam("id")).cte("above", recursive=True)
_above = _start.union(select(people.c.id, people.c.manager_id).join(_start, people.c.id == _start.c.manager_id))
_ABOVE = select(_above.c.id)
_SET_MANAGER = (
    update(people)
    .where(people.c.id.in_(bindparam("ids", expanding=True)))
    .values(manager_id=bindparam("manager"), version=people.c.version + 1)
)


def lock_company(db: Connection, workspace_id: int) -> None:
    """Wait until nobody else changes who there is, in what team, under whom. SQLite has one writer anyway."""
    db.execute(_LOCK, {"workspace_id": workspace_id})


def by_emails(db: Connection, workspace_id: int, emails: Collection[str]) -> tuple[Somebody, ...]:
    """The members with these addresses, given in lower case; by name."""
    found = db.execute(_BY_EMAILS, {"workspace_id": workspace_id, "emails": list(emails)})
    return tuple(Somebody(*row) for row in found)


def admins(db: Connection, workspace_id: int, limit: int = 5) -> tuple[Somebody, ...]:
    """The first few owners and admins of the platforms, by name."""
    found = db.execute(_ADMINS, {"workspace_id": workspace_id, "most": limit})
    return tuple(Somebody(*row) for row in found)


def make_first_admin(db: Connection, workspace_id: int, platform: str, person_id: int) -> bool:
    """Let a member of a platform that names no admins count as its first; whether they do now.

    Nothing happens where anybody is an admin already, or where another platform, which names its own, is connected.
    """
    values = {"in_workspace": workspace_id, "on": platform, "who": person_id}
    return db.execute(_FIRST_ADMIN, values).rowcount > 0


def line_above(db: Connection, person_id: int) -> frozenset[int]:
    """The person and all managers above."""
    return frozenset(db.scalars(_ABOVE, {"id": person_id}))


def set_manager(db: Connection, person_ids: Collection[int], manager_id: int) -> None:
    """Give these people that manager. Call lock_company first, then see that nobody ends up above themselves."""
    db.execute(_SET_MANAGER, {"ids": list(person_ids), "manager": manager_id})
