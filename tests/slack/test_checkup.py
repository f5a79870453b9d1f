"""The doctor: what it sees of Slack and of the rest, and what it says to change."""

from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web

from bot.clock import MachineClock
from bot.doctor import examine
from bot.finding import Finding
from bot.settings import read_environment
from bot.slack.checkup import slack_findings
from bot.slack.manifest import SCOPES
from handlers.company import Company
from storage.database import Connection, Database, open_database
from tests.builders import a_team, a_workspace
from tests.slack.scripted import IDENTITY, says, scripted

ALL = ",".join(SCOPES)
CHANNEL = {"ok": True, "channel": {"id": "C0PRODUCT"}}


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    """A company whose team Product meets in #product, and Sales nowhere."""
    opened = open_database(sqlite_url)
    await opened.start()

    def build(db: Connection) -> None:
        workspace_id = a_workspace(db)
        a_team(db, workspace_id, "Product", channel="C0PRODUCT")
        a_team(db, workspace_id, "Sales")

    await opened.write(build)
    yield opened
    await opened.close()


def dated(seconds: float) -> str:
    """The machine's time, so many seconds off, as HTTP writes it."""
    return format_datetime(MachineClock().instant() + timedelta(seconds=seconds))


async def seen(database: Database, auth: web.Response, info: web.Response | None = None) -> dict[str, Finding]:
    """The findings, by what they are about."""
    answers = {"auth_test": [auth], "conversations_info": [info or says(CHANNEL)]}
    async with scripted(**answers) as slack:
        return {finding.subject: finding async for finding in slack_findings(slack.address, "xoxb-test", database)}


async def test_where_all_is_well_nothing_is_to_be_changed(database: Database) -> None:
    found = await seen(database, says(IDENTITY, headers={"X-OAuth-Scopes": ALL}))

    assert [finding.wrong for finding in found.values()] == ["", "", "", ""]
    assert found["slack token"].seen == "Company X as rungs"
    assert list(found) == ["slack token", "slack scopes", "clock", "channel of Product"]


async def test_a_refused_token_is_the_only_finding(database: Database) -> None:
    found = await seen(database, says({"ok": False, "error": "invalid_auth"}))

    assert list(found) == ["slack token"]
    assert str(found["slack token"]).startswith("change  slack token: refused (invalid_auth). Copy the bot token anew")


async def test_a_slack_that_does_not_answer_is_told(database: Database) -> None:
    (finding,) = [one async for one in slack_findings("http://127.0.0.1:9/api/", "xoxb-test", database)]

    assert finding.wrong == "Check SLACK_API_URL and the network."


async def test_missing_scopes_are_named(database: Database) -> None:
    granted = ", ".join(scope for scope in SCOPES if scope not in ("commands", "im:write"))
    found = await seen(database, says(IDENTITY, headers={"X-OAuth-Scopes": granted}))

    assert found["slack scopes"].seen == "missing commands, im:write."
    assert "Paste the manifest again" in found["slack scopes"].wrong


async def test_a_slack_that_keeps_its_scopes_to_itself_is_no_fault(database: Database) -> None:
    assert (await seen(database, says(IDENTITY)))["slack scopes"].wrong == ""


@pytest.mark.parametrize("seconds", [-600, 600])
async def test_a_clock_that_is_off_is_to_be_set(database: Database, seconds: float) -> None:
    found = await seen(database, says(IDENTITY, headers={"Date": dated(seconds)}))

    assert found["clock"].wrong == "Set this machine's clock (NTP)."


async def test_a_clock_that_agrees_is_no_fault(database: Database) -> None:
    assert (await seen(database, says(IDENTITY, headers={"Date": dated(30)})))["clock"].wrong == ""


async def test_a_slack_that_does_not_tell_its_time_is_no_fault(database: Database) -> None:
    assert (await seen(database, says(IDENTITY, headers={"Date": "yesterday"})))["clock"].wrong == ""


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (says({"ok": False, "error": "channel_not_found"}), "Invite the bot there, or name another channel."),
        (says({"ok": False, "error": "missing_scope"}), ""),
        (says("<html>", 502), "Invite the bot there, or name another channel."),
    ],
    ids=["unknown", "may not look", "broken"],
)
async def test_a_team_s_channel_is_looked_at(database: Database, answer: web.Response, wrong: str) -> None:
    found = await seen(database, says(IDENTITY), answer)

    assert found["channel of Product"].wrong == wrong


async def test_it_says_where_reactions_are_not_heard(database: Database) -> None:
    outside = {"ok": True, "channel": {"id": "C0PRODUCT", "is_member": False}}

    found = await seen(database, says(IDENTITY), says(outside))

    channel = found["channel of Product"]
    assert (channel.seen, channel.wrong) == (
        "#product; reactions to praise are heard there once the bot is invited",
        "",
    )


async def of_the_app_token(database: Database, opened: web.Response) -> Finding:
    """What is found of the app token, by what apps.connections.open answers."""
    answers = {"auth_test": [says(IDENTITY)], "conversations_info": [says(CHANNEL)]}
    async with scripted(apps_connections_open=[opened], **answers) as slack:
        found = [one async for one in slack_findings(slack.address, "xoxb-test", database, "xapp-test")]
        assert slack.asked.count("apps.connections.open") == 1
    (finding,) = [one for one in found if one.subject == "slack app token"]
    return finding


async def test_an_app_token_for_which_slack_opens_a_connection_is_no_fault(database: Database) -> None:
    found = await of_the_app_token(database, says({"ok": True, "url": "wss://wss.slack.com/link/?ticket=1"}))

    assert (found.seen, found.wrong) == ("Slack opens a connection for it", "")


@pytest.mark.parametrize("word", ["invalid_auth", "not_allowed_token_type", "missing_scope"])
async def test_an_app_token_that_will_not_do_is_to_be_made_anew_with_its_scope(database: Database, word: str) -> None:
    found = await of_the_app_token(database, says({"ok": False, "error": word}))

    assert found.seen == f"refused ({word})."
    assert "with the scope connections:write" in found.wrong


async def test_a_slack_that_opens_no_connection_just_now_is_told(database: Database) -> None:
    found = await of_the_app_token(database, says("<html>", 502))

    assert found.wrong == "Check SLACK_API_URL and the network."


class TestTheRest:
    async def subjects(self, **environment: str) -> dict[str, Finding]:
        company = Company(super_users=frozenset({"ana@x.example"}))
        return {finding.subject: finding for finding in await examine(read_environment(environment), company)}

    async def test_with_nothing_set_it_says_what_will_start(self, sqlite_url: str) -> None:
        found = await self.subjects(DATABASE_URL=sqlite_url)

        assert found["slack"].seen == "no token set: the local workspace starts instead"
        assert found["super users"].seen == "ana@x.example"
        assert [finding.wrong for finding in found.values()] == [""] * len(found)

    async def test_a_half_set_token_is_told_with_what_is_missing(self, sqlite_url: str) -> None:
        found = await self.subjects(DATABASE_URL=sqlite_url, SLACK_BOT_TOKEN="xoxb-test")

        assert found["slack"].wrong.startswith("SLACK_SIGNING_SECRET is not set.")

    async def test_by_socket_mode_it_asks_for_no_public_address(self, sqlite_url: str) -> None:
        tokens = {"SLACK_BOT_TOKEN": "xoxb-test", "SLACK_APP_TOKEN": "xapp-test"}
        found = await self.subjects(DATABASE_URL=sqlite_url, SLACK_API_URL="http://127.0.0.1:9/", **tokens)

        assert found["public address"].seen.startswith("not needed: Socket Mode connects to Slack")

    async def test_behind_a_proxy_it_reminds_of_the_public_address(self, sqlite_url: str) -> None:
        found = await self.subjects(DATABASE_URL=sqlite_url, SLACK_BOT_TOKEN="xoxb-test")

        assert "a reverse proxy must pass https://…/slack/events to it" in found["public address"].seen

    @pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all/rungs.db", "mysql://host/db", "not an address"])
    async def test_a_database_that_cannot_be_used_is_told(self, url: str) -> None:
        assert (await self.subjects(DATABASE_URL=url))["database"].wrong
