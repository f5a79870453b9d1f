"""Where Teams is reached, as the running bot keeps it: written down when it changes, and only then."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.teams.activity import PLATFORM
from bot.teams.conversations import Conversations
from storage.arrivals import register
from storage.conversations import Reference
from storage.database import Database, open_database
from storage.workspaces import install
from tests.bot.post_office import BusinessClock
from tests.builders import NOW, an_arrival

CHANNEL = Reference("19:x@thread.tacv2", "channel", "https://emea.example", "tenant", "19:team", "Sales")
CHAT = Reference("a:1", "personal", "https://amer.example", "tenant", person_id=1)


@pytest.fixture
async def opened(sqlite_url: str) -> AsyncIterator[Database]:
    database = open_database(sqlite_url)
    await database.start()
    await database.write(lambda db: install(db, PLATFORM, "tenant", "Company X", NOW))
    await database.write(lambda db: register(db, 1, PLATFORM, [an_arrival("Ana Ruiz")], NOW))
    yield database
    await database.close()


def enter(database: Database) -> Conversations:
    """As after a start."""
    return Conversations(database, 1, BusinessClock())


async def test_a_place_that_is_told_of_again_unchanged_costs_no_statement(
    opened: Database, statements: list[str]
) -> None:
    conversations = enter(opened)
    await conversations.note(CHANNEL)
    statements.clear()
    await conversations.note(CHANNEL)
    await conversations.note(replace(CHANNEL, name="", team=""))

    assert statements == []
    assert await enter(opened).find(CHANNEL.conversation) == CHANNEL


async def test_after_a_start_an_unchanged_place_is_read_and_not_written(
    opened: Database, statements: list[str]
) -> None:
    await enter(opened).note(CHANNEL)
    statements.clear()
    await enter(opened).note(CHANNEL)

    assert [one.split()[0] for one in statements] == ["SELECT"]


async def test_a_changed_address_is_kept(opened: Database) -> None:
    conversations = enter(opened)
    await conversations.note(CHANNEL)
    await conversations.note(replace(CHANNEL, service_url="https://apac.example"))

    assert await enter(opened).service_url(CHANNEL.conversation) == "https://apac.example"


async def test_the_address_for_a_place_never_heard_of_is_the_one_last_heard(opened: Database) -> None:
    conversations = enter(opened)
    before = await conversations.service_url("19:unheard")
    await conversations.note(CHAT)

    assert (before, await conversations.service_url("19:unheard")) == ("", "https://amer.example")


async def test_a_place_that_was_left_is_written_to_no_more(opened: Database) -> None:
    conversations = enter(opened)
    await conversations.note(CHAT)
    found = await conversations.personal(1)
    await conversations.leave(CHAT.conversation)

    assert found == CHAT
    assert (await conversations.personal(1), await conversations.find(CHAT.conversation)) == (None, None)
    await conversations.note(CHAT)
    assert await conversations.personal(1) == CHAT


async def test_a_team_is_left_and_entered_with_all_its_channels(opened: Database) -> None:
    conversations = enter(opened)
    for channel in (CHANNEL, replace(CHANNEL, conversation="19:team", team=""), replace(CHANNEL, conversation="19:y")):
        await conversations.note(channel)
    other = replace(CHANNEL, conversation="19:z", team="19:other")
    await conversations.note(other)
    await conversations.leave_team("19:team")

    assert await conversations.shared() == (other,)
    assert [await conversations.was_left(one) for one in ("19:y", "19:z", "19:unheard")] == [True, False, False]
    await conversations.enter_team("19:team")
    assert len(await conversations.shared()) == 4


async def test_sending_somebody_something_does_not_make_them_reachable(opened: Database) -> None:
    conversations = enter(opened)
    await conversations.mark_unreachable(1)
    await conversations.note(CHAT)

    assert await conversations.refresh() == {1}


async def test_another_process_that_found_somebody_unreachable_is_heard(opened: Database) -> None:
    ours, others = enter(opened), enter(opened)
    await ours.mark_reachable(1)
    await others.mark_unreachable(1)
    found = await ours.refresh() == {1}
    await ours.mark_reachable(1)

    assert found
    assert await others.refresh() == set()
