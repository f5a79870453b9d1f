"""Checking in one key result: by command, by form and by button, with a way back."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Annotated

from handlers.chat.ask import Ask
from handlers.chat.card import Call, Element, Note
from handlers.chat.fields import Confidence, Label, LongText, WordKind
from handlers.chat.form import Form
from handlers.chat.number import row_number
from handlers.chat.reply import OpenForm, Refused, ReplaceCard, Reply, Whisper
from handlers.chat.router import on
from handlers.check_ins import answering, answers, bulk, posts, screens, ticking
from handlers.check_ins.answers import HOW_SURE
from handlers.check_ins.saving import save
from handlers.check_ins.schedule import AGAIN
from handlers.check_ins.ticking import named
from handlers.check_ins.trail import note_down
from handlers.check_ins.values import ValueField, as_typed, hint, misfit, number_of
from handlers.okrs.fields import KeyResultRef
from handlers.okrs.seeing.show import sharing
from handlers.okrs.sight import is_private, seen_by, sees
from handlers.okrs.standing import due_days
from storage import check_ins, recording, reminders
from storage.calendar import WorkingWeek, next_working_moment, zone_named
from storage.okr_lines import key_result_by_code
from storage.progress import Metric
from storage.recording import GoneError, Said
from storage.reminders import Plan

UNDO_WITHIN = timedelta(hours=24)


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
    value: ValueField
    confidence: Annotated[Confidence | None, Label("Confidence", HOW_SURE)] = None
    note: LongText = ""

    @classmethod
    def instead(cls, ask: Ask, given: Mapping[str, str]) -> Call | None:
        return ticking.instead_of_a_value(ask, given)

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        line = named(ask, given)
        if line is None:
            return (Note.of(answers.AS_ITS_OBJECTIVE),)
        return (answers.row_heading(line), Note.of(seen_by(line)))

    @classmethod
    def hints(cls, ask: Ask, given: Mapping[str, str]) -> Mapping[str, str]:
        line = named(ask, given)
        return {"value": hint(line)} if line else {}

    def wanting(self) -> Mapping[str, str]:
        sentence = misfit(self.key_result, self.value)
        return {"value": sentence} if sentence else {}


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
    line, value = form.key_result, form.value
    if line.metric == Metric.STEPS:
        return ticking.by_words(ask, line, value, form.confidence, form.note)
    one = save(ask, line, Said(line.id, number_of(line, value), form.confidence, form.note))
    card = answers.recorded(line, one, value, zone_named(ask.person.time_zone))
    return Whisper(card, share=sharing(line))


def undo(ask: Ask, form: Undo) -> Reply:
    """Take the writer's own last check-in back, within a day, if nobody has checked in since."""
    found = check_ins.own(ask.db, ask.workspace_id, ask.person.id, row_number(form.check_in))
    line = key_result_by_code(ask.db, ask.workspace_id, found.code) if found else None
    if found is None or line is None or not sees(ask, line):
        raise Refused("This check-in is not yours to take back. Ask whoever made it, or record the right value.")
    if ask.now - found.created_at > UNDO_WITHIN:
        raise Refused(f"This check-in is over a day old. Record what is right: /okr update {found.code}.")
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
    return ReplaceCard(answers.taken_back(line, one), is_private(line))


def edit(ask: Ask, form: Edit) -> Reply:
    """Open the form with the last check-in in it; what is sent is a check-in of its own."""
    line = form.key_result
    last = check_ins.history(ask.db, line.id, 1)
    given = {"key_result": line.code}
    if last and line.metric != Metric.STEPS:
        said = str(last[0].confidence or "")
        given |= {"value": as_typed(line, last[0].value), "confidence": said, "note": last[0].note}
    return OpenForm(Update.asked(**{name: text for name, text in given.items() if text}))


def later(ask: Ask, form: Later) -> Reply:
    """Remind the writer once more, when their next working day begins."""
    person = ask.person
    week = WorkingWeek(zone_named(person.time_zone), person.starts_hour, person.ends_hour, person.days)
    tomorrow = datetime.combine(ask.today + timedelta(days=1), time(0), week.zone)
    due_at = next_working_moment(tomorrow, week)
    reminders.plan(ask.db, ask.workspace_id, [Plan(AGAIN, f"person:{person.id}", person.id, due_at)])
    return ReplaceCard(answers.reminder_set(due_at.astimezone(week.zone).date()))


COMMANDS = (
    on(Update, update),
    on(bulk.CheckIn, bulk.check_in),
    on(ticking.Ticks, ticking.by_form),
    on(ticking.SetStep, ticking.by_button),
    on(Undo, undo),
    on(Edit, edit),
    on(answering.AnswerCheckIn, answering.answer),
    on(Later, later),
)
