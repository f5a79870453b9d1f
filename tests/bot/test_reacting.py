"""A reaction may come before it is known what the praise under which it stands is called."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, update

from bot.metrics import Metrics
from bot.reception import Reception
from handlers.chat.answer import Desk
from handlers.chat.router import Router
from handlers.company import Company
from handlers.help.commands import COMMANDS
from storage import feedback, messages
from storage.database import Database, open_database
from storage.feedback import NewFeedback
from storage.messages import Revision, Spot
from storage.outbox import INTERACTIVE, outbox
from storage.outbox import messages as message_table
from storage.reactions import Posted, joined
from tests.bot.post_office import BusinessClock, card
from tests.builders import NOW, a_person, a_workspace

POSTED = Posted("slack", "C0PRODUCT", "1700000000.000100")


@dataclass
class Wall:
    """Praise that is in the state of the outbox, and somebody who reacts to it."""

    database: Database
    message_id: int
    dara: int
    woken: int = 0

    async def becomes(self, state: str, external_id: str) -> None:
        def work(db: Connection) -> None:
            db.execute(update(message_table).values(external_id=external_id))
            db.execute(update(outbox).values(state=state))

        await self.database.write(work)

    async def count(self) -> int:
        found = await self.database.read(lambda db: joined(db, [self.message_id], ["clap"]))
        return found.get(self.message_id, 0)

    async def react(self) -> None:
        desk = Desk(Router(COMMANDS), Company(), lambda ask: (), lambda ask: card("Home"))
        await Reception(self.database, desk, BusinessClock(), self.wake, Metrics()).reacted(
            POSTED, self.who, {"clap": True}, 100
        )

    async def who(self) -> int:
        return self.dara

    def wake(self) -> None:
        self.woken += 1


def put_up(db: Connection) -> tuple[int, int]:
    workspace_id = a_workspace(db)
    ana, ben, dara = (a_person(db, workspace_id, name) for name in ("Ana Ruiz", "Ben Okafor", "Dara Novak"))
    spot = Spot(POSTED.platform, POSTED.conversation)
    message_id = messages.show(db, Revision(workspace_id, "praise:F-1", "praise", spot, "{}", INTERACTIVE, NOW))
    given = NewFeedback(ana, ben, ben, "public", "Well done", is_praise=True, message_id=message_id)
    feedback.give(db, workspace_id, [given], NOW)
    return message_id, dara


@pytest.fixture
async def wall(sqlite_url: str) -> AsyncIterator[Wall]:
    database = open_database(sqlite_url)
    await database.start()
    yield Wall(database, *await database.write(put_up))
    await database.close()


async def test_a_reaction_to_praise_that_stands_wakes_delivery(wall: Wall) -> None:
    await wall.becomes("sent", POSTED.message)

    await wall.react()

    assert (await wall.count(), wall.woken) == (1, 1)


async def test_one_that_is_quicker_than_the_answer_to_the_post_waits_for_it(wall: Wall, statements: list[str]) -> None:
    await wall.becomes("sending", "")
    statements.clear()
    reacting = asyncio.create_task(wall.react())
    async with asyncio.timeout(10):
        while len(statements) < 2:  # noqa: ASYNC110 - it has looked in vain
            await asyncio.sleep(0.001)

    await wall.becomes("sent", POSTED.message)
    await reacting

    assert await wall.count() == 1


async def test_what_waits_to_be_sent_has_no_reactions_yet(wall: Wall) -> None:
    await wall.react()

    assert (await wall.count(), wall.woken) == (0, 0)
