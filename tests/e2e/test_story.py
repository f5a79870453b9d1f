"""The example company fills an empty workspace, and what a newcomer then sees makes sense."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.company_x import KEY_RESULTS
from bot.demo.story import Story
from bot.local.environment import at_company_x
from handlers.company import Company
from tests.e2e.reckoning import last_values, shown_progress
from tests.e2e.slack_town import seen
from tests.e2e.world import World, world

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
"""A Tuesday: the check-in of week eight was asked for the day before."""


async def tell(here: World) -> bool:
    """Tell the story; return whether there was room for it."""
    app = here.app
    told = await Story(app.database, app.desk, app.rules, app.workspace_id, here.clock.now()).tell()
    await here.settle()
    return told


@pytest.fixture
async def filled(sqlite_url: str, company: Company) -> AsyncIterator[World]:
    """A workspace in which the story was told."""
    async with world(sqlite_url, NOW, at_company_x(company)) as here:
        assert await tell(here)
        yield here
        assert here.slack.faults == []


async def test_telling_it_twice_changes_nothing(filled: World) -> None:
    before = {place: filled.lines(place) for place in ("general", "product", "marketing", "ben", "jo")}
    listed = await filled.say("jo", "/okr list all")

    assert not await tell(filled)

    assert {place: filled.lines(place) for place in before} == before
    again = await filled.say("jo", "/okr list all")
    assert again.splitlines()[:10] == listed.splitlines()[:10]


async def test_the_company_has_its_three_objectives(filled: World) -> None:
    shown = await filled.say("jo", "/okr list all")

    assert "3 objectives · everyone's" in shown
    progress = {code: share for share, code in re.findall(r"(\d+ %|not said)  \*(O-\d)\*", shown)}
    reckoned = shown_progress()
    assert progress == {"O-1": "not said", "O-2": reckoned["O-2"], "O-3": reckoned["O-3"]}
    assert "*KR-8* Reduce website loading time by 20 percent" in shown


async def test_each_channel_has_two_weeks_of_check_ins_and_the_digest_between(filled: World) -> None:
    for channel in ("product", "marketing"):
        earlier, digest, post = (line for line in filled.lines(channel) if "praises" not in line)
        assert re.match(r"\*[012] of 2 in\* · Check-in, week 47\n", earlier)
        assert "Every Friday at 15:00." in digest
        assert re.match(r"\*[012] of 2 in\* · Check-in, week 48\n", post)


async def test_the_check_in_form_has_all_of_its_owner(filled: World) -> None:
    await filled.say("farah", "/checkin")

    form = filled.form("farah").text
    assert form.index("*KR-6*") < form.index("*KR-7*")
    assert f"now {last_values(KEY_RESULTS[6])[0][0]}" in form


async def test_the_digest_says_how_far_the_company_is(filled: World) -> None:
    shown = await filled.say("jo", "/digest --team company")

    assert "*Company X*" in shown
    assert [team for team in ("Product", "Marketing", "People", "Finance", "Legal") if f"*{team}*" not in shown] == []
    assert "at risk" in shown


async def test_home_shows_ana_her_objective_and_jo_the_first_step(filled: World) -> None:
    of_ana, of_jo = await filled.slack.open_home("ana"), await filled.slack.open_home("jo")

    assert of_ana is not None
    assert "*O-2* Create and begin selling the first self-buttering toaster" in seen(of_ana)
    assert of_jo is not None
    assert "Set my first objective" in seen(of_jo)


async def test_who_had_checked_in_or_has_nothing_to_was_not_reminded(filled: World) -> None:
    for who in ("ana", "ines", "jo", "farah", "emil", "ben"):
        assert not [line for line in filled.lines(who) if "for your check-in" in line]


async def test_its_objectives_are_of_the_cycle_in_which_most_of_them_lies(sqlite_url: str, company: Company) -> None:
    """Of a story that began in September, too."""
    async with world(sqlite_url, NOW - timedelta(days=2), company) as here:
        assert await tell(here)

        assert "2026-Q4" in await here.say("jo", "/okr show O-2")


class TestWhatIsSaidBetweenPeople:
    """In the middle of week eight they praise, ask and answer each other, as anybody would."""

    async def test_praise_that_names_a_value_stands_in_the_team_s_channel(self, filled: World) -> None:
        (praise,) = (line for line in filled.lines("marketing") if "praises" in line)

        assert praise.startswith("<@U0EMIL> praises <@U0FARAH>")
        assert "Customer first" in praise

    async def test_emil_received_two_pieces_of_feedback_and_gave_one(self, filled: World) -> None:
        received = await filled.say("emil", "/feedback list")
        given = await filled.say("emil", "/feedback list given")

        assert "Tell us the number first" in received
        assert "five testers in a day" in received
        assert "Your questions at the fair" in given

    async def test_his_manager_reads_the_one_that_is_for_her_too(self, filled: World) -> None:
        shown = await filled.say("ines", "/feedback list @emil")

        assert "five testers in a day" in shown
        assert "Tell us the number first" not in shown

    async def test_a_request_waits_for_him_at_home(self, filled: World) -> None:
        home = await filled.say("emil", "/rungs home")

        assert "<@U0CHEN> asks for your feedback" in home

    async def test_his_goals_are_approved_and_come_to_the_whole(self, filled: World) -> None:
        shown = await filled.say("emil", "/goal list")

        assert "100 of 100" in shown
        assert "KR-5" in shown

    async def test_two_of_them_have_an_agenda(self, filled: World) -> None:
        shown = await filled.say("emil", "/oneonone @ines")

        assert "Who speaks at the fair in Milan" in shown
        assert "Book the stand in Milan" in shown
