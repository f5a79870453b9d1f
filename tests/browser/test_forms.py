"""Modals: what they ask, what they refuse, and that nothing typed is lost."""

from playwright.async_api import Locator, expect

from bot.playground.server import Playground
from tests.browser.seat import Seat
from tests.browser.visitors import Visit


async def asked_to_update(visit: Visit) -> Seat:
    """Emil with the form of `/okr update` open."""
    emil = await visit("emil", "marketing")
    await emil.say("/okr update KR-5")
    await expect(emil.dialog).to_be_visible()
    return emil


def field(seat: Seat, label: str) -> Locator:
    """The input of that label in the form."""
    return seat.dialog.get_by_label(label, exact=True)


async def test_a_field_is_refused_in_place_and_mended(visit: Visit) -> None:
    emil = await asked_to_update(visit)

    await field(emil, "Value").fill("a lot")
    await emil.press(emil.dialog, "Check in")
    await expect(field(emil, "Value")).to_have_attribute("aria-invalid", "true")
    await expect(field(emil, "Value")).to_be_focused()
    await field(emil, "Value").fill("1,700")
    await emil.press(emil.dialog, "Check in")

    await expect(emil.page.get_by_text("1,700 of 3,000 orders").first).to_be_visible()


async def test_a_required_field_is_asked_for_by_slack_itself(visit: Visit) -> None:
    emil = await asked_to_update(visit)

    await emil.press(emil.dialog, "Check in")

    await expect(emil.dialog.get_by_text("Please complete this required field.").first).to_be_visible()


async def test_a_half_filled_form_outlives_what_others_write_meanwhile(visit: Visit, town: Playground) -> None:
    emil = await asked_to_update(visit)
    await field(emil, "Value").press_sequentially("17")

    await town.say("farah", "marketing", "News")
    await expect(emil.message("News")).to_be_attached()
    await emil.page.keyboard.type("00")

    await expect(field(emil, "Value")).to_have_value("1700")


async def test_fourteen_key_results_are_checked_in_on_two_pages(visit: Visit, town: Playground) -> None:
    for number in range(1, 15):
        await town.command("ana", "/okr", f"kr O-2 Number {number} from 0 to 10 --owner @jo")
    jo = await visit("jo", "marketing")

    await jo.say("/checkin")
    values = jo.dialog.get_by_role("textbox", name="Value")
    await expect(values).to_have_count(12)
    await values.nth(0).fill("1")
    await values.nth(1).fill("two")
    await jo.press(jo.dialog, "Check in")
    await expect(values.nth(1)).to_have_attribute("aria-invalid", "true")
    await values.nth(1).fill("2")
    await jo.press(jo.dialog, "Check in")
    await expect(values).to_have_count(2)
    await values.nth(1).fill("9")
    await jo.press(jo.dialog, "Check in")

    await expect(jo.page.get_by_text("3 key results checked in")).to_be_visible()
    await expect(jo.page.get_by_text("11 key results still wait for you.")).to_be_visible()
