"""Listing objectives: mine, somebody's, a team's, the company's or everyone's, narrowed by cycle and status."""

from typing import Annotated

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.card import Call, Card
from handlers.chat.fields import Label, Number
from handlers.chat.form import Form
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.chat.text import Spans, joined, spans
from handlers.okrs.drafting import drafts
from handlers.okrs.options import COMPANY, AnyCycle, TeamOrCompany
from handlers.okrs.seeing import list_cards
from handlers.okrs.seeing.guest_cards import nothing_names_you
from handlers.okrs.seeing.list_cards import PAGE, Below, Page
from handlers.okrs.seeing.whose import UNSAID, StatusKind, Whose, WhoseKind
from handlers.okrs.sight import visible
from handlers.okrs.standing import WORDS, Judge, judge
from storage.cycles import Cycle
from storage.okr_drafts import list_with_drafts
from storage.okr_lines import KeyResultLine, by_objective, key_results_of_objectives
from storage.okr_lists import Scope, Sought, totals
from storage.progress import Status
from storage.teams import TeamLine


class List(Form, command="okr list", also=("okr",), title="Objectives", reads=True, submit="List"):
    """List objectives: mine, somebody's, a team's, the company's or all."""

    team: Annotated[TeamOrCompany | None, Label("Team", "Those of a team, or of the company.")] = None
    cycle: Annotated[AnyCycle | None, Label("Cycle", "Like 2026-Q4 or next month; what runs now, unless said.")] = None
    status: Annotated[Status | None, StatusKind(), Label("Status", "Those with a key result that stands so.")] = None
    page: Number | None = None
    whose: Annotated[
        Whose,
        WhoseKind(longest=200, many_lines=False),
        Label("Whose", "Mine, @somebody, a team's name, company or all; yours, unless you say."),
    ] = UNSAID

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("page",)


def list_them(ask: Ask, form: List) -> Reply:
    """A page of objectives, or what to do where there are none."""
    if isinstance(form.team, TeamLine) and form.whose.kind == "team" and form.whose.id != form.team.id:
        raise Refused(f"{form.whose.name} and {form.team.name} are two teams. Name one of them.")
    page = _page(ask, form, max(1, int(form.page.amount)) if form.page else 1)
    again = _again(form, page.number)
    if not page.count:
        is_guest = not policy.may_create_objective(ask)
        nothing = nothing_names_you() if is_guest else _nothing(form, page)
        return Whisper(nothing.plus(*drafts.drafts_part(ask, page.drafts)), share=again)
    own = any(line.owner_id == ask.person.id for lines in page.key_results.values() for line in lines)
    following = _again(form, page.number + 1) if page.number < page.pages else None
    card = list_cards.objectives_listed(page, _judge(ask), following, _is_mine(form) and own)
    return Whisper(card.plus(*drafts.drafts_part(ask, page.drafts)), share=again)


def _page(ask: Ask, form: List, number: int) -> Page:
    scope = _scope(ask, form)
    whole = totals(ask.db, scope)
    number = min(number, max(1, -(-whole.count // PAGE)))
    found = list_with_drafts(ask.db, scope, PAGE, PAGE if number == 1 else 0, PAGE * (number - 1))
    lines = key_results_of_objectives(ask.db, [line.id for line in found.objectives])
    return Page(
        whose=_said(form),
        objectives=found.objectives,
        key_results=_visible(ask, _in_order(ask, form, lines)),
        count=whole.count,
        progress=whole.progress,
        number=number,
        status=_status(form),
        drafts=found.drafts,
        below=Below(_team_name(form), whole.below) if whole.below else None,
    )


def _in_order(ask: Ask, form: List, lines: list[KeyResultLine]) -> list[KeyResultLine]:
    """Those of the person whose list it is in front."""
    person_id = _person_id(ask, form)
    return lines if person_id is None else sorted(lines, key=lambda line: line.owner_id != person_id)


def _visible(ask: Ask, lines: list[KeyResultLine]) -> dict[int, list[KeyResultLine]]:
    return by_objective(visible(ask, lines))


def _scope(ask: Ask, form: List) -> Scope:
    whose, team, cycle, status = form.whose, form.team, _cycle(form), _status(form)
    return Scope(
        sight=policy.sight(ask),
        today=ask.company_today,
        person_id=_person_id(ask, form),
        team_id=team.id if isinstance(team, TeamLine) else whose.id if whose.kind == "team" else None,
        level="company" if COMPANY in (team, whose.kind) else None,
        during=(cycle.starts_on, cycle.ends_on) if cycle else None,
        sought=Sought(status, _judge(ask).yardstick()) if status else None,
    )


def _cycle(form: List) -> Cycle | None:
    return form.cycle or form.whose.cycle


def _status(form: List) -> Status | None:
    return form.status or form.whose.status


def _person_id(ask: Ask, form: List) -> int | None:
    return ask.person.id if _is_mine(form) else form.whose.id if form.whose.kind == "person" else None


def _team_name(form: List) -> str:
    return form.team.name if isinstance(form.team, TeamLine) else form.whose.name


def _is_mine(form: List) -> bool:
    """Mine is what is meant where neither a person nor a team is named."""
    return form.whose.kind == "mine" or (form.whose.kind == "unsaid" and form.team is None)


def _said(form: List) -> Spans:
    """Whose they are, in which team, cycle and status, behind their number."""
    parts = [form.whose.said()] if form.whose.kind != "unsaid" or form.team is None else []
    if form.team == COMPANY and form.whose.kind != "company":
        parts.append(spans("of the company"))
    if isinstance(form.team, TeamLine) and form.whose.kind != "team":
        parts.append(spans(f"of the team {form.team.name}"))
    if (cycle := _cycle(form)) is not None:
        parts.append(spans(cycle.label))
    if (status := _status(form)) is not None:
        parts.append(spans(WORDS[status]))
    return joined(parts)


def _nothing(form: List, page: Page) -> Card:
    if _is_mine(form) and not _cycle(form) and not _status(form) and form.team is None:
        return list_cards.nothing_of_mine()
    below = [list_cards.in_teams_below(page.below)] if page.below else []
    if _cycle(form) or _status(form):
        return list_cards.nothing_listed(page.whose, [*below, list_cards.see_all()])
    if form.team is None and form.whose.kind == "all":
        return list_cards.nothing_listed(page.whose, [list_cards.set_one()])
    return list_cards.nothing_listed(page.whose, [*below, *_first_steps(form), list_cards.see_all()])


def _first_steps(form: List) -> list[Spans]:
    """How to set the first objective of the company or of a team; what somebody else sets is theirs to say."""
    if COMPANY in (form.team, form.whose.kind):
        return [list_cards.set_one("--team company")]
    team = form.team.name if isinstance(form.team, TeamLine) else form.whose.name if form.whose.kind == "team" else ""
    return [list_cards.set_one(f'--team "{team}"')] if team else []


def _again(form: List, number: int) -> Call:
    """The call that lists the same, on that page."""
    status, cycle = _status(form), _cycle(form)
    given = {
        "whose": form.whose.typed(),
        "team": form.team.name if isinstance(form.team, TeamLine) else form.team or "",
        "cycle": cycle.label if cycle else "",
        "status": WORDS[status].replace(" ", "-") if status else "",
        "page": str(number) if number > 1 else "",
    }
    return List.asked(**{name: value for name, value in given.items() if value})


def _judge(ask: Ask) -> Judge:
    return judge(ask.company, ask.now)
