"""What people ask of digests: to see one now, before it is posted."""

from collections.abc import Sequence
from typing import Annotated

from handlers.chat.ask import Ask
from handlers.chat.card import Call
from handlers.chat.fields import Label
from handlers.chat.form import Form
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.chat.router import on
from handlers.digests.news import LOOKS_BACK, NOTHING, news_by_team
from handlers.digests.screens import TeamNews, company_card, preview_card
from handlers.okrs.options import COMPANY, TeamWords
from handlers.okrs.sight import sees_open
from handlers.okrs.standing import judge
from storage import digests, teams
from storage.teams import TeamLine


class Digest(Form, command="digest", title="Digest", submit="Show", reads=True, example="/digest Product"):
    """See the week of your team, of another or of the company."""

    team: Annotated[TeamWords | None, Label("Team", "A team's name, or company; your own, unless you say.")] = None


def show_digest(ask: Ask, form: Digest) -> Reply:
    """The digest as it would be posted now: of the named team, else of one's own, else of the company."""
    if not sees_open(ask):
        raise Refused("Digests are for members of the company. /okr list shows the objectives that name you.")
    match form.team:
        case TeamLine() as team:
            return _of_teams(ask, [team], named=team.name)
        case "company":
            return _of_company(ask)
        case None:
            own = teams.teams_of(ask.db, ask.person.id)
            return _of_teams(ask, own) if own else _of_company(ask)


def _of_teams(ask: Ask, chosen: Sequence[TeamLine], named: str = "") -> Reply:
    """`named` is the team that was asked for by its name."""
    judged = judge(ask.company, ask.now)
    ids = [team.id for team in chosen]
    week = digests.week_of_teams(ask.db, ids, judged.today, ask.now - LOOKS_BACK)
    news = news_by_team(week, judged)
    card = preview_card([TeamNews(team.name, news.get(team.id, NOTHING)) for team in chosen])
    return Whisper(card, share=Call("digest", {"team": named} if named else {}))


def _of_company(ask: Ask) -> Reply:
    judged = judge(ask.company, ask.now)
    week = digests.week_of_company(ask.db, ask.workspace_id, judged.today, ask.now - LOOKS_BACK)
    news = news_by_team(week, judged)
    everyone = teams.all_teams(ask.db, ask.workspace_id)
    told = [TeamNews(team.name, news[team.id]) for team in everyone if team.id in news]
    card = company_card(ask.company.name, news.get(None, NOTHING), told)
    return Whisper(card, share=Call("digest", {"team": COMPANY}))


COMMANDS = (on(Digest, show_digest),)
