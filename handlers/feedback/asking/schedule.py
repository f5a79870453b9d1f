"""When somebody is reminded of a request for feedback: once, in the morning before it is wanted."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from handlers.chat.ask import Ask
from handlers.chat.hours import held_until, working_week
from handlers.company import Company
from storage import feedback_requests as requests
from storage import reminders, rhythm
from storage.calendar import last_morning, morning
from storage.feedback_requests import RequestLine
from storage.reminders import Plan
from storage.rhythm import Worker

REMINDER = "feedback.asked"
AGAIN = "feedback.again"
"""The kind of the reminder for which somebody asked: it is no nudge."""


def reschedule(ask: Ask, person_ids: Sequence[int]) -> None:
    """Set when these people are next reminded of what they are asked. Three statements."""
    found = requests.unreminded(ask.db, person_ids)
    workers = rhythm.workers(ask.db, ask.workspace_id, list(found))
    plans = [
        Plan(REMINDER, f"person:{worker.id}", worker.id, at)
        for worker in workers
        if (at := first_reminder(ask.company, worker, found[worker.id])) is not None
    ]
    reminders.plan(ask.db, ask.workspace_id, plans)


def first_reminder(company: Company, worker: Worker, lines: Iterable[RequestLine]) -> datetime | None:
    """When the person is reminded first of one of these; None where they are reminded of none."""
    moments = (reminded_at(company, worker, line) for line in lines)
    return min((at for at in moments if at is not None), default=None)


def reminded_at(company: Company, worker: Worker, line: RequestLine) -> datetime | None:
    """When the person's work begins on their last working day before that day, else on that very day.

    None for what reaches them no earlier than that: it is fresh in their mind.
    """
    if line.due_on is None:
        return None
    week = working_week(company, worker)
    moments = (last_morning(line.due_on - timedelta(days=1), week), morning(line.due_on, week))
    reached_at = held_until(company, worker, line.created_at) or line.created_at
    return next((at for at in moments if at is not None and at > reached_at), None)
