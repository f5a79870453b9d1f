"""Everything by keyboard alone: one gets there, sees where one is, and never gets lost."""

import pytest
from playwright.async_api import expect

from bot.playground.server import Playground
from tests.browser.focus import focused, tab_to, tour
from tests.browser.visitors import Scheme, Visit


async def test_a_key_result_is_updated_without_a_mouse(visit: Visit) -> None:
    emil = await visit("emil", "marketing")
    keyboard = emil.page.keyboard

    await tab_to(emil.page, "Message #marketing")
    await keyboard.type("/okr update KR-5")
    await keyboard.press("Enter")
    await expect(emil.dialog.get_by_label("Value")).to_be_focused()
    await keyboard.type("1,700")
    await keyboard.press("Enter")

    await expect(emil.page.get_by_text("1,700 of 3,000 orders").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_stop_of_the_tab_key_can_be_seen(visit: Visit, town: Playground, scheme: Scheme) -> None:
    await town.say("goran", "general", "Lunch?")
    emil = await visit("emil", "general", scheme=scheme)

    stops = await tour(emil.page)

    assert {"textarea Message #general", "button Send", "button React"} <= {stop.name for stop in stops}
    assert [stop.name for stop in stops if not stop.is_marked] == []


async def test_escape_closes_a_form_and_leads_back_to_what_opened_it(visit: Visit) -> None:
    emil = await visit("emil", "marketing")
    button = emil.message("Check-in, week 48").get_by_role("button", name="Check in")
    await button.focus()
    await emil.page.keyboard.press("Enter")
    await expect(emil.dialog).to_be_visible()

    await emil.page.keyboard.press("Escape")

    await expect(emil.dialog).to_have_count(0)
    await expect(button).to_be_focused()


async def test_the_tab_key_stays_within_a_form(visit: Visit) -> None:
    emil = await visit("emil", "marketing")
    await emil.say("/okr update KR-5")
    await expect(emil.dialog).to_be_visible()

    for _ in range(15):
        await emil.page.keyboard.press("Tab")
        inside = "document.activeElement === document.body || !!document.activeElement.closest('dialog, [role=dialog]')"
        assert await emil.page.evaluate(inside)


async def test_escape_closes_a_thread_and_leads_back(visit: Visit, town: Playground) -> None:
    await town.say("goran", "marketing", "Lunch?")
    emil = await visit("emil", "marketing")
    await emil.message("Lunch?").get_by_role("link", name="Reply in thread").focus()
    await emil.page.keyboard.press("Enter")
    await expect(emil.reply_box).to_be_visible()

    await emil.page.keyboard.press("Escape")

    await expect(emil.thread).to_be_hidden()
    assert (await focused(emil.page)).name


async def test_the_menu_of_a_message_is_walked_with_arrows(visit: Visit, town: Playground) -> None:
    await town.say("goran", "marketing", "Ben stayed late")
    emil = await visit("emil", "marketing")
    more = emil.message("Ben stayed late").get_by_role("button", name="More")

    await more.focus()
    await emil.page.keyboard.press("Enter")
    await expect(emil.page.get_by_role("menuitem").first).to_be_focused()
    await emil.page.keyboard.press("Escape")

    await expect(more).to_be_focused()
