"""What channels are called, as the team's list of channels says it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.teams.channel_names import ChannelNames
from bot.teams.gateway import Gateway
from bot.teams.paced_connector import PacedConnector
from storage.conversations import Reference
from tests.bot.clocks import HandClock
from tests.teams.gates import address_of
from tests.teams.posting import GENERAL, Post

LAUNCH = "19:launch@thread.tacv2"


@pytest.fixture
async def post(post: Post) -> Post:
    """Rungs is in a team's first channel and in another one."""
    for conversation in (GENERAL, LAUNCH):
        reference = Reference(conversation, "channel", post.service.service_url, post.service.tenant, team=GENERAL)
        await post.conversations.note(reference)
    return post


@pytest.fixture
async def names(post: Post, session: aiohttp.ClientSession) -> AsyncIterator[ChannelNames]:
    clock = HandClock()
    gateway = Gateway(address_of(post.service), session, clock)
    yield ChannelNames(PacedConnector(gateway.connector, clock), post.conversations)
    await gateway.close()


async def test_each_channel_gets_the_name_that_its_team_gives_it(post: Post, names: ChannelNames) -> None:
    post.service.channels[GENERAL] = {GENERAL: "", LAUNCH: "Launch", "19:other@thread.tacv2": "Other"}

    await names.fetch()

    assert [await post.conversations.name(one) for one in (GENERAL, LAUNCH)] == ["General", "Launch"]
    assert await post.conversations.find("19:other@thread.tacv2") is None


async def test_a_channel_that_is_called_something_else_now_is_called_that(post: Post, names: ChannelNames) -> None:
    for name in ("Launch", "Lift-off"):
        post.service.channels[GENERAL] = {LAUNCH: name}
        await names.fetch()

    assert await post.conversations.name(LAUNCH) == "Lift-off"


async def test_a_team_that_does_not_answer_leaves_the_names_as_they_were(post: Post, names: ChannelNames) -> None:
    post.service.channels[GENERAL] = {LAUNCH: "Launch"}
    await names.fetch()
    post.service.fail_next(502, "<html>", matching="/teams/")

    await names.fetch()

    assert await post.conversations.name(LAUNCH) == "Launch"
