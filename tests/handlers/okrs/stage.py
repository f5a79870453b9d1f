"""A small company that types about objectives, and what it was told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import select, update

from handlers.chat.ask import Ask
from handlers.chat.card import Call, Card, load
from handlers.chat.reply import Reply
from handlers.chat.router import Router
from handlers.okrs.commands import COMMANDS
from storage.check_ins import history, own
from storage.database import Connection, Database
from storage.okr_lines import known_key_result
from storage.okrs import key_results
from storage.outbox import outbox
from storage.recording import Said, record, take_back
from storage.steps import Tick
from tests.builders import company as build
from tests.builders.check_ins import MONDAYS
from tests.builders.company import said, whispered

T = TypeVar("T")
ROUTER = Router(COMMANDS)
NOW = build.NOW


@dataclass(frozen=True, slots=True)
class Stage:
    """Ana leads the team Field Sales, Ben is in it, Cleo is not, Gus is a guest; each may type words."""

    database: Database
    workspace: int
    ana: int
    ben: int
    cleo: int
    gus: int

    async def type(self, person: int, text: str, now: datetime = NOW) -> Reply:
        """Words typed by a person; {ana} and so on are mentions."""

        def work(db: Connection) -> Reply:
            names = {"ana": self.ana, "ben": self.ben, "cleo": self.cleo, "gus": self.gus}
            marked = {name: build.at(db, person_id) for name, person_id in names.items()}
            return ROUTER.typed(build.an_ask(db, person, now=now, router=ROUTER), text.format(**marked))

        return await self.database.write(work)

    async def press(self, person: int, call: Call) -> Reply:
        return await self.database.write(lambda db: ROUTER.called(build.an_ask(db, person), call))

    async def send(self, person: int, command: str, **values: str) -> Reply:
        """A form that a person sent."""
        return await self.database.write(lambda db: ROUTER.submitted(build.an_ask(db, person), command, values))

    async def card(self, person: int, text: str, now: datetime = NOW) -> Card:
        return whispered(await self.type(person, text, now))

    async def words(self, person: int, text: str, now: datetime = NOW) -> str:
        return said(await self.card(person, text, now))

    async def asking(self, person: int, work: Callable[[Ask], T]) -> T:
        return await self.database.read(lambda db: work(build.an_ask(db, person)))

    async def told(self) -> list[tuple[int, str]]:
        """Who was written to, and the point of it."""
        rows = await self.database.read(lambda db: db.execute(select(outbox).order_by(outbox.c.id)).all())
        return [(row.person_id, load(row.card).text) for row in rows]

    async def say_confidence(self, code: str, confidence: int) -> None:
        """Confidence that is 17 days newer than NOW, so that it is of the present in tests that look ahead."""
        said_at = NOW + timedelta(days=17)
        await self.change(code, confidence=confidence, confidence_at=said_at, last_check_in_at=said_at)

    async def change(self, code: str, **values: object) -> None:
        """Set columns of a key result, as other capabilities do."""
        await self.database.write(
            lambda db: db.execute(update(key_results).where(key_results.c.code == code).values(values))
        )

    async def check_in(self, code: str, person: int, value: int) -> None:
        """Record a value, as another capability does."""

        def work(db: Connection) -> None:
            line = known_key_result(db, self.workspace, code)
            said = Said(line.id, Decimal(value))
            record(db, self.workspace, person, [line.objective_id], [said], NOW, MONDAYS)

        await self.database.write(work)

    async def tick(self, code: str, person: int, position: int) -> None:
        """Tick a step off, as another capability does."""

        def work(db: Connection) -> None:
            line = known_key_result(db, self.workspace, code)
            said = Said(line.id, ticks=(Tick(position),))
            record(db, self.workspace, person, [line.objective_id], [said], NOW, MONDAYS)

        await self.database.write(work)

    async def take_back(self, code: str, person: int) -> None:
        """Take the last value back, as another capability does."""

        def work(db: Connection) -> None:
            last = history(db, known_key_result(db, self.workspace, code).id, 1)[0]
            found = own(db, self.workspace, person, last.id)
            assert found is not None
            take_back(db, self.workspace, person, found, NOW, MONDAYS)

        await self.database.write(work)
