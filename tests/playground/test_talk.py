"""What people do, as it reaches the bot: signed commands, events with retries, shortcuts."""

from dataclasses import replace

import pytest
from aiohttp import web
from slack_sdk.signature import Clock as VerifiersClock
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import Playground
from bot.playground.workspace import Json
from tests.playground.clock import Clock
from tests.playground.company import PEOPLE, SECRET, Bot, local_slack, section, signature


class SlacksClock(VerifiersClock):
    """The test's clock for one verifier alone; the SDK's default is shared by all of them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock()


async def test_a_command_is_signed_and_carries_its_place(slack: Playground, bot: Bot) -> None:
    ack = await slack.command("ana", "/okr", " new Win ", channel="general")

    assert ack.ok
    assert bot.requests[0].headers["X-Slack-Signature"] == signature(SECRET, bot.requests[0])
    known = {key: bot.last[key] for key in ("command", "text", "channel_id", "channel_name", "user_id", "team_id")}
    assert known == {
        "command": "/okr",
        "text": "new Win",
        "channel_id": "C1GEN",
        "channel_name": "general",
        "user_id": "U1ANA",
        "team_id": "T0LOCAL",
    }


async def test_the_stock_verifier_takes_the_signature(slack: Playground, bot: Bot, clock: Clock) -> None:
    await slack.dm("ana", "help")

    verifier = SignatureVerifier(SECRET, SlacksClock(clock))
    assert verifier.is_valid_request(bot.requests[0].body, bot.requests[0].headers)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("ask @ben in #general", "ask <@U2BEN|ben> in <#C1GEN|general>"),
        ("ask @Ben", "ask <@U2BEN|ben>"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("for @marketing and @nobody", "for <!subteam^S1MKT|@marketing> and @nobody"),
        ("from ana@x.example", "from <mailto:ana@x.example|ana@x.example>"),
        ("see https://x.example/a?b=1&c=2.", "see <https://x.example/a?b=1&amp;c=2>."),
        ("<!channel>", "&lt;!channel&gt;"),
    ],
)
async def test_command_text_is_escaped_as_slack_does(slack: Playground, bot: Bot, typed: str, sent: str) -> None:
    await slack.command("ana", "/okr", typed, channel="general")

    assert bot.last["text"] == sent


async def test_an_answer_in_the_acknowledgement_is_for_the_writer(slack: Playground, bot: Bot) -> None:
    bot.answers({"text": "O-1 created", "blocks": [section("O-1 created")]})

    await slack.command("ana", "/okr", "new Win", channel="general")

    assert [message.text for message in slack.ephemerals("ana")] == ["O-1 created"]
    assert slack.messages("general") == []


async def test_an_answer_may_be_plain_words_or_for_all(slack: Playground, bot: Bot) -> None:
    bot.answers("Try /okr help")
    await slack.command("ana", "/okr")
    bot.answers({"text": "for all", "response_type": "in_channel"})
    await slack.command("ana", "/okr", channel="general")

    assert [message.text for message in slack.ephemerals("ana")] == ["Try /okr help"]
    assert [message.text for message in slack.messages("general")] == ["for all"]


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"blocks": [{"type": "poll"}]}, 200, "invalid_command_response"),
        ([1], 200, "invalid_command_response"),
        ("boom", 500, "dispatch_failed"),
    ],
)
async def test_an_answer_that_slack_would_refuse_is_a_fault(
    slack: Playground, bot: Bot, body: object, status: int, kind: str
) -> None:
    bot.answers(body, status=status)

    await slack.command("ana", "/okr")

    assert [fault.kind for fault in slack.faults] == [kind]


async def test_a_late_acknowledgement_is_a_fault(bot: Bot, clock: Clock) -> None:
    async with local_slack(clock, endpoint=bot.address, deadline=0.05) as slack:

        async def wait(payload: Json) -> web.Response:
            await slack.until(lambda: slack.faults, 2)
            return web.Response()

        bot.answer = wait
        ack = await slack.command("ana", "/okr")

        assert (ack.status, ack.ok) == (0, False)
        assert [fault.kind for fault in slack.faults] == ["operation_timeout"]


async def test_a_bot_that_is_not_there_is_a_fault(clock: Clock) -> None:
    async with local_slack(clock) as slack:
        await slack.command("ana", "/okr")

        assert [fault.kind for fault in slack.faults] == ["dispatch_failed"]


async def test_before_a_bot_is_connected_nothing_is_sent_anywhere(slack: Playground, bot: Bot) -> None:
    slack.connect("")
    await slack.command("ana", "/okr")

    assert [(fault.kind, fault.text) for fault in slack.faults] == [
        ("dispatch_failed", "The bot is not connected yet: command /okr.")
    ]


async def test_an_unknown_command_never_reaches_the_bot(slack: Playground, bot: Bot) -> None:
    with pytest.raises(ValueError, match="/nope is not a valid command"):
        await slack.command("ana", "/nope")
    with pytest.raises(ValueError, match="ben is not in dev"):
        await slack.command("ben", "/okr", channel="dev")

    assert bot.requests == []


async def test_a_direct_message_is_an_event(slack: Playground, bot: Bot) -> None:
    await slack.dm("ana", "what is @ben up to")

    event = bot.last["event"]
    assert (event["type"], event["channel_type"], event["channel"]) == ("message", "im", "D1ANA")
    assert event["text"] == "what is <@U2BEN> up to"


async def test_the_bot_hears_a_channel_only_where_it_is_mentioned(slack: Playground, bot: Bot) -> None:
    root = await slack.say("ben", "general", "lunch")
    await slack.mention("ana", "general", "show KR-1", thread_ts=root.ts)

    assert len(bot.requests) == 1
    event = bot.last["event"]
    assert (event["type"], event["text"], event["thread_ts"]) == ("app_mention", "<@U0RUNGS> show KR-1", root.ts)
    with pytest.raises(ValueError, match="the bot is not in dev"):
        await slack.mention("ana", "dev", "help")


async def test_an_event_that_fails_comes_three_more_times(slack: Playground, bot: Bot) -> None:
    bot.answers("no", status=500)

    ack = await slack.dm("ana", "help")

    assert ack.attempts == 4
    assert [request.headers.get("X-Slack-Retry-Num") for request in bot.requests] == [None, "1", "2", "3"]
    assert {request.headers.get("X-Slack-Retry-Reason") for request in bot.requests[1:]} == {"http_error"}
    assert len({request.payload["event_id"] for request in bot.requests}) == 1


async def test_an_event_can_be_delivered_again(slack: Playground, bot: Bot) -> None:
    await slack.dm("ana", "help")
    await slack.deliver_again()
    await slack.dm("ana", "help")

    first, again, other = (request.payload["event_id"] for request in bot.requests)
    assert first == again != other
    assert bot.requests[1].headers["X-Slack-Retry-Reason"] == "http_timeout"


async def test_opening_home_asks_the_bot_to_publish_it(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    async def publish(payload: Json) -> web.Response:
        view = {"type": "home", "blocks": [section("Yours")]}
        await client.views_publish(user_id=payload["event"]["user"], view=view)
        return web.Response()

    bot.answer = publish

    home = await slack.open_home("ana")

    assert home is not None
    assert bot.last["event"]["tab"] == "home"
    await slack.open_home("ana")
    assert bot.last["event"]["view"]["id"] == home.id


async def test_a_shortcut_carries_the_message_also_in_a_thread(slack: Playground, bot: Bot) -> None:
    root = await slack.say("ana", "dev", "release")
    reply = await slack.say("ana", "dev", "well done @ben", root.ts)

    await slack.shortcut("ana", "Save as evidence", reply)

    assert (bot.last["type"], bot.last["callback_id"]) == ("message_action", "save_evidence")
    assert bot.last["message"]["text"] == "well done <@U2BEN>"
    assert bot.last["message"]["thread_ts"] == root.ts
    with pytest.raises(LookupError, match="there is no shortcut"):
        await slack.shortcut("ana", "other", reply)


async def test_reactions_and_new_members_reach_the_bot_where_it_is(slack: Playground, bot: Bot) -> None:
    message = await slack.say("ana", "general", "done")
    await slack.react("ben", message, "tada")
    await slack.unreact("ben", message, "tada")
    await slack.join("gus", "general")
    elsewhere = await slack.say("ana", "dev", "done")

    assert await slack.react("ana", elsewhere, "tada") is None
    kinds = [request.payload["event"]["type"] for request in bot.requests]
    assert kinds == ["reaction_added", "reaction_removed", "member_joined_channel"]


async def test_people_come_change_and_go(slack: Playground, bot: Bot) -> None:
    await slack.arrive(replace(PEOPLE[0], id="U7NEW", name="new", email="new@x.example"))
    await slack.change(replace(PEOPLE[1], deleted=True))

    joined, changed = (request.payload["event"] for request in bot.requests)
    assert (joined["type"], joined["user"]["profile"]["email"]) == ("team_join", "new@x.example")
    assert (changed["type"], changed["user"]["deleted"]) == ("user_change", True)
