"""The tree of objectives: of the company, of a team, or under one objective."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Literal

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.card import Button, Call, Card
from handlers.chat.fields import Ambiguous, Label, Number, TextKind, Unreadable, Word
from handlers.chat.form import Form
from handlers.chat.reply import Refused, ReplaceCard, Reply, Whisper
from handlers.okrs.aligning import tree_cards
from handlers.okrs.aligning.tree_cards import MOST_BUTTONS, Ways
from handlers.okrs.fields import find_objective
from handlers.okrs.options import COMPANY, TEAM_OR_COMPANY, AnyCycle, TeamOrCompany
from handlers.okrs.seeing.guest_cards import nothing_names_you
from handlers.okrs.sight import is_private
from handlers.okrs.standing import judge
from storage.cycles import cycle_of
from storage.okr_lines import ObjectiveLine
from storage.teams import TeamLine
from storage.trees import Stand, Tree, read_tree, tree_lines

Top = ObjectiveLine | TeamLine | Literal["company"] | None


@dataclass(frozen=True, slots=True)
class TopKind(TextKind):
    """With what a tree begins: an objective, else a team or the company."""

    longest: int = 200
    many_lines: bool = False

    def read(self, ask: Ask, text: str) -> Top:  # type: ignore[override]
        said = text.strip()
        if said.lower() in ("all", "everyone", "everything"):
            return None
        first, _, rest = said.partition(" ")
        if first.lower() == "team" and rest:
            return _team(ask, rest)
        if said.lower() == COMPANY:
            return COMPANY
        try:
            return find_objective(ask, said)
        except Ambiguous:
            raise
        except Unreadable as problem:
            try:
                return _team(ask, said)
            except Unreadable:
                raise problem from None


class ShowTree(Form, command="okr tree", title="Tree", reads=True, submit="Show", example="/okr tree"):
    """Show which objective helps which: of the company, of a team, or under one objective."""

    team: Annotated[TeamOrCompany | None, Label("Team", "Its objectives, and what is aligned under them.")] = None
    cycle: Annotated[AnyCycle | None, Label("Cycle", "Like 2026-Q4 or next month; what runs now, unless said.")] = None
    page: Number | None = None
    in_place: Word = ""
    top: Annotated[Top, TopKind(), Label("Objective", "Only what is aligned under it. A team's name does, too.")] = None

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("page", "in_place")


def show_tree(ask: Ask, form: ShowTree) -> Reply:
    """The tree, as a new card, or in place of the one whose button was pressed."""
    root = form.top if isinstance(form.top, ObjectiveLine) else None
    if root is not None and root.is_draft:
        raise Refused(f"{root.code} is a draft, which stands in no tree yet. See it with /okr show {root.code}.")
    yardstick = judge(ask.company, ask.now).yardstick()
    stand = _stand(ask, form, root)
    tree = read_tree(ask.db, stand, yardstick, max(1, int(form.page.amount)) if form.page else 1)
    if tree is None:
        code = root.code if root else "It"
        raise Refused(f"{code} does not run in that cycle. Leave the cycle out to see the tree under {code}.")
    above = [*tree.way, tree.continued, root.id if root else None]
    named = [*(branch.objective_id for branch in tree.branches), *(one for one in above if one is not None)]
    lines = tree_lines(ask.db, named, stand.sight, yardstick)
    codes = [lines[one].code for one in tree.way]
    look = tree_cards.Look(
        tree=tree,
        lines=lines,
        root=lines[root.id] if root else None,
        company=ask.company,
        team=_team_of(form),
        cycle=form.cycle.label if form.cycle else _running(ask, stand),
        ways=_ways(form, tree, codes),
    )
    is_lost = look.is_empty and not policy.may_create_objective(ask)
    card = nothing_names_you() if is_lost else tree_cards.tree_shown(look)
    share = None if root is not None and is_private(root) else _again(form, form.top, tree.number)
    if not form.in_place:
        return Whisper(card, share=share)
    return ReplaceCard(_shareable(ask, card, share))


def _team(ask: Ask, name: str) -> TeamLine | Literal["company"]:
    found: TeamLine | Literal["company"] = TEAM_OR_COMPANY.find(ask, name)
    return found


def _team_of(form: ShowTree) -> TeamLine | Literal["company"] | None:
    return form.team or (form.top if not isinstance(form.top, ObjectiveLine) else None)


def _stand(ask: Ask, form: ShowTree, root: ObjectiveLine | None) -> Stand:
    team = _team_of(form)
    return Stand(
        sight=policy.sight(ask),
        during=_during(ask, form, root),
        root_id=root.id if root else None,
        team_id=team.id if isinstance(team, TeamLine) else None,
        level="company" if team == COMPANY else None,
    )


def _during(ask: Ask, form: ShowTree, root: ObjectiveLine | None) -> tuple[date, date]:
    """The cycle that was named, else the one that runs; an objective outside of that brings its own days."""
    if form.cycle is not None:
        return form.cycle.starts_on, form.cycle.ends_on
    running = cycle_of(ask.company_today, ask.company.cycles)
    if root is not None and (root.starts_on > running.ends_on or root.due_on < running.starts_on):
        return root.starts_on, root.due_on
    return running.starts_on, running.ends_on


def _running(ask: Ask, stand: Stand) -> str:
    running = cycle_of(ask.company_today, ask.company.cycles)
    return running.label if stand.during == (running.starts_on, running.ends_on) else ""


def _again(form: ShowTree, top: Top | str, number: int = 1, in_place: str = "") -> Call:
    """The call that shows the tree from there, that page of it."""
    team = _team_of(form)
    given = {
        "team": team.name if isinstance(team, TeamLine) else team or "",
        "cycle": form.cycle.label if form.cycle else "",
        "page": str(number) if number > 1 else "",
        "in_place": in_place,
        "top": top.code if isinstance(top, ObjectiveLine) else top if isinstance(top, str) and top != COMPANY else "",
    }
    return ShowTree.asked(**{name: value for name, value in given.items() if value})


def _ways(form: ShowTree, tree: Tree, codes: list[str]) -> Ways:
    """The ways on from this card; each replaces it."""
    return Ways(
        opening=lambda code: _again(form, code, in_place="yes"),
        up=_again(form, codes[-1] if codes else None, in_place="yes") if isinstance(form.top, ObjectiveLine) else None,
        back=_again(form, form.top, tree.number - 1, "yes") if tree.number > 1 else None,
        following=_again(form, form.top, tree.number + 1, "yes") if tree.number < tree.pages else None,
    )


def _shareable(ask: Ask, card: Card, share: Call | None) -> Card:
    """A card in place of another has to bring the button that a new one gets by itself."""
    buttons = sum(isinstance(part, Button) for part in card.body)
    if share is None or ask.is_aloud or ask.place.kind != "channel" or buttons >= MOST_BUTTONS:
        return card
    return card.plus(Button("Share", replace(share, shared=True)))
