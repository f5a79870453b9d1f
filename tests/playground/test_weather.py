"""Faults on a switch: 429, 500 and slow answers to whatever the bot asks."""

import asyncio

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import Playground
from tests.playground.company import Bot


async def posted(slack: Playground, url: str) -> tuple[int, str, str]:
    """Status, Retry-After and text of a post with the bot's token."""
    headers = {"Authorization": f"Bearer {slack.workspace.install.token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, json={"channel": "C1GEN", "text": "hi"}, headers=headers) as response,
    ):
        return response.status, response.headers.get("Retry-After", ""), await response.text()


@pytest.mark.parametrize("method", ["auth.test", "chat.postMessage", "apps.connections.open"])
async def test_429_asks_to_wait_a_second_and_does_nothing(slack: Playground, method: str) -> None:
    slack.state.weather.set("429")

    status, retry_after, text = await posted(slack, f"{slack.base_url}{method}")

    assert (status, retry_after, text) == (429, "1", '{"ok": false, "error": "ratelimited"}')
    assert slack.messages("general") == []
    assert slack.state.wire.exchanges[-1].note == "fault on the switch: 429"


async def test_500_is_plain_words(slack: Playground) -> None:
    slack.state.weather.set("500")

    assert await posted(slack, f"{slack.base_url}chat.postMessage") == (500, "", "Internal Server Error")
    assert slack.messages("general") == []


async def test_slow_does_it_and_answers_late(slack: Playground, client: AsyncWebClient) -> None:
    slack.state.weather.slow_seconds = 0.1
    slack.state.weather.set("slow")
    clock = asyncio.get_running_loop().time
    began = clock()

    await client.chat_postMessage(channel="C1GEN", text="hi")

    assert clock() - began >= 0.1
    assert [message.text for message in slack.messages("general")] == ["hi"]


async def test_it_befalls_response_urls_too(slack: Playground, bot: Bot) -> None:
    await slack.command("ana", "/okr", channel="general")
    slack.state.weather.set("429")

    assert (await posted(slack, bot.last["response_url"]))[:2] == (429, "1")
    slack.state.weather.set("none")
    assert await posted(slack, bot.last["response_url"]) == (200, "", "ok")


async def test_the_page_stays_as_it_is(slack: Playground) -> None:
    slack.state.weather.set("500")

    async with aiohttp.ClientSession() as session, session.get(f"{slack.url}/") as page:
        assert page.status == 200


async def test_a_fault_that_is_not_on_the_switch_is_refused(slack: Playground) -> None:
    with pytest.raises(ValueError, match="Choose one of none, 429, 500, slow"):
        slack.state.weather.set("hail")

    assert slack.state.weather.trouble == "none"


async def test_whoever_waits_hears_of_the_switch(slack: Playground) -> None:
    before = slack.workspace.revision

    slack.state.weather.set("slow")

    assert slack.workspace.revision > before
