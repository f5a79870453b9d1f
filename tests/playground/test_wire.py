"""The wire: every request in both directions with its answer, and any of Slack's sent again."""

import json

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.playground.server import Playground
from bot.playground.wire import KEPT_EXCHANGES, Exchange
from bot.playground.workspace import Json
from tests.playground.calls import called
from tests.playground.clock import Clock
from tests.playground.company import SECRET, Bot, section, signature


def exchanges(slack: Playground) -> list[Exchange]:
    """What is on the wire, the newest last."""
    return slack.state.wire.exchanges


def last(slack: Playground) -> Exchange:
    """The newest exchange."""
    return exchanges(slack)[-1]


class TestWhatIsOnIt:
    async def test_a_command_with_its_acknowledgement(self, slack: Playground, bot: Bot, clock: Clock) -> None:
        bot.answers({"text": "Done"})

        await slack.command("ana", "/okr", "new Win")

        (command,) = exchanges(slack)
        assert (command.number, command.direction, command.name, command.carrier) == (
            1,
            "to_bot",
            "command /okr",
            "http",
        )
        assert (command.request["text"], command.status, command.answer) == ("new Win", 200, {"text": "Done"})
        assert (command.at, command.note) == (clock(), "")
        assert command.headers["Content-Type"] == "application/x-www-form-urlencoded"

    async def test_a_call_of_the_bot_with_its_arguments_and_answer(
        self, slack: Playground, client: AsyncWebClient
    ) -> None:
        await client.chat_postMessage(channel="C1GEN", text="hi")

        call = last(slack)
        assert (call.direction, call.name, call.status) == ("from_bot", "chat.postMessage", 200)
        assert call.request == {"channel": "C1GEN", "text": "hi"}
        assert call.answer["message"]["text"] == "hi"

    async def test_a_refused_call_with_its_error(self, slack: Playground) -> None:
        await called(slack, "chat.shout", json={"text": "hi"})

        assert (last(slack).name, last(slack).answer) == ("chat.shout", {"ok": False, "error": "unknown_method"})

    async def test_blocks_in_a_form_are_shown_as_blocks(self, slack: Playground) -> None:
        await called(slack, "chat.postMessage", data={"channel": "C1GEN", "blocks": json.dumps([section("x")])})

        assert last(slack).request["blocks"] == [section("x")]

    async def test_what_the_bot_calls_meanwhile_comes_after_what_it_answers(
        self, slack: Playground, bot: Bot, client: AsyncWebClient
    ) -> None:
        async def post(payload: Json) -> web.Response:
            await client.chat_postMessage(channel="C1GEN", text="hi")
            return web.Response()

        bot.answer = post
        await slack.command("ana", "/okr")

        assert [exchange.name for exchange in exchanges(slack)] == ["command /okr", "chat.postMessage"]

    async def test_a_post_to_a_response_url(self, slack: Playground, bot: Bot) -> None:
        await slack.command("ana", "/okr")
        await AsyncWebhookClient(bot.last["response_url"]).send(text="Done")

        assert (last(slack).name, last(slack).request["text"], last(slack).answer) == ("response_url", "Done", "ok")

    async def test_of_a_file_its_name_and_length_alone(self, slack: Playground, client: AsyncWebClient) -> None:
        await client.files_upload_v2(channel="C1GEN", content=b"secret", filename="chart.png")

        (upload,) = [exchange for exchange in exchanges(slack) if exchange.name == "upload"]
        assert upload.request == {"file": "chart.png", "bytes": 6}

    async def test_each_attempt_at_an_event(self, slack: Playground, bot: Bot) -> None:
        bot.answers("no", status=500)
        await slack.dm("ana", "help")

        assert [(exchange.status, exchange.note) for exchange in exchanges(slack)] == [
            (500, ""),
            (500, "retry 1: http_error"),
            (500, "retry 2: http_error"),
            (500, "retry 3: http_error"),
        ]

    async def test_a_request_that_nobody_answered(self, slack: Playground) -> None:
        slack.connect("http://127.0.0.1:9/slack/events")
        await slack.command("ana", "/okr")

        assert (last(slack).status, last(slack).answer) == (0, None)

    async def test_a_socket_and_its_envelopes(self, slack: Playground) -> None:
        slack.enable_socket_mode()
        headers = {"Authorization": "Bearer xapp-local-playground"}
        url = (await called(slack, "apps.connections.open", headers=headers))["url"]
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
            await socket.receive_json()
            await socket.send_str("what")
            await slack.until(lambda: slack.faults)

        assert [(e.name, e.direction, e.carrier, e.status) for e in exchanges(slack)] == [
            ("apps.connections.open", "from_bot", "http", 200),
            ("socket hello", "to_bot", "socket", 200),
            ("socket acknowledgement", "from_bot", "socket", 400),
        ]

    async def test_no_token_is_on_it(self, slack: Playground, client: AsyncWebClient) -> None:
        await client.auth_test()
        await called(slack, "auth.test", data={"token": slack.workspace.install.token}, headers={})

        shown = [(exchange.request, exchange.headers) for exchange in exchanges(slack)]
        assert slack.workspace.install.token not in str(shown)
        assert len(shown) == 2

    async def test_the_latest_three_hundred_are_kept(self, slack: Playground) -> None:
        for _ in range(KEPT_EXCHANGES + 2):
            slack.state.wire.note(slack.state.wire.begin(), "from_bot", "api.test", {}, status=200)

        assert [exchanges(slack)[0].number, last(slack).number] == [3, KEPT_EXCHANGES + 2]
        assert slack.state.wire.find(3).number == 3
        with pytest.raises(LookupError, match="no exchange 2"):
            slack.state.wire.find(2)

    async def test_each_wakes_whoever_waits_for_something_new(self, slack: Playground, client: AsyncWebClient) -> None:
        before = slack.workspace.revision

        await client.auth_test()

        assert slack.workspace.revision > before


class TestSentAgain:
    async def test_an_event_comes_as_a_retry_that_counts_up(self, slack: Playground, bot: Bot) -> None:
        await slack.dm("ana", "help")
        await slack.dispatch.again(1)
        await slack.dispatch.again(1, "http_error")

        headers = [request.headers for request in bot.requests[1:]]
        assert [each["X-Slack-Retry-Num"] for each in headers] == ["1", "2"]
        assert [each["X-Slack-Retry-Reason"] for each in headers] == ["http_timeout", "http_error"]
        assert bot.requests[0].payload == bot.requests[1].payload == bot.requests[2].payload
        assert [exchange.note for exchange in exchanges(slack)] == ["", "sent again", "sent again"]

    async def test_a_command_comes_again_freshly_signed_and_shows_nothing_twice(
        self, slack: Playground, bot: Bot, clock: Clock
    ) -> None:
        bot.answers({"text": "Done"})
        await slack.command("ana", "/okr", "new Win")
        clock.forward(600)

        ack = await slack.dispatch.again(1)

        assert (ack.ok, last(slack).answer) == (True, {"text": "Done"})
        assert bot.requests[0].payload == bot.requests[1].payload
        assert bot.requests[1].headers["X-Slack-Request-Timestamp"] == str(int(clock()))
        assert bot.requests[1].headers["X-Slack-Signature"] == signature(SECRET, bot.requests[1])
        assert len(slack.ephemerals("ana")) == 1
        assert len(slack.deliveries) == 1

    async def test_over_a_socket_the_envelope_says_so(self, slack: Playground) -> None:
        await slack.command("ana", "/okr")
        slack.enable_socket_mode()
        headers = {"Authorization": "Bearer xapp-local-playground"}
        url = (await called(slack, "apps.connections.open", headers=headers))["url"]
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
            await socket.receive_json()
            slack.dispatch.deadline = 0.05
            await slack.dispatch.again(1)
            envelope = await socket.receive_json()

        assert (envelope["retry_attempt"], envelope["retry_reason"]) == (1, "timeout")
        assert envelope["payload"]["command"] == "/okr"

    async def test_what_the_bot_sent_itself_cannot_be(self, slack: Playground, client: AsyncWebClient) -> None:
        await client.auth_test()

        with pytest.raises(ValueError, match="The bot sent this itself"):
            await slack.dispatch.again(1)
        with pytest.raises(LookupError, match="no exchange 9"):
            await slack.dispatch.again(9)
