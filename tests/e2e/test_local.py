"""The local workspace as `make run` starts it: its first look, and its clock."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.clock import SystemClock
from bot.local.workspace import local_workspace
from bot.playground.clockwork import Due
from bot.playground.server import Playground
from bot.playground.workspace import Message
from bot.settings import read_environment
from handlers.company import Company
from tests.e2e.local import ANY_PORTS, TEAM_CHANNELS, clock_of, posts
from tests.e2e.slack_town import seen

pytestmark = pytest.mark.asyncio(loop_scope="module")

WEEK = timedelta(weeks=1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def slack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Playground]:
    """The local Slack with Rungs at work in it, for all tests here: its clock stands where the ones before left it.

    Slack must have nothing to complain of in the end.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("local"))
        async with local_workspace(read_environment(ANY_PORTS), Company("Company X")) as (_, slack):
            yield slack
            assert slack.faults == []


async def due_next(slack: Playground, name: str) -> Due:
    """When it comes next."""
    return next(due for due in await clock_of(slack).coming() if due.name == name)


def posted_at(message: Message) -> datetime:
    """The instant that a message bears."""
    return datetime.fromtimestamp(float(message.ts), UTC)


async def test_the_channels_hold_the_last_two_weeks_on_their_own_days(slack: Playground, company: Company) -> None:
    for channel in TEAM_CHANNELS:
        found = slack.messages(channel)
        asked = [posted_at(message).astimezone(company.time_zone) for message in posts(slack, channel)]
        assert [f"{at:%a %H:%M}" for at in asked][:2] == ["Mon 09:00"] * 2
        assert asked[1].date() - asked[0].date() == WEEK
        assert f"{posted_at(found[1]).astimezone(company.time_zone):%a %H:%M}" == "Fri 15:00"
        assert posted_at(found[0]) > SystemClock().now() - 3 * WEEK
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
    # Away from what is due at full hours: arriving there a moment late is no leap, and no news to wait for.
    target = clock.now() + WEEK + timedelta(minutes=17)

    asked = asyncio.create_task(clock.forward_to(target))
    await slack.until(lambda: clock.now() > target - WEEK + timedelta(hours=1) or None)
    asked.cancel()

    await slack.until(lambda: clock.now() >= target or None)
