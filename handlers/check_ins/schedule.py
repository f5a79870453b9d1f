"""When each team is asked to check in and each person is reminded of it: the rows that the clock works through."""

from collections.abc import Sequence
from datetime import datetime, time

from handlers.chat.hours import working_week
from handlers.company import Company
from storage import reminders, rhythm
from storage.calendar import WEEK, last_due, next_working_moment, weekly, working_time_after
from storage.database import Connection
from storage.reminders import Plan
from storage.rhythm import Worker

PROMPT = "check_in.prompt"
NUDGE = "check_in.nudge"
AGAIN = "check_in.again"

EARLIEST_HOUR = 9
"""The hour of their own day at which people without a team channel are reminded, unless they start later."""


def reschedule_people(
    db: Connection, company: Company, workspace_id: int, person_ids: Sequence[int], now: datetime
) -> None:
    """Set when these people are next reminded to check in. Call it when hours, zone, teams or key results change."""
    plans = [
        Plan(NUDGE, f"person:{worker.id}", worker.id, next_nudge(company, worker, now))
        for worker in rhythm.workers(db, workspace_id, person_ids)
    ]
    reminders.plan(db, workspace_id, plans)


def reschedule_team(db: Connection, company: Company, workspace_id: int, team_id: int, now: datetime) -> None:
    """Set when the team is next asked to check in, and its members reminded. Call it when members or channel change.

    People who left the team are no longer among its members: call reschedule_people for them.
    """
    subject = f"team:{team_id}"
    if rhythm.meetings(db, workspace_id, [team_id]):
        reminders.plan(db, workspace_id, [Plan(PROMPT, subject, team_id, next_prompt(company, now))])
    else:
        reminders.cancel(db, workspace_id, PROMPT, subject)
    reschedule_people(db, company, workspace_id, rhythm.members(db, team_id), now)


def next_prompt(company: Company, now: datetime) -> datetime:
    """The next check-in of the company after `now`, aware UTC."""
    return weekly(now, company.check_in.weekday, company.check_in.at, company.time_zone)


def last_prompt(company: Company, now: datetime) -> datetime:
    """The latest check-in of the company up to `now`, aware UTC."""
    return last_due(now, company.check_in.weekday, company.check_in.at, company.time_zone)


def next_nudge(company: Company, worker: Worker, now: datetime) -> datetime:
    """When a person is next reminded: some working hours after the prompt, or on the morning of the check-in day."""
    if worker.has_channel:
        return _after_prompt(company, worker, now)
    return _own_morning(company, worker, now)


def _after_prompt(company: Company, worker: Worker, now: datetime) -> datetime:
    week = working_week(company, worker)
    prompt = last_prompt(company, now)
    while (nudge := working_time_after(prompt, company.nudge_after_hours, week)) <= now:
        prompt = next_prompt(company, prompt)
    return nudge


def _own_morning(company: Company, worker: Worker, now: datetime) -> datetime:
    week = working_week(company, worker)
    morning = time(max(EARLIEST_HOUR, worker.starts_hour))
    # A check-in day on which they do not work moves to their next one, which may still lie ahead.
    day = now - WEEK
    while True:
        day = weekly(day, company.check_in.weekday, morning, week.zone)
        nudge = next_working_moment(day, week)
        if nudge > now:
            return nudge
