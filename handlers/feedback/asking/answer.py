"""Answering a request for feedback."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, assert_never

from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.card import Call, Element, Paragraph
from handlers.chat.fields import FilledIn, Label, LongText, OneOfKind, Word
from handlers.chat.form import Form
from handlers.chat.outgoing import Note
from handlers.chat.reply import FormErrors, OpenForm, Refused, Reply, Whisper
from handlers.chat.screen import Choice
from handlers.feedback.asking import asker_cards, cards, words
from handlers.feedback.asking.ask import shown, subject_of
from handlers.feedback.asking.sight import NOT_THERE, answerable, found
from handlers.feedback.giving import cards as giving_cards
from handlers.feedback.giving.telling import tell_receiver
from storage import audit, feedback
from storage import feedback_requests as requests
from storage.feedback import FeedbackLine, NewFeedback, Visibility
from storage.feedback_requests import RequestLine

Readers = Annotated[
    Visibility,
    OneOfKind(
        (
            Choice("private: only who asks", "private"),
            Choice("manager: whom it is about, and their manager", "manager"),
            Choice("public: everyone in the company", "public"),
        )
    ),
]


class AnswerRequest(Form, command="feedback answer", title="Give feedback", submit="Send", listed=False):
    """Answer somebody who asked you for feedback. `manager` is who the form said reads it as the manager."""

    request: Annotated[Word, Label("Request")]
    text: Annotated[LongText, Label("Feedback")]
    visible: Annotated[Readers, FilledIn(), Label("Who can read it", "It stays so once it is given.")] = "private"
    manager: Word = ""

    @classmethod
    def prefill(cls, ask: Ask, given: Mapping[str, str]) -> Mapping[str, str]:
        line = found(ask, given.get("request", ""))
        return {"visible": "private", **given, "manager": _manager(line) if line else ""}

    @classmethod
    def instead(cls, ask: Ask, given: Mapping[str, str]) -> Call | None:
        line = found(ask, given.get("request", ""))
        code = requests.answered_with(ask.db, line.id, ask.person.id) if line and line.state == "answered" else None
        return words.adding(code) if code else None

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("request", "manager")

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        line = found(ask, given.get("request", ""))
        if line is None:
            return (Paragraph.of(NOT_THERE),)
        return cards.form_intro(line, ask.person.id) if line.is_open else cards.over(line).body


def answer_request(ask: Ask, form: AnswerRequest) -> Reply:
    """Give the feedback to those whom the form named, and tell who asked."""
    line = answerable(ask, form.request)
    if form.visible == "manager" and line.manager_id is None:
        return FormErrors({"visible": cards.has_no_manager(line)})
    if form.visible == "manager" and form.manager not in ("", _manager(line)):
        return _other_manager(line, form)
    before = requests.answer(ask.db, line.id, ask.person.id, ask.now)
    if before is not None:
        card = cards.twice(line, before)
        raise Refused(card.text, card)
    (code,) = feedback.give(ask.db, ask.workspace_id, [_given(ask, line, form)], ask.now)
    told = {"request": line.id, "visibility": form.visible}
    audit.record(ask.db, ask.workspace_id, ask.person.id, "give feedback", code, ask.now, after=told)
    return Whisper(giving_cards.given([_told(ask, line, code)], ask.person.id))


def _manager(line: RequestLine) -> str:
    """Who reads the answer as the manager, as it travels in the form: a report's is who asks."""
    return str(line.manager_id or "none")


def _other_manager(line: RequestLine, form: AnswerRequest) -> Reply:
    """The form again, with the names as they are now: nobody may read it who was not named."""
    now = f"{line.manager_name} is the manager of {line.about_name} now. See who will read it, and choose again."
    given = AnswerRequest.asked(request=str(line.id), text=form.text, visible=form.visible)
    return OpenForm(given, errors={"visible": now}, notice=f"{now} Nothing is stored yet.")


def _given(ask: Ask, line: RequestLine, form: AnswerRequest) -> NewFeedback:
    """To whom the answer goes: to who asks; of a report to the report, unless only who asks is to read it."""
    match form.visible:
        case "private":
            receiver_id, manager_id = line.asked_by, None
        case "manager":
            receiver_id, manager_id = line.about_id, line.manager_id
        case "public":
            receiver_id, manager_id = line.about_id, None
        case never:
            assert_never(never)
    return NewFeedback(
        author_id=ask.person.id,
        receiver_id=receiver_id,
        about_id=line.about_id,
        visibility=form.visible,
        text=form.text,
        manager_id=manager_id,
        request_id=line.id,
    )


def _told(ask: Ask, line: RequestLine, code: str) -> FeedbackLine:
    """What was given; its receiver is told, and who asked where that is somebody else. The request is answered."""
    given = feedback.by_code(ask.db, ask.workspace_id, code)
    if given is None:
        raise LookupError(f"{code} was given and is not there")
    tell_receiver(ask, given)
    if given.receiver_id != line.asked_by:
        key = f"{subject_of(line.id)}:{code}"
        outgoing.tell_in_hours(ask, [Note(line.asked_by, asker_cards.given(line, ask.writer, code), key)])
    outgoing.show_to(ask, [shown(replace(line, state="answered"), code)])
    return given
