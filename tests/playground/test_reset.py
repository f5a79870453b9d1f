"""The story's days and its beginning: timestamps by the business clock, and a workspace that begins anew."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.playground.server import Playground
from tests.playground.calls import called, refusal
from tests.playground.clock import Clock
from tests.playground.company import PEOPLE, ROOMS, Bot, modal, section

DAY = 86_400.0


@pytest.fixture
def story() -> Clock:
    """The bot's business clock."""
    return Clock(1_796_000_000.0)


@pytest.fixture
async def told(clock: Clock, story: Clock) -> AsyncIterator[Playground]:
    """A local Slack that goes by the business clock."""
    async with Playground(people=PEOPLE, rooms=ROOMS, now=clock, business=story) as slack:
        yield slack


class TestDays:
    async def test_a_message_bears_the_day_of_the_business_clock(self, told: Playground, story: Clock) -> None:
        first = await told.say("ana", "dev", "now")
        story.forward(7 * DAY)
        second = await told.say("ana", "dev", "next week")

        assert float(first.ts) == 1_796_000_000.0
        assert float(second.ts) - float(first.ts) == 7 * DAY

    async def test_two_in_one_instant_are_told_apart_and_in_order(self, told: Playground) -> None:
        messages = [await told.say("ana", "dev", str(number)) for number in range(3)]

        assert len({message.ts for message in messages}) == 3
        assert sorted(messages, key=lambda message: message.ts) == messages

    async def test_addresses_and_signatures_go_by_the_machine(
        self, slack: Playground, bot: Bot, clock: Clock, story: Clock
    ) -> None:
        slack.workspace.business = story
        await slack.command("ana", "/okr", channel="general")
        story.forward(7 * DAY)

        assert bot.requests[0].headers["X-Slack-Request-Timestamp"] == str(int(clock()))
        assert (await AsyncWebhookClient(bot.last["response_url"]).send(text="still good")).status_code == 200

    async def test_without_one_the_machine_says_what_day_it_is(self, slack: Playground, clock: Clock) -> None:
        assert slack.workspace.business() == clock()


class TestBeginning:
    async def test_everything_said_and_done_is_forgotten(
        self, slack: Playground, bot: Bot, client: AsyncWebClient
    ) -> None:
        await slack.command("ana", "/okr", channel="general")
        url = bot.last["response_url"]
        await client.views_open(trigger_id=bot.last["trigger_id"], view=modal(section("x")))
        await client.views_publish(user_id="U1ANA", view={"type": "home", "blocks": [section("x")]})
        await client.chat_postMessage(channel="C1GEN", text="<!channel>")
        await client.files_upload_v2(channel="C1GEN", content=b"x", filename="a.png")
        slack.workspace.fault("bad_response", "x")

        slack.reset()

        assert (slack.messages("general"), slack.faults, slack.pings, slack.deliveries) == ([], [], [], [])
        assert (slack.open_view("ana"), slack.home("ana"), slack.state.files) == (None, None, {})
        assert slack.state.wire.exchanges == []
        assert (await AsyncWebhookClient(url).send(text="late")).status_code == 404

    async def test_people_and_rooms_are_as_in_the_beginning(self, slack: Playground, client: AsyncWebClient) -> None:
        await slack.join("gus", "general")
        await client.conversations_join(channel="C2DEV")
        await slack.dm("ana", "help")

        slack.reset()

        assert slack.workspace.place("general").members == ROOMS[0].members
        assert list(slack.workspace.conversations) == [room.id for room in ROOMS]
        assert (await called(slack, "conversations.open", json={"users": "U1ANA"}))["already_open"] is False

    async def test_the_revision_goes_up_and_wakes_whoever_waits(self, slack: Playground) -> None:
        before = slack.workspace.revision
        async with aiohttp.ClientSession() as session:
            waiting = asyncio.create_task(session.get(f"{slack.url}/ui/changes?since={before}"))
            await slack.command("ana", "/okr")
            slack.reset()
            async with await waiting as response:
                changes = await response.json()

        assert slack.workspace.revision > before
        assert changes["revision"] > before

    async def test_a_clock_that_was_set_back_dates_what_is_said_next(self, told: Playground, story: Clock) -> None:
        beginning = story()
        story.forward(7 * DAY)
        await told.say("ana", "dev", "next week")
        story.seconds = beginning

        told.reset()

        assert float((await told.say("ana", "dev", "again")).ts) == beginning

    async def test_ids_go_on_counting(self, slack: Playground, bot: Bot) -> None:
        await slack.dm("ana", "help")
        slack.reset()
        await slack.dm("ana", "help")

        first, second = (request.payload["event_id"] for request in bot.requests)
        assert first < second

    async def test_the_bot_goes_on_talking_to_it(self, slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
        slack.reset()

        await client.chat_postMessage(channel="U1ANA", text="hi")
        assert (await slack.command("ana", "/okr", channel="general")).ok
        assert [message.text for message in slack.messages("ana")] == ["hi"]


class TestRemoval:
    async def test_a_bot_that_is_removed_is_told_and_refused(
        self, slack: Playground, bot: Bot, client: AsyncWebClient
    ) -> None:
        await slack.revoke()

        assert [request.payload["event"]["type"] for request in bot.requests] == ["tokens_revoked", "app_uninstalled"]
        assert await refusal(client.auth_test()) == "token_revoked"
