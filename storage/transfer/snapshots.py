"""Reading all that is moved out, or that an import is compared with: a few statements, whatever the company's size."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, select, true

from storage.aliases import alias
from storage.check_ins import check_ins
from storage.involvements import involvements
from storage.okrs import key_results, objectives
from storage.people import accounts, people
from storage.sight import IN_SIGHT, KEY_RESULT_IN_SIGHT, Sight
from storage.steps import steps
from storage.teams import memberships, teams
from storage.transfer.kept import KIND, kept_cells
from storage.transfer.portable import (
    PREFIXES,
    Key,
    PortableKeyResult,
    PortableObjective,
    PortablePerson,
    PortableStep,
    PortableTeam,
    Snapshot,
    Stored,
)
from storage.workspaces import counters, workspaces

_NUMBERS = select(counters.c.prefix, counters.c.last).where(counters.c.prefix.in_(PREFIXES))
BATCH = 500
"""How many check-ins one statement reads."""


@dataclass(frozen=True, slots=True)
class CheckInOut:
    """A check-in that is moved out; `id` is where the next batch goes on."""

    id: int
    key_result: str
    at: datetime
    person: Key
    value: Decimal | None
    progress: Decimal | None
    confidence: int | None
    note: str
    unchanged: bool


_parent = alias(objectives, "parent", "id", "code")
_undoing = alias(check_ins, "undoing", "id", "undoes_id")


def workspace_known(db: Connection) -> int | None:
    """The workspace that this database serves; None before the first start."""
    return db.execute(select(workspaces.c.id).order_by(workspaces.c.id).limit(1)).scalar_one_or_none()


def snapshot(db: Connection, workspace_id: int | None, sight: Sight | None = None) -> Snapshot:
    """Everything, or with `sight` what those eyes see of objectives and key results."""
    if workspace_id is None:
        return Snapshot()
    keys = person_keys(db, workspace_id)
    kept = kept_cells(db, workspace_id)
    return Snapshot(
        workspace_id=workspace_id,
        people=_people(db, workspace_id, keys),
        teams=_teams(db, workspace_id, keys),
        objectives=_objectives(db, workspace_id, keys, kept, sight),
        key_results=_key_results(db, workspace_id, keys, kept, sight),
        kept={code: cells for code, cells in kept.items() if KIND in cells or sight is None},
        last=dict(_rows(db, _NUMBERS, counters, workspace_id)),
    )


def person_keys(db: Connection, workspace_id: int) -> dict[int, Key]:
    """How files name each person, by id; of two with one address the first, as people.by_email has it."""
    order = (people.c.standing != "member", people.c.id)
    found = dict(_rows(db, select(people.c.id, people.c.email).order_by(*order), people, workspace_id))
    if "" in found.values():
        named = select(accounts.c.person_id, accounts.c.platform, accounts.c.external_id).order_by(accounts.c.id)
        for person_id, platform, external_id in _rows(db, named, accounts, workspace_id):
            found[person_id] = found[person_id] or f"{platform}:{external_id}"
    return {person_id: key or f"person:{person_id}" for person_id, key in found.items()}


def parents_of_all(db: Connection, workspace_id: int) -> dict[str, str]:
    """The code of what each objective is aligned to, by its own; those that are aligned to nothing are not there."""
    found = select(objectives.c.code, _parent.c.code).join(_parent, _parent.c.id == objectives.c.parent_id)
    return {row[0]: row[1] for row in _rows(db, found, objectives, workspace_id)}


def check_ins_out(db: Connection, workspace_id: int, sight: Sight | None = None) -> Iterator[CheckInOut]:
    """The check-ins that count, oldest first, a batch at a time, so that their number costs no memory."""
    keys = person_keys(db, workspace_id)
    seen = IN_SIGHT & KEY_RESULT_IN_SIGHT if sight else true()
    batch = (
        select(
            check_ins.c.id,
            key_results.c.code,
            check_ins.c.created_at,
            check_ins.c.person_id,
            check_ins.c.value,
            check_ins.c.progress,
            check_ins.c.confidence,
            check_ins.c.note,
            check_ins.c.unchanged,
        )
        .join(key_results, key_results.c.id == check_ins.c.key_result_id)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .where(
            check_ins.c.workspace_id == bindparam("workspace_id"),
            check_ins.c.id > bindparam("after"),
            check_ins.c.undoes_id.is_(None),
            ~select(_undoing.c.id).where(_undoing.c.undoes_id == check_ins.c.id).exists(),
            seen,
        )
        .order_by(check_ins.c.id)
        .limit(BATCH)
    )
    after = 0
    while True:
        given = {"workspace_id": workspace_id, "after": after} | (sight.given if sight else {})
        rows = db.execute(batch, given).all()
        for row in rows:
            yield CheckInOut(row[0], row[1], row[2], keys[row[3]], *row[4:])
        if len(rows) < BATCH:
            return
        after = rows[-1][0]


def _people(db: Connection, workspace_id: int, keys: Mapping[int, Key]) -> dict[Key, Stored[PortablePerson]]:
    inside: dict[int, list[str]] = {}
    member = select(memberships.c.person_id, teams.c.name).join(teams, teams.c.id == memberships.c.team_id)
    alive = member.where(teams.c.dropped_at.is_(None)).order_by(teams.c.name_key)
    for person_id, name in _rows(db, alive, teams, workspace_id):
        inside.setdefault(person_id, []).append(name)
    on_chat = select(accounts.c.person_id, accounts.c.person_id).where(accounts.c.verified)
    told = dict(_rows(db, on_chat, accounts, workspace_id))
    found: dict[Key, Stored[PortablePerson]] = {}
    everybody = select(people).where(people.c.standing != "bot").order_by(people.c.standing != "member", people.c.id)
    for row in _rows(db, everybody, people, workspace_id):
        person = PortablePerson(
            name=row.name,
            email=row.email,
            manager=keys[row.manager_id] if row.manager_id is not None else "",
            teams=tuple(inside.get(row.id, ())),
            time_zone=row.time_zone,
            country=row.country,
            standing=row.standing,
            starts_hour=row.starts_hour,
            ends_hour=row.ends_hour,
            days=row.days,
            nudges=row.nudges,
        )
        found.setdefault(keys[row.id], Stored(row.id, row.version, person, fixed=row.id in told))
    return found


def _teams(db: Connection, workspace_id: int, keys: Mapping[int, Key]) -> dict[str, Stored[PortableTeam]]:
    alive = select(teams).where(teams.c.dropped_at.is_(None)).order_by(teams.c.name_key)
    rows = _rows(db, alive, teams, workspace_id)
    names = {row.id: row.name for row in rows}
    return {
        row.name_key: Stored(
            row.id,
            row.version,
            PortableTeam(
                name=row.name,
                lead=keys[row.lead_id] if row.lead_id is not None else "",
                parent=names.get(row.parent_id, ""),
                platform=row.platform,
                channel=row.channel,
                channel_name=row.channel_name,
            ),
        )
        for row in rows
    }


def _objectives(
    db: Connection,
    workspace_id: int,
    keys: Mapping[int, Key],
    kept: Mapping[str, Mapping[str, str]],
    sight: Sight | None,
) -> dict[str, Stored[PortableObjective]]:
    """In the order of their codes. A parent out of sight is left out."""
    found = select(objectives, teams.c.name.label("team_name"), _parent.c.code.label("parent_code"))
    joined = found.outerjoin(teams, teams.c.id == objectives.c.team_id).outerjoin(
        _parent, _parent.c.id == objectives.c.parent_id
    )
    rows = _rows(db, joined.where(*_seen(sight, IN_SIGHT)), objectives, workspace_id, sight)
    rows.sort(key=lambda row: number_of(row.code))
    in_sight = {row.code for row in rows}
    parts = _parts(db, workspace_id, keys)
    made: dict[str, Stored[PortableObjective]] = {}
    for row in rows:
        thing = PortableObjective(
            code=row.code,
            title=row.title,
            owner=keys[row.owner_id],
            level=row.level,
            team=row.team_name or "",
            parent=row.parent_code if row.parent_code in in_sight else "",
            cycle=row.cycle,
            starts_on=row.starts_on,
            due_on=row.due_on,
            ambition=row.ambition,
            is_private=row.is_private,
            readers=parts.get((row.id, 0, "reader"), ()),
            co_owners=parts.get((row.id, 0, "co_owner"), ()),
            roll_up=row.roll_up,
            is_draft=row.published_at is None,
            dropped=_dropped(row),
            kept=tuple(sorted(kept.get(row.code, {}).items())),
        )
        made[row.code] = Stored(row.id, row.version, thing)
    return made


def _key_results(
    db: Connection,
    workspace_id: int,
    keys: Mapping[int, Key],
    kept: Mapping[str, Mapping[str, str]],
    sight: Sight | None,
) -> dict[str, Stored[PortableKeyResult]]:
    found = select(key_results, teams.c.name.label("team_name"), objectives.c.code.label("objective_code"))
    joined = found.join(objectives, objectives.c.id == key_results.c.objective_id).outerjoin(
        teams, teams.c.id == key_results.c.team_id
    )
    seen = _seen(sight, IN_SIGHT & KEY_RESULT_IN_SIGHT)
    rows = _rows(db, joined.where(*seen), key_results, workspace_id, sight)
    rows.sort(key=lambda row: number_of(row.code))
    parts = _parts(db, workspace_id, keys)
    of_each = _steps(db, workspace_id)
    made: dict[str, Stored[PortableKeyResult]] = {}
    for row in rows:
        thing = PortableKeyResult(
            code=row.code,
            title=row.title,
            owner=keys[row.owner_id],
            objective=row.objective_code,
            team=row.team_name or "",
            metric=row.metric,
            start=None if row.start_is_measured else row.start,
            target=row.target,
            band_low=row.band_low,
            band_high=row.band_high,
            unit=row.unit,
            weight=row.weight,
            starts_on=row.starts_on,
            due_on=row.due_on,
            steps=of_each.get(row.id, ()),
            co_owners=parts.get((row.objective_id, row.id, "co_owner"), ()),
            current=row.current_value,
            confidence=row.confidence,
            dropped=_dropped(row),
            kept=tuple(sorted(kept.get(row.code, {}).items())),
        )
        made[row.code] = Stored(row.id, row.version, thing)
    return made


def _parts(db: Connection, workspace_id: int, keys: Mapping[int, Key]) -> dict[tuple[int, int, str], tuple[Key, ...]]:
    """The co-owners and readers, in order, by objective, key result (0 for the whole) and part."""
    columns = (involvements.c.objective_id, involvements.c.key_result_id, involvements.c.part, involvements.c.person_id)
    found = select(*columns).join(objectives, objectives.c.id == involvements.c.objective_id)
    named = found.where(involvements.c.part.in_(("reader", "co_owner")))
    gathered: dict[tuple[int, int, str], list[Key]] = {}
    for objective_id, key_result_id, part, person_id in _rows(db, named, objectives, workspace_id):
        gathered.setdefault((objective_id, key_result_id, part), []).append(keys[person_id])
    return {place: tuple(sorted(who)) for place, who in gathered.items()}


def _steps(db: Connection, workspace_id: int) -> dict[int, tuple[PortableStep, ...]]:
    columns = (steps.c.key_result_id, steps.c.title, steps.c.weight, steps.c.done_at.is_not(None))
    found = select(*columns).join(key_results, key_results.c.id == steps.c.key_result_id)
    ordered = found.order_by(steps.c.key_result_id, steps.c.position)
    gathered: dict[int, list[PortableStep]] = {}
    for key_result_id, *rest in _rows(db, ordered, key_results, workspace_id):
        gathered.setdefault(key_result_id, []).append(PortableStep(*rest))
    return {key_result_id: tuple(found) for key_result_id, found in gathered.items()}


def number_of(code: str) -> tuple[str, int]:
    """Where the code stands in order: O-2 before O-10."""
    prefix, _, number = code.rpartition("-")
    return prefix, int(number) if number.isdecimal() else 0


def _dropped(row: Any) -> str:
    return "" if row.dropped_at is None else row.drop_reason or "dropped"


def _seen(sight: Sight | None, condition: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    return () if sight is None else (condition,)


def _rows(db: Connection, query: Any, table: Any, workspace_id: int, sight: Sight | None = None) -> list[Any]:
    """What the query finds of the workspace that the table's rows bear."""
    of_workspace = query.where(table.c.workspace_id == bindparam("workspace_id"))
    return list(db.execute(of_workspace, {"workspace_id": workspace_id} | (sight.given if sight else {})))
