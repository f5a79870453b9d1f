"""What the clock does for feedback: who was asked is reminded once, and praise that was not posted is delivered."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from handlers.chat import outgoing
from handlers.chat.card import Card
from handlers.chat.due import Due, Occasion, Rule
from handlers.chat.hours import held_until
from handlers.chat.outgoing import Note
from handlers.feedback.asking import reminder_cards
from handlers.feedback.asking.reminder_cards import BECAUSE_IT_IS_NEAR, BECAUSE_YOU_ASKED
from handlers.feedback.asking.schedule import AGAIN, REMINDER, first_reminder, reminded_at
from handlers.feedback.praising.unposted import deliver
from storage import feedback_requests as requests
from storage import rhythm, unposted
from storage.cycles import week_of
from storage.feedback_requests import RequestLine
from storage.rhythm import Worker

Requests = Mapping[int, Sequence[RequestLine]]
"""What waits for each person."""


def remind(occasion: Occasion) -> Mapping[int, datetime | None]:
    """Remind those who have neither answered nor said that they cannot, and have a nudge left this week."""
    ids = [due.subject_id for due in occasion.due]
    found = requests.unreminded(occasion.db, ids)
    workers = {one.id: one for one in rhythm.workers(occasion.db, occasion.workspace_id, list(found))}
    near = {worker.id: _near(occasion, worker, found[worker.id]) for worker in workers.values()}
    budgets = {
        worker.id: occasion.company.nudges_a_week[worker.nudges]
        for worker in workers.values()
        if near[worker.id] and worker.standing == "member" and worker.is_reached
    }
    allowed = outgoing.within_budget(occasion, budgets, week_of(occasion.company.day_of(occasion.now)))
    outgoing.tell_many(
        occasion,
        [
            _note(occasion, REMINDER, workers[number], reminder_cards.reminder(near[number], BECAUSE_IT_IS_NEAR))
            for number in sorted(allowed)
        ],
    )
    requests.keep_reminded(occasion.db, [line for lines in near.values() for line in lines], occasion.now)
    return {due.id: _next(occasion, due, workers, found) for due in occasion.due}


def again(occasion: Occasion) -> Mapping[int, datetime | None]:
    """Remind those who asked for it once more of what still waits. That is no nudge: they asked."""
    found = requests.reminded_of(occasion.db, [due.subject_id for due in occasion.due])
    workers = rhythm.workers(occasion.db, occasion.workspace_id, list(found))
    outgoing.tell_many(
        occasion,
        [
            _note(occasion, AGAIN, worker, reminder_cards.reminder(found[worker.id], BECAUSE_YOU_ASKED))
            for worker in workers
            if worker.standing == "member" and worker.is_reached
        ],
    )
    return dict.fromkeys((due.id for due in occasion.due), None)


def _near(occasion: Occasion, worker: Worker, lines: Sequence[RequestLine]) -> list[RequestLine]:
    """The requests of which it is time to remind them."""
    return [
        line for line in lines if (at := reminded_at(occasion.company, worker, line)) is not None and at <= occasion.now
    ]


def _note(occasion: Occasion, kind: str, worker: Worker, card: Card) -> Note:
    key = f"{kind}:person:{worker.id}:{occasion.now.isoformat()}"
    return Note(worker.id, card, key, held_until(occasion.company, worker, occasion.now))


def _next(occasion: Occasion, due: Due, workers: Mapping[int, Worker], found: Requests) -> datetime | None:
    worker = workers.get(due.subject_id)
    if worker is None:
        return None
    near = _near(occasion, worker, found[worker.id])
    return first_reminder(occasion.company, worker, (line for line in found[worker.id] if line not in near))


REMINDERS: Mapping[str, Rule] = {REMINDER: remind, AGAIN: again, unposted.REMINDER: deliver}
