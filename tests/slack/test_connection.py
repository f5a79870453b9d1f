"""The connection to Slack: who the token is, asked until somebody answers, and once for all requests."""

import aiohttp
import pytest

from bot.slack.connection import Identity, OutOfReach, TokenRefused, identify, web_client
from tests.e2e.world import World
from tests.slack.scripted import IDENTITY, Scripted, says, scripted

NOWHERE = "http://127.0.0.1:9/api/"
"""The port of "discard", where nobody listens."""


async def asked(slack: Scripted, attempts: float) -> Identity:
    """Who the token is, by what this Slack says."""
    async with aiohttp.ClientSession() as session:
        return await identify(web_client("xoxb-test", slack.address, session), attempts, pause=0.0)


async def test_the_token_is_whoever_slack_says() -> None:
    async with scripted(auth_test=[says(IDENTITY)]) as slack:
        found = await asked(slack, 1)

    assert found == Identity("T0LOCAL", "Company X", "U0RUNGS", "B0RUNGS", "https://company-x.slack.com/")


@pytest.mark.parametrize(
    "hiccup",
    [
        {"body": {"ok": False, "error": "internal_error"}},
        {"body": {"ok": False, "error": "fatal_error"}, "status": 500},
        {"body": "<html>Bad gateway</html>", "status": 502},
        {"body": "", "status": 503},
        {"body": {"ok": False, "error": "ratelimited"}, "status": 429, "headers": {"Retry-After": "0"}},
    ],
    ids=["internal error", "500", "a proxy's page", "nothing", "too fast"],
)
async def test_it_is_asked_again_while_slack_has_a_hiccup(hiccup: dict[str, object]) -> None:
    async with scripted(auth_test=[says(**hiccup), says(IDENTITY)]) as slack:  # type: ignore[arg-type]
        assert (await asked(slack, 2)).team_id == "T0LOCAL"


@pytest.mark.parametrize(
    "error", ["invalid_auth", "account_inactive", "token_revoked", "not_authed", "not_allowed_token_type"]
)
async def test_a_token_that_will_never_do_is_not_tried_again(error: str) -> None:
    async with scripted(auth_test=[says({"ok": False, "error": error})]) as slack:
        with pytest.raises(TokenRefused) as caught:
            await asked(slack, 5)

    assert (caught.value.error, slack.asked) == (error, ["auth.test"])


async def test_a_slack_that_is_out_of_reach_is_given_up_after_so_many_attempts() -> None:
    with pytest.raises(OutOfReach):
        await asked(Scripted(address=NOWHERE), 2)


async def test_requests_cost_no_call_of_auth_test(town: World) -> None:
    town.slack.state.wire.clear()
    for _ in range(3):
        await town.say("ben", "/okr list")
        await town.slack.dm("ben", "okr list")
    await town.settle()

    called = [exchange.name for exchange in town.slack.state.wire.exchanges if exchange.direction == "from_bot"]
    assert "auth.test" not in called
    assert called.count("chat.postMessage") == 3
