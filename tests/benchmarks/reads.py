"""What it takes to read, in a company of thousands: statements, and how long Slack waits beside an empty command.

Each command goes over HTTP, signed, one at a time and in turns with one that does nothing. Who asks is above everybody
else, so that most is in sight.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from statistics import median, quantiles
from typing import Any

import aiohttp
from aiohttp import web
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.capabilities import capabilities
from bot.demo.crowd import Crowd
from bot.demo.large import LargeCompany
from bot.metrics import Metrics
from bot.slack.endpoint import Endpoint
from handlers.chat.answer import Desk
from handlers.chat.ask import Place
from handlers.chat.request import Request, Typed
from handlers.chat.router import Router
from handlers.company import Company
from handlers.home.screens import home_card, welcome
from storage import workspaces
from storage.database import Database
from storage.people import accounts_of
from tests.benchmarks.edge import IDENTITY, NOW, bolt, signed
from tests.benchmarks.floors import ack_only
from tests.serving import listening

SMALL, LARGE = 1_000, 10_000
"""People of the companies that are compared."""
MOST_STATEMENTS = 6
MOST_OF_HOME = 9
"""Home shows besides what colleagues wait for, feedback and approvals, and one's own goals: a statement each."""
ROUNDS, TIMES = 3, 15
HOME = "home"
COMMANDS = (
    "/okr list",
    "/okr list all",
    "/okr list company",
    '/okr list --team "Sales team 1"',
    "/okr list all --status at-risk",
    "/okr list all --cycle last",
    "/okr show O-1",
    "/okr show KR-30",
    "/okr why O-1",
    "/okr why KR-30",
    "/okr tree",
    "/okr tree O-1",
    '/okr tree --team "Sales 1"',
    "/okr search customers",
    "/okr coach O-1",
    "/digest",
    "/digest company",
    "/rungs team list",
    '/rungs team show "Sales team 1"',
    "/rungs evidence",
)
_Pair = tuple[float, float]
_HOME_TAB = Place("slack", "", kind="home")


@dataclass(frozen=True, slots=True)
class Read:
    """Statements of a command, the person's included, and milliseconds that 95 of 100 take of it and of the empty one.

    All three figures are the medians of the rounds. Home is measured without the way from Slack.
    """

    command: str
    statements: int
    ours: float
    floor: float
    ratio: float


def most_statements(command: str) -> int:
    """How many a command may take, the person's included."""
    return MOST_OF_HOME if command == HOME else MOST_STATEMENTS


class Reader:
    """Whoever asks, in a company whose bot listens at the address."""

    def __init__(
        self, database: Database, desk: Desk, session: aiohttp.ClientSession, url: str, person_id: int
    ) -> None:
        self._database = database
        self._desk = desk
        self._session = session
        self._url = url
        self._person_id = person_id
        self._numbers = iter(range(10_000_000))

    async def all(self, rounds: int = ROUNDS, times: int = TIMES) -> tuple[Read, ...]:
        """Every command and Home, in so many rounds of so many times."""
        return (*[await self._read(one, rounds, times) for one in COMMANDS], await self._home(rounds, times))

    async def statements(self) -> dict[str, int]:
        """How many each command takes, and Home."""
        return {read.command: read.statements for read in await self.all(rounds=1, times=2)}

    async def said(self, command: str) -> str:
        """What the command is answered, as Slack gets it."""
        return await self._send("rungs", command)

    async def _read(self, command: str, rounds: int, times: int) -> Read:
        async def ours() -> None:
            answer = await self.said(command)
            assert "blocks" in answer, f"{command}: {answer}"

        return await self._beside_empty(command, ours, rounds, times)

    async def _home(self, rounds: int, times: int) -> Read:
        async def ours() -> None:
            request = Request(f"bench:{next(self._numbers)}", self._person_id, _HOME_TAB, Typed(""))
            await self._database.read(lambda db: self._desk.home(db, request, NOW))

        return await self._beside_empty(HOME, ours, rounds, times)

    async def _beside_empty(self, command: str, ours: Callable[[], Awaitable[None]], rounds: int, times: int) -> Read:
        async def empty() -> None:
            await self._send("empty", "/okr")

        await ours()
        with _statements() as sent:
            await ours()
        found = [await _round(ours, empty, times) for _ in range(rounds)]
        ratio = median(mine / least for mine, least in found)
        return Read(command, len(sent), median(mine for mine, _ in found), median(least for _, least in found), ratio)

    async def _send(self, name: str, command: str) -> str:
        first, _, rest = command.partition(" ")
        body, headers = signed(first, rest, next(self._numbers), _account(0))
        async with self._session.post(f"{self._url}/{name}", data=body, headers=headers) as answer:
            assert answer.status == 200
            return await answer.text()


async def fill(database: Database, people: int) -> int:
    """Put a large company into the empty, migrated database; the id of its workspace."""
    workspace_id = await database.write(lambda db: workspaces.install(db, "slack", IDENTITY.team_id, "Large", NOW))
    await LargeCompany(database, workspace_id, Crowd(people), Company(), NOW).fill()
    return workspace_id


@asynccontextmanager
async def reader(database: Database, workspace_id: int) -> AsyncIterator[Reader]:
    """Who reads in the filled company, beside a bot that listens."""
    desk = Desk(Router(capabilities().commands), Company(), welcome, home_card)
    found = await database.read(lambda db: accounts_of(db, workspace_id, "slack", [_account(0)]))
    async with aiohttp.ClientSession() as session:
        app = web.Application()
        ours = bolt(database, session, workspace_id, _Standing())
        app.router.add_post("/rungs", Endpoint(ours, Metrics()).handle)
        app.router.add_post("/empty", Endpoint(ack_only(), Metrics()).handle)
        async with listening(app) as url:
            yield Reader(database, desk, session, url, found[_account(0)].person_id)


class _Standing:
    def now(self) -> datetime:
        return NOW


def _account(number: int) -> str:
    return next(one.account for one in Crowd(number + 1).colleagues() if one.number == number)


async def _round(ours: Callable[[], Awaitable[None]], empty: Callable[[], Awaitable[None]], times: int) -> _Pair:
    """The p95 of both, in turns."""
    pairs = [(await _spent(ours), await _spent(empty)) for _ in range(times)]
    return _p95([mine for mine, _ in pairs]), _p95([least for _, least in pairs])


async def _spent(work: Callable[[], Awaitable[None]]) -> float:
    began = time.perf_counter()
    await work()
    return (time.perf_counter() - began) * 1_000


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


@contextmanager
def _statements() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)
