"""Where Teams is reached, and the files that wait there for consent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from storage import conversations, file_offers
from storage.conversations import Reference
from storage.database import Database
from tests.builders import NOW, a_person, a_workspace

CHANNEL = Reference("19:x@thread.tacv2", "channel", "https://emea.example", "tenant", "19:team", "Sales")
CHAT = Reference("a:1", "personal", "https://emea.example", "tenant", person_id=1)


@pytest.fixture
async def company(database: Database) -> Database:
    await database.write(a_workspace)
    await database.write(lambda db: [a_person(db, 1), a_person(db, 1, "Ben Okafor")])
    return database


def keep(reference: Reference, minutes: int = 0) -> Callable[[Connection], None]:
    return lambda db: conversations.keep(db, 1, "teams", reference, NOW + timedelta(minutes=minutes))


def find(name: str) -> Callable[[Connection], Reference | None]:
    return lambda db: conversations.find(db, 1, "teams", name)


async def test_what_was_told_is_found_again(company: Database) -> None:
    await company.write(keep(CHANNEL))

    assert await company.read(find(CHANNEL.conversation)) == CHANNEL
    assert await company.read(find("19:other")) is None
    assert await company.read(lambda db: conversations.find(db, 1, "slack", CHANNEL.conversation)) is None


async def test_what_is_not_told_again_is_not_forgotten(company: Database) -> None:
    for reference in (CHANNEL, CHAT):
        await company.write(keep(reference))
        await company.write(
            keep(replace(reference, service_url="https://new.example", team="", name="", person_id=None))
        )

    assert await company.read(find(CHANNEL.conversation)) == replace(CHANNEL, service_url="https://new.example")
    assert await company.read(find(CHAT.conversation)) == replace(CHAT, service_url="https://new.example")


async def test_a_conversation_that_was_left_is_none_until_it_is_entered_again(company: Database) -> None:
    await company.write(keep(CHAT))
    await company.write(lambda db: conversations.leave(db, 1, "teams", CHAT.conversation, NOW))
    left = [
        await company.read(find(CHAT.conversation)),
        await company.read(lambda db: conversations.personal_of(db, "teams", 1)),
        await company.read(lambda db: conversations.latest(db, 1, "teams")),
    ]
    await company.write(keep(CHAT))

    assert left == [None, None, None]
    assert await company.read(find(CHAT.conversation)) == CHAT


async def test_a_persons_own_is_the_one_last_heard_of(company: Database) -> None:
    await company.write(keep(replace(CHAT, conversation="a:2"), 1))
    await company.write(keep(CHAT, 0))
    await company.write(keep(CHANNEL, 2))

    own = await company.read(lambda db: conversations.personal_of(db, "teams", 1))
    assert own == replace(CHAT, conversation="a:2")
    assert await company.read(lambda db: conversations.personal_of(db, "teams", 2)) is None
    assert await company.read(lambda db: conversations.latest(db, 1, "teams")) == CHANNEL


async def test_personal_ones_are_not_shared(company: Database) -> None:
    for reference in (CHAT, CHANNEL):
        await company.write(keep(reference))

    assert await company.read(lambda db: conversations.shared(db, 1, "teams")) == (CHANNEL,)


async def test_an_offered_file_is_taken_once_and_by_nobody_else(company: Database) -> None:
    offer = await company.write(lambda db: file_offers.keep(db, 1, 1, "okrs.csv", b"a,b\x00", NOW))

    others = await company.write(lambda db: file_offers.take(db, offer, 2))
    first = await company.write(lambda db: file_offers.take(db, offer, 1))
    second = await company.write(lambda db: file_offers.take(db, offer, 1))

    assert (others, first, second) == (None, ("okrs.csv", b"a,b\x00"), None)


async def test_old_offers_are_dropped_a_batch_at_a_time(company: Database) -> None:
    for days in range(4):
        await company.write(
            lambda db, at=NOW - timedelta(days=days): file_offers.keep(db, 1, 1, "a", b"", at)  # type: ignore[misc]
        )

    gone = [await company.write(lambda db: file_offers.forget(db, NOW, 2)) for _ in range(3)]
    assert gone == [2, 1, 0]
