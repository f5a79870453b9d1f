"""What sending costs and how near it comes to the rate that is allowed, against a Slack in another process."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import MachineClock, SystemClock
from bot.delivery import Delivery
from bot.pace import RESERVE, Rate, Rates
from bot.readers import Readers
from bot.slack import cards
from bot.slack.connection import web_client
from bot.slack.send import SlackSender
from handlers.chat.card import Button, Call, Card, Paragraph, dump
from storage import direct, outbox, workspaces
from storage.arrivals import Arrival, register
from storage.database import Connection, Database
from storage.direct import DirectMessage
from tests.benchmarks.edge import IDENTITY, NOW, TOKEN, account, opened
from tests.benchmarks.processes import other
from tests.benchmarks.rounds import OPERATIONS, ROUNDS

PEOPLE = 120
RATE = 20.0
"""Messages a second: four times what Slack allows, so that measuring takes seconds."""
BURST = 10.0
FREELY = 1_000_000.0
CARD = Card(
    "Your check-in is due",
    (Paragraph.of("Your check-in for week 48 is due: 3 key results wait."), Button("Check in", Call("checkin"))),
)


@dataclass(frozen=True, slots=True)
class Paced:
    """The share of the allowed rate that was used, refusals, and new connections for each message."""

    share: float
    refused: int
    connections: float


@dataclass(frozen=True, slots=True)
class Sent:
    """Milliseconds of CPU of a message, ours and of the bare client, and the median of the rounds' ratios."""

    ours: float
    floor: float
    ratio: float


@dataclass(slots=True)
class _Post:
    """A filled company whose outbox is delivered to a Slack at that address."""

    database: Database
    workspace_id: int
    people: list[int]
    session: aiohttp.ClientSession
    client: AsyncWebClient
    readers: Readers
    delivery: Delivery

    async def write(self, count: int) -> None:
        """Put so many direct messages into the outbox, each to somebody else in turn."""
        notes = [DirectMessage(self.people[number % PEOPLE], dump(CARD)) for number in range(count)]
        await self.database.write(lambda db: direct.tell(db, self.workspace_id, outbox.SCHEDULED, notes, NOW))

    async def counts(self, url: str) -> dict[str, float]:
        async with self.session.get(f"{url}/counts") as answer:
            found: dict[str, float] = await answer.json()
            return found


async def paced(folder: Path) -> Paced:
    """Send 120 messages at the allowed rate."""
    async with (
        other("tests.benchmarks.fake_slack", str(RATE), str(BURST)) as url,
        _post(folder / "paced.db", url, Rate(RATE, BURST)) as post,
    ):
        await post.counts(url)
        await post.write(PEOPLE)
        assert await post.delivery.drain(60)
        counts = await post.counts(url)
    # What nobody waits for leaves a reserve of the burst alone.
    allowed = (PEOPLE - (BURST - RESERVE)) / RATE
    return Paced(
        share=allowed / (counts["last"] - counts["first"]),
        refused=int(counts["refused"]),
        connections=counts["connections"] / PEOPLE,
    )


async def freely(folder: Path) -> Sent:
    """Send without a limit, in turns with the bare client and the same message."""
    async with (
        other("tests.benchmarks.fake_slack", str(FREELY), str(FREELY)) as url,
        _post(folder / "freely.db", url, Rate(FREELY, FREELY)) as post,
    ):
        ours, floor = [], []
        for number in range(ROUNDS + 1):
            await post.write(OPERATIONS)
            began = time.process_time()
            assert await post.delivery.drain(60)
            spent = time.process_time()
            await _bare(post)
            if number:
                ours.append((spent - began) / OPERATIONS * 1_000)
                floor.append((time.process_time() - spent) / OPERATIONS * 1_000)
    ratios = [mine / least for mine, least in zip(ours, floor, strict=True)]
    return Sent(median(ours), median(floor), median(ratios))


async def _bare(post: _Post) -> None:
    shown = cards.render(CARD, await post.readers.reader("en-US", "UTC", CARD))
    for number in range(OPERATIONS):
        await post.client.chat_postMessage(channel=account(number), text=shown.text, blocks=shown.blocks)


@asynccontextmanager
async def _post(path: Path, url: str, rate: Rate) -> AsyncIterator[_Post]:
    async with opened(f"sqlite:///{path}") as database, aiohttp.ClientSession() as session:
        workspace_id, people = await database.write(_fill)
        clock, machine = SystemClock(), MachineClock()
        client = web_client(TOKEN, f"{url}/api/", session)
        readers = Readers(database, clock, "slack", IDENTITY.url)
        rates = Rates(actions={"post": rate}, channel=Rate(FREELY, FREELY))
        sender = SlackSender(client, session, readers, locale="en-US", time_zone="UTC", rates=rates)
        delivery = Delivery(database, {"slack": sender}, clock, machine, holder="bench")
        yield _Post(database, workspace_id, people, session, client, readers, delivery)


def _fill(db: Connection) -> tuple[int, list[int]]:
    workspace_id = workspaces.install(db, "slack", IDENTITY.team_id, "Company X", NOW)
    arrivals = [
        Arrival(account(number), f"p{number}", f"Person {number}", "", "UTC", "en-US", "member", False, True)
        for number in range(PEOPLE)
    ]
    return workspace_id, list(register(db, workspace_id, "slack", arrivals, NOW).values())
