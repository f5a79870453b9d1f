"""Being reminded of requests for feedback once more, for whoever asks for that."""

from datetime import datetime, time, timedelta

from handlers.chat.ask import Ask
from handlers.chat.form import Form
from handlers.chat.hours import working_week
from handlers.chat.reply import ReplaceCard, Reply
from handlers.feedback.asking import reminder_cards
from handlers.feedback.asking.schedule import AGAIN
from storage import reminders
from storage.calendar import next_working_moment
from storage.reminders import Plan


class RemindLater(Form, command="feedback later", title="Remind me tomorrow", listed=False):
    """Be reminded on the next working day of the feedback that you were asked for."""


def remind_later(ask: Ask, form: RemindLater) -> Reply:
    """Remind the writer once more, when their next working day begins."""
    person = ask.person
    week = working_week(ask.company, person)
    tomorrow = datetime.combine(ask.today + timedelta(days=1), time(), week.zone)
    due_at = next_working_moment(tomorrow, week)
    reminders.plan(ask.db, ask.workspace_id, [Plan(AGAIN, f"person:{person.id}", person.id, due_at)])
    return ReplaceCard(reminder_cards.later(due_at.astimezone(week.zone).date()), is_private=True)
