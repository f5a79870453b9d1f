"""One bot on Slack and on Teams at once: one company, one person, one word to each, and neither waits for the other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from aiohttp import ClientSession, web
from pydantic import SecretStr

from bot.once import tick_once
from bot.playground.residents import Install
from bot.settings import Environment, Misconfigured
from handlers.company import Company
from tests.e2e.conftest import MONDAY
from tests.e2e.teams_client import directory, member
from tests.e2e.two_towns import TwoTowns, two_towns
from tests.e2e.world import PATIENCE


@dataclass(slots=True)
class SilentSlack:
    """Answers nothing until it `speaks`, and then what the real one says: "" until that is known, for a refusal."""

    api_url: str = ""
    speaks: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        """What Slack answers, once it speaks."""
        await self.speaks.wait()
        if not self.api_url:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        headers = {name: request.headers[name] for name in ("Authorization", "Content-Type") if name in request.headers}
        url, body = self.api_url + request.match_info["method"], await request.read()
        async with (
            ClientSession() as session,
            session.request(request.method, url, params=request.query, data=body, headers=headers) as said,
        ):
            return web.Response(status=said.status, body=await said.read(), content_type=said.content_type)


@asynccontextmanager
async def silent() -> AsyncIterator[SilentSlack]:
    """A Slack that does not answer yet."""
    here = SilentSlack()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", here.answer)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    here.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    try:
        yield here
    finally:
        await runner.cleanup()


async def readiness(towns: TwoTowns) -> tuple[int, str]:
    """What an operator reads."""
    address = towns.service.endpoint.replace("/api/messages", "/readyz")
    async with ClientSession() as session, session.get(address) as response:
        return response.status, await response.text()


class TestStarting:
    async def test_teams_does_not_wait_for_slack_which_joins_when_it_answers(
        self, sqlite_url: str, company: Company
    ) -> None:
        async with silent() as line, two_towns(sqlite_url, company, MONDAY, slack_url=line.url) as towns:
            assert await readiness(towns) == (503, "slack has not answered yet\n")
            await towns.install()
            assert "*O-1* is set" in await towns.teams.say("ana", "okr new Sell the first toaster")

            line.api_url = towns.slack.slack.base_url
            line.speaks.set()
            await towns.read_slack()
            assert await readiness(towns) == (200, "ready\n")
            assert "*O-1* Sell the first toaster" in await towns.slack.say("ana", "/okr list")

    async def test_a_token_that_slack_refuses_late_ends_rungs_all_the_same(
        self, sqlite_url: str, company: Company
    ) -> None:
        async with silent() as line, two_towns(sqlite_url, company, MONDAY, slack_url=line.url) as towns:
            line.speaks.set()
            with pytest.raises(Misconfigured, match="refuses SLACK_BOT_TOKEN"):
                async with asyncio.timeout(PATIENCE):
                    await towns.app.stay()


NOON = MONDAY + timedelta(hours=6)
WEEK = timedelta(weeks=1)


@pytest.fixture
async def towns(sqlite_url: str, company: Company) -> AsyncIterator[TwoTowns]:
    """Company X on both; on Teams addresses are in capitals, Jo is missing, and another Ben is there."""
    shouted = {handle: replace(one, email=one.email.upper()) for handle, one in directory().items() if handle != "jo"}
    people = {**shouted, "bo": member("bo", "Ben Okafor", "bo@companyx.example")}
    async with two_towns(sqlite_url, company, MONDAY, people) as here:
        await here.read_slack()
        yield here


def prompts(towns: TwoTowns, who: str) -> list[int]:
    """How often somebody was asked for their check-in on Slack, and on Teams."""
    return [sum("for your check-in" in line for line in here.lines(who)) for here in (towns.slack, towns.teams)]


class TestOnePerson:
    async def test_who_turns_out_to_be_known_from_slack_loses_nothing(self, towns: TwoTowns) -> None:
        slack, teams = towns.slack, towns.teams
        towns.service.fail_next(502, "No.", matching="/members/")
        await slack.say("ana", "/okr new Sell the first toaster")
        await teams.say("ana", "okr new Keep it cheap")
        await teams.say("ana", "okr kr O-2 Keep the cost low from 0 to 100")
        await teams.say("ana", "okr new A better crumb tray --draft")
        assert "O-1" not in await teams.say("ana", "okr list")
        before = teams.chat.messages("ana")[-1]
        await teams.say("ana", "okr new")

        await towns.install()
        assert "*O-4* is set" in await teams.submit("ana", {"Title": "Sell a second one"})
        await teams.press("ana", before, "Check in")
        await teams.submit("ana", {"rows.KR-1.value": "55"})

        for here in (slack, teams):
            listed = await here.say("ana", "/okr list")
            assert [code for code in ("O-1", "O-2", "O-3", "O-4") if f"*{code}*" in listed] == [
                "O-1",
                "O-2",
                "O-3",
                "O-4",
            ]
            assert "55 of 100" in listed
        await slack.forward_to(NOON + WEEK)
        assert sum(prompts(towns, "ana")) == 1
        assert "*Owner*\n<@U0ANA>" in await slack.say("jo", "/okr show O-2")

    async def test_a_name_makes_nobody_the_same_person(self, towns: TwoTowns) -> None:
        await towns.install()
        await towns.slack.say("ben", "/okr new Of the Ben with two platforms")
        await towns.teams.say("bo", "okr new Of the Ben with one")

        assert "O-1" not in await towns.teams.say("bo", "okr list")
        assert "O-2" not in await towns.teams.say("ben", "okr list")

    async def test_whom_slack_tells_of_later_is_whom_teams_has_told_of(self, towns: TwoTowns) -> None:
        await towns.install()
        await towns.teams.say("bo", "okr new Sell the first toaster")
        await towns.slack.chat.welcome("bo", "Bo O.", "Bo@CompanyX.example")

        assert "*O-1* Sell the first toaster" in await towns.slack.say("bo", "/okr list")


class TestOneWord:
    async def test_what_teams_refuses_goes_to_slack_and_stays_there_until_they_are_back(self, towns: TwoTowns) -> None:
        await towns.install()
        await towns.slack.say("ines", "/rungs team new Product @ben @jo --lead @ben --channel #product")
        await towns.slack.say("ben", "/okr new Sell the first toaster --team Product")
        await towns.slack.say("ben", "/okr kr O-1 Obtain pre-orders from 0 to 3000")
        await towns.teams.say("ben", "okr list")
        towns.service.gone.add(towns.client.people["ben"].id)

        await towns.slack.forward_to(NOON)
        assert prompts(towns, "ben") == [1, 0]
        await towns.slack.forward_to(NOON + WEEK)
        assert prompts(towns, "ben") == [2, 0]

        towns.service.gone.clear()
        await towns.teams.say("ben", "okr update KR-1 5")
        await towns.slack.forward_to(NOON + 2 * WEEK)
        assert prompts(towns, "ben") == [2, 1]

    async def test_while_teams_is_not_set_up_slack_brings_what_it_would_have_brought(
        self, towns: TwoTowns, sqlite_url: str, company: Company
    ) -> None:
        await towns.install()
        await towns.slack.say("ben", "/okr new Sell the first toaster")
        await towns.slack.say("ben", "/okr kr O-1 Obtain pre-orders from 0 to 3000")
        await towns.teams.say("ben", "okr list")

        install = Install()
        alone = Environment(
            database_url=SecretStr(sqlite_url),
            slack_bot_token=SecretStr(install.token),
            slack_signing_secret=SecretStr(install.signing_secret),
            slack_api_url=towns.slack.slack.base_url,
        )
        await tick_once(alone, company, NOON + WEEK)

        assert prompts(towns, "ben") == [1, 0]


class TestTwoPlatformsOfOneTeam:
    async def test_the_thread_is_where_the_channel_is_wherever_people_check_in(self, towns: TwoTowns) -> None:
        slack, teams = towns.slack, towns.teams
        await towns.install()
        await teams.say("ines", "rungs team new Marketing @ben @bo --lead @ben --channel #marketing")
        await slack.say("ben", "/okr new Sell the first toaster --team Marketing")
        await slack.say("ben", "/okr kr O-1 Obtain pre-orders from 0 to 3000")
        await slack.forward_to(MONDAY + timedelta(hours=1))
        (post,) = teams.chat.messages("marketing")

        await slack.say("ben", "/okr update KR-1 300 from Slack")
        await slack.say("ines", "/rungs team edit Marketing --name Sales")

        assert [line.text for line in teams.chat.thread("marketing", post.id)] == [
            "*Ben Okafor*: 10 % · *KR-1* Obtain pre-orders · 300 of 3,000 · from Slack\nAnswer"
        ]
        assert "*1 of 1 in*" in teams.chat.current(post).text
        assert slack.lines("marketing") == []

    async def test_who_is_not_on_a_platform_is_named_there_and_not_mentioned(self, towns: TwoTowns) -> None:
        await towns.install()
        await towns.slack.say("ines", "/rungs team new Product @ana @jo --lead @jo")

        assert "<@U0ANA>, *Jo Lindqvist*" in await towns.teams.say("ana", "rungs team show Product")
        assert "<@U0ANA>, <@U0JO>" in await towns.slack.say("ana", "/rungs team show Product")

    async def test_evidence_of_either_is_listed_on_both_and_linked_where_the_link_leads(self, towns: TwoTowns) -> None:
        await towns.install()
        for here in (towns.slack, towns.teams):
            await here.chat.use("ana", "Save as evidence", await here.chat.write("ana", "product", "We sold five"))
            await here.submit("ana")

        for here, site in ((towns.slack, "slack.com"), (towns.teams, "teams.microsoft.com")):
            listed = await here.say("ana", "/rungs evidence")
            assert listed.count("We sold five") == 2
            assert (listed.count("<https://"), listed.count(site)) == (1, 1)
