"""What an import in chat leaves alone: whatever is out of its sender's sight, as if it were not there."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from handlers.transfer.planning.plan import TOO_DEEP, Change, Plan, in_a_circle, in_a_loop
from handlers.transfer.reading.sheets import Problem
from storage.database import Connection
from storage.sight import Sight
from storage.transfer.portable import PREFIXES, PortableKeyResult, PortableObjective, Snapshot
from storage.transfer.snapshots import number_of, parents_of_all, snapshot


def store_in_sight(db: Connection, sight: Sight) -> Snapshot:
    """All that those eyes see, with what is kept of it for later."""
    store = snapshot(db, sight.workspace_id, sight)
    things: tuple[PortableObjective | PortableKeyResult, ...] = (
        *(one.thing for one in store.objectives.values()),
        *(one.thing for one in store.key_results.values()),
    )
    return replace(store, kept=dict(store.kept) | {one.code: dict(one.kept) for one in things})


def guarded(db: Connection, plan: Plan) -> Plan:
    """The plan with the problems that only what is out of sight makes, in words that do not tell of it."""
    found = [*_taken(plan), *_circles(db, plan)]
    known = {(one.sheet, one.line, one.column) for one in plan.problems}
    fresh = tuple(one for one in found if (one.sheet, one.line, one.column) not in known)
    return replace(plan, problems=(*plan.problems, *fresh))


def _taken(plan: Plan) -> Iterator[Problem]:
    """New lines with a code that was given once: whether to what is hidden, or to what is gone, nobody can tell."""
    for change in _new((*plan.objectives, *plan.key_results)):
        prefix, number = number_of(change.key)
        last = plan.store.last.get(prefix, 0)
        if number <= last:
            said = f"{change.key} cannot be used for something new. Write a code above {prefix}-{last}."
            yield Problem(change.sheet, change.line, "code", said)


def _new(changes: Iterable[Change[Any]]) -> Iterator[Change[Any]]:
    return (change for change in changes if change.is_new and number_of(change.key)[0] in PREFIXES)


def _circles(db: Connection, plan: Plan) -> Iterator[Problem]:
    """Alignments that would lead back to themselves, or too deep, by way of what is out of sight."""
    moved = {one.key: one for one in plan.objectives if one.is_new or "parent" in one.differing()}
    if not any(one.after.parent for one in moved.values()):
        return
    above: dict[str, str | None] = dict(parents_of_all(db, plan.store.workspace_id or 0))
    looping, deep = in_a_loop(above | {code: one.after.parent or None for code, one in moved.items()})
    said = dict.fromkeys(deep, TOO_DEEP) | {code: in_a_circle(code) for code in looping}
    for code, change in moved.items():
        if code in said:
            yield Problem(change.sheet, change.line, "parent", said[code])
