"""The check-in of a team's week in its channel: posted, kept up to date, and talked about in its thread."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from handlers.chat import outgoing
from handlers.chat.ask import Ask, Place
from handlers.chat.card import Card
from handlers.chat.outgoing import Line, Scene
from handlers.check_ins import screens
from handlers.check_ins.schedule import last_prompt
from handlers.company import Cadence, Company
from storage import rhythm
from storage.calendar import last_due
from storage.cycles import week_of
from storage.rhythm import Attendee, Meeting


def show_post(scene: Scene, meeting: Meeting, attendees: Sequence[Attendee]) -> int:
    """Post the team's check-in of this week, or bring the posted one up to date; return the message's id."""
    since = last_prompt(scene.company, scene.now)
    week = week_label(scene.company, since)
    spot = meeting.spot
    place = Place(spot.platform, spot.conversation, kind="channel")
    return outgoing.show(
        scene, rhythm.subject(meeting.team_id, week), rhythm.POST, place, screens.post(week, since, attendees)
    )


def announce(ask: Ask, owner_id: int, line: Callable[[], Card]) -> None:
    """Say a check-in where the owner's teams meet: one line in the thread of each open post, and the count above it.

    `line` is made only where there is a post.
    """
    week = _week_at(ask.company.check_in, ask.company.time_zone, ask.now.replace(second=0, microsecond=0))
    opened = rhythm.posts(ask.db, ask.workspace_id, owner_id, week)
    if not opened:
        return
    present = rhythm.attendance(ask.db, [one.meeting.team_id for one in opened], ask.company_today)
    for one in opened:
        show_post(ask, one.meeting, present[one.meeting.team_id])
    card = line()
    outgoing.under_many(ask, [Line(one.message_id, card) for one in opened])


@lru_cache(maxsize=8)
def _week_at(cadence: Cadence, zone: ZoneInfo, minute: datetime) -> str:
    """The week of the latest check-in; those begin with a minute, so all check-ins of one minute belong to the same."""
    return week_of(last_due(minute, cadence.weekday, cadence.at, zone).astimezone(zone).date())


def week_label(company: Company, at: datetime) -> str:
    """The ISO week of that moment in the company's zone: "2026-W47"."""
    return week_of(company.day_of(at))
