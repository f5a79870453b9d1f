"""The shape of a tree of objectives, and what is below each of them: one upward pass over thousands of rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from storage.columns import MILLION
from storage.okrs import Level
from storage.progress import NOTHING, WORST_FIRST, Status
from storage.standings import status_of

UNJUDGED: Final = len(WORST_FIRST)
"""In the place of a rank: nothing of its own to be judged by, because it counts what is aligned below it."""

_LEVELS: Final = ("company", "team", "person")


class Node(NamedTuple):
    """An objective that is in sight. `progress` is in millionths; `begins` says that a tree may begin with it."""

    id: int
    parent_id: int | None
    progress: int
    rank: int
    level: Level
    begins: bool


@dataclass(frozen=True, slots=True)
class Below:
    """What some objectives come to: how many, the mean of their progress, 0..1, and their worst status.

    `worst` is None where there is nothing to judge.
    """

    count: int
    progress: Decimal
    worst: Status | None


@dataclass(frozen=True, slots=True)
class Forest:
    """The nodes; for the place of each among them that of its parent, -1 without one, and those under it.

    Lists of whole numbers: thousands of objects would cost more than it takes to read them.
    """

    nodes: Sequence[Node]
    above: Sequence[int]
    under: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Sums:
    """What is below each place: how many, the sum of their progress in millionths, and the least rank."""

    count: Sequence[int]
    progress: Sequence[int]
    rank: Sequence[int]

    def below(self, place: int) -> Below:
        return _below(self.count[place], self.progress[place], self.rank[place])


def grow(nodes: Sequence[Node], root_id: int | None = None) -> Forest:
    """Link the nodes; one whose parent is not among them stands under nothing, and the root is under nothing.

    So what is under the root ends, even if its line should lead back to it.
    """
    place_of: dict[int | None, int] = {node[0]: place for place, node in enumerate(nodes)}
    above = [place_of.get(node[1], -1) for node in nodes]
    under: list[list[int]] = [[] for _ in nodes]
    for place, parent in enumerate(above):
        if parent >= 0 and nodes[place][0] != root_id:
            under[parent].append(place)
    return Forest(nodes, above, under)


def tops(forest: Forest) -> list[int]:
    """With what the tree begins: what may begin one and stands under nothing else that belongs to it."""
    begins = [place for place, node in enumerate(forest.nodes) if node[5]]
    if len(begins) == len(forest.nodes):
        return [place for place in begins if forest.above[place] < 0]
    found: set[int] = set()
    ahead = begins
    while ahead:
        found.update(ahead)
        ahead = [place for parent in ahead for place in forest.under[parent] if place not in found]
    return [place for place in begins if forest.above[place] not in found]


def downward(forest: Forest, first: Iterable[int]) -> list[int]:
    """These places and all under them, each behind what it stands under."""
    places = list(first)
    for place in places:
        places += forest.under[place]
    return places


def summed(forest: Forest, places: Sequence[int]) -> Sums:
    """The upward pass over what `downward` found: each hands on to its parent what it is and what is below it."""
    nodes, above = forest.nodes, forest.above
    count, progress, rank = [0] * len(nodes), [0] * len(nodes), [UNJUDGED] * len(nodes)
    for place in reversed(places):
        parent = above[place]
        if parent < 0:
            continue
        _, _, own_progress, own_rank, *_ = nodes[place]
        count[parent] += count[place] + 1
        progress[parent] += progress[place] + own_progress
        rank[parent] = min(rank[parent], rank[place], own_rank)
    return Sums(count, progress, rank)


def together(forest: Forest, places: Sequence[int]) -> Below:
    """What these come to."""
    nodes = [forest.nodes[place] for place in places]
    return _below(len(nodes), sum(node[2] for node in nodes), min((node[3] for node in nodes), default=UNJUDGED))


def unfolded(forest: Forest, first: Iterable[int], levels: int, depth: int = 0) -> list[tuple[int, int]]:
    """These places with what is under them, in the order in which a tree is read, and how deep each stands."""
    found: list[tuple[int, int]] = []
    for place in sorted(first, key=lambda place: _order(forest.nodes[place])):
        found.append((place, depth))
        if levels > 1 and forest.under[place]:
            found += unfolded(forest, forest.under[place], levels - 1, depth + 1)
    return found


def way_to(forest: Forest, root: int) -> list[int]:
    """What leads to the root from the top, itself left out: from where the tree begins, if that is on the way."""
    way = [root]
    while (parent := forest.above[way[-1]]) >= 0 and parent not in way:
        way.append(parent)
    last = max((step for step, place in enumerate(way) if forest.nodes[place].begins), default=len(way) - 1)
    return way[last:0:-1]


def _order(node: Node) -> tuple[int, int]:
    """The company's first, then those of teams, then those of people; the older in front."""
    return _LEVELS.index(node.level), node.id


def _below(count: int, progress: int, rank: int) -> Below:
    mean = Decimal(progress) / count / MILLION if count else NOTHING
    return Below(count, mean, None if rank == UNJUDGED else status_of(rank))
