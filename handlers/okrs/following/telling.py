"""Telling followers what has changed, when they are at work."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from handlers import policy
from handlers.chat import outgoing
from handlers.chat.card import Paragraph, load
from handlers.chat.due import Due, Occasion
from handlers.chat.hours import working_week
from handlers.chat.outgoing import Note
from handlers.chat.text import Spans
from handlers.okrs.fields import Thing
from handlers.okrs.following.cards import ThingChanged, news
from handlers.okrs.following.follow import GATHERED_FOR
from handlers.okrs.sight import in_sight
from storage import follows, rhythm
from storage.calendar import next_working_moment
from storage.follows import Things, ToTell
from storage.involvements import WHOLE_OBJECTIVE
from storage.rhythm import Worker


def tell_changes(occasion: Occasion) -> Mapping[int, datetime | None]:
    """Tell whoever is at work what has changed of what they follow and may see; the others when their work begins."""
    ids = [due.subject_id for due in occasion.due]
    workers = {one.id: one for one in rhythm.workers(occasion.db, occasion.workspace_id, ids)}
    at_work = {number for number, one in workers.items() if _next_moment(occasion, one) <= occasion.now}
    changes = follows.take(occasion.db, at_work)
    things = follows.things(occasion.db, changes)
    notes = [
        Note(worker.id, news(told), f"{follows.REMINDER}:{worker.id}:{occasion.now.isoformat()}")
        for worker in workers.values()
        if (own := [one for one in changes if one.person_id == worker.id])
        if (told := list(_told(occasion, worker, own, things)))
    ]
    outgoing.tell_many(occasion, notes)
    busy = {one.person_id for one in changes}
    return {due.id: _next(occasion, due, workers, busy) for due in occasion.due}


def _next(occasion: Occasion, due: Due, workers: Mapping[int, Worker], told: set[int]) -> datetime | None:
    """An hour later for who was told, so that the changes until then are gathered; none where there was nothing."""
    worker = workers.get(due.subject_id)
    if worker is None:
        return None
    if worker.id in told:
        return occasion.now + GATHERED_FOR
    moment = _next_moment(occasion, worker)
    return moment if moment > occasion.now else None


def _next_moment(occasion: Occasion, worker: Worker) -> datetime:
    return next_working_moment(occasion.now, working_week(occasion.company, worker))


def _told(occasion: Occasion, worker: Worker, changes: Sequence[ToTell], things: Things) -> Iterator[ThingChanged]:
    """The changes by what they are of, without what is out of sight by now, or deleted."""
    sight = policy.sight_of(occasion.workspace_id, worker.id, worker.standing)
    by_place: dict[tuple[int, int], list[ToTell]] = defaultdict(list)
    for one in changes:
        by_place[one.objective_id, one.key_result_id].append(one)
    for (objective_id, key_result_id), several in by_place.items():
        line = _line(objective_id, key_result_id, things)
        followed = _line(objective_id, several[-1].followed_id, things)
        if line is not None and followed is not None and in_sight(occasion.db, sight, line):
            yield ThingChanged(line, followed.code, [_said(one) for one in several])


def _line(objective_id: int, key_result_id: int, things: Things) -> Thing | None:
    if key_result_id == WHOLE_OBJECTIVE:
        return things.objectives.get(objective_id)
    return things.key_results.get(key_result_id)


def _said(change: ToTell) -> Spans:
    return next((part.spans for part in load(change.card).body if isinstance(part, Paragraph)), ())
