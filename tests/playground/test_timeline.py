"""A conversation as one person sees it: days, times, groups, threads and reactions."""

from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.page.timeline import Entry, Timeline
from bot.playground.server import Playground
from tests.playground.clock import Clock
from tests.playground.company import section

FRIDAY_EVENING = 1_795_217_400.0
"""20 November 2026, 23:30 in Lisbon, where Ana is; 18:30 in New York, where Ben is."""
HOUR = 3600


def seen_by(slack: Playground, handle: str) -> Timeline:
    """#general for that person, now."""
    workspace = slack.workspace
    return Timeline(workspace, workspace.place("general"), workspace.person(handle), workspace.business())


def stream(slack: Playground, handle: str = "ana") -> list[Entry]:
    """What that person reads in #general."""
    return seen_by(slack, handle).stream()


async def test_times_and_days_are_the_readers_own(slack: Playground, clock: Clock) -> None:
    clock.seconds = FRIDAY_EVENING
    await slack.say("ana", "general", "late")
    clock.forward(HOUR)
    await slack.say("ana", "general", "later")

    assert [(f"{entry.at:%H:%M}", entry.day) for entry in stream(slack, "ana")] == [
        ("23:30", "Yesterday"),
        ("00:30", "Today"),
    ]
    assert [(f"{entry.at:%H:%M}", entry.day) for entry in stream(slack, "ben")] == [("18:30", "Today"), ("19:30", "")]


@pytest.mark.parametrize(
    ("days", "label"), [(0, "Today"), (1, "Yesterday"), (2, "Friday, 20 November"), (90, "Friday, 20 November 2026")]
)
async def test_a_day_is_called_by_how_long_ago_it_was(slack: Playground, clock: Clock, days: int, label: str) -> None:
    clock.seconds = FRIDAY_EVENING
    await slack.say("ana", "general", "x")
    clock.forward(days * 24 * HOUR)

    assert stream(slack)[0].day == label


@pytest.mark.parametrize(("minutes", "follows"), [(1, True), (5, True), (6, False)])
async def test_what_one_says_in_one_go_stands_together(
    slack: Playground, clock: Clock, minutes: int, follows: bool
) -> None:
    await slack.say("ana", "general", "one")
    clock.forward(timedelta(minutes=minutes).total_seconds() - 0.001)
    await slack.say("ana", "general", "two")

    assert [entry.follows for entry in stream(slack)] == [False, follows]


async def test_another_voice_begins_anew(slack: Playground) -> None:
    await slack.say("ana", "general", "one")
    await slack.say("ben", "general", "two")

    assert [entry.follows for entry in stream(slack)] == [False, False]


async def test_blocks_stand_for_themselves(slack: Playground, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="C1GEN", text="one")
    await client.chat_postMessage(channel="C1GEN", text="two", blocks=[section()])
    await client.chat_postMessage(channel="C1GEN", text="three")

    assert [entry.follows for entry in stream(slack)] == [False, False, False]


async def test_a_thread_is_folded_under_its_root(slack: Playground) -> None:
    root = await slack.say("ana", "general", "root")
    await slack.say("ben", "general", "first", root.ts)
    await slack.say("ana", "general", "second", root.ts)

    (entry,) = stream(slack)

    assert entry.replies is not None
    assert (entry.replies.count, entry.replies.last_day) == (2, "Today")
    assert [person.name for person in entry.replies.people] == ["ben", "ana"]
    assert [reply.message.text for reply in seen_by(slack, "ben").thread(root.ts)] == ["root", "first", "second"]


async def test_reactions_say_who_and_whether_one_did_it_oneself(slack: Playground) -> None:
    message = await slack.say("ana", "general", "done")
    await slack.react("ana", message, "tada")
    await slack.react("ben", message, "tada")
    await slack.react("ben", message, "eyes")

    reactions = stream(slack, "ana")[0].reactions

    assert [(one.name, one.count, one.is_mine, one.who) for one in reactions] == [
        ("tada", 2, True, "Ana Silva, Ben Okoro"),
        ("eyes", 1, False, "Ben Okoro"),
    ]
