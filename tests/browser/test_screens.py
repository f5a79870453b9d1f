"""Every screen is open to everybody, and on a phone too."""

import re
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from playwright.async_api import expect

from bot.playground.server import Playground
from tests.browser.accessibility import barriers
from tests.browser.seat import Seat
from tests.browser.visitors import PHONE, ZOOMED, Visit

Way = Callable[[Seat], Coroutine[Any, Any, None]]


async def channel(seat: Seat) -> None:
    await seat.say("/okr show KR-5")
    await expect(seat.message("Obtain 3,000 pre-orders")).to_be_visible()


async def direct(seat: Seat) -> None:
    await seat.go("emil", "emil")
    await seat.say("okr list company")
    await expect(seat.message("O-1")).to_be_visible()


async def thread(seat: Seat) -> None:
    await seat.say("@rungs digest")
    await seat.message("@rungs digest").get_by_role("link", name="1 reply").click()
    await expect(seat.reply("Marketing")).to_be_visible()


async def home(seat: Seat) -> None:
    await seat.go("emil", "home")
    await expect(seat.main.get_by_text("Obtain 3,000 pre-orders").first).to_be_visible()


async def form(seat: Seat) -> None:
    await seat.say("/okr update KR-5")
    await seat.press(seat.dialog, "Check in")
    await expect(seat.dialog.get_by_text("Please complete this required field.").first).to_be_visible()


async def long_form(seat: Seat) -> None:
    await seat.say("/checkin")
    await expect(seat.dialog.get_by_role("textbox", name="Value").first).to_be_visible()


async def developer(seat: Seat) -> None:
    await seat.say("/okr list")
    await seat.page.get_by_role("button", name="Developer panel").click()
    await expect(seat.page.get_by_role("region", name="Developer panel")).to_be_visible()


SCREENS: tuple[Way, ...] = (channel, direct, thread, home, form, long_form, developer)


@pytest.mark.parametrize("screen", SCREENS)
async def test_nothing_stands_in_anybodys_way(visit: Visit, screen: Way) -> None:
    emil = await visit("emil", "marketing")
    await screen(emil)

    assert await barriers(emil.page) == []


@pytest.mark.parametrize("screen", SCREENS)
async def test_it_fits_a_phone(visit: Visit, screen: Way) -> None:
    emil = await visit("emil", "marketing", window=PHONE)

    await screen(emil)

    assert await emil.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def test_on_a_phone_every_place_is_behind_the_menu(visit: Visit, town: Playground) -> None:
    await town.say("goran", "product", "The prototype is through")
    emil = await visit("emil", "marketing", window=PHONE)

    await emil.page.get_by_role("button", name="Menu").click()
    await emil.page.get_by_role("link", name="product").click()

    await expect(emil.message("The prototype is through")).to_be_visible()


async def test_on_a_phone_one_sees_who_one_is(visit: Visit) -> None:
    emil = await visit("emil", "marketing", window=PHONE)

    await expect(emil.page.get_by_title("You are Emil Novak")).to_be_visible()


async def test_on_a_phone_one_sees_that_something_came_elsewhere(visit: Visit, town: Playground) -> None:
    emil = await visit("emil", "marketing", window=PHONE)
    menu = emil.page.get_by_role("button", name="Menu")
    before = await menu.inner_text()

    await town.say("goran", "product", "The prototype is through")

    await expect(menu).not_to_have_text(before, use_inner_text=True)
    await expect(menu).to_contain_text(re.compile(r"[1-9]\d* new"))


async def test_a_window_of_little_height_is_scrolled_to_its_end(visit: Visit) -> None:
    emil = await visit("emil", "marketing", window=ZOOMED)
    await emil.page.get_by_role("button", name="Clock").click()

    await emil.composer.fill("Still here")

    await expect(emil.composer).to_be_in_viewport()
    await expect(emil.main.get_by_role("article").last).to_be_in_viewport()
