"""What an activity from Teams costs: the turn by itself, and a check-in from the signed request to what is stored."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
from botbuilder.core import BotFrameworkAdapter, BotFrameworkAdapterSettings, TurnContext
from botbuilder.schema import Activity

from bot.capabilities import capabilities
from bot.clock import MachineClock
from bot.metrics import Metrics
from bot.reception import Reception
from bot.services import Services
from bot.teams.connector import Json
from bot.teams.edge import TeamsEdge
from bot.teams.gateway import Gateway, Reply
from handlers.chat.answer import Desk
from handlers.chat.router import Router
from handlers.company import Company
from handlers.home.screens import home_card, welcome
from storage.database import Connection, Database
from storage.people import accounts_of
from tests.benchmarks.edge import SIBLINGS, Office, Standing, account, fill, open_office, opened
from tests.benchmarks.rounds import Compared, compare
from tests.benchmarks.statements import counted
from tests.teams.gates import ANONYMOUS, address_of
from tests.teams.service import TeamsService
from tests.teams.shapes import Person

PLATFORM = "teams"
KEY_RESULTS = 96


@dataclass(frozen=True, slots=True)
class TeamsOffice:
    """The same company as an Office, on Teams: KR-1 and on, each owned by the person who sends of it."""

    service: TeamsService
    database: Database
    edge: TeamsEdge
    token: str
    numbers: "count[int]"

    async def update(self, number: int) -> None:
        """Send `okr update` of a key result, as Office.update does."""
        which = number % KEY_RESULTS
        text = f"okr update KR-{which + 1} {number % 3000} shipped the beta --confidence {1 + number % 10}"
        said = self.service.message(somebody(which // SIBLINGS), text, id=str(next(self.numbers)))
        answer = await self.edge._gateway.turn(
            {"Authorization": f"Bearer {self.token}"}, json.loads(json.dumps(said)), self.edge.endpoint._answer
        )
        assert answer.status == 200


def somebody(number: int) -> Person:
    """The same person as on Slack, as Teams names them."""
    return Person(f"29:{account(number)}", account(number), f"Person {number}", f"p{number}@company-x.example")


async def turn() -> Compared:
    """A turn beside that of the SDK's adapter alone, both without a token to check and with nothing to do.

    Both read the request's JSON and go through the SDK's pipeline.
    """
    async with TeamsService([somebody(0)]) as service, aiohttp.ClientSession() as session:
        request = json.dumps(service.message(somebody(0), "okr list"))
        gateway = Gateway(ANONYMOUS, session, MachineClock())
        adapter = BotFrameworkAdapter(BotFrameworkAdapterSettings("", ""))

        async def answer(_: Json) -> Reply:
            return Reply()

        async def nothing(_: TurnContext) -> None:
            return None

        async def ours(_: int) -> None:
            await gateway.turn({}, json.loads(request), answer)

        async def bare(_: int) -> None:
            context = TurnContext(adapter, Activity().deserialize(json.loads(request)))
            await adapter.run_pipeline(context, nothing)

        return await compare(ours, bare)


async def check_in(folder: Path) -> Compared:
    """A check-in that somebody types on Teams beside the same on Slack, both signed, both stored durably."""
    async with both(folder) as (teams, slack):

        async def on_slack(number: int) -> None:
            await slack.update(number)

        return await compare(teams.update, on_slack)


async def statements(folder: Path) -> tuple[int, int]:
    """The SQL statements of a check-in on Teams, and of the same on Slack."""
    async with both(folder) as (teams, slack):
        await teams.update(0)
        await slack.update(0)
        with counted() as on_teams:
            await teams.update(1)
        with counted() as on_slack:
            await slack.update(1)
        return len(on_teams), len(on_slack)


@asynccontextmanager
async def both(folder: Path) -> AsyncIterator[tuple[TeamsOffice, Office]]:
    """The same company twice, in new files of their own in the folder."""
    with TemporaryDirectory(dir=folder) as own:
        async with (
            open_office(f"sqlite:///{own}/slack.db", KEY_RESULTS) as slack,
            open_teams_office(f"sqlite:///{own}/teams.db") as teams,
        ):
            yield teams, slack


@asynccontextmanager
async def open_teams_office(url: str) -> AsyncIterator[TeamsOffice]:
    """A new company in the database of that address; everybody has written to Rungs before."""
    people = [somebody(number) for number in range(KEY_RESULTS // SIBLINGS)]
    async with TeamsService(people) as service, opened(url) as database, aiohttp.ClientSession() as session:
        workspace_id = await database.write(lambda db: fill(db, KEY_RESULTS, PLATFORM))
        edge = edge_of(service, database, session, workspace_id)
        office = TeamsOffice(service, database, edge, service.tokens.good(), count(1))
        for number in range(KEY_RESULTS // SIBLINGS):
            await office.update(number * SIBLINGS)
        yield office


def edge_of(
    service: TeamsService, database: Database, session: aiohttp.ClientSession, workspace_id: int, **more: Any
) -> TeamsEdge:
    """The Teams edge with every command there is."""
    clock, machine, metrics = Standing(), MachineClock(), Metrics()
    router = Router(capabilities().commands)
    reception = Reception(database, Desk(router, Company(), welcome, home_card), clock, lambda: None, metrics)
    services = Services(session, reception, database, workspace_id, Company(), clock, metrics, {})
    return TeamsEdge(address_of(service), router, machine, services, **more)


def person_ids(db: Connection, workspace_id: int, people: int) -> list[int]:
    """Our ids of the first so many."""
    found = accounts_of(db, workspace_id, PLATFORM, [account(number) for number in range(people)])
    return [found[account(number)].person_id for number in range(people)]
