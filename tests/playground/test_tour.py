"""The tour: where each stop leads whoever sits here, and what counts as done."""

import re

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import Playground
from bot.playground.tour import Stop
from tests.playground.company import Bot, field_block, modal
from tests.playground.story import Story
from tests.playground.visits import act, page

STOPS = (
    Stop("Update", "About updates.", "Do it.", "ana", "general", "command", "/okr update KR-1 5"),
    Stop("Check in", "About check-ins.", "Do it.", "ben", "general", "form", "/okr"),
    Stop("Digest", "About digests.", "Do it.", "ana", "general", "clock"),
    Stop("Home", "About Home.", "Do it.", "ana", "home", "home"),
)


@pytest.fixture(autouse=True)
def tour(slack: Playground) -> None:
    """The tour of these tests."""
    slack.tour = STOPS


def done(html: str) -> list[str]:
    """The stops that are marked as done."""
    return re.findall(r'class="stop done" id="stop-(\d)"', html)


async def test_without_stops_there_is_no_tour(slack: Playground) -> None:
    slack.tour = ()

    assert 'id="tour"' not in await page(slack)


async def test_who_is_there_can_have_it_typed(slack: Playground) -> None:
    assert 'data-type="/okr update KR-1 5">Type it for me' in await page(slack)


async def test_who_is_elsewhere_is_led_there(slack: Playground) -> None:
    html = await page(slack)

    assert 'href="/?as=U2BEN&amp;in=C1GEN">Go to #general as Ben</a>' in html
    assert 'href="/?as=U1ANA&amp;in=home">Open Ana’s Home</a>' in html


async def test_a_command_is_done_when_it_was_typed_with_any_number(slack: Playground, bot: Bot) -> None:
    await slack.command("ben", "/okr", "list")
    await slack.command("ben", "/okr", "update KR-2")
    assert done(await page(slack)) == []

    await slack.command("ben", "/okr", "update KR-2 9")

    assert done(await page(slack)) == ["1"]


async def test_a_form_is_done_when_it_was_sent(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    await slack.command("ana", "/okr", "list")
    view = modal(field_block("note", {"type": "plain_text_input"}))
    await client.views_open(trigger_id=bot.last["trigger_id"], view=view)
    form = slack.open_view("ana")
    assert form is not None

    await slack.submit("ana", form, {"note": "x"})

    assert done(await page(slack)) == ["2"]


async def test_the_clock_is_done_when_it_was_moved(slack: Playground, client: AsyncWebClient) -> None:
    slack.clockwork = Story(client)

    await act(slack, "forward", {"hours": 1})
    assert done(await page(slack)) == ["3"]
    await act(slack, "reset", {})

    assert done(await page(slack)) == []


async def test_home_is_done_when_it_was_opened(slack: Playground, bot: Bot) -> None:
    await act(slack, "home", {})

    assert done(await page(slack)) == ["4"]
