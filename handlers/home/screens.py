"""Home: what is due, what is mine, what my team is after."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.card import Button, Call, Card, Divider, Element, Heading, Note, Paragraph, Progress, Row
from handlers.chat.text import Bold, Command, Date, Spans, joined, spans
from handlers.check_ins.schedule import last_prompt, next_prompt
from handlers.digests.news import LOOKS_BACK, NOTHING, News, news_by_team
from handlers.digests.samples import A_WEEK
from handlers.digests.screens import TeamNews, objective_line, summary
from handlers.feedback.asking.rows import waiting_rows
from handlers.feedback.asking.samples import EXAMPLES as EXAMPLES_OF_REQUESTS
from handlers.goals.approving.standing import waiting_rows as plans_waiting
from handlers.goals.home import summary_rows
from handlers.home.first_words import first_words, welcome
from handlers.okrs.drafting.cards import MOST_LISTED, drafts_listed
from handlers.okrs.drafting.drafts import drafts_part
from handlers.okrs.lines import listed, mark, named, short, stands
from handlers.okrs.samples import DELIVERY_DAYS, NOW, OBJECTIVE, PRE_ORDERS, sample_judge
from handlers.okrs.seeing.guest_cards import nothing_names_you
from handlers.okrs.shares import share_of_objective
from handlers.okrs.sight import sees_open, visible
from handlers.okrs.standing import Judge, judge
from storage import digests, teams
from storage.okr_drafts import list_with_drafts
from storage.okr_lines import (
    KeyResultLine,
    ObjectiveLine,
    by_objective,
    key_results_of_owner_and_objectives,
)
from storage.okr_lists import Scope
from storage.teams import TeamLine

MOST_DUE = 5
MOST_OBJECTIVES = 6
MOST_DRAFTS = MOST_LISTED + 1
MOST_LINES = 5
MOST_TEAMS = 3
__all__ = ["EXAMPLES", "home", "home_answer", "home_card", "welcome"]

WHO_SEES = "Only you see this page. Everyone in the company can see the objectives on it"


@dataclass(frozen=True, slots=True)
class Mine:
    """What somebody works on: the key results that wait for this week's check-in, and the objectives.

    `key_results` are those of the objectives, by the objective's id. `check_in_on` is the day of the next check-in.
    `drafts` are those that one works on, with what can be done with each. `person_id` is whose they are. A guest
    sees what names them, and sets nothing. `waiting` are the rows of what colleagues wait for, feedback and
    approvals; `goals` is the line of one's own goals.
    """

    due: Sequence[KeyResultLine]
    objectives: Sequence[ObjectiveLine]
    key_results: Mapping[int, Sequence[KeyResultLine]]
    check_in_on: date
    drafts: Sequence[Element] = ()
    person_id: int = 0
    is_guest: bool = False
    waiting: Sequence[Element] = ()
    goals: Sequence[Element] = ()


def home_card(ask: Ask) -> Card:
    """The person's Home, in at most eight statements."""
    own = _own_teams(ask)
    return _page(ask, own, first_words(ask, own))


def home_answer(ask: Ask) -> Card:
    """The person's Home as an answer. The first one of all is followed by the first words, and needs none in front."""
    own = _own_teams(ask)
    return _page(ask, own, first_words(ask, own) if ask.person.welcomed else ())


def home(first: Sequence[Element], mine: Mine, news: Sequence[TeamNews], judged: Judge) -> Card:
    """The page: first words where there are any, what is due, what is mine, what my teams are after."""
    body: list[Element] = [*first, Divider()] if first else []
    if mine.objectives:
        body += [*_due(mine, "plain" if first else "primary"), *_waiting(mine), *_objectives(mine, judged)]
    else:
        body += [*_waiting(mine), *(() if first else _nothing_of_mine(mine))]
    body += [*mine.drafts, *mine.goals]
    above = {line.code for line in mine.objectives[:MOST_OBJECTIVES]}
    for team in news:
        body += [Heading(short(team.name)), *_team(team.news, above)]
    if not first:
        body += _next_steps(mine, news)
    kept_back = " that are not private." if any(line.is_private for line in mine.objectives) else "."
    return Card(_point(mine), (*body, Note.of(WHO_SEES + kept_back)))


def _own_teams(ask: Ask) -> Sequence[TeamLine]:
    return teams.teams_of(ask.db, ask.person.id) if sees_open(ask) else ()


def _page(ask: Ask, own: Sequence[TeamLine], first: Sequence[Element]) -> Card:
    judged = judge(ask.company, ask.now)
    return home(first, _mine(ask), _teams(ask, own, judged), judged)


def _mine(ask: Ask) -> Mine:
    scope = Scope(policy.sight(ask), ask.company_today, person_id=ask.person.id)
    found = list_with_drafts(ask.db, scope, MOST_OBJECTIVES + 1, MOST_DRAFTS)
    objectives = found.objectives
    running, lines = key_results_of_owner_and_objectives(
        ask.db, ask.workspace_id, ask.person.id, ask.company_today, [line.id for line in objectives]
    )
    since = last_prompt(ask.company, ask.now)
    due = [line for line in running if line.last_check_in_at is None or line.last_check_in_at < since]
    seen = by_objective(visible(ask, lines))
    day = next_prompt(ask.company, ask.now).astimezone(ask.company.time_zone).date()
    is_guest = not policy.may_create_objective(ask)
    drafts = drafts_part(ask, found.drafts)
    waiting = () if is_guest else (*waiting_rows(ask), *plans_waiting(ask))
    return Mine(due, objectives, seen, day, drafts, ask.person.id, is_guest, waiting, summary_rows(ask))


def _teams(ask: Ask, own: Sequence[TeamLine], judged: Judge) -> tuple[TeamNews, ...]:
    """What the person's teams are after."""
    if not own:
        return ()
    shown = own[:MOST_TEAMS]
    then = ask.now - LOOKS_BACK
    week = digests.week_of_teams(ask.db, [team.id for team in shown], judged.today, then)
    news = news_by_team(week, judged)
    return tuple(TeamNews(team.name, news.get(team.id, NOTHING)) for team in shown)


def _next_steps(mine: Mine, news: Sequence[TeamNews]) -> Iterator[Element]:
    if mine.objectives and not mine.is_guest:
        yield Button("Set an objective", Call("okr new"))
    if news:
        yield Button("See the digest", Call("digest"))


def _due(mine: Mine, style: Literal["plain", "primary"]) -> tuple[Element, ...]:
    if not mine.due:
        return (Paragraph.of("Nothing is due. The next check-in: ", Date(mine.check_in_on), "."),)
    count = len(mine.due)
    lines: list[Spans] = [spans("• ", *_named(line)) for line in mine.due[:MOST_DUE]]
    if count > MOST_DUE:
        lines.append(spans(f"and {count - MOST_DUE} more"))
    return (
        Paragraph.of(Bold(f"{count} due now"), ": the check-in of this week"),
        Paragraph(joined(lines, "\n")),
        Button("Check in", Call("checkin"), style),
    )


def _waiting(mine: Mine) -> tuple[Element, ...]:
    """What colleagues wait for."""
    return (Heading("Waiting for you"), *mine.waiting) if mine.waiting else ()


def _named(line: KeyResultLine) -> Spans:
    """The code and as much of the title as fits a line."""
    return spans(Bold(line.code), f" {short(line.title)}")


def _objectives(mine: Mine, judged: Judge) -> tuple[Element, ...]:
    body: list[Element] = [Heading("Mine")]
    for line in mine.objectives[:MOST_OBJECTIVES]:
        body += _objective(line, mine.key_results.get(line.id, ()), mine.person_id, judged)
    if len(mine.objectives) > MOST_OBJECTIVES:
        body.append(Paragraph.of("and more: ", Command("/okr list")))
    return tuple(body)


def _objective(
    line: ObjectiveLine, key_results: Sequence[KeyResultLine], person_id: int, judged: Judge
) -> tuple[Element, ...]:
    shown = _concerning(person_id, line, key_results)[:MOST_LINES]
    lines: list[Spans] = [spans("• ", *listed(one, judged, line)) for one in shown]
    if len(key_results) > len(shown):
        lines.append(spans(f"and {len(key_results) - len(shown)} more: ", Command(f"/okr show {line.code}")))
    if not key_results:
        lines.append(spans("no key results yet: ", Command(f"/okr kr {line.code} TITLE from 0 to 100")))
    label = spans(*named(line), mark(line), f" · {stands(key_results, judged)}" if key_results else "")
    return (Progress(share_of_objective(line, key_results), label), Paragraph(joined(lines, "\n")))


def _concerning(person_id: int, line: ObjectiveLine, key_results: Sequence[KeyResultLine]) -> Sequence[KeyResultLine]:
    """One's own key results in front; of somebody else's objective none but these, where there are any."""
    own = [one for one in key_results if one.owner_id == person_id]
    if own and line.owner_id != person_id:
        return own
    return [*own, *(one for one in key_results if one.owner_id != person_id)]


def _team(news: News, above: Collection[str]) -> tuple[Element, ...]:
    """How far the team is, and those of its objectives that do not stand `above` on the page."""
    if not news.objectives:
        return (Paragraph.of("No objectives that run. Set one: ", Command("/okr new TITLE")),)
    left = [objective for objective in news.objectives if objective.code not in above]
    shown = [objective_line(objective) for objective in left[:MOST_OBJECTIVES]]
    hidden = len(left) - MOST_OBJECTIVES
    more = (Paragraph.of(f"and {hidden} more: ", Command("/digest")),) if hidden > 0 else ()
    return (*summary(news), *shown, *more)


def _nothing_of_mine(mine: Mine) -> tuple[Element, ...]:
    if mine.is_guest:
        return nothing_names_you().body
    return (
        Paragraph.of("You have no objectives yet. Set one: ", Command("/okr new TITLE")),
        Button("Set an objective", Call("okr new"), "primary"),
    )


def _point(mine: Mine) -> str:
    if mine.waiting:
        wait = "Colleagues wait for you."
        return f"{len(mine.due)} due now. {wait}" if mine.due else wait
    if not mine.objectives and mine.is_guest:
        return nothing_names_you().text
    if not mine.objectives:
        return "You have no objectives yet. Set one: /okr new TITLE."
    return f"{len(mine.due)} due now." if mine.due else "Nothing is due."


def _sample(due: Sequence[KeyResultLine]) -> Card:
    mine = Mine(due, (OBJECTIVE,), {OBJECTIVE.id: (PRE_ORDERS, DELIVERY_DAYS)}, NOW.date())
    return home((), mine, (TeamNews("Product", A_WEEK),), sample_judge())


def _sample_of_drafts() -> Mine:
    draft = replace(OBJECTIVE, code="O-9", published_at=None)
    return Mine((), (), {}, NOW.date(), drafts_listed((draft,), lambda line: line.owner_id == draft.owner_id))


def _sample_of_waiting() -> Card:
    mine = Mine((DELIVERY_DAYS,), (OBJECTIVE,), {OBJECTIVE.id: (PRE_ORDERS, DELIVERY_DAYS)}, NOW.date())
    asked = EXAMPLES_OF_REQUESTS["requests at Home"]().body
    goals = (
        Row(spans(Bold("Goals"), " 62 % · 3 goals, weights 100 of 100"), Button("See my goals", Call("goal list"))),
    )
    return home((), replace(mine, waiting=asked, goals=goals), (), sample_judge())


EXAMPLES: dict[str, Callable[[], Card]] = {
    "home, colleagues wait": _sample_of_waiting,
    "home": lambda: _sample((DELIVERY_DAYS,)),
    "home, nothing due": lambda: _sample(()),
    "home, with drafts": lambda: home((), _sample_of_drafts(), (), sample_judge()),
    "home, for a guest": lambda: home((), Mine((), (), {}, NOW.date(), is_guest=True), (), sample_judge()),
    "home, nothing yet": lambda: home((), Mine((), (), {}, NOW.date()), (), sample_judge()),
}
