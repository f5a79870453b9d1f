"""The doctor: what it sees of Teams, and what it says to change."""

from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import format_datetime

import pytest

from bot.addresses import teams_address
from bot.clock import MachineClock
from bot.doctor import examine
from bot.finding import Finding
from bot.settings import read_environment
from bot.teams.checkup import teams_findings
from handlers.company import Company
from storage import teams
from storage.conversations import Reference, keep
from storage.database import Connection, Database, open_database
from storage.people import accounts
from storage.reach import mark_unreachable
from storage.teams import TeamDraft
from storage.workspaces import install
from tests.builders import a_person, a_team
from tests.builders.check_ins import NOW
from tests.teams.service import TeamsService
from tests.teams.shapes import TENANT

CHANNEL = "19:product@thread.tacv2"


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    """A company that Teams knows, whose team Product meets in a channel there, and Sales nowhere."""
    opened = open_database(sqlite_url)
    await opened.start()

    def build(db: Connection) -> None:
        workspace_id = install(db, "teams", TENANT, "Company X", NOW)
        meets = TeamDraft("Product", platform="teams", channel=CHANNEL, channel_name="product")
        teams.create(db, workspace_id, meets, NOW)
        a_team(db, workspace_id, "Sales")

    await opened.write(build)
    yield opened
    await opened.close()


@pytest.fixture
async def service() -> AsyncIterator[TeamsService]:
    """Microsoft's side, with Product's channel."""
    async with TeamsService() as service:
        service.add_conversation(CHANNEL, [])
        yield service


async def is_in_the_channel(database: Database, service: TeamsService) -> None:
    """Keep that Rungs was added to Product's team."""
    reference = Reference(CHANNEL, "channel", service.service_url, TENANT, name="product")
    await database.write(lambda db: keep(db, 1, "teams", reference, NOW))


async def seen(database: Database, service: TeamsService, **said: str) -> dict[str, Finding]:
    """The findings, by what they are about."""
    address = teams_address(read_environment({**service.environment(), **said}))
    assert address is not None
    return {finding.subject: finding async for finding in teams_findings(address, database)}


async def test_where_all_is_well_nothing_is_to_be_changed(database: Database, service: TeamsService) -> None:
    await is_in_the_channel(database, service)

    found = await seen(database, service)

    assert [finding.wrong for finding in found.values()] == [""] * 5
    assert list(found) == ["teams app", "teams token", "teams keys", "clock", "channel of Product"]
    assert found["teams app"].seen == f"{service.app_id}, for people of the directory {TENANT}"


@pytest.mark.parametrize(
    ("variable", "value", "reason", "advice"),
    [
        ("TEAMS_APP_ID", "00000000-0000-4000-8000-000000000000", "AADSTS700016", "TEAMS_APP_ID is not known in the"),
        ("TEAMS_APP_PASSWORD", "the secret's id", "AADSTS7000215", "TEAMS_APP_PASSWORD is wrong: copy the"),
        ("TEAMS_TENANT_ID", "00000000-0000-4000-8000-000000000000", "AADSTS90002", "TEAMS_TENANT_ID is not known:"),
    ],
)
async def test_a_login_that_refuses_says_which_of_three_is_wrong(
    database: Database, service: TeamsService, variable: str, value: str, reason: str, advice: str
) -> None:
    found = await seen(database, service, **{variable: value})

    assert found["teams token"].seen == f"refused ({reason})."
    assert found["teams token"].wrong.startswith(advice)


async def test_a_secret_that_has_lapsed_is_to_be_made_anew(database: Database, service: TeamsService) -> None:
    service.fail_next(
        401, {"error": "invalid_client", "error_description": "AADSTS7000222: expired."}, matching="login"
    )

    assert "make a new client secret" in (await seen(database, service))["teams token"].wrong


async def test_a_login_out_of_reach_is_told(database: Database, service: TeamsService) -> None:
    found = await seen(database, service, TEAMS_LOGIN_URL="http://127.0.0.1:9")

    assert found["teams token"].seen.startswith("the login is out of reach")
    assert found["teams token"].wrong == "Check TEAMS_LOGIN_URL and the network."


@pytest.mark.parametrize("failing", ["/openid", "/keys"])
@pytest.mark.parametrize("answer", [(502, "<html>"), (200, "<html>"), (200, "[]")], ids=["502", "HTML", "JSON"])
async def test_keys_that_cannot_be_read_are_told(
    database: Database, service: TeamsService, failing: str, answer: tuple[int, str]
) -> None:
    service.fail_next(*answer, matching=failing)

    assert (await seen(database, service))["teams keys"].wrong.startswith("Check TEAMS_OPENID_METADATA_URL")


async def test_keys_that_nobody_can_use_are_told(database: Database, service: TeamsService) -> None:
    service.fail_next(200, {"keys": [{"kid": "1", "kty": "none"}, "no key"]}, times=5, matching="/keys")

    assert (await seen(database, service))["teams keys"].seen == "none that can be used."


@pytest.mark.parametrize(("seconds", "wrong"), [(-600, True), (30, False), (600, True)])
async def test_a_clock_that_is_off_is_to_be_set(
    database: Database, service: TeamsService, seconds: float, wrong: bool
) -> None:
    date = format_datetime(MachineClock().instant() + timedelta(seconds=seconds))
    document = {"jwks_uri": f"{service.base_url}/keys"}
    service.fail_next(200, document, {"Date": date}, times=2, matching="/openid")

    assert (await seen(database, service))["clock"].wrong == ("Set this machine's clock (NTP)." if wrong else "")


async def test_a_channel_in_which_nothing_was_said_yet_is_asked_about_as_any_other(
    database: Database, service: TeamsService
) -> None:
    elsewhere = Reference("19:general@thread.tacv2", "channel", service.service_url, TENANT)
    await database.write(lambda db: keep(db, 1, "teams", elsewhere, NOW))

    assert (await seen(database, service))["channel of Product"] == Finding("channel of Product", "product")


async def test_a_channel_that_rungs_was_never_added_to_is_told(database: Database, service: TeamsService) -> None:
    found = (await seen(database, service))["channel of Product"]

    assert found.seen.endswith("Rungs is not in it.")
    assert found.wrong == "Add the app to that team again, or name another channel."


async def test_a_channel_that_is_gone_is_told(database: Database, service: TeamsService) -> None:
    await is_in_the_channel(database, service)
    del service.conversations[CHANNEL]

    assert "Add the app" in (await seen(database, service))["channel of Product"].wrong


async def test_people_who_are_not_reached_are_counted_and_are_no_fault(
    database: Database, service: TeamsService
) -> None:
    def block(db: Connection) -> None:
        who = a_person(db, 1, "Ana Ruiz")
        db.execute(accounts.update().values(platform="teams"))
        mark_unreachable(db, "teams", who, NOW)

    await database.write(block)

    found = (await seen(database, service))["teams people"]
    assert found.seen.startswith("1 person has removed or blocked Rungs")
    assert found.wrong == ""


class TestTheRest:
    async def subjects(self, **environment: str) -> dict[str, Finding]:
        return {finding.subject: finding for finding in await examine(read_environment(environment), Company())}

    async def test_a_platform_that_is_not_set_up_any_more_is_told(self, database: Database, sqlite_url: str) -> None:
        found = await self.subjects(
            DATABASE_URL=sqlite_url, SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="1", SLACK_API_URL="http://[::1]:9/"
        )

        assert found["teams"].seen.startswith("was connected, and is not set up now")

    async def test_a_half_set_teams_is_told_with_what_is_missing(self, sqlite_url: str) -> None:
        found = await self.subjects(DATABASE_URL=sqlite_url, TEAMS_APP_ID="11111111-2222-3333-4444-555555555555")

        assert found["teams"].wrong.startswith("TEAMS_APP_PASSWORD is not set.")

    async def test_it_reminds_of_the_public_address_that_teams_calls(self, sqlite_url: str) -> None:
        found = await self.subjects(DATABASE_URL=sqlite_url, TEAMS_APP_ID="11111111-2222-3333-4444-555555555555")

        assert "a reverse proxy must pass https://…/api/messages to it" in found["public address"].seen

    async def test_both_platforms_are_looked_at(self, sqlite_url: str) -> None:
        found = await self.subjects(DATABASE_URL=sqlite_url, SLACK_BOT_TOKEN="xoxb-1", TEAMS_APP_ID="1")

        assert "https://…/slack/events and https://…/api/messages" in found["public address"].seen
        assert [found[name].seen for name in ("slack", "teams")] == ["half set up.", "half set up."]

    async def test_beside_socket_mode_it_reminds_of_the_address_for_teams_alone(self, sqlite_url: str) -> None:
        found = await self.subjects(DATABASE_URL=sqlite_url, SLACK_APP_TOKEN="xapp-1", TEAMS_APP_ID="1")

        assert "must pass https://…/api/messages to it" in found["public address"].seen

    async def test_before_anybody_wrote_to_it_the_next_step_is_told(
        self, sqlite_url: str, service: TeamsService
    ) -> None:
        found = await self.subjects(DATABASE_URL=sqlite_url, **service.environment())

        assert found["teams installed"].seen.startswith("not heard of yet: start Rungs, upload the package")

    async def test_anonymous_mode_says_who_is_let_in(self, sqlite_url: str) -> None:
        found = await self.subjects(DATABASE_URL=sqlite_url, TEAMS_ALLOW_ANONYMOUS="1")

        assert "whoever reaches the address is let in" in found["teams"].seen
        assert "reverse proxy" not in found["public address"].seen
