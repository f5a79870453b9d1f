"""Company X on Slack and on Teams at once, where Teams tells what a test wants it to, and when."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, func, select

from bot.addresses import Platforms, teams_address
from bot.app import App, running
from bot.clock import MovableClock
from handlers.company import Company
from storage.people import accounts
from tests.e2e.slack_town import addressed, company_slack
from tests.e2e.tally import Tally
from tests.e2e.teams_client import TeamsClient, directory
from tests.e2e.teams_files import Drive
from tests.e2e.teams_town import TeamsTown
from tests.e2e.world import BRISK, PATIENCE, StillClock, World, environment_of, slack_town
from tests.teams.service import TeamsService
from tests.teams.shapes import Person

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TwoTowns:
    """The same company, as it is met on the one platform and on the other."""

    slack: World
    teams: World
    service: TeamsService

    @property
    def app(self) -> App:
        """The one bot."""
        return self.slack.app

    @property
    def client(self) -> TeamsClient:
        """What everybody uses on Teams."""
        return self.teams.teams.client

    async def read(self, work: Callable[[Connection], T]) -> T:
        """What the database says."""
        return await self.app.database.read(work)

    async def read_slack(self) -> None:
        """Wait until Slack has told of everybody there."""
        await self.met("slack", len(self.slack.slack.workspace.people))

    async def install(self) -> None:
        """Have Ines add Rungs to the company's team; its roster is read then."""
        await self.client.install("ines")
        await self.met("teams", len(self.client.people))
        await self.slack.settle()

    async def met(self, platform: str, count: int) -> None:
        """Wait until the platform has told of so many people."""
        told = select(func.count()).where(accounts.c.platform == platform, accounts.c.verified)
        async with asyncio.timeout(PATIENCE):
            while await self.read(lambda db: db.scalar(told) or 0) < count:  # noqa: ASYNC110 - it is a row
                await asyncio.sleep(0.005)


@asynccontextmanager
async def two_towns(
    database_url: str,
    company: Company,
    start: datetime,
    people: Mapping[str, Person] | None = None,
    slack_url: str = "",
) -> AsyncIterator[TwoTowns]:
    """One bot on both. Nobody has added Rungs to a team yet, and Slack is being read.

    `people` are those on Teams, where they are not as on Slack; `slack_url` is what stands before Slack, if anything.
    """
    clock = MovableClock(StillClock(start))
    theirs = dict(people or directory())
    async with company_slack() as slack, TeamsService([*theirs.values()]) as service, Drive.opened() as drive:
        environment = environment_of(database_url, service)
        both = Platforms(addressed(slack_url or slack.base_url, "http"), teams_address(environment))
        async with running(environment, company, clock, both, serve=True, rates=BRISK) as (app, port):
            service.endpoint = f"http://127.0.0.1:{port}/api/messages"

            async def settle() -> None:
                assert await app.deliver(PATIENCE)

            teams = TeamsTown(TeamsClient(service, theirs), drive, Tally(app.desk.router), settle)
            on_slack = World(app, slack_town(app, port, slack), clock)
            yield TwoTowns(on_slack, World(app, teams, clock), service)
            assert [on_slack.chat.faults, teams.faults] == [[], []]
