"""Trees to look at, for the gallery."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from handlers.chat.card import Call, Card
from handlers.company import Company
from handlers.okrs.aligning.tree_cards import Look, Ways, tree_shown
from storage.forests import Below
from storage.progress import Status
from storage.trees import Branch, Tree, TreeLine


def _line(number: int, title: str, **changed: object) -> TreeLine:
    line = TreeLine(
        id=number,
        code=f"O-{number}",
        title=title,
        owner_id=1,
        owner_name="Ana Ruiz",
        level="company",
        team_name=None,
        is_department=False,
        progress=Decimal("0.34"),
        is_said=True,
        key_result_count=5,
        stale_count=2,
        rank=0,
    )
    return replace(line, **changed)  # type: ignore[arg-type]


_UNSAID: Any = {"is_said": False, "progress": Decimal(0), "rank": 3, "stale_count": 0}
_LINES = {
    line.id: line
    for line in (
        _line(1, "Lead the market for electric cars"),
        _line(2, "Win customers for the electric car", level="team", team_name="Sales", is_department=True, rank=1),
        _line(3, "Win the small shops", level="team", team_name="Field Sales", stale_count=0, rank=4),
        _line(4, "Know each shop of the north", level="person", **_UNSAID),
    )
}
_COMPANY = Company(
    name="Company X", vision="A car for everybody that nobody hears.", mission="Build what our neighbours can afford."
)
_NONE_BELOW = Below(0, Decimal(0), None)
_BELOW = Below(8, Decimal("0.51"), Status.OFF_TRACK)


def _sample(branches: Sequence[Branch], below: Below, **changed: object) -> Look:
    tree = Tree(below, tuple(branches), continued=None, number=1, pages=1, is_whole=True, way=())
    ways = Ways(opening=lambda code: Call("okr tree", {"top": code, "in_place": "yes"}))
    look = Look(tree, _LINES, root=None, company=_COMPANY, team=None, cycle="2026-Q4", ways=ways)
    return replace(look, **changed)  # type: ignore[arg-type]


def _whole() -> Look:
    depths = ((1, 0), (2, 1), (3, 2), (4, 3))
    return _sample(
        [Branch(number, depth, _NONE_BELOW) for number, depth in depths], Below(4, Decimal("0.26"), Status.OFF_TRACK)
    )


def _large() -> Look:
    look = _sample([Branch(1, 0, _BELOW), Branch(2, 1, _BELOW), Branch(3, 1, _NONE_BELOW)], replace(_BELOW, count=300))
    on = Call("okr tree", {"page": "2", "in_place": "yes"})
    return replace(look, tree=replace(look.tree, is_whole=False, pages=2), ways=replace(look.ways, following=on))


def _opened() -> Look:
    look = _sample([Branch(3, 0, _BELOW), Branch(4, 1, _NONE_BELOW)], replace(_BELOW, count=40))
    tree = replace(look.tree, is_whole=False, pages=3, number=2, continued=3, way=(1,))
    up, back, on = (Call("okr tree", {"top": "O-1", "page": page}) for page in "123")
    return replace(look, tree=tree, root=_LINES[2], ways=replace(look.ways, up=up, back=back, following=on))


def _alone() -> Look:
    look = _sample([Branch(1, 0, _NONE_BELOW)], Below(1, Decimal("0.34"), Status.OFF_TRACK))
    return replace(look, lines={1: _LINES[1]})


EXAMPLES: dict[str, Callable[[], Card]] = {
    "tree": lambda: tree_shown(_whole()),
    "tree of many": lambda: tree_shown(_large()),
    "tree, an objective opened": lambda: tree_shown(_opened()),
    "tree of one": lambda: tree_shown(_alone()),
    "tree under an objective, nothing yet": lambda: tree_shown(
        _sample([], _NONE_BELOW, root=_LINES[4], ways=replace(_sample([], _NONE_BELOW).ways, up=Call("okr tree")))
    ),
    "tree, no objectives": lambda: tree_shown(_sample([], _NONE_BELOW)),
}
