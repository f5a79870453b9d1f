"""How near sending to Teams comes to the rate that is allowed, and on how many connections, to a service elsewhere."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.clock import MachineClock
from bot.delivery import Delivery
from bot.windows import CATCHING_UP
from handlers.chat.card import dump
from storage import conversations, direct, outbox
from storage.conversations import Reference
from storage.database import Connection, Database
from storage.direct import DirectMessage
from tests.benchmarks.edge import NOW, SIBLINGS, Standing, fill, opened
from tests.benchmarks.fake_teams import IN_TENANT
from tests.benchmarks.processes import saying
from tests.benchmarks.sending import CARD, Paced
from tests.benchmarks.teams import PLATFORM, edge_of, person_ids, somebody
from tests.teams.service import TeamsService

PEOPLE = 100
WARM = 30
MESSAGES = 200


@dataclass(slots=True)
class _Post:
    """People who have all written to Rungs; their direct messages go to a Teams at an address."""

    database: Database
    workspace_id: int
    people: list[int]
    delivery: Delivery

    async def send(self, count: int) -> None:
        """Send so many direct messages, each to somebody else in turn."""
        notes = [DirectMessage(self.people[number % PEOPLE], dump(CARD)) for number in range(count)]
        await self.database.write(lambda db: direct.tell(db, self.workspace_id, outbox.SCHEDULED, notes, NOW))
        assert await self.delivery.drain(60)


async def paced(folder: Path) -> Paced:
    """Send 200 messages at the rate that a tenant allows, after some that open the connections."""
    async with (
        saying("tests.benchmarks.fake_teams", str(PEOPLE)) as line,
        aiohttp.ClientSession() as session,
        _post(folder / "paced-teams.db", line.split()[0], session) as post,
    ):
        # As after a start.
        gc.collect()
        gc.freeze()
        await post.send(WARM)
        await _counts(session, line.split()[1])
        await post.send(MESSAGES)
        counts = await _counts(session, line.split()[1])
    assert counts["messages"] == MESSAGES
    (most, seconds), *_ = IN_TENANT
    allowed = (MESSAGES - CATCHING_UP) / (most / seconds)
    return Paced(
        share=allowed / (counts["last"] - counts["first"]),
        refused=int(counts["refused"]),
        connections=counts["connections"] / MESSAGES,
    )


async def _counts(session: aiohttp.ClientSession, url: str) -> dict[str, float]:
    async with session.get(url) as answer:
        found: dict[str, float] = await answer.json()
        return found


@asynccontextmanager
async def _post(path: Path, url: str, session: aiohttp.ClientSession) -> AsyncIterator[_Post]:
    async with opened(f"sqlite:///{path}") as database:
        service = TeamsService()
        service.base_url = url
        workspace_id, people = await database.write(lambda db: _settle(db, service))
        edge = edge_of(service, database, session, workspace_id)
        delivery = Delivery(database, {PLATFORM: edge.sender}, Standing(), MachineClock(), holder="bench")
        yield _Post(database, workspace_id, people, delivery)


def _settle(db: Connection, service: TeamsService) -> tuple[int, list[int]]:
    workspace_id = fill(db, PEOPLE * SIBLINGS, PLATFORM)
    people = person_ids(db, workspace_id, PEOPLE)
    for number, person_id in enumerate(people):
        chat = service.chat_with(somebody(number).id)
        reference = Reference(chat, "personal", service.service_url, service.tenant, person_id=person_id)
        conversations.keep(db, workspace_id, PLATFORM, reference, NOW)
    return workspace_id, people
