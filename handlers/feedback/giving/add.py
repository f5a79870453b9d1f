"""Adding to feedback that was given: what was said stays, and more stands below it."""

from collections.abc import Mapping
from typing import Annotated

from handlers.chat.ask import Ask
from handlers.chat.card import Element, Note
from handlers.chat.fields import Label, LongText, Unreadable
from handlers.chat.form import Form
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.feedback.giving import cards
from handlers.feedback.giving.readers import read_by
from handlers.feedback.giving.reference import FeedbackRef, find_feedback, require_author, require_unheard
from handlers.feedback.giving.telling import tell_of_addition
from storage import audit, feedback_changes


class AddToFeedback(
    Form,
    command="feedback add",
    title="Add to feedback",
    submit="Add",
    example="/feedback add F-3 The second demo was even clearer",
):
    """Add to feedback that you gave."""

    feedback: Annotated[FeedbackRef, Label("Code", "One of those that you gave.")]
    text: Annotated[LongText, Label("What you add")]

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        try:
            line = find_feedback(ask, given.get("feedback", ""))
        except Unreadable:
            return (Note.of("Whoever can read the feedback can read what you add."),)
        return (Note(read_by(line, ask.person.id)),)


def add(ask: Ask, form: AddToFeedback) -> Reply:
    """Put it below what was given, for the same people to read, and tell the receiver."""
    line = form.feedback
    require_author(ask, line, "add to")
    require_unheard(ask, line)
    addition = feedback_changes.add(ask.db, ask.workspace_id, line.code, form.text, ask.now)
    if addition is None:
        raise Refused(f"{line.code} was withdrawn meanwhile.")
    audit.record(ask.db, ask.workspace_id, ask.person.id, "add to feedback", line.code, ask.now)
    tell_of_addition(ask, line, addition)
    return Whisper(cards.added(line, ask.person.id))
