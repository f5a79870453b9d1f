"""The story's clock on the page: where it leads, what it says it found on the way, and what it refuses."""

from datetime import UTC, datetime

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import Playground
from tests.playground.story import BEGINNING, MONDAY, Story
from tests.playground.visits import act, page


@pytest.fixture
def story(slack: Playground, client: AsyncWebClient) -> Story:
    """The clock that the page moves."""
    slack.clockwork = story = Story(client)
    return story


@pytest.mark.parametrize(("who", "time", "city"), [("U1ANA", "08:00", "Lisbon"), ("U2BEN", "03:00", "New York")])
async def test_it_shows_the_readers_own_time(slack: Playground, story: Story, who: str, time: str, city: str) -> None:
    html = await page(slack, f"as={who}&in=C1GEN")

    assert f">Fri 20 Nov, {time}</time>" in html
    assert f"in {city}" in html


async def test_it_names_what_comes_next(slack: Playground, story: Story) -> None:
    html = await page(slack)

    assert f'data-to="{MONDAY.isoformat()}">To the check-in, Mon 23 Nov 08:00</button>' in html
    assert "To the reminder, Fri 20 Nov 08:00" in html


async def test_without_a_clock_there_are_no_controls(slack: Playground) -> None:
    assert 'id="clock"' not in await page(slack)


async def test_a_story_that_is_kept_has_no_reset(slack: Playground, story: Story) -> None:
    assert ">Reset</button>" in await page(slack)

    story.can_reset = False

    assert ">Reset</button>" not in await page(slack)


@pytest.mark.parametrize(
    ("asked", "arrived"),
    [
        ({"hours": "1"}, datetime(2026, 11, 20, 9, tzinfo=UTC)),
        ({"hours": 168}, datetime(2026, 11, 27, 8, tzinfo=UTC)),
        ({"to": "2026-11-23T08:00:00+00:00"}, MONDAY),
        ({"at": "2026-11-23T08:00"}, MONDAY),
    ],
)
async def test_it_goes_where_it_is_told(
    slack: Playground, story: Story, asked: dict[str, str], arrived: datetime
) -> None:
    _, answer = await act(slack, "forward", asked)

    assert story.instant == arrived
    assert "error" not in answer


@pytest.mark.parametrize("asked", [{}, {"at": ""}, {"to": "soon"}, {"hours": "inf"}, {"hours": "many"}])
async def test_what_is_no_time_is_said_so(slack: Playground, story: Story, asked: dict[str, str]) -> None:
    _, answer = await act(slack, "forward", asked)

    assert (answer["error"], story.instant) == ("Choose a date and a time first.", BEGINNING)


async def test_what_the_clock_refuses_is_said_in_its_words(slack: Playground, story: Story) -> None:
    _, answer = await act(slack, "forward", {"at": "2026-11-19T09:00"})

    assert answer["error"] == "That has passed already."


async def test_it_says_what_happened_on_the_way_and_where(slack: Playground, story: Story) -> None:
    story.lines = (("C1GEN", "one"), ("C1GEN", "two"), ("C3HR", "three"), ("U1ANA", "to Ana"), ("U2BEN", "to Ben"))

    _, answer = await act(slack, "forward", {"to": MONDAY.isoformat()})

    assert answer["said"] == "Mon 23 Nov, 08:00: 3 posts in 2 channels, 2 direct messages."
    assert answer["places"] == [
        {"in": "C1GEN", "name": "# general"},
        {"in": "C3HR", "name": "# hr"},
        {"in": slack.workspace.direct("U1ANA").id, "name": "Rungs"},
    ]


async def test_an_uneventful_way_is_said_so(slack: Playground, story: Story) -> None:
    _, answer = await act(slack, "forward", {"hours": 1})

    assert (answer["said"], answer["places"]) == ("Fri 20 Nov, 09:00: nothing was due.", [])


async def test_it_begins_anew(slack: Playground, story: Story) -> None:
    await act(slack, "forward", {"hours": 24})

    _, answer = await act(slack, "reset", {})

    assert story.instant == BEGINNING
    assert answer["said"] == "The story stands at its beginning again."
