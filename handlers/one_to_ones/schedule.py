"""When whoever took on an action is reminded of it."""

from datetime import date
from typing import Final

from handlers.chat.ask import Ask
from handlers.chat.hours import working_week
from storage import reach, reminders
from storage.calendar import last_morning
from storage.reminders import Plan

REMINDER: Final = "one_to_one.action"


def remind(ask: Ask, item_id: int, owner_id: int, due_on: date) -> None:
    """Remind the owner on that day; not where its morning is over, and the action is fresh in everybody's mind."""
    owner = reach.recipients(ask.db, (owner_id,))[owner_id]
    at = last_morning(due_on, working_week(ask.company, owner))
    if at > ask.now:
        reminders.plan(ask.db, ask.workspace_id, [Plan(REMINDER, _subject(item_id), item_id, at)])


def cancel(ask: Ask, item_id: int) -> None:
    """Remind nobody of it any more."""
    reminders.cancel(ask.db, ask.workspace_id, REMINDER, _subject(item_id))


def _subject(item_id: int) -> str:
    return f"action:{item_id}"
