"""Changing feedback in the first ten minutes: its words, never who reads it or whom it is for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Final

from handlers.chat.ask import Ask
from handlers.chat.card import Element, Note, Paragraph
from handlers.chat.fields import Label, LongText, Unreadable, Word
from handlers.chat.form import Form
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.chat.text import Command
from handlers.feedback.giving import cards
from handlers.feedback.giving.fields import CompanyValue, FeedbackKind
from handlers.feedback.giving.readers import read_by
from handlers.feedback.giving.reference import FeedbackRef, find_feedback, require_author, require_unheard
from handlers.feedback.giving.telling import bring_up_to_date
from handlers.okrs.fields import ThingRef
from handlers.okrs.sight import is_private
from storage import audit, feedback_changes
from storage.feedback import FeedbackLine
from storage.feedback_changes import Wording
from storage.okr_lines import KeyResultLine, ObjectiveLine

CHANGEABLE_FOR: Final = timedelta(minutes=10)


class EditFeedback(
    Form,
    command="feedback edit",
    title="Edit feedback",
    example="/feedback edit F-3 Clear demo; show the numbers first",
):
    """Edit what you gave as feedback, in its first 10 minutes."""

    feedback: Annotated[FeedbackRef, Label("Code")]
    text: Annotated[LongText, Label("Feedback")]
    kind: Annotated[FeedbackKind, Label("Kind")] = ""
    company_value: Annotated[CompanyValue, Label("Company value")] = ""
    about: Annotated[ThingRef | None, Label("About", "The objective or key result that it is about, if any.")] = None
    seen: Word = ""

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("feedback", "seen")

    @classmethod
    def prefill(cls, ask: Ask, given: Mapping[str, str]) -> Mapping[str, str]:
        line = _own(ask, given)
        if line is None:
            return given
        stands = {"text": line.text, "kind": line.kind, "company_value": line.company_value, "about": line.thing_code}
        return {"seen": str(line.version), **stands, **given}

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        line = _own(ask, given)
        if line is None:
            return (Paragraph.of("Say which one, with its code: ", Command(cls.spec.example), "."),)
        return (Note.of(f"{line.code}. ", *read_by(line, ask.person.id), " That stays as it is."),)


def edit(ask: Ask, form: EditFeedback) -> Reply:
    """Reword it; who has it in a direct message finds it there as it stands now."""
    line = form.feedback
    require_author(ask, line, "edit")
    require_unheard(ask, line)
    require_in_time(ask, line)
    if form.seen and form.seen != str(line.version):
        raise Refused(f"{line.code} was changed meanwhile. Open it again: /feedback edit {line.code}.")
    after = _reworded(ask, form)
    if after == line:
        return Whisper(cards.unchanged(line))
    wording = Wording(after.text, after.kind, after.company_value, after.objective_id, after.key_result_id)
    if not feedback_changes.change(ask.db, ask.workspace_id, line, wording, ask.now):
        raise Refused(f"{line.code} was changed meanwhile. Open it again: /feedback edit {line.code}.")
    changed = [name for name in Wording.__slots__ if getattr(after, name) != getattr(line, name)]
    audit.record(
        ask.db, ask.workspace_id, ask.person.id, "edit feedback", line.code, ask.now, after={"changed": changed}
    )
    after = replace(after, edited_at=ask.now, version=line.version + 1)
    bring_up_to_date(ask, after)
    return Whisper(cards.changed(after, ask.person.id))


def require_in_time(ask: Ask, line: FeedbackLine) -> None:
    """Refuse, and offer to add to it, once the first ten minutes are over."""
    if ask.now - line.created_at > CHANGEABLE_FOR:
        card = cards.too_late(line.code)
        raise Refused(card.text, card)


def _reworded(ask: Ask, form: EditFeedback) -> FeedbackLine:
    """As it is to stand: of a form that stood open all its fields, of typed words those that were named."""
    line = replace(form.feedback, text=form.text)
    if form.kind or form.seen:
        line = replace(line, kind=form.kind)
    if form.company_value or form.seen:
        line = replace(line, company_value=form.company_value)
    thing = form.about
    if thing is None and not form.seen:
        return line
    return replace(
        line,
        objective_id=thing.id if isinstance(thing, ObjectiveLine) else None,
        key_result_id=thing.id if isinstance(thing, KeyResultLine) else None,
        thing_code=thing.code if thing else "",
        thing_is_private=thing is not None and is_private(thing),
    )


def _own(ask: Ask, given: Mapping[str, str]) -> FeedbackLine | None:
    """The writer's own feedback that the form is about."""
    try:
        line = find_feedback(ask, given.get("feedback", ""))
        require_author(ask, line, "edit")
    except (Unreadable, Refused):
        return None
    return line
