"""What the bot says in direct messages comes back to it as events, which a bot must not answer."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import Playground
from tests.playground.company import Bot, section


@pytest.fixture
async def posted(slack: Playground, bot: Bot, client: AsyncWebClient) -> str:
    """The ts of a direct message of the bot to ana, whose echo has arrived."""
    answer = await client.chat_postMessage(channel="U1ANA", text="hi", blocks=[section("hi")])
    await slack.until(lambda: bot.requests)
    return str(answer["ts"])


async def test_a_post_comes_back_with_the_mark_of_the_bot(bot: Bot, posted: str) -> None:
    event = bot.last["event"]

    assert (event["type"], event["channel"], event["channel_type"], event["ts"]) == ("message", "D1ANA", "im", posted)
    assert (event["user"], event["bot_id"], event["app_id"]) == ("U0RUNGS", "B0RUNGS", "A0RUNGS")
    assert "subtype" not in event
    assert event["blocks"][0]["text"]["text"] == "hi"


async def test_an_edit_comes_back_with_what_it_was(
    slack: Playground, bot: Bot, client: AsyncWebClient, posted: str
) -> None:
    await client.chat_update(channel="D1ANA", ts=posted, text="ho")
    await slack.until(lambda: len(bot.requests) == 2)

    event = bot.last["event"]
    assert (event["subtype"], event["channel_type"]) == ("message_changed", "im")
    assert (event["previous_message"]["text"], event["message"]["text"]) == ("hi", "ho")
    assert event["message"]["bot_id"] == "B0RUNGS"


async def test_a_file_comes_back_as_shared(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    room = slack.workspace.direct("U1ANA")
    await client.files_upload_v2(channel=room.id, content=b"x", filename="chart.png")
    await slack.until(lambda: bot.requests)

    assert (bot.last["event"]["subtype"], bot.last["event"]["files"][0]["name"]) == ("file_share", "chart.png")


async def test_channels_reactions_and_whispers_do_not_come_back(
    slack: Playground, bot: Bot, client: AsyncWebClient, posted: str
) -> None:
    await client.chat_postMessage(channel="C1GEN", text="hi")
    await client.chat_postEphemeral(channel="C1GEN", user="U1ANA", text="psst")
    await client.reactions_add(channel="D1ANA", timestamp=posted, name="tada")
    await slack.command("ana", "/okr")

    assert [exchange.name for exchange in slack.state.wire.exchanges if exchange.direction == "to_bot"] == [
        "event message",
        "command /okr",
    ]


async def test_an_echo_is_on_the_wire_and_not_among_the_deliveries(slack: Playground, posted: str) -> None:
    assert [exchange.note for exchange in slack.state.wire.exchanges] == ["", "echo of what the bot said"]
    assert slack.deliveries == []


async def test_where_no_bot_listens_there_is_no_echo(slack: Playground, client: AsyncWebClient) -> None:
    slack.connect("")
    await client.chat_postMessage(channel="U1ANA", text="hi")
    await client.auth_test()

    assert {exchange.direction for exchange in slack.state.wire.exchanges} == {"from_bot"}
    assert slack.faults == []
