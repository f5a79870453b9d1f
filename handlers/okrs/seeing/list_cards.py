"""Objectives in a list: a bar and a status word for each, its key results in one line each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from handlers.chat.card import Button, Call, Card, Element, Note, Paragraph, Progress
from handlers.chat.text import Command, Mention, Number, Spans, joined, spans
from handlers.okrs.lines import listed, mark, named, owner, stands
from handlers.okrs.samples import DELIVERY_DAYS, OBJECTIVE, PRE_ORDERS, sample_judge
from handlers.okrs.shares import percent, share_of_objective, share_text
from handlers.okrs.sight import all_seen_by
from handlers.okrs.standing import Judge
from storage.okr_lines import KeyResultLine, ObjectiveLine
from storage.progress import Status

PAGE = 12
"""Objectives on a page."""
LINES = 8
"""Key results of one objective that are listed; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Below:
    """How many objectives are in the teams below the one of that name."""

    team: str
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, with all the key results by the objective's id; `whose` says whose they are.

    `count` and `progress` (0..1, the mean) are of the whole list; `number` begins at 1. `drafts`
    are those that the reader works on: they count in neither. With a `status`,
    only the key results that stand so are listed under their objectives.
    """

    whose: Spans
    objectives: Sequence[ObjectiveLine]
    key_results: Mapping[int, Sequence[KeyResultLine]]
    count: int
    progress: Decimal
    number: int
    status: Status | None = None
    drafts: Sequence[ObjectiveLine] = ()
    below: Below | None = None

    @property
    def share(self) -> Decimal | None:
        """The progress; None where the list has one page, and nobody has said anything of what is on it."""
        lines = (share_of_objective(line, self.key_results.get(line.id, ())) for line in self.objectives)
        is_said = self.pages > 1 or any(share is not None for share in lines)
        return self.progress if is_said else None

    @property
    def pages(self) -> int:
        return -(-self.count // PAGE)


def objectives_listed(page: Page, judge: Judge, following: Call | None, may_check_in: bool) -> Card:
    """A page of a list; `following` asks for the next one."""
    body: list[Element] = [Paragraph(_first_line(page))]
    for objective in page.objectives:
        body += _objective(objective, page, judge)
    if page.below is not None:
        body.append(Paragraph(in_teams_below(page.below)))
    if may_check_in:
        body.append(Button("Check in", Call("checkin"), "primary"))
    if following is not None:
        body.append(Button("Next", following))
    seen_by = all_seen_by(page.objectives)
    body.append(Note.of(f"Page {page.number} of {page.pages}. {seen_by}" if page.pages > 1 else seen_by))
    average = share_text(page.share) + (" on average" if page.share is not None else "")
    return Card(f"{average}: {page.count} {_counted(page.count).unit}", tuple(body))


def nothing_of_mine() -> Card:
    """Somebody without objectives is invited to set one."""
    return Card(
        "You have no objectives yet. Set one: /okr new TITLE",
        (
            Paragraph.of("You have no objectives yet. Set one: ", Command("/okr new Win more customers")),
            Button("Set an objective", Call("okr new"), "primary"),
        ),
    )


def nothing_listed(whose: Spans, ways_on: Sequence[Spans]) -> Card:
    """A list with nothing in it, and what to type instead."""
    return Card(
        "There are no such objectives.",
        (Paragraph.of("No objectives · ", *whose), Paragraph(joined(ways_on, "\n"))),
    )


def set_one(options: str = "") -> Spans:
    """How to set what is missing; `options` make it fit: "--team company"."""
    return spans("Set one: ", Command(f"/okr new TITLE {options}".strip()))


def see_all() -> Spans:
    return spans("See everyone's: ", Command("/okr list all"))


def in_teams_below(below: Below) -> Spans:
    """How many more there are in the teams below, and how to see them."""
    return spans(_counted(below.count), " in the teams below: ", Command(f'/okr tree --team "{below.team}"'))


def _first_line(page: Page) -> Spans:
    share = page.share
    average = spans(share_text(share)) if share is None else spans(percent(share), " on average")
    return spans(*average, " · ", _counted(page.count), " · ", *page.whose)


def _counted(count: int) -> Number:
    return Number(Decimal(count), "objective" if count == 1 else "objectives")


def _objective(line: ObjectiveLine, page: Page, judge: Judge) -> list[Element]:
    key_results = page.key_results.get(line.id, ())
    ahead = f" · {line.cycle}" if line.starts_on > judge.today else ""
    label = spans(*named(line), f"{mark(line)}{ahead} · {stands(key_results, judge)} · ", owner(line))
    fitting = [one for one in key_results if page.status is None or judge.status(one) is page.status]
    shown = [spans("• ", *listed(one, judge, line)) for one in fitting[:LINES]]
    if len(fitting) > LINES:
        shown.append(spans(f"and {len(fitting) - LINES} more: ", Command(f"/okr show {line.code}")))
    if not key_results:
        shown.append(spans("no key results yet: ", Command(f"/okr kr {line.code} TITLE from 0 to 100")))
    beneath = (Paragraph(joined(shown, "\n")),) if shown else ()
    return [Progress(share_of_objective(line, key_results), label), *beneath]


def _sample(count: int, number: int) -> Page:
    return Page(
        spans("of ", Mention(1, "Ana Ruiz")),
        (OBJECTIVE,),
        {OBJECTIVE.id: (PRE_ORDERS, DELIVERY_DAYS)},
        count,
        OBJECTIVE.progress,
        number,
    )


_NEXT = Call("okr list", {"whose": "all", "page": "2"})
EXAMPLES: dict[str, Callable[[], Card]] = {
    "list": lambda: objectives_listed(_sample(1, 1), sample_judge(), None, may_check_in=True),
    "list, first of three pages": lambda: objectives_listed(_sample(25, 1), sample_judge(), _NEXT, may_check_in=False),
    "list of nothing of mine": nothing_of_mine,
    "list of nothing": lambda: nothing_listed(spans("of the team Sales, at risk"), [see_all()]),
    "list of nothing of the company": lambda: nothing_listed(
        spans("of the company"), [set_one("--team company"), see_all()]
    ),
}
