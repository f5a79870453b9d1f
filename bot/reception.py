"""The reception: takes each request to the desk in the right transaction and wakes delivery afterwards."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.metrics import Metrics
from bot.trouble import report
from handlers.chat import outgoing
from handlers.chat.answer import Answer, Desk, RolledBack, sentence, whispered
from handlers.chat.ask import Place
from handlers.chat.card import Call, Card
from handlers.chat.reply import OpenForm, Refused
from handlers.chat.request import Request, Submitted
from handlers.chat.screen import Choice, FormScreen, PickInput
from handlers.chat.words import clean
from handlers.feedback.praising.reacting import react
from storage import reactions
from storage.database import Connection, Database
from storage.reactions import News, Posted

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
LOOK_AGAIN: Final = 0.05
"""Seconds between two looks for praise that is just being sent."""
MOST_LOOKS: Final = 40
"""Slack waits 3 s for an event to be taken."""


class Reception:
    """Answers requests of any platform; after each, whoever acted has an outbox worth looking at."""

    def __init__(
        self, database: Database, desk: Desk, clock: Clock, wake: Callable[[], None], metrics: Metrics
    ) -> None:
        self._database = database
        self._desk = desk
        self._clock = clock
        self._wake = wake
        self._metrics = metrics
        self._greeted: set[int] = set()

    async def answer(self, request: Request) -> Answer:
        """The answer to a request; what it stores is committed by then. Never raises for what a handler does."""
        try:
            answer = await self._in_transaction(request)
        except RolledBack as stopped:
            answer = await self._refuse(request, stopped.answer)
        except Exception as error:  # noqa: BLE001 - the person gets a sentence, the operator its number
            answer = await self._refuse(request, self._trouble(request, error))
        if answer.posted:
            self._wake()
        return answer

    async def wants_files(self, request: Request) -> bool:
        """Whether the files that came along are to be fetched before it is answered."""
        now = self._clock.now()
        return await self._database.read(lambda db: self._desk.wants_files(db, request, now))

    async def choices(self, person_id: int, place: Place, command: str, field: str, query: str) -> tuple[Choice, ...]:
        """What a picker offers for what was typed so far; nothing for a form of an older version."""
        request = Request("", person_id, place, Submitted(command, {}))

        def find(db: Connection) -> tuple[Choice, ...]:
            ask = self._desk.ask(db, request, self._clock.now())
            try:
                return self._desk.router.choices(ask, command, field, clean(query))
            except Refused:
                return ()

        return await self._database.read(find)

    async def offers(self, person_id: int, screen: FormScreen) -> Mapping[str, tuple[Choice, ...]]:
        """What the pickers of a form offer before anything is typed, by field name."""
        fields = [field.name for field in screen.fields if isinstance(field.input, PickInput)]
        if not fields:
            return {}
        request = Request("", person_id, screen.place, Submitted(screen.command, {}))

        def find(db: Connection) -> Mapping[str, tuple[Choice, ...]]:
            ask = self._desk.ask(db, request, self._clock.now())
            return {name: self._desk.router.choices(ask, screen.command, name, "") for name in fields}

        return await self._database.read(find)

    async def again(self, request: Request, sent: Submitted, errors: Mapping[str, str]) -> Answer:
        """The form as it was sent, with a message at each field, for a platform that keeps no form open itself."""

        def render(db: Connection) -> Answer:
            ask = self._desk.ask(db, request, self._clock.now())
            call = Call(sent.command, sent.values)
            screen = self._desk.router.screen(ask, OpenForm(call, errors, _said_of_none(errors, sent)))
            return Answer(screen=screen, locale=ask.person.locale, time_zone=ask.person.time_zone)

        return await self._database.read(render)

    async def replace(self, request: Request, card: Card) -> None:
        """Put the card in place of the one at the request's own address, by the outbox."""

        def put(db: Connection) -> None:
            outgoing.replace(self._desk.ask(db, request, self._clock.now()), request.reply_url, card)

        await self._database.write(put)
        self._wake()

    async def home(self, person_id: int, place: Place) -> Answer:
        """The person's Home; the first opening counts as first contact."""
        request = Request("", person_id, place, Submitted("home", {}))
        now = self._clock.now()
        return await self._database.write(lambda db: self._desk.home(db, request, now))

    async def reacted(
        self,
        posted: Posted,
        who: Callable[[], Awaitable[int]],
        changes: Mapping[str, bool],
        happened_at: int | None,
    ) -> None:
        """Take note of reactions to praise; of those to any other message nothing is kept, not even by `who`.

        `changes` says of each reaction whether it stands there now. `happened_at` is in millionths of a second since
        1970, None for now.
        """
        if not changes or not await self._is_praise(posted):
            return
        person_id = await who()
        now = self._clock.now()
        at = (now - _EPOCH) // timedelta(microseconds=1) if happened_at is None else happened_at
        news = [News(person_id, emoji, is_there, at) for emoji, is_there in changes.items()]
        request = Request("", person_id, Place(posted.platform, posted.conversation), Submitted("praise", {}))
        if await self._database.write(lambda db: react(self._desk.ask(db, request, now), posted, news)):
            self._wake()

    async def _is_praise(self, posted: Posted) -> bool:
        """Whether praise stands there. One that is just being sent is waited for: somebody was quicker than its id."""
        for _ in range(MOST_LOOKS):
            # Whether it comes is looked at first: it may have arrived by the second look.
            is_coming = await self._database.read(lambda db: reactions.is_praise_on_its_way(db, posted))
            if await self._database.read(lambda db: reactions.is_praise(db, posted)):
                return True
            if not is_coming:
                return False
            await asyncio.sleep(LOOK_AGAIN)
        return False

    async def later(self, request: Request, card: Card) -> None:
        """Say the card to the writer by the outbox, where the acknowledgement cannot carry it any more."""

        def say(db: Connection) -> None:
            whispered(self._desk.ask(db, request, self._clock.now()), request, card, None)

        await self._database.write(say)
        self._wake()

    async def _in_transaction(self, request: Request) -> Answer:
        now = self._clock.now()
        if (
            request.person_id in self._greeted
            and self._desk.reads_only(request)
            and request.whisper == "acknowledgement"
        ):
            return await self._database.read(lambda db: self._desk.look(db, request, now))
        answer = await self._database.write(lambda db: self._desk.answer(db, request, now))
        if answer.welcomed:
            self._greeted.add(request.person_id)
        return answer

    async def _refuse(self, request: Request, answer: Answer) -> Answer:
        if answer.card is None or request.whisper == "acknowledgement":
            return answer
        await self.later(request, answer.card)
        return Answer()

    def failed(self, event: str, error: Exception, **ids: object) -> str:
        """Count and log a failure; return the number under which the log has it, for whoever asked."""
        number = secrets.token_hex(4)
        self._metrics.trouble.inc()
        report(event, error, trouble=number, **ids)
        return number

    def _trouble(self, request: Request, error: Exception) -> Answer:
        number = self.failed("a handler failed", error, person=request.person_id)
        said = (
            "Something went wrong on our side, and nothing was stored. Try again, please; if it happens again, "
            f"give this number to whoever runs Rungs: {number}."
        )
        if isinstance(request.what, Submitted):
            return Answer(errors={"": said})
        return Answer(card=sentence(said))


def may_be_stored(number: str) -> str:
    """What whoever asked is told where nobody knows how far it came; `number` is the log's."""
    return (
        "Something went wrong on our side, and this may or may not be stored. Look before you try again, please; "
        f"if it happens again, give this number to whoever runs Rungs: {number}."
    )


def _said_of_none(errors: Mapping[str, str], sent: Submitted) -> str:
    """What is wrong beside the fields that were sent: it stands above the form."""
    return " ".join(message for name, message in errors.items() if name not in sent.values)
