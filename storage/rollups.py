"""What objectives come to: the mean of their key results, of what is aligned below, or of both, stored on write."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, select, update

from storage.aliases import alias
from storage.okrs import RollUp, key_results, objectives
from storage.prepared import Prepared
from storage.progress import WHOLE, mean

Share = tuple[Decimal | None, Decimal]
"""A progress, 0..1 or None where nothing counts yet, and its weight."""

_child = alias(objectives, "child", "id", "parent_id", "published_at", "dropped_at", "is_private")


def counts_upward(child: Any) -> ColumnElement[bool]:
    """Whether an objective counts toward one that rolls up from it: published, alive, and open to whoever sees that."""
    counts: ColumnElement[bool] = child.c.published_at.is_not(None) & child.c.dropped_at.is_(None) & ~child.c.is_private
    return counts


def rolls_up(objective: Any) -> ColumnElement[bool]:
    """Whether the objective counts what is aligned below it."""
    beyond: ColumnElement[bool] = objective.c.roll_up != "key_results"
    return beyond


_above = select(objectives.c.id).where(objectives.c.id.in_(bindparam("ids", expanding=True))).cte("fed", recursive=True)
_above = _above.union(
    select(objectives.c.id)
    .select_from(_above.join(_child, _child.c.id == _above.c.id))
    .join(objectives, objectives.c.id == _child.c.parent_id)
    .where(rolls_up(objectives), counts_upward(_child))
)
FED: Select[Any] = select(_above.c.id)
"""The objectives of `ids` and all above them that their progress feeds."""

_LOCK = Prepared(
    select(objectives.c.id).where(objectives.c.id.in_(FED)).order_by(objectives.c.id).with_for_update(of=objectives)
)
_CHAIN = Prepared(
    select(objectives.c.id, objectives.c.parent_id, objectives.c.roll_up, counts_upward(objectives))
    .where(objectives.c.id.in_(FED))
    .order_by(objectives.c.id)
    # What came into the line while we waited for our locks has to be locked as well.
    .with_for_update(of=objectives)
)
_KEY_RESULTS = Prepared(
    select(key_results.c.objective_id, key_results.c.progress, key_results.c.weight)
    .where(key_results.c.objective_id.in_(bindparam("ids", expanding=True)), key_results.c.dropped_at.is_(None))
    .order_by(key_results.c.id)
)
_ALIGNED = Prepared(
    select(objectives.c.parent_id, objectives.c.id, objectives.c.progress)
    .where(objectives.c.parent_id.in_(bindparam("ids", expanding=True)), counts_upward(objectives))
    .order_by(objectives.c.id)
)
_SET = Prepared(
    update(objectives).where(objectives.c.id == bindparam("objective_id")).values(progress=bindparam("share"))
)


@dataclass(frozen=True, slots=True)
class _Link:
    """An objective on the way up; `counts` says whether its parent may count it."""

    id: int
    parent_id: int | None
    roll_up: RollUp
    counts: bool


def lock_objectives(db: Connection, ids: Iterable[int]) -> None:
    """Make other writers of what feeds these objectives, and those above that they feed, wait until we commit.

    To be called first. SQLite has one writer, so there is nothing to wait for.
    """
    if db.dialect.name == "postgresql":
        _LOCK.rows(db, {"ids": sorted(set(ids))})


def lock_objective(db: Connection, objective_id: int) -> None:
    """`lock_objectives` for one."""
    lock_objectives(db, (objective_id,))


def recompute_objectives(db: Connection, ids: Iterable[int]) -> dict[int, Decimal]:
    """Store what each locked objective comes to, and those above that they feed; return all of it, 0..1, by id."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    links = {row[0]: _Link(*row) for row in _CHAIN.rows(db, {"ids": wanted})}
    own = _own_shares(db, list(links))
    aligned = _aligned_shares(db, [link.id for link in links.values() if link.roll_up != "key_results"])
    found: dict[int, Decimal] = {}
    for link in _lowest_first(links):
        below = {child: found.get(child, share) for child, share in aligned.get(link.id, {}).items()}
        found[link.id] = mean(counted(link.roll_up, own.get(link.id, ()), below.values()))
    _SET.run_all(db, [{"objective_id": key, "share": share} for key, share in found.items()])
    return found


def recompute_objective(db: Connection, objective_id: int) -> Decimal:
    """`recompute_objectives` for one; return what that one comes to."""
    return recompute_objectives(db, (objective_id,))[objective_id]


def counted(roll_up: RollUp, key_results: Iterable[Share], aligned: Iterable[Decimal]) -> list[Share]:
    """What the mean of an objective is made of; each aligned objective weighs 1."""
    shares: list[Share] = [] if roll_up == "aligned" else list(key_results)
    return shares if roll_up == "key_results" else [*shares, *((share, WHOLE) for share in aligned)]


def _own_shares(db: Connection, ids: Sequence[int]) -> Mapping[int, list[Share]]:
    found: dict[int, list[Share]] = {}
    for objective_id, progress, weight in _KEY_RESULTS.rows(db, {"ids": ids}):
        found.setdefault(objective_id, []).append((progress, weight))
    return found


def _aligned_shares(db: Connection, ids: Sequence[int]) -> Mapping[int, dict[int, Decimal]]:
    found: dict[int, dict[int, Decimal]] = {}
    for parent_id, objective_id, progress in _ALIGNED.rows(db, {"ids": ids}) if ids else ():
        found.setdefault(parent_id, {})[objective_id] = progress
    return found


def _lowest_first(links: Mapping[int, _Link]) -> list[_Link]:
    """Each objective behind all those below it that are there.

    Alignment has no loops; where a hand in the database made one, the link that closes it counts for nothing.
    """
    height: dict[int, int] = {}
    for link in links.values():
        line: list[int] = []
        at: _Link | None = link
        while at is not None and at.id not in height and at.id not in line:
            line.append(at.id)
            at = links.get(at.parent_id) if at.parent_id is not None else None
        above = height.get(at.id, -1) if at is not None else -1
        height |= {one: above + count for count, one in enumerate(reversed(line), start=1)}
    return sorted(links.values(), key=lambda link: height[link.id], reverse=True)
