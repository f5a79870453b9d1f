"""What an import would do: what is new, what changes, what stays, what is wrong. Nothing here is written yet."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar

from handlers.transfer.reading.sheets import Problem
from storage.transfer.kept import Kept
from storage.transfer.portable import (
    PortableKeyResult,
    PortableObjective,
    PortablePerson,
    PortableTeam,
    Snapshot,
    Stored,
)

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

DEEPEST = 50
"""Levels of alignment, or of managers, that an import makes."""

TOO_DEEP = f"over {DEEPEST} levels deep. Align it higher."


@dataclass(frozen=True, slots=True)
class Change(Generic[T]):
    """What a line asks for: `after` in the place of `before`, which is None for what is new."""

    sheet: str
    line: int
    key: str
    before: Stored[T] | None
    after: T

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def is_kept(self) -> bool:
        """Whether all is as it stands already."""
        return self.before is not None and self.before.thing == self.after

    def differing(self) -> tuple[str, ...]:
        """The names of the fields that differ."""
        if self.before is None:
            return ()
        old: Any = self.before.thing
        new: Any = self.after
        return tuple(one.name for one in fields(new) if getattr(old, one.name) != getattr(new, one.name))


@dataclass(frozen=True, slots=True)
class Plan:
    """All changes of an import, compared with `store`. With a problem, none of it is done.

    `waiting` are lines of things that Rungs does not have yet; `waits` says what for.
    """

    store: Snapshot
    people: tuple[Change[PortablePerson], ...] = ()
    teams: tuple[Change[PortableTeam], ...] = ()
    objectives: tuple[Change[PortableObjective], ...] = ()
    key_results: tuple[Change[PortableKeyResult], ...] = ()
    waiting: tuple[Kept, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        changes: tuple[Change[Any], ...] = (*self.people, *self.teams, *self.objectives, *self.key_results)
        waiting = any(self.store.kept.get(line.code) != dict(line.cells) for line in self.waiting)
        return not waiting and all(change.is_kept for change in changes)


def in_a_circle(code: str) -> str:
    """What is said of an objective that would stand below itself."""
    return f"{code} would be part of itself in the end. Name another parent for one in the circle."


def in_a_loop(above: Mapping[K, K | None]) -> tuple[list[K], list[K]]:
    """Of things and what each stands below: those that stand below themselves, and those that stand too deep."""
    heights: dict[K, int] = {}
    looping: set[K] = set()
    for start in above:
        path: list[K] = []
        place: dict[K, int] = {}
        at: K | None = start
        while at is not None and at not in heights and at not in place:
            place[at] = len(path)
            path.append(at)
            at = above.get(at)
        if at is not None and at in place:
            looping.update(path[place[at] :])
        height = 0 if at is None else heights.get(at, 0)
        for one in reversed(path):
            height += 1
            heights[one] = height
    return [one for one in above if one in looping], [one for one in above if heights[one] > DEEPEST]
