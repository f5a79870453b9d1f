"""Socket Mode between the bot and its Slack: the doors that are open, and what a bad moment costs."""

import asyncio
import sys
from pathlib import Path

import aiohttp
import pytest

from storage.check_ins import history
from storage.database import Connection
from storage.okr_lines import key_result_by_code
from tests.e2e.conftest import SLACK_ONLY
from tests.e2e.program import PATIENCE, run, serving, surroundings, tokens
from tests.e2e.slack_town import Carrier, company_slack
from tests.e2e.world import World

pytestmark = SLACK_ONLY

AT_ONCE = 40
GRACE = 0.5
"""Seconds after which Slack closes the connections that it takes back."""


@pytest.fixture
def carrier() -> Carrier:
    """All of these go over the socket."""
    return "socket"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an app.yaml, as an operator has one."""
    (tmp_path / "app.yaml").write_text("company: {name: Company X, time_zone: Europe/Berlin}\n")
    return tmp_path


async def asked(here: World, method: str, path: str) -> tuple[int, str]:
    """Status and text that the bot's own port answers."""
    address = here.slack.dispatch.endpoint.removesuffix("/slack/events") + path
    async with aiohttp.ClientSession() as session, session.request(method, address, data="{}") as answer:
        return answer.status, await answer.text()


class TestDoors:
    async def test_without_a_signing_secret_there_is_no_door_for_requests_over_http(self, town: World) -> None:
        assert (await asked(town, "POST", "/slack/events"))[0] == 404
        assert await asked(town, "GET", "/healthz") == (200, "ok\n")

    async def test_it_is_ready_while_a_socket_is_open(self, town: World) -> None:
        assert await asked(town, "GET", "/readyz") == (200, "ready\n")

        await town.slack.disable_socket_mode()

        await town.slack.until(lambda: town.slack.state.sockets.connections == 0)
        assert await asked(town, "GET", "/readyz") == (503, "slack has no open socket\n")

    async def test_the_metrics_tell_of_open_sockets(self, town: World) -> None:
        _, told = await asked(town, "GET", "/metrics")

        assert "rungs_open_sockets 1.0" in told.splitlines()


async def notes(here: World) -> list[str]:
    """What was said at the check-ins of KR-1, in the order in which they are stored."""

    def read(db: Connection) -> list[str]:
        line = key_result_by_code(db, here.app.workspace_id, "KR-1")
        assert line is not None
        return [said.note for said in history(db, line.id, 10 * AT_ONCE)]

    return await here.app.database.read(read)


class TestBadMoments:
    async def test_a_refresh_in_the_middle_of_the_traffic_loses_nothing(self, product: World) -> None:
        async def check_in(number: int) -> bool:
            words = f"update KR-1 {number} said-{number}"
            return (await product.slack.command("ben", "/okr", words, channel="general")).ok

        async def keep_on(first: int) -> list[bool]:
            return [await check_in(number) for number in range(first, first + AT_ONCE)]

        refreshing = asyncio.create_task(product.slack.refresh_sockets(GRACE))
        acknowledged = await asyncio.gather(*map(keep_on, range(0, 4 * AT_ONCE, AT_ONCE)))
        await refreshing

        assert all(map(all, acknowledged))
        assert sorted(await notes(product)) == sorted(f"said-{number}" for number in range(4 * AT_ONCE))
        assert product.slack.state.sockets.connections == 1

    async def test_an_event_that_slack_delivers_again_is_answered_once(self, product: World) -> None:
        await product.slack.dm("ben", "okr update KR-1 55 hello")
        await product.settle()
        before = product.lines("ben")

        ack = await product.slack.deliver_again()
        await product.settle()

        assert ack.ok
        assert product.lines("ben") == before
        assert await notes(product) == ["hello"]

    async def test_a_connection_that_slack_closes_without_grace_is_replaced(self, product: World) -> None:
        await product.slack.refresh_sockets(grace=0.0)
        await product.slack.until(lambda: product.slack.state.sockets.connections == 1)

        assert "*KR-1*" in await product.say("ben", "/okr show KR-1")

    async def test_a_request_that_fails_is_answered_in_a_sentence(self, product: World) -> None:
        await product.app.database.close()

        ack = await product.slack.command("ben", "/okr", "list", channel="general")

        assert "Something went wrong on our side" in str(ack.body)


class TestCommandLine:
    async def test_it_says_how_it_is_connected_answers_and_stops_when_told_to(self, folder: Path) -> None:
        async with company_slack() as slack:
            async with serving(folder, slack, carrier="socket", DATABASE_URL="sqlite:///x.db") as process:
                slack.commands = (("/okr", "Objectives and key results", ""),)
                assert (await slack.command("ana", "/okr", "new Count everything", channel="general")).ok

                process.terminate()
                assert await process.wait() == 0

            assert slack.state.sockets.connections == 0
            assert slack.faults == []

    async def test_it_stops_when_told_to_while_slack_is_out_of_reach_too(self, folder: Path) -> None:
        said = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": "http://127.0.0.1:9/api/"}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=folder,
            env=surroundings({"DATABASE_URL": "sqlite:///x.db", **said}),
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stderr is not None
        async with asyncio.timeout(PATIENCE):
            assert b"slack does not answer yet" in await process.stderr.readline()
            process.terminate()
            await process.communicate()

        assert process.returncode == 0

    async def test_both_doors_are_open_where_both_secrets_are_set(self, folder: Path) -> None:
        async with company_slack() as slack:
            said = {**tokens(slack, "http"), **tokens(slack, "socket")}
            said["SLACK_SIGNING_SECRET"] = tokens(slack, "http")["SLACK_SIGNING_SECRET"]
            async with serving(folder, slack, carrier="socket", DATABASE_URL="sqlite:///x.db", **said):
                slack.commands = (("/okr", "Objectives and key results", ""),)
                assert (await slack.command("ana", "/okr", "new Count everything", channel="general")).ok

                await slack.disable_socket_mode()
                assert (await slack.command("ana", "/okr", "show O-1", channel="general")).ok

    async def test_an_app_token_that_slack_refuses_is_said_so(self, folder: Path) -> None:
        async with company_slack() as slack:
            slack.enable_socket_mode()
            said = {**tokens(slack, "socket"), "SLACK_APP_TOKEN": "xapp-of-somebody-else"}
            ended = await run(folder, "run", DATABASE_URL="sqlite:///x.db", **said)

        (line,) = [one for one in ended.err.splitlines() if not one.startswith("{")]
        assert line.startswith("Slack refuses SLACK_APP_TOKEN (invalid_auth). Make one in your app's page")
        assert ended.code == 2

    async def test_the_doctor_looks_at_the_app_token_and_asks_for_no_public_address(self, folder: Path) -> None:
        async with company_slack() as slack:
            ended = await run(folder, "doctor", DATABASE_URL="sqlite:///x.db", **tokens(slack, "socket"))

        assert "not needed: Socket Mode connects to Slack" in ended.out
        assert "slack app token: Slack opens a connection for it" in ended.out
