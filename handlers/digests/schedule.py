"""When each team's digest is posted: the rows that the clock works through."""

from datetime import datetime

from handlers.company import Company
from storage import digests, reminders
from storage.calendar import weekly
from storage.database import Connection
from storage.reminders import Plan

DIGEST = "digest.team"


def reschedule_digest(db: Connection, company: Company, workspace_id: int, team_id: int, now: datetime) -> None:
    """Set when the team's digest is next posted. Call it when the team is made or dropped, or its channel changes."""
    subject = f"team:{team_id}"
    if any(team.channel for team in digests.teams_named(db, workspace_id, [team_id])):
        reminders.plan(db, workspace_id, [Plan(DIGEST, subject, team_id, next_digest(company, now))])
    else:
        reminders.cancel(db, workspace_id, DIGEST, subject)


def next_digest(company: Company, now: datetime) -> datetime:
    """The next digest of the company after `now`, aware UTC."""
    return weekly(now, company.digest.weekday, company.digest.at, company.time_zone)
