"""Socket Mode: tickets, envelopes, acknowledgements, replaced connections; Slack's own client understands it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import Playground
from bot.playground.workspace import Json
from tests.playground.calls import called
from tests.playground.clock import Clock
from tests.playground.company import Bot, field_block, local_slack, modal, option, section

Socket = aiohttp.ClientWebSocketResponse
APP = {"Authorization": "Bearer xapp-local-playground"}


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[Playground]:
    """The company's local Slack with Socket Mode on."""
    async with local_slack(clock) as slack:
        slack.enable_socket_mode()
        yield slack


async def address(slack: Playground) -> str:
    """Where to open one connection."""
    answer = await called(slack, "apps.connections.open", headers=APP)
    assert answer["ok"], answer
    return str(answer["url"])


@asynccontextmanager
async def connected(slack: Playground) -> AsyncIterator[Socket]:
    """One open connection, greeted."""
    async with aiohttp.ClientSession() as session, session.ws_connect(await address(slack)) as socket:
        assert (await socket.receive_json())["type"] == "hello"
        yield socket


async def taken(socket: Socket, **payload: object) -> Json:
    """The next envelope, acknowledged."""
    envelope = dict(await socket.receive_json())
    await socket.send_json({"envelope_id": envelope["envelope_id"], **payload})
    return envelope


def kinds(slack: Playground) -> list[str]:
    """The kinds of the faults so far."""
    return [fault.kind for fault in slack.faults]


class TestOpening:
    async def test_an_app_token_opens_a_connection_and_hello_says_how_many_there_are(self, slack: Playground) -> None:
        async with (
            connected(slack),
            aiohttp.ClientSession() as session,
            session.ws_connect(await address(slack)) as second,
        ):
            hello = await second.receive_json()

        assert hello["num_connections"] == 2
        assert hello["connection_info"] == {"app_id": "A0RUNGS"}
        assert hello["debug_info"]["approximate_connection_time"] == 18060

    @pytest.mark.parametrize(
        ("headers", "error"),
        [
            ({}, "not_authed"),
            ({"Authorization": "Bearer xoxb-local-playground"}, "not_allowed_token_type"),
            ({"Authorization": "Bearer xapp-other"}, "invalid_auth"),
        ],
    )
    async def test_another_token_opens_none(self, slack: Playground, headers: Json, error: str) -> None:
        assert await called(slack, "apps.connections.open", headers=headers) == {"ok": False, "error": error}

    async def test_an_app_token_may_do_nothing_else(self, slack: Playground) -> None:
        assert (await called(slack, "auth.test", headers=APP))["error"] == "not_allowed_token_type"

    async def test_a_ticket_is_good_once(self, slack: Playground) -> None:
        url = await address(slack)
        async with aiohttp.ClientSession() as session, session.ws_connect(url):
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await session.ws_connect(url)

    async def test_a_ticket_is_good_for_thirty_seconds(self, slack: Playground, clock: Clock) -> None:
        url = await address(slack)
        clock.forward(31)

        async with aiohttp.ClientSession() as session:
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await session.ws_connect(url)

    async def test_the_address_names_the_app(self, slack: Playground) -> None:
        url = urlsplit(await address(slack))

        assert (url.scheme, url.path, parse_qs(url.query)["app_id"]) == ("ws", "/link/", ["A0RUNGS"])

    async def test_the_eleventh_connection_is_one_too_many(self, slack: Playground) -> None:
        async with aiohttp.ClientSession() as session:
            open_ones = [await session.ws_connect(await address(slack)) for _ in range(10)]
            async with session.ws_connect(await address(slack)) as eleventh:
                refused = await eleventh.receive_json()
                end = await eleventh.receive()
            for socket in open_ones:
                await socket.close()

        assert (refused["type"], refused["reason"]) == ("disconnect", "too_many_websockets")
        assert end.type is aiohttp.WSMsgType.CLOSE

    async def test_while_socket_mode_is_off_a_connection_is_sent_away(self, slack: Playground) -> None:
        await slack.disable_socket_mode()

        async with aiohttp.ClientSession() as session, session.ws_connect(await address(slack)) as socket:
            assert (await socket.receive_json())["reason"] == "link_disabled"


class TestEnvelopes:
    async def test_a_command_is_acknowledged_with_what_its_writer_sees(self, slack: Playground) -> None:
        async with connected(slack) as socket:
            ack, envelope = await asyncio.gather(
                slack.command("ana", "/okr", "new Win", channel="general"), taken(socket, payload={"text": "Done"})
            )

        assert (ack.ok, ack.body) == (True, {"text": "Done"})
        assert [message.text for message in slack.ephemerals("ana")] == ["Done"]
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
        assert (envelope["payload"]["command"], envelope["payload"]["text"]) == ("/okr", "new Win")
        assert "retry_attempt" not in envelope
        assert slack.faults == []

    async def test_a_form_is_acknowledged_with_its_errors(self, slack: Playground) -> None:
        client = AsyncWebClient(token=slack.workspace.install.token, base_url=slack.base_url)
        async with connected(slack) as socket:
            opening = asyncio.create_task(slack.command("ana", "/okr"))
            trigger = (await taken(socket))["payload"]["trigger_id"]
            await opening
            await client.views_open(trigger_id=trigger, view=modal(field_block("n", {"type": "plain_text_input"})))
            view = slack.open_view("ana")
            assert view is not None
            errors = {"response_action": "errors", "errors": {"n": "Too short"}}
            _, envelope = await asyncio.gather(slack.submit("ana", view, {"n": "x"}), taken(socket, payload=errors))

        shown = slack.open_view("ana")
        assert shown is not None
        assert shown.errors == {"n": "Too short"}
        assert (envelope["type"], envelope["payload"]["type"]) == ("interactive", "view_submission")

    async def test_options_come_in_the_acknowledgement(self, slack: Playground) -> None:
        select = {"type": "external_select", "action_id": "pick", "min_query_length": 1}
        async with connected(slack) as socket:
            await asyncio.gather(
                slack.command("ana", "/okr"),
                taken(socket, payload={"blocks": [section("x", block_id="b", accessory=select)], "text": "x"}),
            )
            offered, _ = await asyncio.gather(
                slack.suggest("ana", slack.ephemerals("ana")[0], "pick", "w"),
                taken(socket, payload={"options": [option("Win", "1")]}),
            )

        assert [item["value"] for item in offered] == ["1"]

    async def test_an_event_is_acknowledged_with_nothing(self, slack: Playground) -> None:
        async with connected(slack) as socket:
            ack, envelope = await asyncio.gather(slack.dm("ana", "help"), taken(socket))

        assert (ack.ok, ack.attempts) == (True, 1)
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("events_api", False)
        assert envelope["payload"]["event"]["text"] == "help"
        assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")

    async def test_envelopes_go_to_the_connections_in_turn(self, slack: Playground) -> None:
        async with connected(slack) as one, connected(slack) as other:
            for _ in range(2):
                calls = asyncio.gather(slack.dm("ana", "a"), slack.dm("ana", "b"))
                await asyncio.gather(taken(one), taken(other))
                await calls

        assert slack.faults == []

    async def test_without_a_connection_nothing_arrives(self, slack: Playground) -> None:
        ack = await slack.command("ana", "/okr")

        assert not ack.ok
        assert kinds(slack) == ["dispatch_failed"]
        assert "no open connection" in slack.faults[0].text

    async def test_http_is_not_used_while_socket_mode_is_on(self, slack: Playground, bot: Bot) -> None:
        slack.connect(bot.address)
        await slack.command("ana", "/okr")
        await slack.disable_socket_mode()
        await slack.command("ana", "/okr")

        assert len(bot.requests) == 1


class TestAcknowledgements:
    async def test_a_command_without_one_fails_and_is_not_repeated(self, slack: Playground) -> None:
        slack.dispatch.deadline = 0.05
        async with connected(slack):
            ack = await slack.command("ana", "/okr")

        assert (ack.status, ack.failure, ack.attempts) == (0, "timeout", 1)
        assert kinds(slack) == ["operation_timeout"]

    async def test_an_event_without_one_comes_three_more_times(self, slack: Playground) -> None:
        slack.dispatch.deadline = 0.05
        async with connected(slack) as socket:
            ack = await slack.dm("ana", "help")
            envelopes = [await socket.receive_json() for _ in range(4)]

        assert ack.attempts == 4
        assert [envelope["retry_attempt"] for envelope in envelopes] == [0, 1, 2, 3]
        assert {envelope["retry_reason"] for envelope in envelopes[1:]} == {"timeout"}
        assert len({envelope["payload"]["event_id"] for envelope in envelopes}) == 1
        assert len({envelope["envelope_id"] for envelope in envelopes}) == 4

    async def test_a_late_one_is_a_fault_of_its_own(self, slack: Playground) -> None:
        slack.dispatch.deadline = 0.05
        async with connected(slack) as socket:
            await slack.command("ana", "/okr")
            await taken(socket)
            await slack.until(lambda: len(slack.faults) == 2)

        assert kinds(slack) == ["operation_timeout", "late_acknowledgement"]
        assert "command /okr" in slack.faults[1].text

    async def test_a_second_one_is_a_fault(self, slack: Playground) -> None:
        async with connected(slack) as socket:
            _, envelope = await asyncio.gather(slack.command("ana", "/okr"), taken(socket))
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
            await slack.until(lambda: slack.faults)

        assert kinds(slack) == ["bad_acknowledgement"]
        assert "twice" in slack.faults[0].text

    @pytest.mark.parametrize(
        "text",
        ["{", "[]", "{}", '{"envelope_id": "none of ours"}', '{"envelope_id": {}}', "[" * 100_000],
        ids=lambda text: text[:30],
    )
    async def test_one_of_nothing_is_a_fault_and_the_connection_lives_on(self, slack: Playground, text: str) -> None:
        async with connected(slack) as socket:
            await socket.send_str(text)
            await slack.until(lambda: slack.faults)
            ack, _ = await asyncio.gather(slack.command("ana", "/okr"), taken(socket))

        assert ack.ok
        assert kinds(slack) == ["bad_acknowledgement"]

    async def test_a_payload_for_an_event_is_a_fault(self, slack: Playground) -> None:
        async with connected(slack) as socket:
            ack, _ = await asyncio.gather(slack.dm("ana", "help"), taken(socket, payload={"text": "hi"}))

        assert (ack.ok, ack.body) == (True, None)
        assert kinds(slack) == ["bad_acknowledgement"]


class TestReplacement:
    async def test_a_refresh_warns_asks_and_closes(self, slack: Playground) -> None:
        async with connected(slack) as socket:
            await slack.refresh_sockets(grace=0.05)
            told = [await socket.receive_json() for _ in range(2)]
            end = await socket.receive()

        assert [frame["type"] for frame in told] == ["disconnect", "disconnect"]
        assert [frame["reason"] for frame in told] == ["warning", "refresh_requested"]
        assert end.type is aiohttp.WSMsgType.CLOSE

    async def test_what_is_sent_meanwhile_goes_over_the_new_connection(self, slack: Playground) -> None:
        async with connected(slack) as old:
            refreshing = asyncio.create_task(slack.refresh_sockets(grace=5))
            assert [(await old.receive_json())["reason"] for _ in range(2)] == ["warning", "refresh_requested"]
            async with connected(slack) as new:
                for _ in range(3):
                    ack, _ = await asyncio.gather(slack.command("ana", "/okr"), taken(new))
                    assert ack.ok
                await old.close()
                await refreshing

        assert slack.faults == []

    async def test_what_was_under_way_can_still_be_acknowledged_on_the_old_one(self, slack: Playground) -> None:
        async with connected(slack) as old:
            asking = asyncio.create_task(slack.command("ana", "/okr"))
            envelope = await old.receive_json()
            refreshing = asyncio.create_task(slack.refresh_sockets(grace=5))
            assert (await old.receive_json())["reason"] == "warning"
            await old.send_json({"envelope_id": envelope["envelope_id"]})

            assert (await asking).ok
            await old.close()
            await refreshing

    async def test_an_event_on_a_connection_that_breaks_comes_again_on_another(self, slack: Playground) -> None:
        async with connected(slack) as one, connected(slack) as other:
            asking = asyncio.create_task(slack.dm("ana", "help"))
            hearing = {asyncio.create_task(socket.receive_json()): socket for socket in (one, other)}
            (heard,), (waiting,) = await asyncio.wait(hearing, return_when=asyncio.FIRST_COMPLETED)
            await hearing[heard].close()
            again = await waiting
            await hearing[waiting].send_json({"envelope_id": again["envelope_id"]})

            assert (await asking).attempts == 2
        assert (again["retry_attempt"], again["retry_reason"]) == (1, "connection_closed")

    async def test_a_command_on_a_connection_that_breaks_fails_at_once(self, slack: Playground) -> None:
        async with connected(slack) as socket:
            asking = asyncio.create_task(slack.command("ana", "/okr"))
            await socket.receive_json()
        ack = await asking

        assert (ack.ok, ack.failure) == (False, "connection_closed")
        assert kinds(slack) == ["dispatch_failed"]

    async def test_switching_socket_mode_off_closes_every_connection(self, slack: Playground) -> None:
        async with connected(slack) as socket:
            await slack.disable_socket_mode()

            assert (await socket.receive_json())["reason"] == "link_disabled"
            assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE


class TestSlacksOwnClient:
    @pytest.fixture
    async def own(self, slack: Playground) -> AsyncIterator[SocketModeClient]:
        """Slack's client, connected; it acknowledges everything with a word."""
        web = AsyncWebClient(token="xapp-local-playground", base_url=slack.base_url)
        client = SocketModeClient(app_token="xapp-local-playground", web_client=web)

        async def acknowledge(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
            payload = {"text": f"got {request.type}"} if request.accepts_response_payload else None
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))

        client.socket_mode_request_listeners.append(acknowledge)
        await client.connect()  # type: ignore[no-untyped-call]
        await slack.until(lambda: slack.state.sockets.connections)
        yield client
        await client.close()  # type: ignore[no-untyped-call]

    async def test_it_hears_and_acknowledges(self, slack: Playground, own: SocketModeClient) -> None:
        command, event = await slack.command("ana", "/okr"), await slack.dm("ana", "help")

        assert (command.body, event.ok) == ({"text": "got slash_commands"}, True)
        assert slack.faults == []

    async def test_it_opens_another_connection_when_asked_to(self, slack: Playground, own: SocketModeClient) -> None:
        await slack.refresh_sockets(grace=5)
        await slack.until(lambda: slack.state.sockets.connections)

        assert (await slack.command("ana", "/okr")).ok
        assert slack.faults == []
