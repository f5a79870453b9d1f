"""Slack's side of Rungs as it runs, without a network: a filled company, signed requests, and what Bolt answers."""

import hashlib
import hmac
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlencode

import aiohttp
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.capabilities import capabilities
from bot.clock import Clock, MachineClock
from bot.metrics import Metrics
from bot.readers import Readers
from bot.reception import Reception
from bot.slack.connection import Identity, authorizer
from bot.slack.events import Events
from bot.slack.files import Files
from bot.slack.home import Home
from bot.slack.people import People
from bot.slack.views import Views
from handlers.chat.answer import Desk
from handlers.chat.router import Router
from handlers.company import Company
from handlers.home.screens import home_card, welcome
from storage import okr_changes, okr_lines, people, workspaces
from storage.arrivals import Arrival, register
from storage.database import Connection, Database, open_database
from storage.migrations import migrate
from storage.okr_changes import NewKeyResult, NewObjective

SECRET = "a-secret-of-the-benchmarks"
TOKEN = "xoxb-benchmark"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
IDENTITY = Identity("T0BENCH", "Company X", "U0BOT", "B0BOT", "https://company-x.slack.example/")
SIBLINGS = 4
"""Key results of an objective, as in the floor that the ratios are taken against."""


class Standing:
    """A clock that stands."""

    def now(self) -> datetime:
        return NOW


@dataclass(frozen=True, slots=True)
class Office:
    """A company of so many key results, KR-1 and on, each owned by the person who sends of it."""

    database: Database
    app: AsyncApp
    key_results: int

    async def update(self, number: int) -> str:
        """Send `/okr update` of a key result; return what Slack is answered. The number is used once."""
        which = number % self.key_results
        text = f"update KR-{which + 1} {number % 3000} shipped the beta --confidence {1 + number % 10}"
        return await dispatch(self.app, "/okr", text, number, account(which // SIBLINGS))


def account(person: int) -> str:
    return f"U{person:09}"


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """The database of that address, migrated and open."""
    migrate(url)
    database = open_database(url)
    await database.start()
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def open_office(url: str, key_results: int = 96) -> AsyncIterator[Office]:
    """A new company in the database of that address."""
    async with opened(url) as database, aiohttp.ClientSession() as session:
        workspace_id = await database.write(lambda db: fill(db, key_results))
        yield Office(database, bolt(database, session, workspace_id, Standing()), key_results)


def bolt(database: Database, session: aiohttp.ClientSession, workspace_id: int, clock: Clock) -> AsyncApp:
    """The Bolt app with every command there is, put together as the edge does it."""
    metrics = Metrics()
    client = _nowhere()
    desk = Desk(Router(capabilities().commands), Company(), welcome, home_card)
    reception = Reception(database, desk, clock, lambda: None, metrics)
    readers = Readers(database, clock, "slack", IDENTITY.url)
    events = Events(
        reception,
        People(client, database, workspace_id, IDENTITY.team_id, clock),
        readers,
        Views(client, reception, readers),
        Home(client, reception, readers),
        Files(session, TOKEN, client.base_url),
        {},
    )
    return events.bolt(client, SECRET, authorizer(IDENTITY, TOKEN))


def _nowhere() -> AsyncWebClient:
    """Recording a check-in needs no call to Slack; one that was made all the same would fail."""
    return AsyncWebClient(token=TOKEN, base_url="http://127.0.0.1:9/api/")


def empty_bolt() -> AsyncApp:
    """A Bolt app with one command that does nothing but acknowledge."""
    return AsyncApp(
        client=_nowhere(),
        signing_secret=SECRET,
        authorize=authorizer(IDENTITY, TOKEN),
        process_before_response=True,
    )


async def dispatch(app: AsyncApp, command: str, text: str, number: int, user: str = "U000000000") -> str:
    """Let Bolt answer a signed command; return the body of the acknowledgement."""
    body, headers = signed(command, text, number, user)
    answer = await app.async_dispatch(AsyncBoltRequest(body=body, headers=dict(headers)))
    assert answer.status == 200, answer.body
    return str(answer.body)


def signed(command: str, text: str, number: int, user: str) -> tuple[str, dict[str, str]]:
    """A slash command as Slack sends it, with the headers that prove it is Slack's."""
    body = urlencode(
        {
            "token": "old",
            "team_id": IDENTITY.team_id,
            "team_domain": "company-x",
            "channel_id": "C000000001",
            "channel_name": "general",
            "user_id": user,
            "user_name": "somebody",
            "command": command,
            "text": text,
            "api_app_id": "A0BENCH",
            "is_enterprise_install": "false",
            "response_url": f"https://hooks.slack.example/commands/T0BENCH/{number}/secret",
            "trigger_id": f"{number}.100.{time.monotonic_ns():x}",
        }
    )
    stamp = str(int(MachineClock().seconds()))
    digest = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return body, {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": f"v0={digest}",
    }


def fill(db: Connection, key_results: int, platform: str = "slack") -> int:
    """People who each own an objective with four key results, welcomed already; returns the workspace's id."""
    workspace_id = workspaces.install(db, platform, IDENTITY.team_id, "Company X", NOW)
    owners = -(-key_results // SIBLINGS)
    ids = register(db, workspace_id, platform, [_arrival(number) for number in range(owners)], NOW)
    for number in range(owners):
        owner = ids[account(number)]
        people.mark_welcomed(db, owner, NOW)
        code = okr_changes.add_objective(db, _objective(workspace_id, owner, number))
        objective = okr_lines.known_objective(db, workspace_id, code).id
        for _ in range(SIBLINGS):
            okr_changes.add_key_result(db, _key_result(workspace_id, objective, owner))
    return workspace_id


def _arrival(number: int) -> Arrival:
    name = f"Person {number}"
    known = Arrival("", "", name, "", "Europe/Berlin", "en-US", "member", is_admin=False, verified=True)
    return replace(known, external_id=account(number), handle=f"person.{number}", email=f"p{number}@company-x.example")


def _objective(workspace_id: int, owner: int, number: int) -> NewObjective:
    return NewObjective(
        workspace_id,
        f"Win the customers of region {number}",
        owner,
        "person",
        None,
        None,
        "2026-Q4",
        date(2026, 10, 1),
        date(2026, 12, 31),
        "committed",
        owner,
        NOW - timedelta(days=30),
        published_at=NOW - timedelta(days=30),
    )


def _key_result(workspace_id: int, objective: int, owner: int) -> NewKeyResult:
    return NewKeyResult(
        workspace_id,
        objective,
        "Obtain 3,000 pre-orders",
        owner,
        None,
        "increase",
        Decimal(0),
        Decimal(3000),
        "orders",
        Decimal(1),
        date(2026, 10, 1),
        date(2026, 12, 31),
        owner,
        NOW - timedelta(days=30),
    )
