"""One connection of Socket Mode: what comes over it is answered over it, and what is no request hurts nobody."""

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.slack.patience import Patience
from tests.slack.joined import WRITTEN, joined, payload, unopened
from tests.slack.link_server import HELLO, link_server, until


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

    @pytest.mark.parametrize(
        ("kind", "body"),
        [
            ("interactive", {"type": "view_closed", "view": {"type": "modal"}, "user": {"id": "U1"}}),
            ("events_api", {"type": "event_callback", "event": {"type": "channel_rename", "channel": {"id": "C1"}}}),
        ],
    )
    async def test_what_nobody_listens_for_is_taken_with_nothing(self, kind: str, body: dict[str, Any]) -> None:
        async with joined() as here:
            await here.slack.ends[0].send({"type": kind, "envelope_id": "1", "payload": body})
            await until(lambda: here.slack.ends[0].answers("1"))

            assert here.slack.ends[0].heard == [{"envelope_id": "1"}]

    async def test_what_slack_delivers_again_is_marked_as_over_http(self) -> None:
        async with joined() as here:
            await payload(here, "first")
            await here.slack.ends[0].command("again", retry_attempt=2, retry_reason="timeout")
            await until(lambda: here.slack.ends[0].answers("again"))

        assert here.desk.headers == [
            {},
            {"x-slack-retry-num": ["2"], "x-slack-retry-reason": ["timeout"]},
        ]

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

    async def test_a_request_that_never_ends_does_not_keep_rungs_from_stopping(self) -> None:
        async with joined(Patience(last_requests=0.1)) as here:
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
