"""Writing the objectives and key results that an import brings, in batches of one transaction.

What stands there is compared with what was seen. Progress is yet to be worked out: recounting.recount().
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from storage.involvements import involvements
from storage.okrs import key_results, objectives, title_key
from storage.steps import steps
from storage.teams import name_key
from storage.transfer.kept import BATCH
from storage.transfer.people import Ids, changing, compared, run_all, setting, values_of
from storage.transfer.portable import PortableKeyResult, PortableObjective, PortableStep

_OBJECTIVE: Final = (
    *("title", "level", "cycle", "starts_on", "due_on", "ambition", "is_private", "roll_up"),
    *("title_key", "owner_id", "team_id", "published_at"),
)
_KEY_RESULT: Final = (
    *("title", "metric", "target", "band_low", "band_high", "unit", "weight", "starts_on", "due_on"),
    *("title_key", "owner_id", "team_id", "objective_id", "start", "start_is_measured"),
)
_SET_PARENT = setting(objectives, "parent_id")
_ADD_OBJECTIVE, _ADD_KEY_RESULT = insert(objectives), insert(key_results)
_CHANGE_OBJECTIVE, _CHANGE_KEY_RESULT = changing(objectives, _OBJECTIVE), changing(key_results, _KEY_RESULT)
_DROP = {
    table.name: update(table)
    .where(table.c.id == bindparam("which"), table.c.dropped_at.is_(None))
    .values(dropped_at=bindparam("now"), drop_reason=bindparam("reason"))
    for table in (objectives, key_results)
}
_FORGET_PARTS = delete(involvements).where(
    involvements.c.objective_id == bindparam("of_objective"),
    involvements.c.key_result_id == bindparam("of_key_result"),
    involvements.c.part == bindparam("of_part"),
)
_MOVE_PARTS = (
    update(involvements)
    .where(involvements.c.key_result_id == bindparam("of_key_result"))
    .values(objective_id=bindparam("to"))
)
_ADD_PART, _ADD_STEP = insert(involvements), insert(steps)
_STEPS = select(steps.c.id, steps.c.title).where(steps.c.key_result_id == bindparam("key_result_id"))
_CHANGE_STEP = (
    update(steps)
    .where(steps.c.id == bindparam("which"))
    .values(position=bindparam("place"), weight=bindparam("weighs"))
)
_ASIDE = update(steps).where(steps.c.key_result_id == bindparam("of_key_result")).values(position=-steps.c.position - 1)
_DROP_STEP = delete(steps).where(steps.c.id == bindparam("which"))


def add_objectives(
    db: Connection, workspace_id: int, new: Sequence[PortableObjective], owners: Ids, groups: Ids, now: datetime
) -> None:
    """Add objectives; parents are set later. What an import makes, its owner has written."""
    rows = [
        _objective(one, owners, groups, now)
        | {"workspace_id": workspace_id, "code": one.code, "parent_id": None, "progress": Decimal(0)}
        | {"created_by": owners[one.owner], "created_at": now, "version": 1, "dropped_at": None, "drop_reason": ""}
        for one in new
    ]
    run_all(db, _ADD_OBJECTIVE, rows)


def change_objectives(
    db: Connection,
    changed: Sequence[tuple[int, int, PortableObjective]],
    owners: Ids,
    groups: Ids,
    published: Mapping[int, datetime | None],
    now: datetime,
) -> None:
    """Give objectives of that id and version these values; `published` is since when each is. OvertakenError."""
    rows = []
    for number, version, one in changed:
        values = _objective(one, owners, groups, published.get(number) or now)
        rows.append({f"new_{name}": value for name, value in values.items()} | {"which": number, "seen": version})
    compared(db, _CHANGE_OBJECTIVE, rows)


def published_at(db: Connection, ids: Sequence[int]) -> dict[int, datetime | None]:
    """Since when each of these objectives is published."""
    found: dict[int, datetime | None] = {}
    for start in range(0, len(ids), BATCH):
        batch = objectives.c.id.in_(ids[start : start + BATCH])
        found.update(db.execute(select(objectives.c.id, objectives.c.published_at).where(batch)).all())
    return found


def parents_now(db: Connection, ids: Sequence[int]) -> frozenset[int]:
    """What these objectives are aligned to as they stand."""
    found: set[int] = set()
    for start in range(0, len(ids), BATCH):
        batch = objectives.c.id.in_(ids[start : start + BATCH]) & objectives.c.parent_id.is_not(None)
        found.update(db.execute(select(objectives.c.parent_id).where(batch)).scalars())
    return frozenset(found)


def set_parents(db: Connection, parents: Mapping[int, int | None]) -> None:
    """Align each of these objectives to that one, or to none."""
    run_all(db, _SET_PARENT, values_of(parents))


def add_key_results(
    db: Connection,
    workspace_id: int,
    new: Sequence[tuple[PortableKeyResult, Decimal | None]],
    owners: Ids,
    groups: Ids,
    above: Ids,
    now: datetime,
) -> None:
    """Add key results with what each begins with; `above` are the objectives' ids by code."""
    rows = [
        _key_result(one, owners, groups, above)
        | {"workspace_id": workspace_id, "code": one.code, "progress": progress, "start_is_measured": False}
        | {"created_by": owners[one.owner], "created_at": now, "version": 1, "dropped_at": None, "drop_reason": ""}
        for one, progress in new
    ]
    run_all(db, _ADD_KEY_RESULT, rows)


def change_key_results(
    db: Connection,
    changed: Sequence[tuple[int, int, PortableKeyResult]],
    owners: Ids,
    groups: Ids,
    above: Ids,
    measured: Mapping[int, Decimal | None],
) -> None:
    """Give key results of that id and version these values; `measured` are starts that nobody gave. OvertakenError."""
    rows = []
    for number, version, one in changed:
        values = _key_result(one, owners, groups, above)
        is_measured = number in measured and one.start is None
        values |= {"start": measured[number] if is_measured else one.start, "start_is_measured": is_measured}
        rows.append({f"new_{name}": value for name, value in values.items()} | {"which": number, "seen": version})
    compared(db, _CHANGE_KEY_RESULT, rows)


def measured_starts(db: Connection, ids: Sequence[int]) -> dict[int, Decimal | None]:
    """Of these key results the starts that a first check-in gave."""
    found: dict[int, Decimal | None] = {}
    for start in range(0, len(ids), BATCH):
        batch = key_results.c.id.in_(ids[start : start + BATCH]) & key_results.c.start_is_measured
        found.update(db.execute(select(key_results.c.id, key_results.c.start).where(batch)).all())
    return found


def set_parts(db: Connection, parts: Sequence[tuple[int, int, str, Collection[int]]], now: datetime) -> None:
    """Let exactly these people have that part in that objective, or in that key result of it (0 for the whole)."""
    places = [
        {"of_objective": objective_id, "of_key_result": key_result_id, "of_part": part}
        for objective_id, key_result_id, part, _ in parts
    ]
    run_all(db, _FORGET_PARTS, places)
    rows = [
        {
            "objective_id": objective_id,
            "key_result_id": key_result_id,
            "person_id": person_id,
            "part": part,
            "created_at": now,
        }
        for objective_id, key_result_id, part, who in parts
        for person_id in who
    ]
    run_all(db, _ADD_PART, rows)


def move_parts(db: Connection, moved: Mapping[int, int]) -> None:
    """Let the parts that people have in key results go with these to their new objectives."""
    run_all(db, _MOVE_PARTS, [{"of_key_result": one, "to": objective_id} for one, objective_id in moved.items()])


def add_steps_of_all(db: Connection, new: Sequence[tuple[int, Sequence[PortableStep]]]) -> None:
    """Give these new key results their steps, none of them done."""
    run_all(db, _ADD_STEP, [_step(number, place, one) for number, many in new for place, one in enumerate(many, 1)])


def change_steps(db: Connection, key_result_id: int, wanted: Sequence[PortableStep]) -> None:
    """Let the key result have these steps; one whose title stays keeps what was done."""
    here = {title: number for number, title in db.execute(_STEPS, {"key_result_id": key_result_id})}
    titles = {one.title for one in wanted}
    db.execute(_ASIDE, {"of_key_result": key_result_id})
    run_all(db, _DROP_STEP, [{"which": number} for title, number in here.items() if title not in titles])
    places = list(enumerate(wanted, start=1))
    kept = [
        {"which": here[one.title], "place": place, "weighs": one.weight} for place, one in places if one.title in here
    ]
    run_all(db, _CHANGE_STEP, kept)
    run_all(db, _ADD_STEP, [_step(key_result_id, place, one) for place, one in places if one.title not in here])


def drop_all(db: Connection, table: Any, reasons: Mapping[int, str], now: datetime) -> None:
    """Take these objectives or key results out of every list, their history kept."""
    rows = [{"which": number, "reason": reason, "now": now} for number, reason in reasons.items()]
    run_all(db, _DROP[table.name], rows)


def _objective(one: PortableObjective, owners: Ids, groups: Ids, published: datetime) -> dict[str, Any]:
    return {
        "title": one.title,
        "title_key": title_key(one.title),
        "owner_id": owners[one.owner],
        "level": one.level,
        "team_id": groups[name_key(one.team)] if one.team else None,
        "cycle": one.cycle,
        "starts_on": one.starts_on,
        "due_on": one.due_on,
        "ambition": one.ambition,
        "is_private": one.is_private,
        "roll_up": one.roll_up,
        "published_at": None if one.is_draft else published,
    }


def _key_result(one: PortableKeyResult, owners: Ids, groups: Ids, above: Ids) -> dict[str, Any]:
    days: dict[str, date] = {"starts_on": one.starts_on, "due_on": one.due_on}
    return days | {
        "title": one.title,
        "title_key": title_key(one.title),
        "owner_id": owners[one.owner],
        "team_id": groups[name_key(one.team)] if one.team else None,
        "objective_id": above[one.objective],
        "metric": one.metric,
        "start": one.start,
        "target": one.target,
        "band_low": one.band_low,
        "band_high": one.band_high,
        "unit": one.unit,
        "weight": one.weight,
    }


def _step(key_result_id: int, place: int, one: PortableStep) -> dict[str, Any]:
    return {"key_result_id": key_result_id, "position": place, "title": one.title, "weight": one.weight} | {
        "done_at": None,
        "done_by": None,
    }
