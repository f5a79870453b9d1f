"""What the clock does for check-ins: the weekly post of each team, and one reminder for who has not checked in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from handlers.chat import outgoing
from handlers.chat.due import Due, Occasion, Rule
from handlers.chat.hours import working_week
from handlers.chat.outgoing import Note
from handlers.check_ins import posts, screens
from handlers.check_ins.schedule import AGAIN, NUDGE, PROMPT, last_prompt, next_nudge, next_prompt
from storage import rhythm
from storage.calendar import last_due, next_working_moment, working_time_after
from storage.cycles import week_of
from storage.rhythm import Waiting, Worker


@dataclass(frozen=True, slots=True)
class _Absence:
    """Somebody who has not checked in: the week of the check-in, and what waits for it."""

    worker: Worker
    week: str
    waiting: Sequence[Waiting]


def prompt(occasion: Occasion) -> Mapping[int, datetime | None]:
    """Post the check-in of each team that meets in a channel and has running key results."""
    ids = [due.subject_id for due in occasion.due]
    meetings = rhythm.meetings(occasion.db, occasion.workspace_id, ids)
    attendance = rhythm.attendance(occasion.db, [one.team_id for one in meetings], _today(occasion))
    for meeting in meetings:
        if attendance[meeting.team_id]:
            posts.show_post(occasion, meeting, attendance[meeting.team_id])
    meeting_ids = {meeting.team_id for meeting in meetings}
    following = next_prompt(occasion.company, occasion.now)
    return {due.id: following if due.subject_id in meeting_ids else None for due in occasion.due}


def nudge(occasion: Occasion) -> Mapping[int, datetime | None]:
    """Remind those who have not checked in and still have a nudge left this week."""
    workers = _workers(occasion)
    absences = _absences(occasion, workers.values())
    allowed = outgoing.within_budget(
        occasion,
        {one.worker.id: occasion.company.nudges_a_week[one.worker.nudges] for one in absences},
        week_of(_today(occasion)),
    )
    chosen = [one for one in absences if one.worker.id in allowed]
    outgoing.tell_many(occasion, [_note(occasion, one, f"{NUDGE}:person:{one.worker.id}:{one.week}") for one in chosen])
    return {due.id: _next_nudge(occasion, due, workers) for due in occasion.due}


def again(occasion: Occasion) -> Mapping[int, datetime | None]:
    """Remind those who asked for it once more, if they have not checked in meanwhile. That is no nudge: they asked."""
    absences = _absences(occasion, _workers(occasion).values())
    day = _today(occasion)
    outgoing.tell_many(occasion, [_note(occasion, one, f"{AGAIN}:person:{one.worker.id}:{day}") for one in absences])
    return dict.fromkeys((due.id for due in occasion.due), None)


def _workers(occasion: Occasion) -> dict[int, Worker]:
    ids = [due.subject_id for due in occasion.due]
    return {worker.id: worker for worker in rhythm.workers(occasion.db, occasion.workspace_id, ids)}


def _next_nudge(occasion: Occasion, due: Due, workers: Mapping[int, Worker]) -> datetime | None:
    worker = workers.get(due.subject_id)
    return next_nudge(occasion.company, worker, occasion.now) if worker else None


def _absences(occasion: Occasion, workers: Iterable[Worker]) -> list[_Absence]:
    members = [worker for worker in workers if worker.standing == "member" and worker.is_reached]
    running = rhythm.waiting(occasion.db, [worker.id for worker in members], _today(occasion))
    return [
        absence for worker in members if (absence := _absence(occasion, worker, running.get(worker.id, ()))) is not None
    ]


def _absence(occasion: Occasion, worker: Worker, running: Sequence[Waiting]) -> _Absence | None:
    """None for who has checked in since, for who had nothing to check in then, and for who may still take their time.

    The last is so where a reminder of an earlier week comes late, after this week's post.
    """
    since, week = _asked(occasion, worker)
    if worker.has_channel and occasion.now < _patience_ends(occasion, worker, since):
        return None
    if any(one.last_check_in_at is not None and one.last_check_in_at >= since for one in running):
        return None
    waiting = [one for one in running if one.counts_since < since]
    return _Absence(worker, week, waiting) if waiting else None


def _patience_ends(occasion: Occasion, worker: Worker, since: datetime) -> datetime:
    week = working_week(occasion.company, worker)
    return working_time_after(since, occasion.company.nudge_after_hours, week)


def _asked(occasion: Occasion, worker: Worker) -> tuple[datetime, str]:
    """Since when a person is awaited, and the week it is for: the team's prompt, else the own check-in day."""
    if worker.has_channel:
        since = last_prompt(occasion.company, occasion.now)
        return since, posts.week_label(occasion.company, since)
    own = working_week(occasion.company, worker).zone
    since = last_due(occasion.now, occasion.company.check_in.weekday, time(0), own)
    return since, week_of(since.astimezone(own).date())


def _note(occasion: Occasion, absence: _Absence, key: str) -> Note:
    at = next_working_moment(occasion.now, working_week(occasion.company, absence.worker))
    card = screens.nudge(absence.week, absence.waiting)
    return Note(absence.worker.id, card, key, held_until=at if at > occasion.now else None)


def _today(occasion: Occasion) -> date:
    return occasion.company.day_of(occasion.now)


REMINDERS: Mapping[str, Rule] = {PROMPT: prompt, NUDGE: nudge, AGAIN: again}
