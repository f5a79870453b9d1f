"""Every element of Slack's that can stand in a message does its work: what is picked gets to the bot."""

import re
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from playwright.async_api import expect

from bot.playground.workspace import Json
from tests.browser.accessibility import barriers
from tests.browser.seat import Seat
from tests.browser.visitors import Visit
from tests.browser.workshop import Workshop
from tests.playground.company import button, field_block, modal, option, plain, section

Handling = Callable[[Seat], Coroutine[Any, Any, None]]
COLOURS = [option("Red", "r"), option("Green", "g")]


def on_page(seat: Seat) -> Any:
    """The message of blocks."""
    return seat.message("Hello")


async def press_button(seat: Seat) -> None:
    await seat.press(on_page(seat), "Go")


async def confirm_button(seat: Seat) -> None:
    await seat.press(on_page(seat), "Go")
    await seat.press(seat.page.get_by_role("dialog").or_(seat.page.get_by_role("alertdialog")), "Yes, drop it")


async def pick_from_menu(seat: Seat) -> None:
    await on_page(seat).get_by_role("button", name=re.compile("More|options|actions", re.IGNORECASE)).first.click()
    await seat.page.get_by_role("menuitem", name="Green").click()


async def pick_from_select(seat: Seat) -> None:
    await on_page(seat).get_by_role("combobox").select_option("Green")


async def look_up(seat: Seat) -> None:
    await on_page(seat).get_by_role("combobox").press_sequentially("gre")
    await seat.page.get_by_role("option", name="Green").click()


async def pick_radio(seat: Seat) -> None:
    await on_page(seat).get_by_role("radio", name="Green").check()


async def tick_box(seat: Seat) -> None:
    await on_page(seat).get_by_role("checkbox", name="Green").check()


async def pick_day(seat: Seat) -> None:
    await on_page(seat).locator("input[type=date]").fill("2026-12-31")


async def pick_time(seat: Seat) -> None:
    await on_page(seat).locator("input[type=time]").fill("09:30")


CONFIRM = {
    "title": plain("Sure?"),
    "text": plain("It is gone then."),
    "confirm": plain("Yes, drop it"),
    "deny": plain("No"),
}
ELEMENTS: dict[str, tuple[Json, Handling, Json]] = {
    "button": (button(value="7"), press_button, {"value": "7"}),
    "button that asks": (button(value="7", confirm=CONFIRM), confirm_button, {"value": "7"}),
    "overflow": ({"type": "overflow", "options": COLOURS}, pick_from_menu, {"selected_option": COLOURS[1]}),
    "select": ({"type": "static_select", "options": COLOURS}, pick_from_select, {"selected_option": COLOURS[1]}),
    "typeahead": ({"type": "external_select", "min_query_length": 1}, look_up, {"selected_option": COLOURS[1]}),
    "radio": ({"type": "radio_buttons", "options": COLOURS}, pick_radio, {"selected_option": COLOURS[1]}),
    "checkboxes": ({"type": "checkboxes", "options": COLOURS}, tick_box, {"selected_options": [COLOURS[1]]}),
    "datepicker": ({"type": "datepicker"}, pick_day, {"selected_date": "2026-12-31"}),
    "timepicker": ({"type": "timepicker"}, pick_time, {"selected_time": "09:30"}),
}


@pytest.mark.parametrize(("element", "handle", "told"), ELEMENTS.values(), ids=ELEMENTS)
async def test_what_is_picked_gets_to_the_bot(
    try_out: Visit, workshop: Workshop, element: Json, handle: Handling, told: Json
) -> None:
    workshop.bot.answers({"options": COLOURS})
    await workshop.post(section(accessory={"action_id": "go", **element}))
    ana = await try_out("ana")

    await handle(ana)

    payload = await workshop.heard("block_actions")
    assert {key: payload["actions"][0][key] for key in told} == told


async def test_no_element_stands_in_anybodys_way(try_out: Visit, workshop: Workshop) -> None:
    for number, (kind, (element, _, _)) in enumerate(ELEMENTS.items()):
        await workshop.post(section(f"Hello, {kind}", accessory={"action_id": f"a{number}", **element}))
    ana = await try_out("ana")
    await expect(ana.message("Hello, timepicker")).to_be_visible()

    assert await barriers(ana.page) == []


async def test_one_refusal_of_a_dangerous_button_is_enough(try_out: Visit, workshop: Workshop) -> None:
    await workshop.post(section(accessory=button(confirm=CONFIRM)))
    ana = await try_out("ana")

    await ana.press(on_page(ana), "Go")
    await ana.press(ana.page.get_by_role("dialog").or_(ana.page.get_by_role("alertdialog")), "No")

    await expect(ana.page.get_by_text("Sure?")).to_be_hidden()
    assert workshop.bot.requests == []


async def test_a_second_window_is_pushed_and_the_first_is_still_filled_in(try_out: Visit, workshop: Workshop) -> None:
    ana = await try_out("ana")
    workshop.opens(modal(field_block("note", {"type": "plain_text_input"}), title=plain("First")))
    await ana.say("/okr")
    await ana.dialog.get_by_label("note").fill("kept")
    workshop.bot.answers({"response_action": "push", "view": modal(section("On top"), title=plain("Second"))})
    await ana.press(ana.dialog, "Save")
    await expect(ana.page.get_by_role("dialog", name="Second")).to_be_visible()

    workshop.bot.answers()
    await ana.page.keyboard.press("Escape")

    await expect(ana.page.get_by_role("dialog", name="First").get_by_label("note")).to_have_value("kept")


async def test_a_window_is_replaced_by_another(try_out: Visit, workshop: Workshop) -> None:
    ana = await try_out("ana")
    workshop.opens(modal(section("Before"), title=plain("First")))
    await ana.say("/okr")
    await expect(ana.dialog.get_by_text("Before")).to_be_visible()
    workshop.bot.answers({"response_action": "update", "view": modal(section("After"), title=plain("First"))})

    await ana.press(ana.dialog, "Save")

    await expect(ana.dialog.get_by_text("After")).to_be_visible()
    await expect(ana.dialog.get_by_text("Before")).to_have_count(0)


async def test_what_an_update_keeps_stays_as_it_was_typed(try_out: Visit, workshop: Workshop) -> None:
    ana = await try_out("ana")
    note = field_block("note", {"type": "plain_text_input"})
    workshop.opens(modal(note, section("Colour", block_id="c", accessory=button("more", "More fields"))))
    await ana.say("/okr")
    await ana.dialog.get_by_label("note").fill("typed")
    view = workshop.slack.open_view("ana")
    assert view is not None

    await workshop.client.views_update(view_id=view.id, view=modal(note, section("One field more")))

    await expect(ana.dialog.get_by_text("One field more")).to_be_visible()
    await expect(ana.dialog.get_by_label("note")).to_have_value("typed")
