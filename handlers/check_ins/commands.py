"""Checking in one key result: by command, by form and by button, with a way back."""

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Annotated

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.card import Call, Element, Note
from handlers.chat.fields import Confidence, Label, LongText, Number, Unreadable, WordKind
from handlers.chat.form import Form
from handlers.chat.number import plain
from handlers.chat.reply import OpenForm, Refused, ReplaceCard, Reply, Whisper
from handlers.chat.router import on
from handlers.check_ins import answers, bulk, posts, screens
from handlers.check_ins.figures import grouped, last_value
from handlers.check_ins.schedule import AGAIN
from handlers.check_ins.trail import note_down
from handlers.okrs.fields import KeyResultRef, find_key_result
from handlers.okrs.sight import is_private, seen_by, sees
from handlers.okrs.standing import due_days
from storage import check_ins, recording, reminders
from storage.calendar import WorkingWeek, next_working_moment, zone_named
from storage.okr_lines import KeyResultLine, key_result_by_code
from storage.recording import GoneError, Said
from storage.reminders import Plan

HOW_SURE = "How sure you are that it will be reached: 10 is certain, 1 is hopeless."
UNDO_WITHIN = timedelta(hours=24)
_ID = re.compile("[0-9]{1,18}")


class Update(
    Form,
    command="okr update",
    also=("checkin",),
    title="Check in",
    submit="Check in",
    example="/okr update KR-5 1250 shipped the beta --confidence 7",
):
    """Record progress on a key result."""

    key_result: KeyResultRef
    value: Number
    confidence: Annotated[Confidence | None, Label("Confidence", HOW_SURE)] = None
    note: LongText = ""

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        line = _named(ask, given)
        if line is None:
            return (Note.of(answers.AS_ITS_OBJECTIVE),)
        return (answers.row_heading(line), Note.of(seen_by(line)))

    @classmethod
    def hints(cls, ask: Ask, given: Mapping[str, str]) -> Mapping[str, str]:
        line = _named(ask, given)
        return {"value": f"now {grouped(last_value(line))}"} if line else {}


class Undo(Form, command="okr undo", title="Undo", listed=False):
    """Take back the check-in that was just made."""

    check_in: Annotated[str, WordKind()]


class Edit(Form, command="checkin edit", title="Check in", listed=False):
    """Mend a check-in: the form opens with what was said."""

    key_result: KeyResultRef


class Later(Form, command="checkin later", title="Remind me tomorrow", listed=False):
    """Be reminded of the check-in on the next working day."""


def update(ask: Ask, form: Update) -> Reply:
    """Record the value; the objective's progress and the team's post are right at once."""
    line = form.key_result
    if not policy.may_update_key_result(ask, line.owner_id, line.objective_owner_id, line.team_lead_id):
        refusal = answers.not_yours(line)
        raise Refused(refusal.text, refusal)
    said = Said(line.id, form.value.amount, form.confidence, form.note)
    due = due_days(ask.company)
    try:
        (one,) = recording.record(ask.db, ask.workspace_id, ask.person.id, [line.objective_id], [said], ask.now, due)
    except GoneError as gone:
        raise Refused(f"{line.code} was dropped, so nothing was stored. /okr list shows yours.") from gone
    note_down(ask, "check in", [(line, one)])
    if not is_private(line):
        posts.announce(ask, line.owner_id, lambda: screens.thread_line(ask.person.name, [(line, one)]))
    card = answers.recorded(line, one, form.value, zone_named(ask.person.time_zone))
    return Whisper(card, share=None if is_private(line) else Call("okr show", {"thing": line.code}))


def undo(ask: Ask, form: Undo) -> Reply:
    """Take the writer's own last check-in back, within a day, if nobody has checked in since."""
    number = int(form.check_in) if _ID.fullmatch(form.check_in) else 0
    found = check_ins.own(ask.db, ask.workspace_id, ask.person.id, number)
    line = key_result_by_code(ask.db, ask.workspace_id, found.code) if found else None
    if found is None or line is None or not sees(ask, line):
        raise Refused("This check-in is not yours to take back. Ask whoever made it, or record the right value.")
    if ask.now - found.created_at > UNDO_WITHIN:
        raise Refused(f"This check-in is over a day old. Record the right value: /okr update {found.code} 1250.")
    try:
        one = recording.take_back(ask.db, ask.workspace_id, ask.person.id, found, ask.now, due_days(ask.company))
    except GoneError as gone:
        raise Refused(f"{found.code} was dropped, so its check-ins stay as they are.") from gone
    if one is None:
        raise Refused(
            f"This check-in of {found.code} was taken back already, or there is a newer one. "
            f"See what stands: /okr show {found.code}."
        )
    note_down(ask, "undo", [(line, one)])
    if not is_private(line):
        posts.announce(ask, line.owner_id, lambda: screens.taken_back_line(ask.person.name, line, one))
    return ReplaceCard(answers.taken_back(line, one))


def edit(ask: Ask, form: Edit) -> Reply:
    """Open the form with the last check-in in it; what is sent is a check-in of its own."""
    line = form.key_result
    last = check_ins.history(ask.db, line.id, 1)
    given = {"key_result": line.code}
    if last:
        said = str(last[0].confidence or "")
        value = last[0].value
        given |= {"value": "" if value is None else plain(value), "confidence": said, "note": last[0].note}
    return OpenForm(Update.asked(**{name: text for name, text in given.items() if text}))


def later(ask: Ask, form: Later) -> Reply:
    """Remind the writer once more, when their next working day begins."""
    person = ask.person
    week = WorkingWeek(zone_named(person.time_zone), person.starts_hour, person.ends_hour, person.days)
    tomorrow = datetime.combine(ask.today + timedelta(days=1), time(0), week.zone)
    due_at = next_working_moment(tomorrow, week)
    reminders.plan(ask.db, ask.workspace_id, [Plan(AGAIN, f"person:{person.id}", person.id, due_at)])
    return ReplaceCard(answers.reminder_set(due_at.astimezone(week.zone).date()))


def _named(ask: Ask, given: Mapping[str, str]) -> KeyResultLine | None:
    """The key result that is in the form already."""
    name = given.get("key_result", "")
    try:
        return find_key_result(ask, name) if name else None
    except Unreadable:
        return None


COMMANDS = (
    on(Update, update),
    on(bulk.CheckIn, bulk.check_in),
    on(Undo, undo),
    on(Edit, edit),
    on(Later, later),
)
