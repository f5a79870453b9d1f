"""The tree of objectives as a card: rows that hang under each other, and the ways on from there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from handlers.chat.card import Button, Call, Card, Element, Note, Paragraph, Progress, Row
from handlers.chat.text import Bold, Command, Italic, Mention, Number, Plain, Span, Spans, spans
from handlers.company import Company
from handlers.okrs.lines import short
from handlers.okrs.shares import percent, percent_text
from handlers.okrs.standing import WORDS
from storage.forests import Below
from storage.progress import Status
from storage.teams import TeamLine
from storage.trees import Branch, Tree, TreeLine

MOST_BUTTONS: Final = 3
LONGEST_SAYING: Final = 400
"""Characters of a vision or a mission."""
STEPS_NAMED: Final = 5
"""Objectives on the way to the one that is open; those between are left out."""


@dataclass(frozen=True, slots=True)
class Ways:
    """The calls that replace the card: `opening` an objective by its code, up, a page back, a page on."""

    opening: Callable[[str], Call]
    up: Call | None = None
    back: Call | None = None
    following: Call | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A tree with what there is to say of it; `lines` are of all that it names, by id.

    `root` is the objective that is open, None where none is. `cycle` is "" where the root brings its own days.
    """

    tree: Tree
    lines: Mapping[int, TreeLine]
    root: TreeLine | None
    company: Company
    team: TeamLine | Literal["company"] | None
    cycle: str
    ways: Ways

    @property
    def is_empty(self) -> bool:
        return self.root is None and not self.tree.below.count


def tree_shown(look: Look) -> Card:
    """The tree, or what to do where there is none yet."""
    if look.is_empty:
        return _nothing(look)
    body: list[Element] = [*_above(look)]
    if look.tree.continued is not None:
        line = look.lines[look.tree.continued]
        body.append(Note.of("Still under ", Bold(line.code), f" {short(line.title)}:"))
    body += [_row(branch, look) for branch in look.tree.branches]
    if hint := _hint(look):
        body.append(Paragraph(hint))
    if small_print := _small_print(look.tree):
        body.append(Note.of(small_print))
    calls = {"Up": look.ways.up, "Back": look.ways.back, "Next": look.ways.following}
    body += [Button(label, call) for label, call in calls.items() if call is not None]
    return Card(_point(look), tuple(body))


def _above(look: Look) -> list[Element]:
    """What stands above the rows: the company's vision and mission, or the way to the open objective."""
    if look.root is None:
        company = look.company
        sayings = [("Vision", company.vision), ("Mission", company.mission)]
        shown: list[Element] = [
            Paragraph.of(Bold(name), " · ", Italic(short(" ".join(words.split()), LONGEST_SAYING)))
            for name, words in sayings
            if words.strip()
        ]
        return [*shown, Paragraph(_first_line(look))]
    root = look.root
    label = spans(Bold(root.code), f" {short(root.title)}", *_beside(root))
    return [
        Paragraph.of(*_way(look, root)),
        Progress(root.share, label),
        *((Paragraph(spans(*_sum(look), " · below it")),) if look.tree.below.count else ()),
    ]


def _first_line(look: Look) -> Spans:
    said = spans(*_sum(look), f" · {_whose(look)}")
    return spans(*said, f" · {look.cycle}") if look.cycle else said


def _whose(look: Look) -> str:
    if look.team == "company":
        return "begun by the company"
    return "everyone's" if look.team is None else f"begun by the team {look.team.name}"


def _sum(look: Look) -> Spans:
    """So much on average, how many, and the worst of them."""
    below = look.tree.below
    many = Number(Decimal(below.count), "objective" if below.count == 1 else "objectives")
    worst = _worst(below, " · ")
    if not _is_said(look):
        return spans("Not said yet · ", many, *worst)
    return spans(percent(below.progress), " on average · " if below.count > 1 else " · ", many, *worst)


def _is_said(look: Look) -> bool:
    """Whether anybody has said anything; of a tree that is shown in part, the mean tells."""
    shown = (look.lines[branch.objective_id].share is not None for branch in look.tree.branches)
    return bool(look.tree.below.progress) or any(shown)


def _worst(below: Below, before: str) -> Spans:
    if below.worst is None:
        return ()
    return spans(f"{before}{'worst ' if below.count > 1 else ''}{WORDS[below.worst]}")


def _way(look: Look, root: TreeLine) -> Spans:
    """From the top to the open objective: "Company X › O-1 › O-4"."""
    team = look.team
    top = team.name if isinstance(team, TeamLine) else look.company.name
    codes = [look.lines[one].code for one in look.tree.way]
    if len(codes) > STEPS_NAMED:
        codes = [codes[0], "…", *codes[2 - STEPS_NAMED :]]
    return spans(" › ".join((top, *codes, "")), Bold(root.code))


def _row(branch: Branch, look: Look) -> Row:
    line, below = look.lines[branch.objective_id], branch.below
    share: Span = Plain("not said") if line.share is None else percent(line.share)
    said = spans(_hung(branch.depth), share, " · ", Bold(line.code), f" {short(line.title)}", *_beside(line))
    if look.tree.is_whole or not below.count:
        return Row(said)
    many = spans("\n", Number(Decimal(below.count)), " below: ", percent(below.progress), *_worst(below, ", "))
    return Row(spans(*said, *many), Button("Open", look.ways.opening(line.code)))


def _hung(depth: int) -> str:
    """What shows how deep a row hangs: chats swallow blanks at the beginning of a line."""
    return "" if not depth else f"{'┈┈' * (depth - 1)}└ "


def _beside(line: TreeLine) -> Spans:
    """Whether it is private, how it stands, of which level it is, and whose."""
    private = " · private" if line.is_private else ""
    return spans(f"{private} · {_stands(line)}", *(f" · {level}" for level in _levels(line)), " · ", _owner(line))


def _stands(line: TreeLine) -> str:
    if line.status is None:
        return "no key results" if line.share is None else "no key results of its own"
    if not line.stale_count:
        return WORDS[line.status]
    stale = f"stale: {line.stale_count} of {line.key_result_count}"
    return stale if line.status is Status.STALE else f"{WORDS[line.status]} · {stale}"


def _levels(line: TreeLine) -> list[str]:
    match line.level:
        case "company":
            return ["company"]
        case "team":
            return [f"{'department' if line.is_department else 'team'} {line.team_name or ''}".rstrip()]
        case "person":
            return []


def _owner(line: TreeLine) -> Mention:
    return Mention(line.owner_id, line.owner_name)


def _hint(look: Look) -> Spans:
    """What to do next where nothing hangs under anything yet."""
    if look.root is not None and not look.tree.below.count:
        return spans("Nothing is aligned under it. Align one: ", Command(f"/okr align CODE --parent {look.root.code}"))
    if look.root is None and look.tree.below.count == 1:
        (line,) = look.lines.values()
        return spans("It stands alone. Set one that helps it: ", Command(f"/okr new TITLE --parent {line.code}"))
    return ()


def _small_print(tree: Tree) -> str:
    opens = "" if tree.is_whole else "Open shows what is under an objective."
    return f"Page {tree.number} of {tree.pages}. {opens}".strip() if tree.pages > 1 else opens


def _point(look: Look) -> str:
    below = look.tree.below
    many = f"{below.count:,} {'objective' if below.count == 1 else 'objectives'}"
    if look.root is not None:
        share = "Not said yet" if look.root.share is None else percent_text(look.root.share)
        return f"{share}: {look.root.code} {short(look.root.title)}, {many} below it"
    if not _is_said(look):
        return f"Not said yet: {many}"
    return f"{percent_text(below.progress)}{' on average' if below.count > 1 else ''}: {many}"


def _nothing(look: Look) -> Card:
    team = look.team
    option = f' --team "{team.name}"' if isinstance(team, TeamLine) else " --team company"
    when = f" · {look.cycle}" if look.cycle else ""
    whose = "" if team is None else f" · {_whose(look)}"
    text = "There are no objectives in this tree yet."
    return Card(
        f"{text} Set one: /okr new TITLE{option}",
        (
            *_above(look)[:-1],
            Paragraph.of(f"No objectives{whose}{when}"),
            Paragraph.of("Set the first: ", Command(f"/okr new TITLE{option}")),
        ),
    )
