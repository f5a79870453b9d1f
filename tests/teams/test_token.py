"""The bot's own token: fetched once, renewed ahead of its end, and refused in words that an operator can act on."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.teams.token import PAUSE, NoToken, Token
from tests.bot.clocks import HandClock
from tests.teams.gates import address_of
from tests.teams.service import TeamsService
from tests.teams.tokens import OTHER


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def token(microsoft: TeamsService, session: aiohttp.ClientSession, clock: HandClock) -> AsyncIterator[Token]:
    opened = Token(session, address_of(microsoft), clock)
    yield opened
    await opened.close()


async def renewed(token: Token) -> None:
    """Wait for what is fetched while the old one serves."""
    assert token._fetching is not None
    await token._fetching


async def test_all_who_ask_at_once_share_one_request(token: Token, microsoft: TeamsService) -> None:
    assert set(await asyncio.gather(*(token.current() for _ in range(20)))) == {"token-1"}
    assert microsoft.logins == 1


async def test_it_is_renewed_ten_minutes_ahead_while_the_old_one_serves(
    token: Token, microsoft: TeamsService, clock: HandClock
) -> None:
    await token.current()
    clock.at += 3599 - 601
    assert (await token.current(), microsoft.logins) == ("token-1", 1)

    clock.at += 1
    assert await token.current() == "token-1"
    await renewed(token)

    assert (await token.current(), microsoft.logins) == ("token-2", 2)


async def test_the_old_one_serves_while_the_login_is_out_of_order(
    token: Token, microsoft: TeamsService, clock: HandClock
) -> None:
    await token.current()
    microsoft.fail_next(503, "<html>", times=99, matching="/login")
    clock.at += 3599 - 61
    assert await token.current() == "token-1"
    await renewed(token)
    assert await token.current() == "token-1"

    clock.at += 1

    with pytest.raises(NoToken, match="out of reach"):
        await token.current()


async def test_a_short_life_is_used_for_the_most_part(token: Token, microsoft: TeamsService, clock: HandClock) -> None:
    microsoft.expires_in = 40
    await token.current()

    clock.at += 29
    assert (await token.current(), microsoft.logins) == ("token-1", 1)


async def test_after_a_failure_the_login_is_left_alone_for_a_while(
    token: Token, microsoft: TeamsService, clock: HandClock
) -> None:
    microsoft.fail_next(500, times=1, matching="/login")
    for _ in range(5):
        with pytest.raises(NoToken):
            await token.current()
    assert microsoft.logins == 0

    clock.at += PAUSE

    assert await token.current() == "token-1"


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ({"TEAMS_APP_PASSWORD": "another"}, "TEAMS_APP_PASSWORD is wrong"),
        ({"TEAMS_APP_ID": OTHER}, "TEAMS_APP_ID is not known in the directory TEAMS_TENANT_ID"),
        ({"TEAMS_TENANT_ID": OTHER}, "TEAMS_TENANT_ID is not known"),
    ],
)
async def test_a_refusal_says_what_to_change_and_tells_no_secret(
    microsoft: TeamsService,
    session: aiohttp.ClientSession,
    clock: HandClock,
    capsys: pytest.CaptureFixture[str],
    wrong: dict[str, str],
    advice: str,
) -> None:
    address = address_of(microsoft, **wrong)

    with pytest.raises(NoToken, match=advice):
        await Token(session, address, clock).current()

    said = "".join(capsys.readouterr())
    assert advice in said
    assert address.password not in said


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>",
        "[]",
        '{"access_token": "t"}',
        '{"expires_in": "soon"}',
        '{"access_token": 5, "expires_in": 3599}',
        '{"access_token": "", "expires_in": 3599}',
        '{"access_token": "t\\nu", "expires_in": 3599}',
        '{"access_token": "t", "expires_in": 0}',
        '{"access_token": "t", "expires_in": NaN}',
    ],
)
async def test_an_answer_that_holds_no_token_is_none(token: Token, microsoft: TeamsService, body: str) -> None:
    microsoft.fail_next(200, body, matching="/login")

    with pytest.raises(NoToken):
        await token.current()


async def test_a_refusal_of_another_kind_names_all_that_there_is_to_check(
    token: Token, microsoft: TeamsService
) -> None:
    microsoft.fail_next(400, "<html>", matching="/login")

    with pytest.raises(NoToken, match="check TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID"):
        await token.current()


async def test_one_that_was_dropped_is_replaced(token: Token) -> None:
    token.drop(await token.current())

    assert await token.current() == "token-2"


async def test_one_that_was_replaced_meanwhile_is_not_dropped(token: Token) -> None:
    old = await token.current()
    token.drop(old)
    await token.current()
    token.drop(old)

    assert await token.current() == "token-2"


async def test_a_connector_that_takes_none_does_not_wear_the_login_out(
    token: Token, microsoft: TeamsService, clock: HandClock
) -> None:
    for _ in range(10):
        token.drop(await token.current())
    assert microsoft.logins == 2

    clock.at += PAUSE
    token.drop(await token.current())

    assert await token.current() == "token-3"
