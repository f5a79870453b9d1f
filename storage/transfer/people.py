"""Writing the people and teams that an import brings, in batches of one transaction.

What stands there is compared with what was seen.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from storage.people import people, search_key
from storage.teams import memberships, name_key, teams
from storage.transfer.kept import BATCH
from storage.transfer.portable import PREFIXES, PortablePerson, PortableTeam
from storage.workspaces import counters

Ids = Mapping[str, int]
"""Our ids by what files call things: a person's Key, a team's name_key, a code."""
Rows = Sequence[Mapping[str, Any]]


class OvertakenError(Exception):
    """Something changed between the comparison and the writing; nothing was written, and it may be tried again."""


_PERSON: Final = ("name", "time_zone", "country", "standing", "starts_hour", "ends_hour", "days", "nudges")
_TEAM: Final = ("name", "platform", "channel", "channel_name")


def changing(table: Any, columns: Iterable[str]) -> Any:
    """A statement that sets these columns where the row has the version that was seen."""
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in columns}
    seen = (table.c.id == bindparam("which")) & (table.c.version == bindparam("seen"))
    return update(table).where(seen).values(values | {"version": table.c.version + 1})


def setting(table: Any, column: str) -> Any:
    """A statement that sets this column."""
    return update(table).where(table.c.id == bindparam("which")).values({column: bindparam("value")})


_LOCK = (
    update(counters)
    .where(counters.c.workspace_id == bindparam("w"), counters.c.prefix == bindparam("p"))
    .values(last=bindparam("n"))
)
_NUMBERS = (
    select(counters.c.prefix, counters.c.last)
    .where(counters.c.workspace_id == bindparam("w"), counters.c.prefix.in_(PREFIXES))
    .order_by(counters.c.prefix)
    .with_for_update()
)
_ADD_PERSON, _ADD_TEAM, _JOIN = insert(people), insert(teams), insert(memberships)
_LEAVE_ALL = delete(memberships).where(memberships.c.person_id.in_(bindparam("ids", expanding=True)))
_CHANGE_PERSON = changing(people, (*_PERSON, "search_key", "own_time_zone"))
_CHANGE_TEAM = changing(teams, _TEAM)
_SET_MANAGER, _SET_LEAD = setting(people, "manager_id"), setting(teams, "lead_id")
_SET_PARENT = setting(teams, "parent_id")


def run_all(db: Connection, statement: Any, rows: Rows) -> int:
    """Run the statement with each of the rows, so many at a time; returns how many rows that changed."""
    batches = (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
    return sum(db.execute(statement, batch).rowcount for batch in batches)


def compared(db: Connection, statement: Any, rows: Rows) -> None:
    """Run a statement of changing() with each of the rows. Raises OvertakenError where a row has another version."""
    if run_all(db, statement, rows) != len(rows):
        raise OvertakenError


def lock_numbers(db: Connection, workspace_id: int) -> dict[str, int]:
    """The last number of each kind of code that files bring; nobody gives another before we commit."""
    return dict(db.execute(_NUMBERS, {"w": workspace_id}).all())


def count_on(db: Connection, workspace_id: int, last: Mapping[str, int]) -> None:
    """Let the next codes come after these numbers."""
    run_all(db, _LOCK, [{"w": workspace_id, "p": prefix, "n": number} for prefix, number in last.items()])


def ids_of(db: Connection, table: Any, key: str, workspace_id: int) -> dict[str, int]:
    """The ids of all rows of the workspace, by that column."""
    return dict(db.execute(select(table.c[key], table.c.id).where(table.c.workspace_id == workspace_id)).all())


def add_people(db: Connection, workspace_id: int, new: Sequence[PortablePerson]) -> None:
    """Add people without an account; they meet it by their address when they arrive. Managers are set later."""
    rows = [
        {name: getattr(one, name) for name in (*_PERSON, "email")}
        | {"workspace_id": workspace_id, "search_key": search_key(one.name, one.email), "locale": "en-US"}
        | {"manager_id": None, "own_time_zone": one.time_zone != "UTC", "welcomed_at": None, "version": 1}
        for one in new
    ]
    run_all(db, _ADD_PERSON, rows)


def change_people(db: Connection, changed: Sequence[tuple[int, int, PortablePerson, bool]]) -> None:
    """Give people of that id and version these values; the last says that the zone is the file's. OvertakenError."""
    rows = [
        {f"new_{name}": getattr(one, name) for name in _PERSON}
        | {"new_search_key": search_key(one.name, one.email), "new_own_time_zone": own}
        | {"which": number, "seen": version}
        for number, version, one, own in changed
    ]
    compared(db, _CHANGE_PERSON, rows)


def set_managers(db: Connection, managers: Mapping[int, int | None]) -> None:
    """Give each of these people that manager, or none."""
    run_all(db, _SET_MANAGER, values_of(managers))


def set_teams(db: Connection, inside: Mapping[int, Collection[int]]) -> None:
    """Let each of these people be in exactly these teams."""
    ids = list(inside)
    for start in range(0, len(ids), BATCH):
        db.execute(_LEAVE_ALL, {"ids": ids[start : start + BATCH]})
    rows = [{"team_id": team_id, "person_id": person_id} for person_id in ids for team_id in inside[person_id]]
    run_all(db, _JOIN, rows)


def add_teams(db: Connection, workspace_id: int, new: Sequence[PortableTeam], now: datetime) -> None:
    """Add teams; leads and parents are set later."""
    rows = [
        {name: getattr(one, name) for name in _TEAM}
        | {"workspace_id": workspace_id, "name_key": name_key(one.name), "lead_id": None, "parent_id": None}
        | {"version": 1, "created_at": now, "dropped_at": None}
        for one in new
    ]
    run_all(db, _ADD_TEAM, rows)


def change_teams(db: Connection, changed: Sequence[tuple[int, int, PortableTeam]]) -> None:
    """Give teams of that id and version these values. Raises OvertakenError."""
    rows = [
        {f"new_{name}": getattr(one, name) for name in _TEAM} | {"which": number, "seen": version}
        for number, version, one in changed
    ]
    compared(db, _CHANGE_TEAM, rows)


def set_leads(db: Connection, leads: Mapping[int, int | None], parents: Mapping[int, int | None]) -> None:
    """Give each of these teams that lead and that parent, or none."""
    run_all(db, _SET_LEAD, values_of(leads))
    run_all(db, _SET_PARENT, values_of(parents))


def values_of(by_id: Mapping[int, int | None]) -> Rows:
    """The rows for a statement of setting()."""
    return [{"which": number, "value": value} for number, value in by_id.items()]
