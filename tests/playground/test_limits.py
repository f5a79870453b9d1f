"""Rate limits: one message a second in a channel after a short burst, a cap for all, and method tiers."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.limits import Meter, Rate, RateLimits
from bot.playground.server import Playground
from tests.playground.clock import Clock
from tests.playground.company import local_slack


@pytest.fixture
async def limited(clock: Clock) -> AsyncIterator[Playground]:
    """A local Slack that counts."""
    async with local_slack(clock, limits=RateLimits()) as slack:
        yield slack


async def test_a_channel_takes_a_burst_then_one_a_second(limited: Playground, clock: Clock) -> None:
    client = AsyncWebClient(token=limited.workspace.install.token, base_url=limited.base_url)
    for _ in range(3):
        await client.chat_postMessage(channel="C1GEN", text="hi")

    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C1GEN", text="hi")
    await client.chat_postMessage(channel="U2BEN", text="elsewhere")
    clock.forward(1)
    await client.chat_postMessage(channel="C1GEN", text="hi")

    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    assert caught.value.response["error"] == "ratelimited"
    assert len(limited.messages("general")) == 4


def test_posting_has_a_cap_of_its_own(clock: Clock) -> None:
    meter = Meter(RateLimits(posting=Rate(60, 2)), clock)

    assert [meter.post(f"C{number}") for number in range(3)] == [0, 0, 1]


def test_a_method_is_counted_by_its_tier(clock: Clock) -> None:
    meter = Meter(RateLimits(), clock)

    waits = [meter.method("users.list", 2) for _ in range(21)]
    clock.forward(waits[-1])

    assert waits == [0] * 20 + [3]
    assert (meter.method("users.list", 2), meter.method("users.info", 4)) == (0, 0)


def test_a_refused_call_costs_nothing(clock: Clock) -> None:
    meter = Meter(RateLimits(channel=Rate(60, 1)), clock)
    meter.post("C1")

    assert [meter.post("C1") for _ in range(3)] == [1, 1, 1]
    clock.forward(1)
    assert meter.post("C1") == 0
