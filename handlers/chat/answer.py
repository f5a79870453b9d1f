"""One request, one transaction: the key, the person, the words, the handler, and what is to be said afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import assert_never

from pydantic import TypeAdapter

from handlers import policy
from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.card import Button, Call, Card, Divider, Element, Paragraph
from handlers.chat.draft import parked, resumed
from handlers.chat.files import IMPORT
from handlers.chat.reply import Done, FormErrors, OpenForm, Refused, ReplaceCard, Reply, Say, Whisper
from handlers.chat.request import Request, Submitted, Typed
from handlers.chat.router import Router, launcher
from handlers.chat.screen import FormScreen
from handlers.company import Company
from storage import idempotency, people
from storage.database import Connection


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes into the acknowledgement, for a reader of that locale and zone. `posted` says that the outbox has
    something to deliver, `welcomed` that the person has been shown what Rungs is."""

    card: Card | None = None
    screen: FormScreen | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    posted: bool = False
    welcomed: bool = False
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
                if self._is_about_files(request):
                    return self._reads(IMPORT)
                try:
                    return self.router.understood(text).command.spec.reads
                except Refused:
                    return True
            case Call(command, _, shared):
                return not shared and self._reads(command)
            case Submitted(command, _):
                return self._reads(command)
            case never:
                assert_never(never)

    def wants_files(self, db: Connection, request: Request, now: datetime) -> bool:
        """Whether the files of a request are to be fetched: they are meant, and of somebody who may import them."""
        return self._is_about_files(request) and policy.may_set_up(self.ask(db, request, now))

    def _is_about_files(self, request: Request) -> bool:
        """Whether files are what it is about: they came with no command of another kind."""
        if not request.files or not isinstance(request.what, Typed):
            return False
        try:
            words = request.what.text.strip()
            return not words or self.router.understood(words).command.spec.command == IMPORT
        except Refused:
            return True

    def _reads(self, command: str) -> bool:
        try:
            return self.router.command(command).spec.reads
        except Refused:
            return True

    def answer(self, db: Connection, request: Request, now: datetime) -> Answer:
        """Do what is asked, once. Raises RolledBack where nothing is to be stored."""
        if request.key and not idempotency.claim(db, request.key, now):
            return recalled(idempotency.recalled(db, request.key))
        answer = self._first_answer(db, request, now)
        if request.key:
            idempotency.remember(db, request.key, remembered(answer))
        return answer

    def look(self, db: Connection, request: Request, now: datetime) -> Answer:
        """Answer what only reads. Raises RolledBack with a sentence for the person."""
        ask = self.ask(db, request, now)
        answer = self._perform(ask, request, self._reply(ask, request))
        return replace(_for_reader(ask, answer), posted=False)

    def home(self, db: Connection, request: Request, now: datetime) -> Answer:
        """The person's Home."""
        ask = self.ask(db, request, now)
        card = self.home_card(ask)
        if not ask.person.welcomed:
            people.mark_welcomed(db, ask.person.id, now)
        return _for_reader(ask, Answer(card=card), welcomed=True)

    def ask(self, db: Connection, request: Request, now: datetime) -> Ask:
        person = people.profile(db, request.person_id)
        return Ask(
            db,
            max(now, person.not_before or now),
            person,
            request.place,
            self.company,
            request.message,
            self.router.catalogue,
            files=request.files,
            is_overheard=isinstance(request.what, Typed) and _is_heard(request),
        )

    def _first_answer(self, db: Connection, request: Request, now: datetime) -> Answer:
        ask = self.ask(db, request, now)
        reply = self._reply(ask, request)
        welcome = () if ask.person.welcomed else self._welcome(ask, request, reply)
        answer = self._perform(ask, request, reply, welcome)
        return _for_reader(ask, answer, welcomed=bool(welcome) or ask.person.welcomed)

    def _welcome(self, ask: Ask, request: Request, reply: Reply) -> tuple[Element, ...]:
        """What is said at first contact, where the answer leaves room for it."""
        typed = isinstance(request.what, Typed) and request.whisper == "acknowledgement"
        if not isinstance(reply, Whisper) and not (isinstance(reply, OpenForm) and typed):
            return ()
        people.mark_welcomed(ask.db, ask.person.id, ask.now)
        return self.welcome(ask)

    def _reply(self, ask: Ask, request: Request) -> Reply:
        try:
            match request.what:
                case Typed(text):
                    return self._typed(ask, request, text)
                case Call() as call:
                    return self._called(ask, request, resumed(ask, call))
                case Submitted(command, values):
                    return self.router.submitted(ask, command, values)
                case never:
                    assert_never(never)
        except Refused as refused:
            raise RolledBack(_for_reader(ask, _refusal(request, refused))) from refused

    def _typed(self, ask: Ask, request: Request, text: str) -> Reply:
        """What is asked in a channel is said there as everyone sees it; what only the writer may see, to them alone."""
        if self._is_about_files(request):
            return self.router.called(ask, Call(IMPORT))
        if not _is_heard(request) or not self.router.understood(text).command.spec.reads:
            return self.router.typed(ask, text)
        said = _said_aloud(ask, lambda aloud: self.router.typed(aloud, text))
        return said or _unshared(self.router.typed(ask, text))

    def _called(self, ask: Ask, request: Request, call: Call) -> Reply:
        """A shared call is answered as everyone sees it. What is private by now stays between the writer and us."""
        if call.shared and self._reads(call.command):
            said = _said_aloud(ask, lambda aloud: self.router.called(aloud, call))
            return Say(said.card, said.attachment) if said else _unshared(self.router.called(ask, call))
        reply = self.router.called(ask, call)
        if not request.is_in_public or not isinstance(reply, ReplaceCard):
            return reply
        if self._reads(call.command):
            return _put_aloud(ask, reply, lambda aloud: self.router.called(aloud, call))
        return Whisper(reply.card) if reply.is_private else reply

    def _perform(self, ask: Ask, request: Request, reply: Reply, welcome: tuple[Element, ...] = ()) -> Answer:
        match reply:
            case Whisper():
                return _whisper(ask, request, reply, welcome)
            case Say(card) if request.reply_url and isinstance(request.what, Call) and request.what.shared:
                outgoing.share(ask, request.reply_url, card)
                return Answer(posted=True)
            case Say(card, attachment):
                outgoing.post_in(ask, ask.place, card, attachment=attachment)
                return Answer(posted=True)
            case ReplaceCard(card):
                return _replace(ask, request, card)
            case OpenForm() as opened:
                return self._open(ask, request, opened, welcome)
            case FormErrors(errors):
                raise RolledBack(_for_reader(ask, self._to_mend(ask, request, errors)))
            case Done():
                return Answer(posted=True)
            case never:
                assert_never(never)

    def _open(self, ask: Ask, request: Request, opened: OpenForm, welcome: tuple[Element, ...]) -> Answer:
        if not request.can_open:
            card = launcher(self._as_heard(ask, opened), self._title(opened))
            return whispered(ask, request, card, None)
        said = (Paragraph.of(opened.notice),) if opened.notice else ()
        text = opened.notice or self._title(opened)
        beside = Card(text, (*said, *welcome)) if said or welcome else None
        return Answer(card=beside, screen=self.router.screen(ask, opened), posted=True)

    def _to_mend(self, ask: Ask, request: Request, errors: Mapping[str, str]) -> Answer:
        """The form that stays open; where there was none, it opens with what was given and what is wrong."""
        match request.what:
            case Submitted():
                return Answer(errors=errors)
            case Typed(text):
                call = self.router.meant(ask, text).call
            case Call() as given:
                call = resumed(ask, given)
            case never:
                assert_never(never)
        notice = " ".join((*dict.fromkeys(errors.values()), "Nothing is stored yet."))
        opened = OpenForm(call, errors, notice)
        if request.can_open:
            card = sentence(notice) if request.whisper == "acknowledgement" else None
            return Answer(card=card, screen=self.router.screen(ask, opened))
        return Answer(card=launcher(self._as_heard(ask, opened), self._title(opened)))

    def _as_heard(self, ask: Ask, opened: OpenForm) -> OpenForm:
        """The form with what it has to know of words that others have read; it opens where nobody else is."""
        if not ask.is_overheard:
            return opened
        form = self.router.command(opened.call.command).form
        return replace(opened, call=replace(opened.call, given=form.overheard(opened.call.given)))

    def _title(self, opened: OpenForm) -> str:
        return self.router.command(opened.call.command).spec.title


def _is_heard(request: Request) -> bool:
    """Whether it was asked, and so is answered, where others read it."""
    return request.whisper == "person" and request.place.kind == "channel"


def _said_aloud(ask: Ask, answering: Callable[[Ask], Reply]) -> Whisper | None:
    """The answer as everyone may read it; None where there is none that may be shared."""
    try:
        reply = answering(replace(ask, is_aloud=True))
    except Refused:
        return None
    return reply if isinstance(reply, Whisper) and reply.share is not None else None


def _unshared(reply: Reply) -> Reply:
    """The answer for the writer alone."""
    return replace(reply, share=None) if isinstance(reply, Whisper) else reply


def _put_aloud(ask: Ask, own: ReplaceCard, answering: Callable[[Ask], Reply]) -> Reply:
    """The card for a place where others read it; what they may not see goes to the writer alone."""
    try:
        reply = answering(replace(ask, is_aloud=True))
    except Refused:
        return Whisper(own.card)
    return reply if isinstance(reply, ReplaceCard) else Whisper(own.card)


def _whisper(ask: Ask, request: Request, reply: Whisper, welcome: tuple[Element, ...]) -> Answer:
    """The answer for the writer alone; by mention in a channel in place, if everyone there may read it."""
    share = reply.share if ask.place.kind == "channel" else None
    if share is not None and _is_heard(request):
        outgoing.post_in(ask, ask.place, reply.card, attachment=reply.attachment)
        if welcome:
            outgoing.answer(ask, Card("Welcome to Rungs.", welcome))
        return Answer(posted=True)
    card = reply.card
    if share is not None and request.whisper != "place":
        card = card.plus(Button("Share", replace(share, shared=True)))
    if welcome:
        card = card.plus(Divider(), *_quieter(welcome, card))
    return whispered(ask, request, card, reply.attachment)


def _quieter(elements: tuple[Element, ...], beside: Card) -> tuple[Element, ...]:
    """The elements without a primary button where the card has one: one a message is enough."""
    if not any(isinstance(element, Button) and element.style == "primary" for element in beside.body):
        return elements
    return tuple(replace(one, style="plain") if isinstance(one, Button) else one for one in elements)


def _replace(ask: Ask, request: Request, card: Card) -> Answer:
    """The card in place of the one whose button was pressed; an answer like any other where none was."""
    if isinstance(request.what, Call) and request.reply_url:
        outgoing.replace(ask, request.reply_url, card)
        return Answer(posted=True)
    return whispered(ask, request, card, None)


def whispered(ask: Ask, request: Request, card: Card, attachment: outgoing.Attached) -> Answer:
    """The card on its way to the writer alone. A call that is too long for its button goes by a draft."""
    if request.whisper == "acknowledgement":
        if attachment is not None:
            outgoing.answer(ask, card, attachment=attachment)
        return Answer(card=card, posted=True)
    card = parked(ask, card)
    match request.whisper:
        case "reply_url":
            outgoing.reply(ask, request.reply_url, card)
            return Answer(posted=True)
        case "place":
            outgoing.post_in(ask, ask.place, card, attachment=attachment)
            return Answer(posted=True)
        case "person" if request.reply_url and attachment is None:
            # What is answered elsewhere than it was asked still knows where that was.
            outgoing.reply(ask, request.reply_url, card)
            return Answer(posted=True)
        case "person":
            outgoing.answer(ask, card, attachment=attachment)
            return Answer(posted=True)
        case never:
            assert_never(never)


def _for_reader(ask: Ask, answer: Answer, *, welcomed: bool = False) -> Answer:
    return replace(answer, locale=ask.person.locale, time_zone=ask.person.time_zone, welcomed=welcomed)


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


@cache
def _answers() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)


def remembered(answer: Answer) -> str:
    """The answer as JSON, for whoever asks the same again."""
    return _answers().dump_json(answer).decode()


def recalled(text: str) -> Answer:
    """The answer that `remembered` wrote; nothing where none was kept."""
    return _answers().validate_json(text) if text else Answer()
