"""Socket Mode: what comes over the socket is answered over it, and a socket is open as long as Slack can be reached."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from structlog.testing import capture_logs

from bot.metrics import Metrics
from bot.slack import link, socket
from bot.slack.connection import Identity, TokenRefused, authorizer, web_client
from bot.slack.socket import LONGEST, Socket, pause
from tests.slack.link_server import HELLO, LinkServer, link_server, until
from tests.slack.scripted import says

IDENTITY = Identity("T1", "Company X", "U0RUNGS", "B0RUNGS", "https://company-x.slack.com/")
APP_TOKEN = "xapp-1-test"
WRITTEN = "what ana wrote"


@dataclass(eq=False)
class Desk:
    """What answers the commands, and the waits that the socket asked for between its attempts."""

    taken: list[str] = field(default_factory=list)
    waits: list[int] = field(default_factory=list)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    metrics: Metrics = field(default_factory=Metrics)

    async def answer(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Answer with blocks, with nothing, late, or not at all, as the words ask."""
        text = body["text"]
        self.taken.append(text)
        match text.split()[0]:
            case "nothing":
                await ack()
            case "words":
                await ack("plain words")
            case "fail":
                raise RuntimeError(WRITTEN)
            case "late":
                await self.go_on.wait()
                await ack(text="at last")
            case _:
                await ack(response_type="ephemeral", text=f"you said {text}", blocks=[{"type": "divider"}])

    async def fail(self, error: Exception) -> BoltResponse:
        """What Bolt answers for a listener that failed."""
        return BoltResponse(status=500, body=str(error))

    def wait(self, failures: int) -> float:
        """No pause, but written down."""
        self.waits.append(failures)
        return 0.0


@dataclass(frozen=True, slots=True)
class Joined:
    """A socket at work, and who it works for."""

    socket: Socket
    desk: Desk
    slack: LinkServer


@asynccontextmanager
async def unopened(slack: LinkServer) -> AsyncIterator[Joined]:
    """A socket to this Slack, which a test opens and this closes."""
    desk = Desk()
    async with aiohttp.ClientSession() as session:
        client = web_client("xoxb-test", slack.api_url, session)
        bolt = AsyncApp(
            client=AsyncWebClient(base_url=slack.api_url, session=session),
            signing_secret="unused",
            authorize=authorizer(IDENTITY, "xoxb-test"),
            process_before_response=True,
        )
        bolt.command("/okr")(desk.answer)
        bolt.error(desk.fail)
        here = Joined(Socket(client, session, APP_TOKEN, bolt, desk.metrics, desk.wait), desk, slack)
        try:
            yield here
        finally:
            await here.socket.close()


@asynccontextmanager
async def joined(**laid_out: Any) -> AsyncIterator[Joined]:
    """A socket that is open."""
    async with link_server(**laid_out) as slack, unopened(slack) as here:
        async with asyncio.timeout(10):
            await here.socket.open()
        yield here


async def payload(here: Joined, words: str, number: int = -1) -> Any:
    """Send a command over the connection of that number, and return the payload of its acknowledgement."""
    end = here.slack.ends[number]
    await end.command(words)
    await until(lambda: end.answers(words))
    (answer,) = end.answers(words)
    return answer.get("payload")


def gauge(metrics: Metrics) -> str:
    """What the metrics say of open sockets."""
    return next(line for line in metrics.exposition().decode().splitlines() if line.startswith("rungs_open_sockets "))


class TestAnswers:
    async def test_an_answer_is_the_payload_of_the_acknowledgement(self) -> None:
        async with joined() as here:
            said = await payload(here, "show KR-1")

        assert said == {"response_type": "ephemeral", "text": "you said show KR-1", "blocks": [{"type": "divider"}]}

    async def test_an_empty_answer_is_an_acknowledgement_without_a_payload(self) -> None:
        async with joined() as here:
            await payload(here, "nothing")

            assert here.slack.ends[0].heard == [{"envelope_id": "nothing"}]

    async def test_plain_words_are_sent_as_a_text(self) -> None:
        async with joined() as here:
            assert await payload(here, "words") == {"text": "plain words"}

    async def test_a_request_that_takes_its_time_holds_nobody_up(self) -> None:
        async with joined() as here:
            await here.slack.ends[0].command("late")
            await until(lambda: "late" in here.desk.taken)

            assert await payload(here, "show KR-1")
            assert here.slack.ends[0].answers("late") == []
            here.desk.go_on.set()
            await until(lambda: here.slack.ends[0].answers("late"))

    async def test_a_listener_that_fails_is_not_acknowledged_and_ends_nothing(self) -> None:
        async with joined() as here:
            await here.slack.ends[0].command("fail")
            await until(lambda: "fail" in here.desk.taken)

            assert await payload(here, "show KR-1")
            assert here.slack.ends[0].answers("fail") == []

    async def test_it_is_counted_and_timed_like_a_request_over_http(self) -> None:
        async with joined() as here:
            await payload(here, "show KR-1")
            told = here.desk.metrics.exposition().decode()

        assert 'rungs_requests_total{kind="command"} 1.0' in told
        assert "rungs_acknowledgement_seconds_count 1.0" in told


@pytest.mark.parametrize(
    "frame",
    [
        WRITTEN,
        "{" + WRITTEN,
        WRITTEN.encode(),
        "[" * 100_000,
        "null",
        "[]",
        {"type": WRITTEN},
        {"type": "slash_commands", "envelope_id": "1"},
        {"type": "slash_commands", "envelope_id": "1", "payload": WRITTEN},
        {"type": "slash_commands", "envelope_id": 1, "payload": {"command": "/okr"}},
        {"type": "slash_commands", "envelope_id": "1", "payload": {"text": WRITTEN}},
        {"type": "interactive", "envelope_id": "1", "payload": {"type": "block_actions", "actions": WRITTEN}},
        {"type": "events_api", "envelope_id": "1", "payload": {"type": "event_callback", "event": WRITTEN}},
        {"type": "telepathy", "envelope_id": "1", "payload": {"command": "/okr", "text": WRITTEN}},
        {"type": ["slash_commands"], "envelope_id": "1", "payload": {}},
        HELLO,
    ],
    ids=lambda frame: str(frame)[:50],
)
async def test_what_is_no_request_is_passed_over_and_its_words_are_not_logged(frame: Any) -> None:
    async with joined() as here:
        with capture_logs() as logs:
            await here.slack.ends[0].send(frame)

            assert await payload(here, "show KR-1")

    assert len(here.slack.ends) == 1
    assert WRITTEN not in str(logs)


async def test_a_frame_that_is_no_request_is_told_to_the_operator() -> None:
    async with joined() as here:
        with capture_logs() as logs:
            await here.slack.ends[0].send(WRITTEN)
            await payload(here, "show KR-1")

    assert logs == [
        {"event": "slack sent something over the socket that is no request", "log_level": "warning", "frame": "TEXT"}
    ]


class TestOpening:
    async def test_the_token_goes_into_a_header_and_never_into_an_address(self) -> None:
        async with joined() as here:
            (asked,) = here.slack.asked

        assert asked.headers["Authorization"] == f"Bearer {APP_TOKEN}"
        assert APP_TOKEN not in str(asked.url)

    async def test_it_is_tried_again_and_with_longer_pauses_until_slack_answers(self) -> None:
        troubles = [
            web.Response(status=503, text="<html>"),
            says({"ok": False, "error": "internal_error"}),
            says({"ok": True, "url": "nonsense"}),
        ]
        async with joined(refusals=troubles) as here:
            assert here.desk.waits == [1, 2, 3]
            assert await payload(here, "show KR-1")

    @pytest.mark.parametrize("word", ["invalid_auth", "not_allowed_token_type", "missing_scope"])
    async def test_a_token_that_will_never_do_is_not_tried_again(self, word: str) -> None:
        async with link_server(refusals=[says({"ok": False, "error": word})]) as slack, unopened(slack) as here:
            with pytest.raises(TokenRefused) as caught:
                await here.socket.open()

        assert (caught.value.error, len(slack.asked), here.desk.waits) == (word, 1, [])

    async def test_a_slack_that_does_not_say_hello_is_asked_for_another_connection(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(socket, "OPENING", 0.2)

        async with joined(greetings=[None]) as here:
            assert [end.closed for end in here.slack.ends] == [True, False]
            assert await payload(here, "show KR-1")

    @pytest.mark.parametrize(("why", "advice"), [("too_many_websockets", "ten connections"), ("link_disabled", "on")])
    async def test_a_connection_that_slack_does_not_want_is_tried_again_with_advice(
        self, why: str, advice: str
    ) -> None:
        with capture_logs() as logs:
            async with joined(greetings=[{"type": "disconnect", "reason": why}]) as here:
                await until(lambda: here.slack.ends[0].closed)
                assert here.desk.waits == [1]

        (told,) = [one for one in logs if one.get("error") == why]
        assert advice in told["advice"]

    def test_pauses_double_up_to_a_minute_and_are_never_quite_the_same(self) -> None:
        assert all(0.5 * 2**n <= pause(n + 1) <= 2**n for n in range(5))
        assert all(LONGEST / 2 <= pause(failures) <= LONGEST for failures in (7, 100, 10_000))
        assert len({pause(5) for _ in range(20)}) > 1


class TestLosing:
    async def test_a_connection_that_is_cut_is_replaced(self) -> None:
        async with joined() as here:
            here.slack.ends[0].transport.abort()

            await here.slack.end(1)
            assert await payload(here, "show KR-1")

    async def test_a_connection_that_is_closed_without_warning_is_replaced(self) -> None:
        async with joined() as here:
            await here.slack.ends[0].wire.close()

            await here.slack.end(1)
            assert await payload(here, "show KR-1")

    async def test_one_on_which_slack_has_fallen_silent_is_replaced(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(socket, "HEARTBEAT", 0.1)

        async with joined(autoping=False) as here:
            await here.slack.end(1)

    async def test_a_steady_one_is_replaced_at_once_and_one_after_another_ever_slower(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(socket, "STEADY", -1.0)
        async with joined() as here:
            here.slack.ends[0].transport.abort()
            await here.slack.end(1)
            assert here.desk.waits == []

            monkeypatch.setattr(socket, "STEADY", 3600.0)
            for number in (1, 2, 3):
                (await here.slack.end(number)).transport.abort()
            await here.slack.end(4)
            assert here.desk.waits == [1, 2, 3]

    async def test_slack_may_be_out_of_reach_in_the_meantime(self) -> None:
        async with joined() as here:
            here.slack.refusals += [web.Response(status=502), says({"ok": False, "error": "invalid_auth"})]
            here.slack.ends[0].transport.abort()

            await here.slack.end(1)
            assert await payload(here, "show KR-1")

    async def test_an_answer_that_comes_after_its_connection_is_lost_disturbs_nothing(self) -> None:
        async with joined() as here:
            with capture_logs() as logs:
                await here.slack.ends[0].command("late")
                await until(lambda: "late" in here.desk.taken)
                here.slack.ends[0].transport.abort()
                await here.slack.end(1)
                here.desk.go_on.set()

                assert await payload(here, "show KR-1")
                await until(lambda: any("before an acknowledgement" in one["event"] for one in logs))

    async def test_the_metrics_tell_how_many_are_open(self) -> None:
        async with link_server() as slack, unopened(slack) as here:
            assert (here.socket.count, gauge(here.desk.metrics)) == (0, "rungs_open_sockets 0.0")
            await here.socket.open()
            assert (here.socket.count, gauge(here.desk.metrics)) == (1, "rungs_open_sockets 1.0")
            slack.refusals += [web.Response(status=502)] * 10_000
            slack.ends[0].transport.abort()
            await until(lambda: here.socket.count == 0)
            slack.refusals.clear()
            await until(lambda: here.socket.count == 1)


class TestRefresh:
    @pytest.mark.parametrize("why", ["warning", "refresh_requested"])
    async def test_the_next_is_open_before_the_old_one_goes(self, why: str) -> None:
        async with joined() as here:
            await here.slack.ends[0].dismiss(why)
            await here.slack.end(1)

            assert await payload(here, "over the old one", 0)
            assert await payload(here, "over the new one", 1)
            await here.slack.ends[0].wire.close()
            await until(lambda: here.socket.count == 1)
            assert here.desk.waits == []

    async def test_a_warning_and_a_request_open_one_connection(self) -> None:
        async with joined() as here:
            for why in ("warning", "refresh_requested"):
                await here.slack.ends[0].dismiss(why)
            await payload(here, "show KR-1", 0)
            await here.slack.end(1)
            await here.slack.ends[1].dismiss("warning")
            await here.slack.end(2)

            assert len(here.slack.asked) == 3

    async def test_what_is_under_way_on_the_old_one_is_answered_on_it(self) -> None:
        async with joined() as here:
            await here.slack.ends[0].command("late")
            await until(lambda: "late" in here.desk.taken)
            await here.slack.ends[0].dismiss("refresh_requested")
            await here.slack.end(1)

            here.desk.go_on.set()
            await until(lambda: here.slack.ends[0].answers("late"))

    async def test_the_old_one_is_given_up_when_slack_forgets_to_close_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(link, "LEAVING", 0.1)

        async with joined() as here:
            await here.slack.ends[0].dismiss("refresh_requested")

            await until(lambda: here.slack.ends[0].closed)
            assert here.socket.count == 1

    async def test_the_old_one_works_while_slack_opens_no_next_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(link, "LEAVING", 0.0)

        async with joined() as here:
            here.slack.refusals += [web.Response(status=503)] * 10_000
            await here.slack.ends[0].dismiss("warning")
            await until(lambda: here.desk.waits)

            assert await payload(here, "show KR-1", 0)
            here.slack.refusals.clear()
            await here.slack.end(1)

    async def test_an_unwanted_one_is_closed_before_the_next_is_asked_for(self) -> None:
        async with joined() as here:
            await here.slack.ends[0].dismiss("too_many_websockets")
            await here.slack.end(1)

            assert here.slack.ends[0].closed
            assert here.desk.waits == [1]


class TestClosing:
    async def test_what_is_under_way_is_finished_and_acknowledged(self) -> None:
        async with joined() as here:
            await here.slack.ends[0].command("late")
            await until(lambda: "late" in here.desk.taken)

            closing = asyncio.create_task(here.socket.close())
            await until(lambda: here.socket.count == 0)
            await here.slack.ends[0].command("too late")
            here.desk.go_on.set()
            await closing

            await until(lambda: here.slack.ends[0].closed)
            assert here.slack.ends[0].heard == [{"envelope_id": "late", "payload": {"text": "at last"}}]
            assert here.desk.taken == ["late"]

    async def test_a_request_that_never_ends_does_not_keep_rungs_from_stopping(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(link, "LAST_REQUESTS", 0.1)

        async with joined() as here:
            await here.slack.ends[0].command("late")
            await until(lambda: "late" in here.desk.taken)

            async with asyncio.timeout(5):
                await here.socket.close()

    async def test_no_other_is_opened_afterwards(self) -> None:
        async with joined() as here:
            await here.slack.ends[0].dismiss("warning")
            await here.slack.end(1)
            await here.socket.close()

            await until(lambda: all(end.closed for end in here.slack.ends))
            assert len(here.slack.ends) == 2

    async def test_a_socket_that_was_never_open_closes(self) -> None:
        async with link_server() as slack, unopened(slack) as here:
            await here.socket.close()


async def test_nothing_that_was_written_and_no_secret_is_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "OPENING", 0.2)
    with capture_logs() as logs:
        async with joined(greetings=[None, HELLO], refusals=[web.Response(status=503)]) as here:
            for words in (f"fail {WRITTEN}", f"show {WRITTEN}"):
                await here.slack.ends[-1].command(words)
            await until(lambda: len(here.desk.taken) == 2)
            here.slack.ends[-1].transport.abort()
            await here.slack.end(2)

    assert not [word for word in (WRITTEN, APP_TOKEN, "ticket") if word in json.dumps(logs)]
