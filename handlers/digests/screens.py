"""The weekly digest of a team and of the company: how far, what moved, what needs a look, and who has what."""

from calendar import day_name
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from functools import cache

from handlers.chat.card import Button, Call, Card, Divider, Element, Menu, Note, Option, Paragraph, Progress
from handlers.chat.text import Bold, Command, Mention, Number, Plain, Span, Spans, spans
from handlers.company import Cadence
from handlers.digests.news import NOTHING, Course, KeyResultNews, News, ObjectiveNews
from handlers.digests.samples import A_WEEK
from handlers.digests.shares import as_decimal
from handlers.okrs.lines import short
from handlers.okrs.standing import WORDS
from storage.progress import Status

MOST_OBJECTIVES = 8
MOST_LINES = 4
MOST_TEAMS = 20
TOLD = (Status.OFF_TRACK, Status.AT_RISK, Status.STALE, Status.ON_TRACK, Status.DONE)
"""The status words that are counted; what has not started is counted as not said."""
CHECK_IN = Button("Check in", Call("checkin"), "primary")
HOW = "Points are per cent gained since a week ago. Of several objectives the mean is shown."


@dataclass(frozen=True, slots=True)
class TeamNews:
    """A team and its week."""

    name: str
    news: News


def posted_card(team: str, news: News, cadence: Cadence) -> Card:
    """The team's digest, as it is posted in its channel."""
    return Card(_point(team, news), (*_team(team, news), CHECK_IN, *_links(news), _small_print(cadence)))


@cache
def _small_print(cadence: Cadence) -> Note:
    return Note.of(f"Every {day_name[cadence.weekday - 1]} at {cadence.at:%H:%M}. {HOW}")


def preview_card(teams: Sequence[TeamNews]) -> Card:
    """The digests of these teams, one under the other, at any time."""
    body: list[Element] = []
    for team in teams:
        body += [*([Divider()] if body else []), *_team(team.name, team.news)]
    text = " ".join(_point(team.name, team.news) for team in teams[:2])
    labels = [f"Show {short(team.name)}" if len(teams) > 1 else "Show" for team in teams]
    menus = [menu for team, label in zip(teams, labels, strict=True) for menu in _links(team.news, label)]
    if any(team.news.objectives for team in teams):
        body += [CHECK_IN, *menus, Note.of(HOW)]
    return Card(text, tuple(body))


def company_card(name: str, news: News, teams: Sequence[TeamNews]) -> Card:
    """The digest of the company: its own objectives, and every team with how far it is."""
    if not news.objectives:
        return _empty(name)
    own = [objective for objective in news.objectives if objective.level == "company"]
    body: list[Element] = [*summary(news, name)]
    body += map(objective_line, own[:MOST_OBJECTIVES])
    body += _more(len(own) - MOST_OBJECTIVES)
    if teams:
        body.append(Paragraph.of(Bold("Teams")))
    body += map(_whole_team, teams[:MOST_TEAMS])
    body += _more(len(teams) - MOST_TEAMS)
    return Card(_point(name, news), (*body, *_links(news), Note.of(HOW)))


def _team(name: str, news: News) -> Iterator[Element]:
    if not news.objectives:
        yield from _empty(name).body
        return
    yield from summary(news, name)
    for objective in news.objectives[:MOST_OBJECTIVES]:
        yield objective_line(objective)
        yield Paragraph(_lines(objective))
    yield from _more(len(news.objectives) - MOST_OBJECTIVES)


def summary(news: News, name: str = "") -> tuple[Element, ...]:
    """The first lines: how far, what moved, and how many key results stand how."""
    if not news.objectives:
        return ()
    figure = Paragraph((*_figure(news.course), Plain(" · "), Bold(name)) if name else _figure(news.course))
    counted = _counted(news)
    return (figure, Paragraph.of(counted)) if counted else (figure,)


def _empty(name: str) -> Card:
    text = f"{name} has no objectives that run. Set one: /okr new."
    first = Paragraph.of(Bold(name), " has no objectives that run. Set one: ", Command("/okr new TITLE"))
    return Card(text, (first, Button("Set an objective", Call("okr new"))))


def _figure(course: Course | None) -> Spans:
    """How far, and what moved: "46 %, up 6 points since last week"."""
    if course is None:
        return spans("Not said yet")
    moved = moved_by(course)
    return spans(Number(Decimal(course.percent), "%"), f", {moved} since last week" if moved else "")


def moved_by(course: Course | None) -> str:
    """What the points say: "up 6 points", "unchanged"; nothing where there was nothing to compare with."""
    points = course.points if course else None
    if points is None:
        return ""
    if points == 0:
        return "unchanged"
    return f"{'up' if points > 0 else 'down'} {abs(points)} {'point' if abs(points) == 1 else 'points'}"


def _counted(news: News) -> str:
    """How many key results stand how, the worst first; nothing where there are none."""
    parts = [f"{count} {WORDS[status]}" for status in TOLD if (count := news.counts.get(status, 0))]
    return " · ".join([*parts, *([f"{news.silent} not said"] if news.silent else [])])


def _whole_team(team: TeamNews) -> Progress:
    told = _dotted(moved_by(team.news.course), _counted(team.news))
    return Progress(_share(team.news.course), spans(Bold(team.name), told))


def objective_line(objective: ObjectiveNews) -> Progress:
    """How far an objective is, what moved, how it stands and whose it is."""
    told = _dotted(moved_by(objective.course), _stands(objective))
    words = Plain(f" {short(objective.title)}{told} · ")
    owner = Mention(objective.owner_id, objective.owner_name)
    return Progress(_share(objective.course), (Bold(objective.code), words, owner))


def _stands(objective: ObjectiveNews) -> str:
    """The status word, and beside it how many are stale, so that neither hides the other."""
    if not objective.of or objective.course is None:
        return ""
    counted = f"stale: {objective.stale} of {objective.of}" if objective.stale else ""
    if objective.status is Status.STALE:
        return counted
    return f"{WORDS[objective.status]} · {counted}" if counted else WORDS[objective.status]


def _dotted(first: str, second: str) -> str:
    """Each with a dot in front, where it says anything."""
    return (f" · {first}" if first else "") + (f" · {second}" if second else "")


def _lines(objective: ObjectiveNews) -> Spans:
    """One line a key result, those in front that need a look, and how many more there are.

    An owner is named where it is somebody else than the objective's.
    """
    if not objective.lines:
        return (Plain("No key results yet."),)
    parts: list[Span] = []
    words = ""
    for line in objective.lines[:MOST_LINES]:
        words += f"• {line.code} {short(line.title)} · {_told(line)}"
        if line.owner_id != objective.owner_id:
            parts += (Plain(f"{words} · "), Mention(line.owner_id, line.owner_name))
            words = ""
        words += "\n"
    more = len(objective.lines) - MOST_LINES
    words = f"{words}and {more} more" if more > 0 else words.removesuffix("\n")
    return (*parts, Plain(words)) if words else tuple(parts)


def _told(line: KeyResultNews) -> str:
    if line.course is None:
        return "not said" if line.is_silent else f"– · {WORDS[line.status]}"
    moved = moved_by(line.course)
    return f"{line.course.percent} %{', ' if moved else ''}{moved} · {WORDS[line.status]}"


def _share(course: Course | None) -> Decimal | None:
    return as_decimal(course.share) if course else None


def _more(count: int) -> Iterator[Element]:
    if count > 0:
        yield Paragraph.of(f"and {count} more: ", Command("/okr list all"))


def _links(news: News, label: str = "Show") -> Iterator[Element]:
    """The objectives that are shown, each a way to all that is known of it."""
    if news.objectives:
        yield Menu(label, tuple(_link(objective) for objective in news.objectives[:MOST_OBJECTIVES]))


def _link(objective: ObjectiveNews) -> Option:
    return Option(f"{objective.code} {short(objective.title, 60)}", Call("okr show", {"thing": objective.code}))


def _point(name: str, news: News) -> str:
    """The digest in one sentence, for notifications."""
    if not news.objectives:
        return f"{name} has no objectives that run."
    if news.course is None:
        return f"{name}: nobody has checked in yet."
    moved = moved_by(news.course)
    figure = f"{news.course.percent} %" + (f", {moved} since last week" if moved else "")
    counted = _counted(news).replace(" · ", ", ")
    return f"{name}: {figure}" + (f"; {counted}." if counted else ".")


EXAMPLES: dict[str, Callable[[], Card]] = {
    "digest": lambda: posted_card("Product", A_WEEK, Cadence(5, time(15))),
    "digest of several teams": lambda: preview_card([TeamNews("Product", A_WEEK), TeamNews("Sales", NOTHING)]),
    "digest of the company": lambda: company_card(
        "Company X", A_WEEK, [TeamNews("Product", A_WEEK), TeamNews("Sales", NOTHING)]
    ),
}
