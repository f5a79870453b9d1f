"""The reception: takes each request to the desk in the right transaction and wakes delivery afterwards."""

import secrets
from collections.abc import Callable

from bot.clock import Clock
from bot.metrics import Metrics
from bot.trouble import report
from handlers.chat.answer import Answer, Desk, RolledBack, sentence, whispered
from handlers.chat.ask import Place
from handlers.chat.card import Card
from handlers.chat.request import Request, Submitted
from handlers.chat.screen import Choice
from storage.database import Connection, Database


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
        """What a picker offers for what was typed so far."""
        request = Request("", person_id, place, Submitted(command, {}))

        def find(db: Connection) -> tuple[Choice, ...]:
            ask = self._desk.ask(db, request, self._clock.now())
            return self._desk.router.choices(ask, command, field, query)

        return await self._database.read(find)

    async def home(self, person_id: int, place: Place) -> Answer:
        """The person's Home; the first opening counts as first contact."""
        request = Request("", person_id, place, Submitted("home", {}))
        now = self._clock.now()
        return await self._database.write(lambda db: self._desk.home(db, request, now))

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
