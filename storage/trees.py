"""The tree of objectives: who stands under whom, and what all that is below each comes to, in one upward pass."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    true,
    type_coerce,
)

from storage.aliases import alias
from storage.columns import BigId
from storage.forests import UNJUDGED, Below, Forest, Node, downward, grow, summed, together, tops, unfolded, way_to
from storage.okr_lines import PUBLISHED
from storage.okrs import Level, key_results, objectives
from storage.people import people
from storage.prepared import Prepared
from storage.progress import Status
from storage.sight import IN_SIGHT, KEY_RESULT_IN_SIGHT, Sight
from storage.standings import RANK, Yardstick, rank_of, stands, status_of
from storage.teams import teams

WHOLE_TREE: Final = 20
"""Up to so many objectives are shown whole; of more, two levels."""
LEVELS_SHOWN: Final = 2
PAGE: Final = 12
"""Objectives on a page of a tree that is not shown whole."""


@dataclass(frozen=True, slots=True)
class Stand:
    """From where a tree is looked at, and by whom.

    `during` holds the first and the last day of what it shows. What is None does not narrow it: with `root_id` that
    objective and all under it; with `team_id` what is of the team or of those below it, with `level` what is of that
    level, and all under these.
    """

    sight: Sight
    during: tuple[date, date]
    root_id: int | None = None
    team_id: int | None = None
    level: Level | None = None

    @property
    def shape(self) -> "_Shape":
        """By what it narrows, which is what its statement depends on."""
        return _Shape(*(one is not None for one in (self.root_id, self.team_id, self.level)))


class _Shape(NamedTuple):
    """By what a tree is narrowed."""

    by_root: bool
    by_team: bool
    by_level: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """An objective in the tree: so many steps under the first ones shown, with so much below it."""

    objective_id: int
    depth: int
    below: Below


@dataclass(frozen=True, slots=True)
class Tree:
    """What there is, and a page of it in its order: of all of it, or of two levels.

    `below` is of everything, or of what is under the root; `way` are the ids that lead to the root, from the top.
    `continued` is the objective under which the first branches stand, where that is on an earlier page.
    """

    below: Below
    branches: tuple[Branch, ...]
    continued: int | None
    number: int
    pages: int
    is_whole: bool
    way: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TreeLine:
    """An objective as a tree names it. `rank` is that of its worst key result, None without any."""

    id: int
    code: str
    title: str
    owner_id: int
    owner_name: str
    level: Level
    team_name: str | None
    is_department: bool
    progress: Decimal
    is_said: bool
    key_result_count: int
    stale_count: int
    rank: int | None
    is_private: bool = False

    @property
    def share(self) -> Decimal | None:
        """Its progress; None while nobody has said anything of it."""
        return self.progress if self.is_said or self.progress else None

    @property
    def status(self) -> Status | None:
        return None if self.rank is None else status_of(self.rank)


_child = alias(objectives, "child", "id", "parent_id")
_seed = alias(objectives, "seed", "id", "parent_id", "workspace_id", "team_id", "level")
_part = alias(teams, "part", "id", "dropped_at", "parent_id")
_own = (key_results.c.objective_id == objectives.c.id) & key_results.c.dropped_at.is_(None) & KEY_RESULT_IN_SIGHT
_WORST = select(func.min(RANK)).where(_own).correlate(objectives).scalar_subquery()
_NONE_OF_ITS_OWN = case((objectives.c.roll_up == "key_results", rank_of(Status.NOT_STARTED)), else_=UNJUDGED)
_ROOT_ID: Any = bindparam("root_id", type_=BigId)

_teams_below = (
    select(teams.c.id).where(teams.c.id == bindparam("team_id", type_=BigId)).cte("teams_below", recursive=True)
)
_teams_below = _teams_below.union(select(_part.c.id).join(_teams_below, _part.c.parent_id == _teams_below.c.id))


def _begins(objective: Any, shape: _Shape) -> ColumnElement[bool]:
    """Whether a tree begins with the objective, wherever that stands."""
    if shape.by_team:
        of_team: ColumnElement[bool] = objective.c.team_id.in_(select(_teams_below.c.id))
        return of_team
    if shape.by_level:
        of_level: ColumnElement[bool] = objective.c.level == bindparam("level")
        return of_level
    return true()


def _reach(shape: _Shape) -> ColumnElement[bool] | None:
    """The root with what is under and above it, or what begins the tree with what is under it; None for everything."""
    if not any(shape):
        return None
    begins: ColumnElement[bool] = _seed.c.id == _ROOT_ID if shape.by_root else _begins(_seed, shape)
    here: ColumnElement[bool] = _seed.c.workspace_id == bindparam("workspace_id")
    under = select(_seed.c.id).where(here, begins).cte("under", recursive=True)
    under = under.union(select(_child.c.id).join(under, _child.c.parent_id == under.c.id))
    reached: ColumnElement[bool] = objectives.c.id.in_(select(under.c.id))
    if not shape.by_root:
        return reached
    above = select(_seed.c.id, _seed.c.parent_id).where(_seed.c.id == _ROOT_ID).cte("above", recursive=True)
    above = above.union(select(_child.c.id, _child.c.parent_id).join(above, _child.c.id == above.c.parent_id))
    return or_(reached, objectives.c.id.in_(select(above.c.id)))


@cache
def _reading(shape: _Shape) -> Prepared:
    """The statement that reads the nodes of a tree."""
    nodes = select(
        objectives.c.id,
        objectives.c.parent_id,
        type_coerce(objectives.c.progress, BigInteger),
        func.coalesce(_WORST, _NONE_OF_ITS_OWN),
        objectives.c.level,
        _begins(objectives, shape),
    ).where(
        objectives.c.workspace_id == bindparam("workspace_id"),
        objectives.c.dropped_at.is_(None),
        PUBLISHED,
        objectives.c.starts_on <= bindparam("last_day", type_=Date),
        objectives.c.due_on >= bindparam("first_day", type_=Date),
        IN_SIGHT,
    )
    reach = _reach(shape)
    return Prepared(nodes if reach is None else nodes.where(reach))


_LINES = Prepared(
    select(
        objectives.c.id,
        objectives.c.code,
        objectives.c.title,
        objectives.c.owner_id,
        people.c.name,
        objectives.c.level,
        teams.c.name,
        exists().where(_part.c.parent_id == teams.c.id, _part.c.dropped_at.is_(None)),
        objectives.c.progress,
        exists().where(_own, key_results.c.last_check_in_at.is_not(None)).correlate(objectives),
        select(func.count()).where(_own).correlate(objectives).scalar_subquery(),
        select(func.count()).where(_own, stands(Status.STALE)).correlate(objectives).scalar_subquery(),
        _WORST,
        objectives.c.is_private,
    )
    .join(people, people.c.id == objectives.c.owner_id)
    .outerjoin(teams, teams.c.id == objectives.c.team_id)
    .where(objectives.c.id.in_(bindparam("ids", expanding=True)))
)


def read_tree(db: Connection, stand: Stand, yardstick: Yardstick, number: int = 1) -> Tree | None:
    """That page of the tree, or the last one, in one statement; None where the root does not belong to it."""
    first_day, last_day = stand.during
    given: dict[str, Any] = {
        "workspace_id": stand.sight.workspace_id,
        "first_day": first_day,
        "last_day": last_day,
        "root_id": stand.root_id,
        "team_id": stand.team_id,
        "level": stand.level,
    }
    rows = _reading(stand.shape).rows(db, given | stand.sight.given | yardstick.given)
    forest = grow(list(map(Node._make, rows)), stand.root_id)
    if stand.root_id is None:
        first = tops(forest)
        places = downward(forest, first)
        return _page(forest, places, first, number, together(forest, places))
    root = next((place for place, node in enumerate(forest.nodes) if node.id == stand.root_id), None)
    return None if root is None else _page_under(forest, root, number)


def tree_lines(db: Connection, ids: Iterable[int], sight: Sight, yardstick: Yardstick) -> dict[int, TreeLine]:
    """What a tree says of these objectives, by id, in one statement. That they are seen was decided by read_tree."""
    wanted = list(ids)
    rows = _LINES.rows(db, {"ids": wanted} | sight.given | yardstick.given) if wanted else []
    return {row[0]: TreeLine(*row) for row in rows}


def _page_under(forest: Forest, root: int, number: int) -> Tree:
    places = downward(forest, (root,))
    tree = _page(forest, places, forest.under[root], number, together(forest, places[1:]))
    return replace(tree, way=tuple(forest.nodes[place].id for place in way_to(forest, root)))


def _page(forest: Forest, places: Sequence[int], first: Sequence[int], number: int, below: Below) -> Tree:
    is_whole = below.count <= WHOLE_TREE
    rows = unfolded(forest, first, WHOLE_TREE if is_whole else LEVELS_SHOWN)
    size = WHOLE_TREE if is_whole else PAGE
    pages = max(1, -(-len(rows) // size))
    number = max(1, min(number, pages))
    earlier, shown = rows[: size * (number - 1)], rows[size * (number - 1) : size * number]
    sums = summed(forest, places)
    begins_amid = bool(shown) and shown[0][1] > 0
    return Tree(
        below=below,
        branches=tuple(Branch(forest.nodes[place].id, depth, sums.below(place)) for place, depth in shown),
        continued=next(forest.nodes[place].id for place, depth in reversed(earlier) if not depth)
        if begins_amid
        else None,
        number=number,
        pages=pages,
        is_whole=is_whole,
        way=(),
    )
