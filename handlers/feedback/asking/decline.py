"""Saying that one cannot give the feedback that one was asked for."""

from dataclasses import replace
from typing import Annotated

from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.fields import Label, Word
from handlers.chat.form import Form
from handlers.chat.outgoing import Note
from handlers.chat.reply import Refused, ReplaceCard, Reply
from handlers.feedback.asking import asker_cards, cards
from handlers.feedback.asking.ask import shown, subject_of
from handlers.feedback.asking.sight import answerable
from storage import audit
from storage import feedback_requests as requests


class DeclineRequest(Form, command="feedback decline", title="Not now", listed=False):
    """Tell who asked you for feedback that you cannot give it now."""

    request: Annotated[Word, Label("Request")]


def decline_request(ask: Ask, form: DeclineRequest) -> Reply:
    """Tell who asked, once."""
    line = answerable(ask, form.request)
    if requests.decline(ask.db, line.id, ask.person.id, ask.now):
        audit.record(ask.db, ask.workspace_id, ask.person.id, "decline", subject_of(line.id), ask.now)
        key = f"{subject_of(line.id)}:declined:{ask.person.id}"
        outgoing.tell_in_hours(ask, [Note(line.asked_by, asker_cards.declined(line, ask.writer), key)])
        line = replace(line, state="declined")
        outgoing.show_to(ask, [shown(line)])
    if line.state == "answered":
        code = requests.answered_with(ask.db, line.id, ask.person.id)
        raise Refused(f"You have answered {line.asker_name} already{f': {code}' if code else ''}.")
    return ReplaceCard(cards.request(line), is_private=True)
