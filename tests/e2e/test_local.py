"""The local workspace as `make run` starts it: its first look, its clock, and its story told anew."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.local import local_workspace
from bot.playground.clockwork import Clockwork, Due
from bot.playground.server import Playground
from bot.playground.workspace import Message
from bot.settings import Environment, read_environment
from handlers.company import Company
from tests.e2e.world import seen

TEAM_CHANNELS = ("product", "marketing")
WEEK = timedelta(weeks=1)


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    """A folder of one's own, and any free ports."""
    monkeypatch.chdir(tmp_path)
    return read_environment({"PORT": "0", "RUNGS_PLAYGROUND_PORT": "0"})


@pytest.fixture
async def slack(environment: Environment, company: Company) -> AsyncIterator[Playground]:
    """The local Slack with Rungs at work in it. Slack must have nothing to complain of in the end."""
    async with local_workspace(environment, company) as (_, slack):
        yield slack
        assert slack.faults == []


def clock_of(slack: Playground) -> Clockwork:
    """The story's clock."""
    assert slack.clockwork is not None
    return slack.clockwork


async def due_next(slack: Playground, name: str) -> Due:
    """When it comes next."""
    return next(due for due in await clock_of(slack).coming() if due.name == name)


def posted_at(message: Message) -> datetime:
    """The instant that a message bears."""
    return datetime.fromtimestamp(float(message.ts), UTC)


def posts(slack: Playground, channel: str, words: str = "Check-in, week") -> list[Message]:
    """The messages of a channel that hold these words."""
    return [message for message in slack.messages(channel) if words in seen(message)]


async def shown(slack: Playground, code: str) -> str:
    """What Rungs says of a key result."""
    return str((await slack.command("emil", "/okr", f"show {code}", channel="marketing")).body)


async def test_the_channels_hold_the_last_two_weeks_on_their_own_days(slack: Playground, company: Company) -> None:
    for channel in TEAM_CHANNELS:
        found = slack.messages(channel)
        asked = [posted_at(message).astimezone(company.time_zone) for message in posts(slack, channel)]
        assert [f"{at:%a %H:%M}" for at in asked][:2] == ["Mon 09:00"] * 2
        assert asked[1].date() - asked[0].date() == WEEK
        assert f"{posted_at(found[1]).astimezone(company.time_zone):%a %H:%M}" == "Fri 15:00"
        assert posted_at(found[0]) > clock_of(slack).now() - 3 * WEEK
        assert posted_at(found[-1]) <= clock_of(slack).now()


async def test_the_answers_stand_in_the_thread_of_the_day(slack: Playground) -> None:
    root = posts(slack, "marketing")[0]

    answers = slack.thread("marketing", root.ts)[1:]

    assert any("1,610 of 3,000" in seen(answer) for answer in answers)
    assert all(posted_at(answer).date() == posted_at(root).date() for answer in answers)


async def test_the_next_check_in_is_asked_for_once_in_each_teams_channel(slack: Playground) -> None:
    before = {channel: len(posts(slack, channel)) for channel in TEAM_CHANNELS}
    due = await due_next(slack, "check-in")

    await clock_of(slack).forward_to(due.at)

    assert {channel: len(posts(slack, channel)) for channel in TEAM_CHANNELS} == {
        channel: count + 1 for channel, count in before.items()
    }
    assert abs(posted_at(posts(slack, "product")[-1]) - due.at) < timedelta(minutes=1)
    assert (await due_next(slack, "check-in")).at == due.at + WEEK


async def test_every_week_on_the_way_bears_its_own_date(slack: Playground) -> None:
    due = await due_next(slack, "digest")

    await clock_of(slack).forward_to(due.at + 3 * WEEK)

    digests = [posted_at(message) for message in posts(slack, "product", "Every Friday at 15:00")][-4:]
    assert [at.replace(microsecond=0) for at in digests] == [due.at + week * WEEK for week in range(4)]


@pytest.mark.parametrize(("ahead", "words"), [(-WEEK, "has passed"), (400 * timedelta(days=1), "more than a year")])
async def test_a_journey_that_cannot_be_is_refused_in_words(slack: Playground, ahead: timedelta, words: str) -> None:
    before = clock_of(slack).now()

    with pytest.raises(ValueError, match=words):
        await clock_of(slack).forward_to(before + ahead)

    assert clock_of(slack).now() - before < timedelta(minutes=1)


async def test_two_journeys_at_once_are_one(slack: Playground) -> None:
    clock = clock_of(slack)
    start = clock.now()

    first, second = await asyncio.gather(
        clock.forward_to(start + WEEK), clock.forward_to(start + 2 * WEEK), return_exceptions=True
    )

    assert (first, type(second)) == (None, ValueError)
    assert start + WEEK <= clock.now() < start + 2 * WEEK


async def test_who_leaves_on_the_way_does_not_stop_the_clock(slack: Playground) -> None:
    clock = clock_of(slack)
    target = clock.now() + WEEK

    asked = asyncio.create_task(clock.forward_to(target))
    await slack.until(lambda: clock.now() > target - WEEK + timedelta(hours=1) or None)
    asked.cancel()

    await slack.until(lambda: clock.now() >= target or None)


async def test_the_story_begins_anew_as_often_as_one_likes(slack: Playground) -> None:
    def told() -> dict[str, list[str]]:
        return {channel: [seen(message) for message in slack.messages(channel)] for channel in TEAM_CHANNELS}

    beginning = told()
    for _ in range(2):
        await slack.say("emil", "marketing", "Was I ever here?")
        assert (await slack.command("emil", "/okr", "update KR-5 2900", channel="marketing")).ok
        await clock_of(slack).forward_to(clock_of(slack).now() + WEEK)
        assert told() != beginning

        await clock_of(slack).reset()

        assert told() == beginning
        assert "1,610 of 3,000" in await shown(slack, "KR-5")
        assert abs(clock_of(slack).now() - SystemClock().now()) < timedelta(minutes=1)


async def test_a_story_that_somebody_keeps_does_not_begin_anew(
    tmp_path: Path, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    kept = read_environment({"PORT": "0", "RUNGS_PLAYGROUND_PORT": "0", "DATABASE_URL": "sqlite:///kept.db"})

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
