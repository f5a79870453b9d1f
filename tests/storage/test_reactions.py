"""Reactions to praise: a state for each person and emoji, whatever way the news of it comes."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pytest
from sqlalchemy import func, insert, select, update

from storage import messages
from storage.arrivals import register
from storage.database import Connection, Database
from storage.feedback import feedbacks
from storage.messages import Revision, Spot
from storage.outbox import INTERACTIVE, outbox
from storage.outbox import messages as message_table
from storage.reactions import News, Posted, is_praise, is_praise_on_its_way, joined, reactions, record, spelled
from tests.builders import NOW, a_person, a_workspace, an_arrival

EMOJIS = frozenset(("raised_hands", "clap", "like"))
POST = Posted("slack", "C0PRODUCT", "1700000000.000100")


@dataclass(frozen=True, slots=True)
class Wall:
    """Praise of Ben and Chen by Ana that stands in #product, and people who pass by."""

    database: Database
    workspace_id: int
    message_id: int
    ana: int
    ben: int
    chen: int
    dara: int
    emil: int

    async def hear(self, news: News, posted: Posted = POST) -> int | None:
        return await self.database.write(lambda db: record(db, self.workspace_id, posted, news, EMOJIS))

    async def count(self) -> int:
        found = await self.database.read(lambda db: joined(db, [self.message_id], EMOJIS))
        return found.get(self.message_id, 0)

    async def kept(self) -> int:
        query = select(func.count(reactions.c.id))
        return await self.database.read(lambda db: int(db.execute(query).scalar_one()))


def put_up(db: Connection) -> tuple[int, ...]:
    workspace_id = a_workspace(db)
    people = [a_person(db, workspace_id, name) for name in ("Ana Ruiz", "Ben Okafor", "Chen Li", "Dara", "Emil")]
    message_id = post(db, workspace_id, "praise:F-1", "praise")
    db.execute(update(message_table).where(message_table.c.id == message_id).values(external_id=POST.message))
    ana, *praised = people[:3]
    for code, receiver in zip(("F-1", "F-2"), praised, strict=True):
        db.execute(insert(feedbacks), [row(workspace_id, code, ana, receiver, message_id)])
    return workspace_id, message_id, *people


def post(db: Connection, workspace_id: int, subject: str, kind: str) -> int:
    spot = Spot(POST.platform, POST.conversation)
    return messages.show(db, Revision(workspace_id, subject, kind, spot, "{}", INTERACTIVE, NOW))


def row(workspace_id: int, code: str, author: int, receiver: int, message_id: int) -> dict[str, object]:
    return {
        "workspace_id": workspace_id,
        "code": code,
        "author_id": author,
        "receiver_id": receiver,
        "about_id": receiver,
        "visibility": "public",
        "is_praise": True,
        "kind": "",
        "company_value": "",
        "text": "Well done",
        "message_id": message_id,
        "platform": "",
        "conversation": "",
        "message": "",
        "thread": "",
        "created_at": NOW,
        "version": 1,
    }


@pytest.fixture
async def wall(database: Database) -> Wall:
    return Wall(database, *await database.write(put_up))


async def test_a_reaction_adds_to_praise_and_taken_back_it_does_not(wall: Wall) -> None:
    changed = await wall.hear(News(wall.dara, "clap", True, 100))
    assert (changed, await wall.count()) == (wall.message_id, 1)

    changed = await wall.hear(News(wall.dara, "clap", False, 200))
    assert (changed, await wall.count()) == (wall.message_id, 0)


async def test_somebody_with_several_emojis_joins_in_once(wall: Wall) -> None:
    await wall.hear(News(wall.dara, "clap", True, 100))

    assert await wall.hear(News(wall.dara, "raised_hands", True, 200)) is None
    assert await wall.hear(News(wall.dara, "clap", False, 300)) is None
    assert await wall.count() == 1


async def test_a_hand_of_another_colour_is_the_same_reaction_and_stands_for_itself(wall: Wall) -> None:
    await wall.hear(News(wall.dara, "clap::skin-tone-2", True, 100))
    await wall.hear(News(wall.dara, "clap::skin-tone-5", True, 200))
    await wall.hear(News(wall.dara, "clap::skin-tone-5", False, 300))

    assert await wall.count() == 1


@pytest.mark.parametrize("name", ["like", "+1", "thumbsup", "+1::skin-tone-3"])
def test_a_thumb_counts_by_the_name_of_each_platform(name: str) -> None:
    assert name in spelled(["like"])
    assert name in spelled(["+1"])
    assert name not in spelled(["clap"])


async def test_who_praises_and_who_is_praised_do_not_join_in(wall: Wall) -> None:
    for person in (wall.ana, wall.ben, wall.chen):
        assert await wall.hear(News(person, "clap", True, 100)) is None

    assert await wall.count() == 0


async def test_bots_do_not_join_in(wall: Wall) -> None:
    robot = an_arrival("Robot", standing="bot")

    def arrive(db: Connection) -> int:
        return register(db, wall.workspace_id, "slack", [robot], NOW)[robot.external_id]

    assert await wall.hear(News(await wall.database.write(arrive), "clap", True, 100)) is None


async def test_another_emoji_is_not_kept(wall: Wall) -> None:
    assert await wall.hear(News(wall.dara, "eyes", True, 100)) is None

    assert await wall.kept() == 0


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(POST, message="1700000000.000200"),
        replace(POST, conversation="C0OTHER"),
        replace(POST, platform="teams"),
    ],
    ids=["another message", "another conversation", "another platform"],
)
async def test_a_reaction_elsewhere_is_not_kept(wall: Wall, elsewhere: Posted) -> None:
    assert await wall.hear(News(wall.dara, "clap", True, 100), elsewhere) is None

    assert await wall.kept() == 0


async def test_a_reaction_to_another_message_of_rungs_is_not_kept(wall: Wall) -> None:
    board = replace(POST, message="1700000000.000900")

    def posted(db: Connection) -> None:
        message_id = post(db, wall.workspace_id, "team:1:2026-W47", "check-ins")
        db.execute(update(message_table).where(message_table.c.id == message_id).values(external_id=board.message))

    await wall.database.write(posted)

    assert await wall.hear(News(wall.dara, "clap", True, 100), board) is None
    assert not await wall.database.read(lambda db: is_praise(db, board))
    assert await wall.kept() == 0


async def test_news_in_any_order_and_told_again_ends_as_the_latest_says(wall: Wall) -> None:
    """Twelve changes of two people and two emojis, each delivered up to three times, in ten orders."""
    chance = random.Random(7)
    told = [
        News(person, emoji, is_there, at)
        for person, emoji, first in ((wall.dara, "clap", 0), (wall.dara, "like", 1), (wall.emil, "clap", 2))
        for at, is_there in ((100 + first, True), (200 + first, False), (300 + first, True), (400 + first, first > 1))
    ]
    for _ in range(10):
        delivered = [one for one in told for _ in range(chance.randint(1, 3))]
        chance.shuffle(delivered)
        await wall.database.write(partial(forget_and_hear, wall, delivered))

        assert await wall.count() == 1


def forget_and_hear(wall: Wall, delivered: Sequence[News], db: Connection) -> None:
    db.execute(reactions.delete())
    for news in delivered:
        record(db, wall.workspace_id, POST, news, EMOJIS)


async def test_people_who_react_at_once_are_all_counted_by_the_last(wall: Wall) -> None:
    """Each reads the number in the transaction in which it reacts; somebody must have read the whole one."""

    def react(person: int) -> Callable[[Connection], int]:
        def work(db: Connection) -> int:
            record(db, wall.workspace_id, POST, News(person, "clap", True, 100), EMOJIS)
            return joined(db, [wall.message_id], EMOJIS)[wall.message_id]

        return work

    def crowd(db: Connection) -> list[int]:
        return [a_person(db, wall.workspace_id, f"Passer {number}") for number in range(8)]

    seen = await asyncio.gather(*(wall.database.write(react(one)) for one in await wall.database.write(crowd)))

    assert sorted(seen) == list(range(1, 9))


async def test_praise_is_on_its_way_while_it_is_being_sent(wall: Wall) -> None:
    def sent(db: Connection, state: str) -> bool:
        message_id = post(db, wall.workspace_id, "praise:F-9", "praise")
        db.execute(update(outbox).where(outbox.c.message_id == message_id).values(state=state))
        return is_praise_on_its_way(db, POST)

    assert not await wall.database.write(lambda db: sent(db, "waiting"))
    assert await wall.database.write(lambda db: sent(db, "sending"))
