"""Messages of the bot: where they may go, what they may say, whom they ping."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import Playground
from tests.playground.calls import called, refusal
from tests.playground.clock import Clock
from tests.playground.company import local_slack, section


async def test_a_message_to_a_person_lands_in_their_direct_message(client: AsyncWebClient, slack: Playground) -> None:
    posted = await client.chat_postMessage(channel="U2BEN", text="Your check-in is due")

    assert posted["channel"] == "D2BEN"
    assert [message.text for message in slack.messages("ben")] == ["Your check-in is due"]


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C2DEV", "not_in_channel"),
        ("C4BOARD", "channel_not_found"),
        ("C9NONE", "channel_not_found"),
        ("U4GONE", "channel_not_found"),
    ],
)
async def test_a_message_needs_a_place_the_bot_may_write_in(client: AsyncWebClient, channel: str, error: str) -> None:
    assert await refusal(client.chat_postMessage(channel=channel, text="hi")) == error


async def test_with_its_scope_the_bot_writes_in_any_public_channel(clock: Clock) -> None:
    async with local_slack(clock, more_scopes=frozenset({"chat:write.public"})) as slack:
        client = AsyncWebClient(token=slack.workspace.install.token, base_url=slack.base_url)

        await client.chat_postMessage(channel="C2DEV", text="hi")

        assert [message.text for message in slack.messages("dev")] == ["hi"]


async def test_a_message_says_something(slack: Playground) -> None:
    answer = await called(slack, "chat.postMessage", json={"channel": "C1GEN", "text": " "})

    assert answer["error"] == "no_text"


async def test_a_long_text_is_cut_at_forty_thousand(client: AsyncWebClient, slack: Playground) -> None:
    await client.chat_postMessage(channel="C1GEN", text="x" * 40_001)

    assert len(slack.messages("general")[0].text) == 40_000


async def test_timestamps_rise_while_the_clock_stands_still(client: AsyncWebClient, slack: Playground) -> None:
    for number in range(5):
        await client.chat_postMessage(channel="C1GEN", text=str(number))

    stamps = [message.ts for message in slack.messages("general")]
    assert stamps == sorted(set(stamps))


async def test_replies_stand_in_the_thread(client: AsyncWebClient, slack: Playground) -> None:
    root = await client.chat_postMessage(channel="C1GEN", text="Week 47")
    reply = await client.chat_postMessage(channel="C1GEN", text="KR-1 is at 52", thread_ts=root["ts"])

    answer = await client.conversations_replies(channel="C1GEN", ts=root["ts"])
    assert [message["text"] for message in answer["messages"]] == ["Week 47", "KR-1 is at 52"]
    assert answer["messages"][0]["reply_count"] == 1
    assert [message.text for message in slack.messages("general")] == ["Week 47"]
    again = client.chat_postMessage(channel="C1GEN", text="no", thread_ts=reply["ts"])
    assert await refusal(again) == "cannot_reply_to_message"
    assert await refusal(client.chat_postMessage(channel="C1GEN", text="no", thread_ts="1.2")) == "thread_not_found"


async def test_an_update_keeps_blocks_that_it_does_not_name(client: AsyncWebClient, slack: Playground) -> None:
    posted = await client.chat_postMessage(channel="C1GEN", text="3 of 9 in", blocks=[section("3 of 9 in")])

    await client.chat_update(channel="C1GEN", ts=posted["ts"], text="4 of 9 in")

    message = slack.messages("general")[0]
    assert (message.text, message.blocks[0]["text"]["text"]) == ("4 of 9 in", "3 of 9 in")
    assert message.edited_ts is not None


async def test_only_the_bots_own_messages_can_be_changed(client: AsyncWebClient, slack: Playground) -> None:
    message = await slack.say("ana", "general", "mine")

    assert await refusal(client.chat_update(channel="C1GEN", ts=message.ts, text="x")) == "cant_update_message"
    assert await refusal(client.chat_delete(channel="C1GEN", ts=message.ts)) == "cant_delete_message"
    assert await refusal(client.chat_update(channel="C1GEN", ts="1.1", text="x")) == "message_not_found"


async def test_a_deleted_message_is_gone(client: AsyncWebClient, slack: Playground) -> None:
    posted = await client.chat_postMessage(channel="C1GEN", text="oops")

    await client.chat_delete(channel="C1GEN", ts=posted["ts"])

    assert slack.messages("general") == []
    assert await refusal(client.chat_delete(channel="C1GEN", ts=posted["ts"])) == "message_not_found"


async def test_an_ephemeral_message_is_seen_by_one_and_cannot_be_updated(
    client: AsyncWebClient, slack: Playground
) -> None:
    posted = await client.chat_postEphemeral(channel="C1GEN", user="U1ANA", text="psst")

    assert [message.text for message in slack.ephemerals("ana")] == ["psst"]
    assert (slack.ephemerals("ben"), slack.messages("general")) == ([], [])
    update = client.chat_update(channel="C1GEN", ts=posted["message_ts"], text="x")
    assert await refusal(update) == "message_not_found"
    outsider = client.chat_postEphemeral(channel="C3HR", user="U2BEN", text="psst")
    assert await refusal(outsider) == "user_not_in_channel"


async def test_a_permalink_leads_to_the_message_and_its_thread(client: AsyncWebClient) -> None:
    root = await client.chat_postMessage(channel="C1GEN", text="root")
    reply = await client.chat_postMessage(channel="C1GEN", text="reply", thread_ts=root["ts"])

    link = (await client.chat_getPermalink(channel="C1GEN", message_ts=reply["ts"]))["permalink"]

    assert link.endswith(f"/archives/C1GEN/p{reply['ts'].replace('.', '')}?thread_ts={root['ts']}&cid=C1GEN")


@pytest.mark.parametrize(
    ("text", "pings"),
    [
        ("<!channel> done", ["!channel"]),
        ("<!here|here>", ["!here"]),
        ("ask <@U2BEN> and <@U2BEN>", ["U2BEN"]),
        ("<!subteam^S1MKT|@marketing>", ["!subteam^S1MKT"]),
        ("&lt;!channel&gt; @here @ben", []),
    ],
)
async def test_pings_are_noted(client: AsyncWebClient, slack: Playground, text: str, pings: list[str]) -> None:
    await client.chat_postMessage(channel="C1GEN", text="fallback", blocks=[section(text)])

    assert [ping.target for ping in slack.pings] == pings


async def test_words_in_plain_text_ping_nobody(client: AsyncWebClient, slack: Playground) -> None:
    header = {"type": "header", "text": {"type": "plain_text", "text": "<!channel>"}}

    await client.chat_postMessage(channel="C1GEN", text="fallback", blocks=[header])

    assert slack.pings == []


async def test_reactions_count_once(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="C1GEN", text="praise")
    await client.reactions_add(channel="C1GEN", timestamp=posted["ts"], name="tada")

    answer = await client.reactions_get(channel="C1GEN", timestamp=posted["ts"])
    assert answer["message"]["reactions"] == [{"name": "tada", "users": ["U0RUNGS"], "count": 1}]
    twice = client.reactions_add(channel="C1GEN", timestamp=posted["ts"], name="tada")
    assert await refusal(twice) == "already_reacted"
    await client.reactions_remove(channel="C1GEN", timestamp=posted["ts"], name="tada")
    gone = client.reactions_remove(channel="C1GEN", timestamp=posted["ts"], name="tada")
    assert await refusal(gone) == "no_reaction"


async def test_refused_blocks_say_where_and_leave_a_fault(client: AsyncWebClient, slack: Playground) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C1GEN", text="x", blocks=[section("a" * 3001)])

    assert caught.value.response["error"] == "invalid_blocks"
    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]
    assert [fault.kind for fault in slack.faults] == ["invalid_blocks"]
