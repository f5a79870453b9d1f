"""The paced connector: no more requests than Teams allows, counted as Teams counts them, and nearly as many."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.teams.connector import Json
from bot.teams.gateway import Gateway
from bot.teams.paced_connector import PATIENCE, RATES, Crowded, PacedConnector
from tests.bot.clocks import HandClock
from tests.bot.test_windows import most_within
from tests.teams.gates import address_of
from tests.teams.service import TeamsService
from tests.teams.shapes import HANG_UP

MESSAGE: Json = {"type": "message", "text": "Hello"}
CHAT = "19:lunch@thread.v2"


class Way:
    """A paced connector, and when its requests went."""

    def __init__(self, connector: PacedConnector, clock: HandClock, service: TeamsService) -> None:
        self.connector = connector
        self.clock = clock
        self.service = service
        self.times: list[float] = []

    async def post(self, conversation: str = CHAT) -> None:
        self.service.add_conversation(conversation.partition(";")[0])
        await self.connector.post(self.service.service_url, conversation, MESSAGE)
        self.times.append(self.clock.at)


@pytest.fixture
async def way(microsoft: TeamsService, session: aiohttp.ClientSession) -> AsyncIterator[Way]:
    clock = HandClock()
    gateway = Gateway(address_of(microsoft), session, clock)
    yield Way(PacedConnector(gateway.connector, clock), clock, microsoft)
    await gateway.close()


async def test_a_conversation_gets_what_it_may_and_no_more(way: Way) -> None:
    for _ in range(40):
        await way.post()

    assert (most_within(1.0, way.times), most_within(2.0, way.times)) == (7, 8)
    assert (way.times[-1] - way.times[0]) <= 40 / 4 / 0.98


async def test_rosters_count_for_the_tenant_as_messages_do(way: Way) -> None:
    way.service.add_conversation(CHAT)
    for number in range(60):
        await way.post(f"19:{number}@thread.v2")
        await way.connector.members(way.service.service_url, CHAT)
        way.times.append(way.clock.at)

    assert most_within(1.0, way.times) == 30


async def test_a_tenant_gets_what_it_may_and_no_more(way: Way) -> None:
    for number in range(120):
        await way.post(f"19:{number}@thread.v2")

    assert most_within(1.0, way.times) == 30
    assert (way.times[-1] - way.times[0]) <= 90 / 30 / 0.98


async def test_a_channel_and_its_threads_are_counted_together(way: Way) -> None:
    for number in range(9):
        await way.post(f"19:general@thread.tacv2;messageid={number}")

    assert most_within(2.0, way.times) == 8


async def test_edits_and_deletions_count_too(way: Way) -> None:
    way.service.add_conversation(CHAT)
    began = way.clock.at
    number = await way.connector.post(way.service.service_url, CHAT, MESSAGE)
    for _ in range(7):
        await way.connector.put(way.service.service_url, CHAT, number, MESSAGE)
    await way.connector.delete(way.service.service_url, CHAT, number)

    assert way.clock.at - began > 2.0


async def test_many_at_once_keep_to_it_as_well(way: Way) -> None:
    way.service.add_conversation(CHAT)

    await asyncio.gather(*(way.post() for _ in range(20)))

    assert way.clock.at - 1_000.0 >= 2 * 2.0


async def test_who_would_have_to_wait_long_is_told_so_and_nothing_is_sent(way: Way) -> None:
    for _ in range(60):
        await way.post()

    with pytest.raises(Crowded) as crowded:
        await way.post()

    assert crowded.value.seconds > PATIENCE
    assert len(way.service.calls) == 60


@pytest.mark.parametrize("status", [400, 403, 404, 413])
async def test_insisting_ends_at_a_refusal_that_stays(way: Way, status: int) -> None:
    way.service.add_conversation(CHAT)
    way.service.fail_next(status, times=99, matching="/emea")

    assert not await way.connector.insist(way.service.service_url, CHAT, MESSAGE)
    assert len(way.service.calls) == 1


async def test_insisting_tries_again_what_may_go_better(way: Way) -> None:
    way.service.add_conversation(CHAT)
    way.service.fail_next(503, "<html>Sorry</html>", times=2, matching="/emea")

    assert await way.connector.insist(way.service.service_url, CHAT, MESSAGE)
    assert len(way.service.calls) == 3


async def test_insisting_does_not_say_twice_what_may_have_arrived(way: Way) -> None:
    way.service.add_conversation(CHAT)
    await way.post()
    way.service.fail_next(HANG_UP, matching="/emea")

    assert await way.connector.insist(way.service.service_url, CHAT, MESSAGE)
    assert len(way.service.calls) == 2


async def test_delivery_claims_a_little_ahead_and_never_less_than_may_go(way: Way) -> None:
    claimed, sent = way.connector.claims.channel.limiter(0.0), RATES.channel.limiter(0.0)
    for limiter in (claimed, sent):
        for _ in range(7):
            limiter.take(0.0)

    assert 1.0 <= claimed.delay(0.0) < sent.delay(0.0)


def test_the_limits_are_those_of_the_documentation() -> None:
    """learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit."""
    assert "(7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0)" in str(RATES.channel)
    assert "((30, 1.0),)" in str(RATES.total)
