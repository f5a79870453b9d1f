"""Two people who turn out to be one: everything of the one becomes the other's."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Index,
    Table,
    UniqueConstraint,
    and_,
    delete,
    exists,
    func,
    select,
    update,
)

from storage import agendas, audit, tables
from storage.involvements import WHOLE_OBJECTIVE, involvements
from storage.okrs import key_results, objectives
from storage.outbox import outbox
from storage.people import accounts, people
from storage.reminders import nudge_counts, reminders
from storage.roles import line_above, lock_company

HISTORY: Final = frozenset((audit.audit.name,))
"""Tables that keep what was: nothing there is ever changed, and the merger is an entry of its own."""

_SET_BY_ONESELF: Final = ("starts_hour", "ends_hour", "days", "country", "nudges")


def references() -> Iterator[Column[Any]]:
    """Every column in which a person stands, wherever a table declares one, but for the history."""
    for table in (people.metadata.tables[str(model.__tablename__)] for model in tables.ALL):
        if table.name in HISTORY:
            continue
        for column in table.columns:
            if any(key.column is people.c.id for key in column.foreign_keys):
                yield column


def merge(db: Connection, workspace_id: int, source_id: int, target_id: int, now: datetime) -> None:
    """Make everything that is the source's the target's: what they own, wrote, follow, lead and are still to be sent.

    Where both have the same (a membership, a kept message), the target's stays and takes over what belongs to the
    source's; what is counted is added up. The source stays as a row that nobody finds, under the target's name, for
    what was said of it; where its id is still named, in a button or in another process, the target is meant. A
    statement or two for each column with a person in it.
    """
    if source_id == target_id:
        return
    lock_company(db, workspace_id)
    _settle_managers(db, source_id, target_id)
    _add_up_nudges(db, source_id, target_id)
    agendas.unite(db, source_id, target_id)
    for column in references():
        _move(db, column, source_id, target_id)
    _move_reminders(db, source_id, target_id)
    db.execute(update(outbox).where(outbox.c.queue == f"@{source_id}").values(queue=f"@{target_id}"))
    _drop_parts_in_own(db, target_id)
    _take_over_settings(db, source_id, target_id)
    _retire(db, source_id, target_id)
    before, after = {"person": source_id}, {"person": target_id}
    audit.record(db, workspace_id, None, audit.MERGE, f"person:{source_id}", now, before, after)


def unite_addresses(db: Connection, workspace_id: int, platform: str, names: Mapping[str, str], now: datetime) -> None:
    """Let accounts that were known by their address alone be known by the platform's id.

    `names` are the platform's ids by address; one statement where none was known so, and none without an address.
    """
    wanted = {address: name for address, name in names.items() if address and address != name}
    if not wanted:
        return
    here = (accounts.c.workspace_id == workspace_id, accounts.c.platform == platform)
    by_address = select(accounts.c.id, accounts.c.external_id, accounts.c.person_id)
    for account_id, address, person_id in db.execute(
        by_address.where(*here, accounts.c.external_id.in_(list(wanted)))
    ).all():
        owner = select(accounts.c.person_id).where(*here, accounts.c.external_id == wanted[address])
        owner_id = db.execute(owner).scalar_one_or_none()
        if owner_id is None:
            renamed = {"external_id": wanted[address], "address": address}
            db.execute(update(accounts).where(accounts.c.id == account_id).values(renamed))
            continue
        db.execute(delete(accounts).where(accounts.c.id == account_id))
        if not db.execute(select(exists().where(accounts.c.person_id == person_id))).scalar_one():
            merge(db, workspace_id, person_id, owner_id, now)


def _move(db: Connection, column: Column[Any], source_id: int, target_id: int) -> None:
    table = column.table
    if not isinstance(table, Table):
        raise TypeError(f"{column} is in no table")
    for key in _keys(table, column):
        twin = table.alias("twin")
        stays = and_(twin.c[column.name] == target_id, *(twin.c[name] == table.c[name] for name in key))
        gone = (column == source_id) & exists().where(stays).correlate(table)
        for part in _parts(table):
            _hand_on(db, part, table, gone, twin, stays)
        db.execute(delete(table).where(gone))
    db.execute(update(table).where(column == source_id).values({column.name: target_id}))


def _hand_on(
    db: Connection,
    part: Column[Any],
    table: Table,
    gone: ColumnElement[bool],
    twin: FromClause,
    stays: ColumnElement[bool],
) -> None:
    """Let what belongs to the rows that go belong to the row that stays in the place of each."""
    (number,) = (key.column.name for key in part.foreign_keys)
    instead = select(twin.c[number]).where(table.c[number] == part, stays).correlate(part.table)
    going = select(table.c[number]).where(gone)
    db.execute(update(part.table).where(part.in_(going)).values({part.name: instead.scalar_subquery()}))


def _parts(table: Table) -> Iterator[Column[Any]]:
    """The columns of other tables that point to the table's rows."""
    others = (other for other in table.metadata.tables.values() if other is not table)
    for column in (column for other in others for column in other.columns):
        if any(key.column.table is table for key in column.foreign_keys):
            yield column


def _keys(table: Table, column: Column[Any]) -> Iterator[list[str]]:
    """The other columns of each key that the column is part of."""
    keys = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    indexes: list[Index] = [one for one in table.indexes if one.unique]
    for columns in (table.primary_key.columns, *(key.columns for key in keys), *(one.columns for one in indexes)):
        names = [one.name for one in columns]
        if column.name in names:
            yield [name for name in names if name != column.name]


def _settle_managers(db: Connection, source_id: int, target_id: int) -> None:
    """Nobody may end up above themselves: where the source was above the target, the source's own manager counts."""
    managers = select(people.c.id, people.c.manager_id).where(people.c.id.in_((source_id, target_id)))
    before = {row.id: row.manager_id for row in db.execute(managers)}
    manager_id = before[target_id]
    has_none = manager_id is None and target_id not in line_above(db, source_id)
    if has_none or source_id in line_above(db, target_id):
        manager_id = before[source_id]
    if manager_id != before[target_id]:
        db.execute(update(people).where(people.c.id == target_id).values(manager_id=manager_id))
    db.execute(update(people).where(people.c.id == source_id).values(manager_id=None))


def _add_up_nudges(db: Connection, source_id: int, target_id: int) -> None:
    other = nudge_counts.alias("other")
    same_week = (other.c.person_id == source_id, other.c.week == nudge_counts.c.week)
    more = select(other.c.count).where(*same_week).scalar_subquery()
    db.execute(
        update(nudge_counts)
        .where(nudge_counts.c.person_id == target_id, exists().where(*same_week))
        .values(count=nudge_counts.c.count + more)
    )


def _move_reminders(db: Connection, source_id: int, target_id: int) -> None:
    """Reminders name their person in words; where both have one of a kind, the target's stays."""
    twin = reminders.alias("twin")
    has = exists().where(
        twin.c.workspace_id == reminders.c.workspace_id,
        twin.c.kind == reminders.c.kind,
        twin.c.subject == f"person:{target_id}",
    )
    theirs = reminders.c.subject == f"person:{source_id}"
    db.execute(delete(reminders).where(theirs, has))
    db.execute(update(reminders).where(theirs).values(subject=f"person:{target_id}", subject_id=target_id))


def _drop_parts_in_own(db: Connection, person_id: int) -> None:
    """Nobody is co-owner or reader of what is their own."""
    own_objective = exists().where(objectives.c.id == involvements.c.objective_id, objectives.c.owner_id == person_id)
    own_key_result = exists().where(
        key_results.c.id == involvements.c.key_result_id, key_results.c.owner_id == person_id
    )
    own = (involvements.c.key_result_id == WHOLE_OBJECTIVE) & own_objective | own_key_result
    part = involvements.c.part.in_(("co_owner", "reader"))
    db.execute(delete(involvements).where(involvements.c.person_id == person_id, part, own))


def _take_over_settings(db: Connection, source_id: int, target_id: int) -> None:
    """Whoever was greeted has used Rungs, and may have set things for themselves: the target's own count before."""
    rows = select(people).where(people.c.id.in_((source_id, target_id)))
    both = {row["id"]: row for row in db.execute(rows).mappings()}
    source, target = both[source_id], both[target_id]
    if source["welcomed_at"] is None or target["welcomed_at"] is not None:
        return
    taken = {name: source[name] for name in _SET_BY_ONESELF} | {"welcomed_at": source["welcomed_at"]}
    if source["own_time_zone"]:
        taken |= {"time_zone": source["time_zone"], "own_time_zone": True}
    db.execute(update(people).where(people.c.id == target_id).values(taken | {"version": target["version"] + 1}))


def _retire(db: Connection, source_id: int, target_id: int) -> None:
    name = select(people.c.name).where(people.c.id == target_id)
    gone = {"email": "", "search_key": "", "standing": "deactivated"}
    retired = gone | {"name": db.execute(name).scalar_one(), "version": func.coalesce(people.c.version, 0) + 1}
    db.execute(update(people).where(people.c.id == source_id).values(retired))
