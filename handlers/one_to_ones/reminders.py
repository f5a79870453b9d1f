"""What the clock does for one-to-ones: whoever took on an action is reminded of it on its day."""

from collections.abc import Mapping
from datetime import datetime

from handlers.chat import outgoing
from handlers.chat.due import Occasion, Rule
from handlers.chat.outgoing import Note
from handlers.one_to_ones import screens
from handlers.one_to_ones.schedule import REMINDER
from storage import agendas, people
from storage.agendas import ItemOfPair
from storage.people import Somebody


def remind(occasion: Occasion) -> Mapping[int, datetime | None]:
    """Remind the owners of what is open, once. It is no nudge: they took it on, with the day."""
    ids = [due.subject_id for due in occasion.due]
    found = [one for one in agendas.items(occasion.db, occasion.workspace_id, ids) if one.item.done_at is None]
    known = people.by_ids(occasion.db, {number for one in found for number in (one.first_id, one.second_id)})
    notes = [note for one in found if (note := _note(one, known)) is not None]
    outgoing.tell_in_hours(occasion, notes)
    return dict.fromkeys((due.id for due in occasion.due), None)


def _note(one: ItemOfPair, known: Mapping[int, Somebody]) -> Note | None:
    owner = known.get(one.item.owner_id or 0)
    other = known.get(one.other_than(owner.id) or 0) if owner else None
    if owner is None or other is None or owner.standing != "member":
        return None
    return Note(owner.id, screens.reminder(one.item, other), f"{REMINDER}:{one.item.id}:{one.item.due_on}")


REMINDERS: Mapping[str, Rule] = {REMINDER: remind}
