"""Giving feedback: to one or several colleagues, in private or so that others read it, too."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Final

from handlers import policy
from handlers.chat.ask import Ask, Message, Place
from handlers.chat.card import Element, Note, Paragraph
from handlers.chat.fields import FilledIn, Label, LongText, Unreadable, Word
from handlers.chat.form import Form
from handlers.chat.reply import FormErrors, OpenForm, Refused, Reply, Say, Whisper
from handlers.chat.text import Mention, Spans, joined, spans
from handlers.feedback import kept
from handlers.feedback.giving import cards
from handlers.feedback.giving.fields import COLLEAGUE, Colleagues, CompanyValue, FeedbackKind, Visible
from handlers.feedback.giving.managers import Managers, managers_of, not_named, written
from handlers.feedback.giving.readers import as_said_aloud
from handlers.feedback.giving.telling import tell_receivers
from handlers.feedback.kept import KeptMessage
from handlers.feedback.quoting import quotation
from handlers.okrs.fields import ThingRef
from handlers.okrs.sight import is_private
from handlers.people.fields import members_at_once, person_value
from storage import audit, feedback
from storage.arrivals import PLACEHOLDER
from storage.feedback import FeedbackLine, NewFeedback, Visibility
from storage.okr_lines import KeyResultLine, ObjectiveLine
from storage.people import Somebody

MOST_RECEIVERS: Final = 15
NOWHERE: Final = Place("")
FOR_MEMBERS: Final = "Feedback is given among members of the company. /feedback list shows what you were given."

HEARD: Final = (
    "Others have read what you wrote, so public is chosen. "
    "For fewer readers, write something here that nobody has read."
)


class Give(
    Form,
    command="feedback",
    title="Give feedback",
    submit="Give",
    action="Give feedback",
    example="/feedback @ana Clear demo; next time show the numbers first",
):
    """Give feedback to colleagues, in private or so that others read it, too.

    `named` are the managers whom the form said to read it; `heard` says that others have read the words by now.
    """

    people: Annotated[Colleagues, Label("To", "Each gets it alone, and learns of nobody else.")]
    text: Annotated[LongText, Label("Feedback")]
    visible: Annotated[Visible | None, FilledIn(), Label("Who can read it", "It stays so once it is given.")] = None
    kind: Annotated[FeedbackKind, Label("Kind")] = ""
    company_value: Annotated[CompanyValue, Label("Company value")] = ""
    about: Annotated[ThingRef | None, Label("About", "The objective or key result that it is about, if any.")] = None
    kept: Word = ""
    named: LongText = ""
    heard: Word = ""

    @classmethod
    def prefill(cls, ask: Ask, given: Mapping[str, str]) -> Mapping[str, str]:
        filled = {"visible": "private", **given}
        if ask.message is not None and "kept" not in filled:
            filled["kept"] = kept.keep(ask, ask.message)
            author = _author(ask, ask.message)
            filled = {"people": person_value(author.id), **filled} if author else filled
        return filled | {"named": written(managers_of(ask, _receivers(ask, filled.get("people", ""))))}

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("kept", "named", "heard")

    @classmethod
    def overheard(cls, given: Mapping[str, str]) -> Mapping[str, str]:
        return {**given, "visible": "public", "heard": "yes"} if given.get("text", "").strip() else given

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        if not policy.may_give_feedback(ask):
            return (Paragraph.of(FOR_MEMBERS),)
        message = kept.found(ask, given.get("kept", ""))
        heard = (Note.of(HEARD),) if given.get("heard") else ()
        return (*_message(message), Note(_who_can_read(ask, given.get("people", ""))), *heard)


def give(ask: Ask, form: Give) -> Reply:
    """Keep it, and tell whom it is for; what everybody has read already is answered where it was said."""
    if not policy.may_give_feedback(ask):
        raise Refused(FOR_MEMBERS)
    visibility = _visibility(ask, form)
    managers = managers_of(ask, form.people) if visibility == "manager" else {}
    if errors := _errors(form, visibility, managers):
        return FormErrors(errors)
    if changed := not_named(form.named, managers):
        return _named_anew(form, [one.name for one in form.people if one.id in changed])
    place = _where_it_was_said(ask, form)
    new = [_new(ask, form, visibility, one, managers.get(one.id), place) for one in form.people]
    codes = feedback.give(ask.db, ask.workspace_id, new, ask.now)
    lines = [
        _line(ask, form, code, one, receiver, managers.get(receiver.id))
        for code, one, receiver in zip(codes, new, form.people, strict=True)
    ]
    _record(ask, lines)
    if ask.is_overheard:
        return Say(cards.said_aloud(as_said_aloud(lines)))
    tell_receivers(ask, lines)
    return Whisper(cards.given(lines, ask.person.id))


def _visibility(ask: Ask, form: Give) -> Visibility:
    """What was chosen, else private; what others have read while it was written is public."""
    if not ask.is_overheard:
        return form.visible or "private"
    if form.visible in (None, "public"):
        return "public"
    raise Refused(
        "Everyone here has read this already, so it can only be public, and nothing is recorded. "
        "Delete your message, and use Give feedback in a message's menu or type /feedback instead."
    )


def _errors(form: Give, visibility: Visibility, managers: Managers) -> dict[str, str]:
    if len(form.people) > MOST_RECEIVERS:
        count = len(form.people)
        return {"people": f"Feedback goes to at most {MOST_RECEIVERS} people at once, and these are {count}."}
    alone = [one.name for one in form.people if one.id not in managers] if visibility == "manager" else []
    if not alone:
        return {}
    verb = "have" if len(alone) > 1 else "has"
    return {"visible": f"{' and '.join(alone)} {verb} no manager here. Choose private or public."}


def _named_anew(form: Give, names: Sequence[str]) -> OpenForm:
    """The form again, with the managers as they are now: nobody may read it who was not named."""
    now = f"{' and '.join(names)} got another manager meanwhile. See who will read it, and choose again."
    call = Give.asked(
        people="\n".join(person_value(one.id) for one in form.people),
        text=form.text,
        visible=form.visible or "",
        kind=form.kind,
        company_value=form.company_value,
        about=form.about.code if form.about else "",
        kept=form.kept,
        heard=form.heard,
    )
    return OpenForm(call, errors={"visible": now}, notice=f"{now} Nothing is stored yet.")


def _where_it_was_said(ask: Ask, form: Give) -> Place:
    """The message that it is about, or in which it was said for all to read; nowhere in any other case."""
    message = kept.taken(ask, form.kept)
    if message is not None:
        return Place(message.platform, message.conversation, message.thread, message.message)
    return ask.place if ask.is_overheard else NOWHERE


def _new(
    ask: Ask, form: Give, visibility: Visibility, receiver: Somebody, manager: Somebody | None, place: Place
) -> NewFeedback:
    thing = form.about
    return NewFeedback(
        author_id=ask.person.id,
        receiver_id=receiver.id,
        about_id=receiver.id,
        visibility=visibility,
        text=form.text,
        manager_id=manager.id if manager else None,
        kind=form.kind,
        company_value=form.company_value,
        objective_id=thing.id if isinstance(thing, ObjectiveLine) else None,
        key_result_id=thing.id if isinstance(thing, KeyResultLine) else None,
        platform=place.platform,
        conversation=place.conversation,
        message=place.message,
        thread=place.thread,
    )


def _line(
    ask: Ask, form: Give, code: str, new: NewFeedback, receiver: Somebody, manager: Somebody | None
) -> FeedbackLine:
    """What was kept, as it would be read back."""
    return FeedbackLine(
        code=code,
        created_at=ask.now,
        author_name=ask.person.name,
        receiver_name=receiver.name,
        about_name=receiver.name,
        manager_name=manager.name if manager else "",
        thing_code=form.about.code if form.about else "",
        thing_is_private=form.about is not None and is_private(form.about),
        **asdict(new),
    )


def _record(ask: Ask, lines: Sequence[FeedbackLine]) -> None:
    """Leave a trace of who gave what, without a word of it."""
    changes = [audit.Change("give feedback", line.code, after={"visibility": line.visibility}) for line in lines]
    audit.record_all(ask.db, ask.workspace_id, ask.person.id, ask.now, changes)


def _author(ask: Ask, message: Message) -> Somebody | None:
    """Who wrote the message, where feedback can be given to them; nobody of whom only an account is known yet."""
    if message.author_id is None or message.author_name == PLACEHOLDER:
        return None
    return _receiver(ask, person_value(message.author_id))


def _receivers(ask: Ask, given: str) -> list[Somebody]:
    """Whom the field of the form names, as far as they can be found."""
    said = [line.strip() for line in given.split("\n") if line.strip()][:MOST_RECEIVERS]
    known = members_at_once(ask, said) if said else {}
    return [found for line in said if (found := known.get(line) or _receiver(ask, line))]


def _receiver(ask: Ask, said: str) -> Somebody | None:
    try:
        found: Somebody = COLLEAGUE.find(ask, said)
    except Unreadable:
        return None
    return found


def _message(message: KeptMessage | None) -> tuple[Element, ...]:
    """The message that it is about, as it is shown to whoever gives feedback on it."""
    if message is None:
        return ()
    return (
        quotation(message),
        Note.of("A link to this message is kept with the feedback, and none of its words."),
    )


def _who_can_read(ask: Ask, given: str) -> Spans:
    """Who can read it by each choice, with the names of the managers where it is known whom it is for."""
    receivers = _receivers(ask, given)
    managers = managers_of(ask, receivers)
    named = [
        spans(*_you_or(one, ask), f" for {who.name}") for who in receivers if (one := managers.get(who.id)) is not None
    ]
    return spans(
        "You choose who can read it. Private: you and whom you give it to. Manager: their manager, too",
        *((" (", *joined(named), ")") if named else ()),
        ". Public: everyone in the company.",
    )


def _you_or(one: Somebody, ask: Ask) -> Spans:
    return spans("you" if one.id == ask.person.id else Mention(one.id, one.name))
