"""Company X on a moving clock: the real bot on a real port, and a platform on the other side."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, assert_never

from pydantic import SecretStr
from sqlalchemy import func, select

from bot.addresses import Platforms, platforms, teams_address
from bot.app import App, running
from bot.clock import MovableClock
from bot.manifests import shortcuts, slash_commands
from bot.pace import Rate, Rates
from bot.playground.server import Playground
from bot.settings import Environment
from handlers.company import Company
from storage.people import accounts
from tests.e2e.chat import Chat, Form, Message, seen
from tests.e2e.slack_town import Carrier, Line, SlackTown, addressed, clear, company_slack
from tests.e2e.tally import Tally
from tests.e2e.teams_client import TeamsClient, directory
from tests.e2e.teams_files import Drive
from tests.e2e.teams_town import TeamsTown
from tests.teams.service import TeamsService

BRISK = Rates(actions={}, channel=Rate(10_000, 10_000))
"""No pace: these tests are about what is said, not about how fast."""
PATIENCE = 60.0

Platform = Literal["slack", "teams"]


@dataclass(frozen=True, slots=True)
class StillClock:
    """A business clock that stands still until it is moved."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant


@dataclass(frozen=True, slots=True)
class World:
    """Everything that a conversation needs."""

    app: App
    chat: Chat
    clock: MovableClock

    @property
    def slack(self) -> Playground:
        """The local Slack, for tests of what is Slack's own."""
        assert isinstance(self.chat, SlackTown)
        return self.chat.slack

    @property
    def teams(self) -> TeamsTown:
        """Teams, for tests of what is Teams' own."""
        assert isinstance(self.chat, TeamsTown)
        return self.chat

    async def say(self, who: str, words: str, channel: str = "") -> str:
        """Type a command; return what its writer is shown, as text."""
        await self.chat.command(who, words, channel)
        await self.settle()
        return await self.chat.answer(who)

    async def aloud(self, who: str, words: str, channel: str) -> Message:
        """Have what a command answers said in a channel; return what was said there."""
        await self.chat.aloud(who, words, channel)
        await self.settle()
        return self.chat.heard(channel)[-1]

    async def direct(self, who: str, words: str) -> Message:
        """Write to the bot directly; return what it says there then."""
        await self.chat.direct(who, words)
        await self.settle()
        return self.chat.messages(who)[-1]

    async def mention(self, who: str, words: str, channel: str = "product", thread: str = "") -> list[Message]:
        """Mention the bot in a channel; return all that it has said in that thread then."""
        root = await self.chat.mention(who, channel, words, thread)
        await self.settle()
        return self.chat.thread(channel, root)

    async def forward_to(self, instant: datetime) -> None:
        """Set the business clock forward, and do and deliver what is due by then."""
        self.clock.forward_to(instant)
        await self.app.tick()
        await self.settle()

    async def settle(self) -> None:
        """Deliver what may go by now."""
        assert await self.app.deliver(PATIENCE)

    async def press(self, who: str, target: Message | Form, label: str, beside: str = "") -> None:
        """Press a button, and let what comes of it arrive."""
        await self.chat.press(who, target, label, beside)
        await self.settle()
        await self.chat.answer(who)

    async def choose(self, who: str, target: Message, option: str) -> None:
        """Choose from the only menu of a message, and let what comes of it arrive."""
        await self.chat.choose(who, target, option)
        await self.settle()
        await self.chat.answer(who)

    async def submit(self, who: str, values: Mapping[str, Any] | None = None) -> str:
        """Fill in and send the form that is open; return what the window shows then, "" where it closed."""
        await self.chat.submit(who, values or {})
        await self.settle()
        form = self.chat.form(who)
        return form.text if form else ""

    async def history(self, code: str = "KR-1") -> str:
        """The key result with its check-ins, as anybody sees it."""
        return await self.say("jo", f"/okr show {code}")

    async def close(self, who: str) -> None:
        """Close the window that is open."""
        await self.chat.close(who)

    def form(self, who: str) -> Form:
        """The window that a person sees."""
        form = self.chat.form(who)
        assert form is not None, f"{who} sees no form"
        return form

    def whisper(self, who: str) -> Message:
        """The latest message that only this person sees."""
        return self.chat.whisper(who)

    def lines(self, place: str) -> list[str]:
        """What the bot said in a channel or to somebody directly, as text."""
        return [seen(message) for message in self.chat.messages(place)]


@asynccontextmanager
async def world(
    database_url: str,
    start: datetime,
    company: Company,
    line: Line = clear,
    carrier: Carrier = "http",
    platform: Platform = "slack",
) -> AsyncIterator[World]:
    """The bot and its platform, on an empty database; `line` may put something between the bot and Slack's Web API."""
    match platform:
        case "slack":
            async with on_slack(database_url, start, company, line, carrier) as here:
                yield here
        case "teams":
            async with on_teams(database_url, start, company) as here:
                yield here
        case never:
            assert_never(never)


@asynccontextmanager
async def on_slack(
    database_url: str, start: datetime, company: Company, line: Line, carrier: Carrier
) -> AsyncIterator[World]:
    """The bot and a local Slack."""
    clock = MovableClock(StillClock(start))
    environment = Environment(database_url=SecretStr(database_url), port=0)
    async with company_slack() as slack, line(slack.base_url) as api_url:
        if carrier == "socket":
            slack.enable_socket_mode()
        where = Platforms(slack=addressed(api_url, carrier))
        async with running(environment, company, clock, where, serve=True, rates=BRISK) as (app, port):
            yield World(app, slack_town(app, port, slack), clock)


@asynccontextmanager
async def on_teams(database_url: str, start: datetime, company: Company) -> AsyncIterator[World]:
    """The bot and the tests' Microsoft; Ines has added Rungs to the company's team."""
    clock = MovableClock(StillClock(start))
    async with TeamsService([*directory().values()]) as service, Drive.opened() as drive:
        environment = environment_of(database_url, service)
        where = platforms(environment)
        async with running(environment, company, clock, where, serve=True, rates=BRISK) as (app, port):
            yield World(app, await teams_town(app, port, service, drive), clock)


@asynccontextmanager
async def on_both(database_url: str, start: datetime, company: Company) -> AsyncIterator[tuple[World, World]]:
    """One bot on Slack and on Teams, where the same people are."""
    clock = MovableClock(StillClock(start))
    async with company_slack() as slack, TeamsService([*directory().values()]) as service, Drive.opened() as drive:
        environment = environment_of(database_url, service)
        where = Platforms(slack=addressed(slack.base_url, "http"), teams=teams_address(environment))
        async with running(environment, company, clock, where, serve=True, rates=BRISK) as (app, port):
            town = await teams_town(app, port, service, drive)
            yield World(app, slack_town(app, port, slack), clock), World(app, town, clock)


def slack_town(app: App, port: int, slack: Playground) -> SlackTown:
    """The local Slack, with Rungs in it."""
    catalogue = app.desk.router.catalogue
    slack.commands = tuple(slash_commands(catalogue))
    slack.shortcuts = tuple((shortcut.callback, shortcut.name) for shortcut in shortcuts(catalogue))
    slack.connect(f"http://127.0.0.1:{port}/slack/events")
    return SlackTown(slack, Tally(app.desk.router))


async def teams_town(app: App, port: int, service: TeamsService, drive: Drive) -> TeamsTown:
    """Teams, where Ines has added Rungs to the company's team."""
    service.endpoint = f"http://127.0.0.1:{port}/api/messages"

    async def settle() -> None:
        assert await app.deliver(PATIENCE)

    client = TeamsClient(service, directory())
    await client.install("ines")
    await known(app, len(client.people))
    await settle()
    return TeamsTown(client, drive, Tally(app.desk.router), settle)


def environment_of(database_url: str, service: TeamsService) -> Environment:
    """What an operator copies from Microsoft."""
    return Environment(
        database_url=SecretStr(database_url),
        port=0,
        teams_app_id=service.app_id,
        teams_app_password=SecretStr(service.password),
        teams_tenant_id=service.tenant,
        teams_openid_metadata_url=service.openid_url,
        teams_login_url=service.login_url,
    )


async def known(app: App, count: int) -> None:
    """Wait until Rungs has read who is in the company's team."""
    verified = select(func.count()).where(accounts.c.platform == "teams", accounts.c.verified)
    async with asyncio.timeout(PATIENCE):
        while await app.database.read(lambda db: db.scalar(verified) or 0) < count:  # noqa: ASYNC110 - it is a row
            await asyncio.sleep(0.005)
