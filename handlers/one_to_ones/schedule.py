"""When whoever took on an action is reminded of it."""

from datetime import date, datetime, time, timedelta
from typing import Final

from handlers.chat.ask import Ask
from handlers.chat.hours import working_week
from storage import reach, reminders
from storage.calendar import WorkingWeek, next_working_moment
from storage.reminders import Plan

REMINDER: Final = "one_to_one.action"
A_WEEK: Final = 7
"""Days among which everybody has a working one."""


def remind(ask: Ask, item_id: int, owner_id: int, due_on: date) -> None:
    """Remind the owner on that day; not where its morning is over, and the action is fresh in everybody's mind."""
    owner = reach.recipients(ask.db, (owner_id,))[owner_id]
    at = reminded_at(working_week(ask.company, owner), due_on)
    if at > ask.now:
        reminders.plan(ask.db, ask.workspace_id, [Plan(REMINDER, _subject(item_id), item_id, at)])


def cancel(ask: Ask, item_id: int) -> None:
    """Remind nobody of it any more."""
    reminders.cancel(ask.db, ask.workspace_id, REMINDER, _subject(item_id))


def reminded_at(week: WorkingWeek, due_on: date) -> datetime:
    """When work begins on that day or, where it is no working day, on the last one before."""
    mornings = (_beginning(due_on - timedelta(days=ahead), week) for ahead in range(A_WEEK))
    return next(at for day, at in mornings if at.astimezone(week.zone).date() == day)


def _beginning(day: date, week: WorkingWeek) -> tuple[date, datetime]:
    return day, next_working_moment(datetime.combine(day, time(), week.zone), week)


def _subject(item_id: int) -> str:
    return f"action:{item_id}"
