"""One request, one transaction: the key, the person, the words, the handler, and what is to be said afterwards."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Literal, assert_never

from pydantic import TypeAdapter

from handlers.chat import outgoing
from handlers.chat.ask import Ask, Message, Place
from handlers.chat.card import Button, Call, Card, Divider, Element, Paragraph
from handlers.chat.reply import Done, FormErrors, OpenForm, Refused, ReplaceCard, Reply, Say, Whisper
from handlers.chat.router import Router, launcher
from handlers.chat.screen import FormScreen
from handlers.company import Company
from storage import drafts, idempotency, people
from storage.database import Connection

LONGEST_CALL = 1900
"""Characters of a call that a button can carry on both platforms; a longer one is kept as a draft."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Words, mentions already marked as ours."""

    text: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form that was sent: its fields as text, by name."""

    command: str
    values: Mapping[str, str]


Whither = Literal["acknowledgement", "reply_url", "place", "person"]


@dataclass(frozen=True, slots=True)
class Request:
    """Something that a person asked for, in the words of no platform.

    `key` is empty where the platform never asks twice. `whisper` says by which way an answer reaches the writer alone,
    `can_open` whether a form can be opened at once.
    """

    key: str
    person_id: int
    place: Place
    what: Typed | Call | Submitted
    whisper: Whither = "acknowledgement"
    reply_url: str = ""
    can_open: bool = True
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes into the acknowledgement, for a reader of that locale and zone. `posted` says that the outbox has
    something to deliver."""

    card: Card | None = None
    screen: FormScreen | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    posted: bool = False
    locale: str = "en-US"
    time_zone: str = "UTC"


class RolledBack(Exception):
    """Nothing was stored; `answer` says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("rolled back")
        self.answer = answer


Welcome = Callable[[Ask], tuple[Element, ...]]


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers requests. It holds nothing that changes."""

    router: Router
    company: Company
    welcome: Welcome
    home_card: Callable[[Ask], Card]

    def reads_only(self, request: Request) -> bool:
        """Whether the request can be answered without writing anything."""
        match request.what:
            case Typed(text):
                try:
                    return self.router.understood(text).command.spec.reads
                except Refused:
                    return True
            case Call(command, given):
                return "draft" not in given and self._reads(command)
            case Submitted(command, _):
                return self._reads(command)
            case never:
                assert_never(never)

    def _reads(self, command: str) -> bool:
        try:
            return self.router.command(command).spec.reads
        except Refused:
            return True

    def answer(self, db: Connection, request: Request, now: datetime) -> Answer:
        """Do what is asked, once. Raises RolledBack where nothing is to be stored."""
        if request.key and not idempotency.claim(db, request.key, now):
            return _recalled(idempotency.recalled(db, request.key))
        answer = self._first_answer(db, request, now)
        if request.key:
            idempotency.remember(db, request.key, _answers().dump_json(answer).decode())
        return answer

    def look(self, db: Connection, request: Request, now: datetime) -> Answer:
        """Answer what only reads. Raises RolledBack with a sentence for the person."""
        ask = self.ask(db, request, now)
        return _for_reader(ask, self._perform(ask, request, self._reply(ask, request)))

    def home(self, db: Connection, request: Request, now: datetime) -> Answer:
        """The person's Home."""
        ask = self.ask(db, request, now)
        card = self.home_card(ask)
        if not ask.person.welcomed:
            people.mark_welcomed(db, ask.person.id, now)
        return _for_reader(ask, Answer(card=card))

    def ask(self, db: Connection, request: Request, now: datetime) -> Ask:
        person = people.profile(db, request.person_id, request.place.platform)
        return Ask(db, now, person, request.place, self.company, request.message, self.router.catalogue)

    def _first_answer(self, db: Connection, request: Request, now: datetime) -> Answer:
        ask = self.ask(db, request, now)
        reply = self._reply(ask, request)
        if not ask.person.welcomed and isinstance(reply, Whisper):
            people.mark_welcomed(db, ask.person.id, now)
            welcomed = reply.card.plus(Divider(), *self.welcome(ask))
            reply = Whisper(welcomed, reply.share, reply.attachment)
        return _for_reader(ask, self._perform(ask, request, reply))

    def _reply(self, ask: Ask, request: Request) -> Reply:
        try:
            match request.what:
                case Typed(text):
                    return self.router.typed(ask, text)
                case Call() as call:
                    return self._called(ask, _resumed(ask, call))
                case Submitted(command, values):
                    return self.router.submitted(ask, command, values)
                case never:
                    assert_never(never)
        except Refused as refused:
            raise RolledBack(_for_reader(ask, _refusal(request, refused))) from refused

    def _called(self, ask: Ask, call: Call) -> Reply:
        reply = self.router.called(ask, call)
        if call.shared and isinstance(reply, Whisper):
            return Say(reply.card, reply.attachment)
        return reply

    def _perform(self, ask: Ask, request: Request, reply: Reply) -> Answer:
        match reply:
            case Whisper(card, share, attachment):
                return self._whisper(ask, request, card, share, attachment)
            case Say(card, attachment):
                outgoing.post_in(ask, ask.place, card, attachment=attachment)
                return Answer(posted=True)
            case ReplaceCard(card):
                if not request.reply_url:
                    return Answer(card=card)
                outgoing.replace(ask, request.reply_url, card)
                return Answer(posted=True)
            case OpenForm() as opened:
                return self._open(ask, request, opened)
            case FormErrors(errors):
                raise RolledBack(Answer(errors=errors))
            case Done():
                return Answer(posted=True)
            case never:
                assert_never(never)

    def _whisper(
        self, ask: Ask, request: Request, card: Card, share: Call | None, attachment: outgoing.Attached
    ) -> Answer:
        in_channel = ask.place.kind == "channel"
        if request.whisper == "person" and share is not None and in_channel:
            outgoing.post_in(ask, ask.place, card, attachment=attachment)
            return Answer(posted=True)
        if share is not None and in_channel and request.whisper != "place":
            card = card.plus(Button("Share", Call(share.command, share.given, shared=True)))
        return whispered(ask, request, card, attachment)

    def _open(self, ask: Ask, request: Request, opened: OpenForm) -> Answer:
        if request.can_open:
            notice = Card(opened.notice, ()) if opened.notice else None
            return Answer(card=notice, screen=self.router.screen(ask, opened), posted=True)
        call = _parked(ask, opened.call)
        title = self.router.command(call.command).spec.title
        return whispered(ask, request, launcher(OpenForm(call, opened.errors, opened.notice), title), None)


def whispered(ask: Ask, request: Request, card: Card, attachment: outgoing.Attached) -> Answer:
    """The card on its way to the writer alone."""
    match request.whisper:
        case "acknowledgement":
            if attachment is not None:
                outgoing.tell(ask, ask.person.id, card, attachment=attachment)
            return Answer(card=card, posted=True)
        case "reply_url":
            outgoing.reply(ask, request.reply_url, card)
            return Answer(posted=True)
        case "place":
            outgoing.post_in(ask, ask.place, card, attachment=attachment)
            return Answer(posted=True)
        case "person":
            outgoing.tell(ask, ask.person.id, card, attachment=attachment)
            return Answer(posted=True)
        case never:
            assert_never(never)


def _for_reader(ask: Ask, answer: Answer) -> Answer:
    return replace(answer, locale=ask.person.locale, time_zone=ask.person.time_zone)


def launcher_of(screen: FormScreen) -> Card:
    """A card that opens the form again as it stands, where the platform would not open it."""
    given = dict(screen.carried) | {field.name: field.value for field in screen.fields if field.value}
    return launcher(OpenForm(Call(screen.command, given), notice=screen.notice), screen.title)


def _refusal(request: Request, refused: Refused) -> Answer:
    card = refused.card or sentence(refused.sentence)
    if isinstance(request.what, Submitted):
        return Answer(errors={"": refused.sentence})
    return Answer(card=card)


def sentence(text: str) -> Card:
    """A card of one paragraph."""
    return Card(text, (Paragraph.of(text),))


def _parked(ask: Ask, call: Call) -> Call:
    """The call itself, or one that points to a draft where it is too long for a button."""
    if len(call.encoded().encode()) <= LONGEST_CALL:
        return call
    body = json.dumps(dict(call.given), ensure_ascii=False)
    draft = drafts.keep(ask.db, ask.workspace_id, ask.person.id, body, ask.now)
    return Call(call.command, {"draft": str(draft)})


def _resumed(ask: Ask, call: Call) -> Call:
    number = call.given.get("draft", "")
    if not number.isdecimal():
        return call
    body = drafts.resume(ask.db, int(number), ask.person.id)
    if body is None:
        raise Refused("What you typed is no longer kept. Type the command again, please.")
    return Call(call.command, json.loads(body))


@cache
def _answers() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)


def _recalled(text: str) -> Answer:
    return _answers().validate_json(text) if text else Answer()
