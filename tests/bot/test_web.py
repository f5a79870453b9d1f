"""The HTTP side, for operators and for whoever posts too much."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from math import isnan
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientSession

from bot.front import Front
from bot.metrics import Metrics
from bot.web import LARGEST_BODY, Server, web_app
from handlers.company import Company
from storage.database import Database
from tests.e2e.world import World, world

TYPED = "A plan that nobody else may read"


@pytest.fixture
async def town(sqlite_url: str) -> AsyncIterator[World]:
    """Company X with the bot on a port."""
    async with world(sqlite_url, datetime(2026, 10, 5, 6, tzinfo=UTC), Company("X", ZoneInfo("UTC"))) as here:
        yield here


async def read(town: World, path: str) -> tuple[int, str]:
    """Status and text of a GET from the bot."""
    address = town.slack.dispatch.endpoint.removesuffix("/slack/events")
    async with ClientSession() as session, session.get(f"{address}{path}") as response:
        return response.status, await response.text()


async def posted(address: str, body: bytes) -> tuple[int, str]:
    async with ClientSession() as session, session.post(address, data=body) as response:
        return response.status, await response.text()


def counted(metrics: str, name: str) -> float:
    """The value of one line of the metrics."""
    line = next(line for line in metrics.splitlines() if line.startswith(f"{name} "))
    return float(line.rpartition(" ")[2])


async def test_it_is_alive_and_ready(town: World) -> None:
    assert await read(town, "/healthz") == (200, "ok\n")
    assert await read(town, "/readyz") == (200, "ready\n")


async def test_without_its_database_it_is_alive_and_says_why_it_is_not_ready(town: World) -> None:
    await town.app.database.close()

    status, reason = await read(town, "/readyz")
    assert status == 503
    assert reason.startswith("the database does not answer: ")
    assert (await read(town, "/healthz"))[0] == 200


class TestBeforeSlack:
    @asynccontextmanager
    async def door(self, database: Database) -> AsyncIterator[str]:
        """The address of a bot that has not reached Slack yet."""
        front, metrics = Front(database, ("slack",)), Metrics()
        app = web_app(metrics, front.ready, front.backlog, {"/slack/events": front.door("slack")})
        server = Server(app, "127.0.0.1", 0)
        port = await server.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            await server.stop()

    async def test_it_says_that_slack_has_not_answered(self, database: Database) -> None:
        async with (
            self.door(database) as address,
            ClientSession() as session,
            session.get(f"{address}/readyz") as response,
        ):
            assert (response.status, await response.text()) == (503, "slack has not answered yet\n")

    async def test_slack_is_asked_to_come_again(self, database: Database) -> None:
        async with (
            self.door(database) as address,
            ClientSession() as session,
            session.post(f"{address}/slack/events", data=b"{}") as response,
        ):
            assert (response.status, response.headers["Retry-After"]) == (503, "5")


class TestMetrics:
    async def test_requests_are_counted_by_kind(self, town: World) -> None:
        await town.say("ben", "/okr new")
        await town.submit("ben", {"Title": TYPED})
        await town.slack.dm("ben", "okr list")

        _, metrics = await read(town, "/metrics")
        assert counted(metrics, 'rungs_requests_total{kind="command"}') == 1
        assert counted(metrics, 'rungs_requests_total{kind="view_submission"}') == 1
        assert counted(metrics, 'rungs_requests_total{kind="event_callback"}') == 1
        assert counted(metrics, "rungs_acknowledgement_seconds_count") == 3

    async def test_what_was_sent_and_what_waits_is_counted(self, town: World) -> None:
        await town.slack.dm("ben", "okr list")
        await town.settle()

        _, metrics = await read(town, "/metrics")
        assert counted(metrics, 'rungs_sent_total{result="sent"}') == 1
        assert counted(metrics, "rungs_outbox_waiting") == 0

    async def test_without_the_database_the_rest_is_still_counted(self, town: World) -> None:
        await town.app.database.close()

        status, metrics = await read(town, "/metrics")
        assert status == 200
        assert isnan(counted(metrics, "rungs_outbox_waiting"))

    async def test_nothing_in_them_is_about_a_person(self, town: World) -> None:
        await town.say("ben", f"/okr new {TYPED}")
        await town.slack.dm("ben", f"okr new {TYPED}")

        _, metrics = await read(town, "/metrics")
        for personal in (TYPED, "ben", "Ben", "company-x", "U0", "xoxb"):
            assert personal not in metrics

    async def test_a_stranger_s_words_do_not_get_into_them(self, town: World) -> None:
        body = b'payload={"type":"injected\\"} 1","user":{"id":"U0X"}}'
        async with ClientSession() as session:
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            async with session.post(town.slack.dispatch.endpoint, data=body, headers=headers) as response:
                assert response.status == 401

        _, metrics = await read(town, "/metrics")
        assert "injected" not in metrics
        assert counted(metrics, 'rungs_requests_total{kind="other"}') == 1


class TestSize:
    async def test_a_body_that_is_too_large_is_refused(self, town: World) -> None:
        assert (await posted(town.slack.dispatch.endpoint, b"x" * (LARGEST_BODY + 1)))[0] == 413

    async def test_the_largest_that_fits_is_read(self, town: World) -> None:
        assert (await posted(town.slack.dispatch.endpoint, b"x" * LARGEST_BODY))[0] == 400

    async def test_what_is_no_text_is_refused(self, town: World) -> None:
        assert await posted(town.slack.dispatch.endpoint, b"\xff\xfe") == (400, "This is not UTF-8.")
