"""Microsoft's keys: read once, kept for a day, looked for when one is unknown, and never too often."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bot.teams.keys import DAY, FIRST_PAUSE, PAUSE, SEARCHES, Keys, UnknownKey
from tests.bot.clocks import HandClock
from tests.serving import listening
from tests.teams.service import TeamsService
from tests.teams.tokens import Key, private_key


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def keys(microsoft: TeamsService, session: aiohttp.ClientSession, clock: HandClock) -> AsyncIterator[Keys]:
    opened = Keys(session, microsoft.openid_url, clock)
    yield opened
    await opened.close()


async def is_known(keys: Keys, key_id: object) -> bool:
    try:
        await keys.get(key_id)
    except UnknownKey:
        return False
    return True


async def settled(keys: Keys) -> None:
    """Wait for what is read while old keys serve."""
    assert keys._reading is not None
    await keys._reading


async def test_a_key_is_as_it_was_published(keys: Keys) -> None:
    key = await keys.get("key-1")

    assert key.public_key.public_numbers() == private_key("key-1").public_key().public_numbers()
    assert key.endorsements == ("msteams", "webchat")


async def test_all_who_ask_at_once_share_one_reading(keys: Keys, microsoft: TeamsService) -> None:
    await asyncio.gather(*(keys.get("key-1") for _ in range(20)))

    assert microsoft.key_reads == 1


async def test_after_a_day_they_are_read_anew_while_the_old_ones_serve(
    keys: Keys, microsoft: TeamsService, clock: HandClock
) -> None:
    await keys.get("key-1")
    clock.at += DAY - 1
    await keys.get("key-1")
    assert microsoft.key_reads == 1

    microsoft.roll_keys()
    clock.at += 1
    assert await is_known(keys, "key-1")
    await settled(keys)

    assert microsoft.key_reads == 2
    assert not await is_known(keys, "key-1")


async def test_old_keys_stay_while_new_ones_cannot_be_read(
    keys: Keys, microsoft: TeamsService, clock: HandClock
) -> None:
    await keys.get("key-1")
    microsoft.fail_next(500, "<html>", times=1, matching="/keys")
    clock.at += DAY
    await keys.get("key-1")
    await settled(keys)
    assert await is_known(keys, "key-1")
    reads = microsoft.key_reads

    clock.at += PAUSE
    await keys.get("key-1")
    await settled(keys)

    assert (reads, microsoft.key_reads) == (2, 3)


async def test_an_unknown_id_is_looked_for_once(keys: Keys, microsoft: TeamsService, clock: HandClock) -> None:
    assert not await is_known(keys, "made up")
    assert not await is_known(keys, "made up")
    first = microsoft.key_reads

    clock.at += PAUSE
    assert not await is_known(keys, "made up")

    assert (first, microsoft.key_reads) == (2, 3)


async def test_whoever_makes_ids_up_makes_nobody_busy(keys: Keys, microsoft: TeamsService) -> None:
    await keys.get("key-1")
    for number in range(50):
        assert not await is_known(keys, f"made up {number}")

    assert microsoft.key_reads == 1 + SEARCHES


@pytest.mark.parametrize("key_id", [None, 5, ["key-1"], {}])
async def test_what_is_no_id_is_not_looked_for(keys: Keys, microsoft: TeamsService, key_id: object) -> None:
    assert not await is_known(keys, key_id)
    assert microsoft.key_reads == 0


@pytest.mark.parametrize(
    "answer", [(500, ""), (200, "<html>"), (200, "[]"), (200, "{}"), (200, '{"jwks_uri": 5}'), (0, "")]
)
async def test_without_any_keys_they_are_asked_for_again_soon(
    keys: Keys, microsoft: TeamsService, clock: HandClock, answer: tuple[int, str]
) -> None:
    # The client itself asks once more where it was hung up on.
    microsoft.fail_next(*answer, times=2 if answer[0] == 0 else 1, matching="/openid")
    assert not await is_known(keys, "key-1")
    assert not await is_known(keys, "key-1")
    assert microsoft.key_reads == 0

    clock.at += FIRST_PAUSE

    assert await is_known(keys, "key-1")


async def test_one_key_that_nobody_can_read_harms_no_other(session: aiohttp.ClientSession, clock: HandClock) -> None:
    good = Key("key-1").published()
    published = [5, {}, {"kty": "EC", "kid": "other"}, good | {"kid": 7}, good | {"kid": "n", "n": "!"}, good]

    async def document(request: web.Request) -> web.Response:
        return web.json_response({"jwks_uri": f"{request.url.origin()}/keys", "keys": published})

    app = web.Application()
    app.router.add_get("/{any}", document)
    async with listening(app) as url:
        assert await is_known(Keys(session, f"{url}/openid", clock), "key-1")
        assert not await is_known(Keys(session, f"{url}/openid", clock), "other")


async def test_warming_reads_them_before_anybody_asks(keys: Keys, microsoft: TeamsService) -> None:
    await keys.warm()
    await keys.get("key-1")

    assert microsoft.key_reads == 1
