"""Asking for feedback: about oneself, or about somebody whom one manages."""

from collections.abc import Mapping
from typing import Annotated

from handlers import policy
from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.card import Element, Note
from handlers.chat.fields import Day, Label, LongText
from handlers.chat.form import Form
from handlers.chat.outgoing import Shown
from handlers.chat.reply import FormErrors, Refused, Reply, Whisper
from handlers.feedback.about import oneself_or_report
from handlers.feedback.asking import asker_cards, cards
from handlers.feedback.asking.schedule import reschedule
from handlers.feedback.giving.fields import Colleagues
from handlers.people.fields import person_value
from storage import audit
from storage import feedback_requests as requests
from storage.feedback_requests import NewRequest, OwnRequest, RequestLine
from storage.people import Somebody

MOST_ASKED = 15
KIND = "asked:{}"
"""The kind of the message in which somebody is asked, by their id: it stays theirs while the request lasts."""

AboutWhom = Annotated[Somebody, oneself_or_report(policy.may_ask_about, "Feedback is asked for about")]


class AskForFeedback(
    Form,
    command="feedback ask",
    title="Ask for feedback",
    submit="Ask",
    example="/feedback ask @ben How did the launch go? --by friday",
):
    """Ask colleagues for feedback on yourself, or on somebody whom you manage."""

    people: Annotated[Colleagues, Label("People", "Whom you ask, 15 at most.")]
    question: Annotated[LongText, Label("Question")]
    about: Annotated[AboutWhom | None, Label("About", "You, or somebody whom you manage.")] = None
    by: Annotated[Day | None, Label("By", "They are reminded once, shortly before.")] = None

    @classmethod
    def prefill(cls, ask: Ask, given: Mapping[str, str]) -> Mapping[str, str]:
        return {"about": person_value(ask.person.id), **given}

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        return (
            Note.of(
                "Each of them is asked alone, chooses who reads the answer, and is named in it. "
                "Somebody whom you manage and ask about is not told that you ask."
            ),
        )


def ask_for_feedback(ask: Ask, form: AskForFeedback) -> Reply:
    """Put the question to each of them, in their working hours."""
    if not policy.may_give_feedback(ask):
        raise Refused("Feedback is among members of the company, and you are a guest here.")
    about = form.about or Somebody(ask.person.id, ask.person.name, ask.person.email)
    if errors := _errors(ask, form, about):
        return FormErrors(errors)
    new = NewRequest(ask.workspace_id, ask.person.id, about.id, form.question, form.by, ask.now)
    number = requests.put(ask.db, new, [person.id for person in form.people])
    told = {"about": about.id, "asked": [person.id for person in form.people]}
    audit.record(ask.db, ask.workspace_id, ask.person.id, "ask for feedback", subject_of(number), ask.now, after=told)
    outgoing.show_to(ask, (_letter(ask, number, new, about, person) for person in form.people))
    if form.by is not None:
        reschedule(ask, [person.id for person in form.people])
    own = OwnRequest(number, about.id, about.name, form.question, form.by, ())
    return Whisper(asker_cards.put(form.people, own, ask.person.id, is_overheard=ask.is_overheard))


def subject_of(request_id: int) -> str:
    """What the messages of a request show: "feedback_request:5"."""
    return f"feedback_request:{request_id}"


def shown(line: RequestLine, code: str = "") -> Shown:
    """The request at whoever is asked, as it stands now."""
    return Shown(line.person_id, subject_of(line.id), KIND.format(line.person_id), cards.request(line, code))


def _errors(ask: Ask, form: AskForFeedback, about: Somebody) -> dict[str, str]:
    """What is to be mended before anybody is asked, by field."""
    errors: dict[str, str] = {}
    ids = {person.id for person in form.people}
    if len(form.people) > MOST_ASKED:
        errors["people"] = f"At most {MOST_ASKED} people can be asked at once, and these are {len(form.people)}."
    elif about.id in ids:
        errors["people"] = f"{about.name} is whom it is about. Ask others, or ask {about.name} about yourself."
    if form.by is not None and form.by < ask.today:
        errors["by"] = "That day is over. Name one that is to come, or none."
    return errors


def _letter(ask: Ask, number: int, new: NewRequest, about: Somebody, person: Somebody) -> Shown:
    return shown(
        RequestLine(
            id=number,
            asked_by=ask.person.id,
            asker_name=ask.person.name,
            about_id=about.id,
            about_name=about.name,
            manager_id=None,
            manager_name="",
            question=new.question,
            due_on=new.due_on,
            created_at=new.created_at,
            person_id=person.id,
            state="waiting",
            is_open=True,
        )
    )
