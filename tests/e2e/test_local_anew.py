"""The local workspace's story, told anew, kept, or left while it is told."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.local.workspace import local_workspace
from bot.playground.server import Playground
from bot.settings import Environment, read_environment
from handlers.company import Company
from tests.e2e.local import ANY_PORTS, TEAM_CHANNELS, clock_of, posts
from tests.e2e.slack_town import seen

WEEK = timedelta(weeks=1)


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    """A folder of one's own, in which the story is kept, and any free ports."""
    monkeypatch.chdir(tmp_path)
    return read_environment(ANY_PORTS)


def said_in(slack: Playground) -> dict[str, list[str]]:
    """All that stands in the teams' channels."""
    return {channel: [seen(message) for message in slack.messages(channel)] for channel in TEAM_CHANNELS}


async def shown(slack: Playground, code: str) -> str:
    """What Rungs says of a key result."""
    return str((await slack.command("emil", "/okr", f"show {code}", channel="marketing")).body)


async def test_the_story_begins_anew_as_often_as_one_likes(environment: Environment, company: Company) -> None:
    async with local_workspace(environment, company) as (_, slack):
        beginning = said_in(slack)
        for _ in range(2):
            await slack.say("emil", "marketing", "Was I ever here?")
            assert (await slack.command("emil", "/okr", "update KR-5 2900", channel="marketing")).ok
            await clock_of(slack).forward_to(clock_of(slack).now() + WEEK)
            assert said_in(slack) != beginning

            await clock_of(slack).reset()

            assert said_in(slack) == beginning
            assert "1,610 of 3,000" in await shown(slack, "KR-5")
            assert abs(clock_of(slack).now() - SystemClock().now()) < timedelta(minutes=1)
        assert slack.faults == []


async def test_a_story_that_somebody_keeps_does_not_begin_anew(tmp_path: Path, company: Company) -> None:
    kept = read_environment({**ANY_PORTS, "DATABASE_URL": f"sqlite:///{tmp_path / 'kept.db'}"})

    async with local_workspace(kept, company) as (_, slack):
        assert not clock_of(slack).can_reset
        with pytest.raises(ValueError, match="DATABASE_URL"):
            await clock_of(slack).reset()
        assert posts(slack, "product")


async def test_who_stops_it_while_it_begins_anew_is_not_kept_waiting(
    environment: Environment, company: Company
) -> None:
    async with local_workspace(environment, company) as (_, slack):
        anew = asyncio.create_task(clock_of(slack).reset())
        await slack.until(lambda: not slack.messages("product") or None)

    with pytest.raises(asyncio.CancelledError):
        await anew
