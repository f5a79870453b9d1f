"""The weekly digest of every team, in the team's own channel."""

from collections.abc import Mapping
from datetime import datetime

from handlers.chat.card import dump
from handlers.chat.due import Due, Occasion, Rule
from handlers.digests.news import LOOKS_BACK, News, news_by_team
from handlers.digests.schedule import DIGEST, next_digest
from handlers.digests.screens import posted_card
from handlers.okrs.standing import judge
from storage import digests, outbox
from storage.digests import MeetingTeam
from storage.messages import Spot


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
    outbox.enqueue(occasion.db, letters)
    next_due = next_digest(occasion.company, occasion.now)
    return {due.id: next_due if due.subject_id in meeting else None for due in occasion.due}


def _letter(occasion: Occasion, due: Due, team: MeetingTeam, news: News) -> outbox.Draft:
    spot = Spot(team.platform, team.channel)
    return outbox.Draft(
        workspace_id=occasion.workspace_id,
        queue=spot.queue,
        lane=outbox.SCHEDULED,
        card=dump(posted_card(team.name, news, occasion.company.digest)),
        created_at=occasion.now,
        key=f"{DIGEST}:{due.subject}:{due.due_at.isoformat()}",
        platform=spot.platform,
        conversation=spot.conversation,
    )


REMINDERS: Mapping[str, Rule] = {DIGEST: post_digests}
