"""The weekly digest of every team, in the team's own channel."""

from collections.abc import Mapping
from datetime import datetime

from handlers.chat.card import dump
from handlers.chat.due import Due, Occasion, Rule
from handlers.digests.news import LOOKS_BACK, News, news_by_team
from handlers.digests.schedule import DIGEST, next_digest
from handlers.digests.screens import posted_card
from handlers.okrs.standing import judge
from storage import digests
from storage.digests import MeetingTeam
from storage.messages import Spot
from storage.posts import Post, post


def post_digests(occasion: Occasion) -> Mapping[int, datetime | None]:
    """Post what is due. A team of which nothing runs is spared; one without a channel gets no more digests."""
    wanted = [due.subject_id for due in occasion.due]
    found = digests.teams_named(occasion.db, occasion.workspace_id, wanted)
    meeting = {team.id: team for team in found if team.channel}
    judged = judge(occasion.company, occasion.now)
    then = occasion.now - LOOKS_BACK
    week = digests.week_of_teams(occasion.db, list(meeting), judged.today, then)
    news = news_by_team(week, judged)
    letters = [
        _letter(occasion, due, meeting[due.subject_id], news[due.subject_id])
        for due in occasion.due
        if due.subject_id in meeting and due.subject_id in news
    ]
    post(occasion.db, occasion.workspace_id, letters, occasion.now)
    next_due = next_digest(occasion.company, occasion.now)
    return {due.id: next_due if due.subject_id in meeting else None for due in occasion.due}


def _letter(occasion: Occasion, due: Due, team: MeetingTeam, news: News) -> Post:
    return Post(
        Spot(team.platform, team.channel),
        card=dump(posted_card(team.name, news, occasion.company.digest)),
        key=f"{DIGEST}:{due.subject}:{due.due_at.isoformat()}",
    )


REMINDERS: Mapping[str, Rule] = {DIGEST: post_digests}
