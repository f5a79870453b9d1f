"""An outbox to deliver from, and a platform that notes what it gets."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import TypeVar

from sqlalchemy import select

from bot.clock import MachineClock
from bot.delivery import Delivery
from bot.pace import Rate, Rates
from bot.sender import Outcome, Sent
from handlers.chat.ask import Ask, Place
from handlers.chat.card import Card, Paragraph, load
from storage.database import Connection, Database
from storage.dispatch import Letter
from storage.outbox import messages, outbox
from tests.builders import NOW, a_person, a_workspace, an_ask

T = TypeVar("T")

FAST = Rates(actions={}, channel=Rate(1_000_000.0, 1_000.0))


def card(text: str) -> Card:
    """A card of one line."""
    return Card(text, (Paragraph.of(text),))


def channel(name: str, thread: str = "") -> Place:
    """A channel on the platform of these tests."""
    return Place("slack", name, thread, kind="channel")


class BusinessClock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at


@dataclass
class Platform:
    """Accepts everything, unless an outcome is laid out for the next letters or `gate` is shut."""

    machine: MachineClock
    rates: Rates = FAST
    outcomes: list[Outcome] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    under_way: int = 0
    most_under_way: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.gate.set()

    async def send(self, letter: Letter) -> Outcome:
        self.letters.append(letter)
        self.times.append(self.machine.seconds())
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        self.arrived.set()
        await self.gate.wait()
        self.under_way -= 1
        if self.outcomes:
            return self.outcomes.pop(0)
        return Sent(f"ts{next(self.numbers)}", letter.conversation or f"D-{letter.account}")

    @property
    def said(self) -> list[str]:
        """The first lines, in the order in which they came."""
        return [load(letter.card).text for letter in self.letters]


@dataclass
class Office:
    """One process with a database, a platform and a delivery."""

    database: Database
    platform: Platform
    clock: BusinessClock
    machine: MachineClock
    delivery: Delivery
    workspace_id: int
    ana: int
    ben: int

    async def drain(self, patience: float = 600.0) -> bool:
        return await self.delivery.drain(patience)

    async def handle(self, work: Callable[[Ask], T]) -> T:
        """Let Ana's handler do the work."""
        now = self.clock.now()
        return await self.database.write(lambda db: work(an_ask(db, self.ana, now=now)))

    async def states(self) -> list[str]:
        """The state of every row, in order."""
        query = select(outbox.c.state).order_by(outbox.c.id)
        return await self.database.read(lambda db: list(db.execute(query).scalars()))

    async def cards(self) -> Sequence[str]:
        query = select(outbox.c.card).order_by(outbox.c.id)
        return await self.database.read(lambda db: list(db.execute(query).scalars()))

    async def external_ids(self) -> Sequence[str]:
        query = select(messages.c.external_id).order_by(messages.c.id)
        return await self.database.read(lambda db: list(db.execute(query).scalars()))

    def colleague(self, holder: str, machine: MachineClock | None = None) -> Delivery:
        """Another process that shares the database and the platform."""
        return Delivery(self.database, {"slack": self.platform}, self.clock, machine or self.machine, holder=holder)


async def open_office(database: Database, machine: MachineClock, rates: Rates = FAST) -> Office:
    """A company of two with an empty outbox."""

    def settle(db: Connection) -> tuple[int, int, int]:
        workspace_id = a_workspace(db)
        return workspace_id, a_person(db, workspace_id, "Ana Ruiz"), a_person(db, workspace_id, "Ben Okoro")

    workspace_id, ana, ben = await database.write(settle)
    platform, clock = Platform(machine, rates), BusinessClock()
    delivery = Delivery(database, {"slack": platform}, clock, machine, holder="first")
    return Office(database, platform, clock, machine, delivery, workspace_id, ana, ben)
