"""What a team does with its objectives besides checking in: steps, the tree, drafts, suggestions, edits."""

import re

from playwright.async_api import Locator, expect

from bot.playground.server import Playground
from tests.browser.accessibility import barriers
from tests.browser.seat import Seat
from tests.browser.visitors import Visit

MORE_THAN_FIT = 21
"""Objectives under one; a tree shows 20 whole."""


async def drafted(seat: Seat, title: str) -> Locator:
    """Ana's draft of that title for her team; its card in the channel, as the seat sees it."""
    await seat.slack.command("ana", "/okr", f"new {title} --team Product --draft")
    card = seat.message(title).filter(has=seat.page.get_by_role("button", name="Suggest"))
    await expect(card).to_be_visible()
    return card


async def become(seat: Seat, name: str) -> None:
    """Be somebody else at the same page."""
    await seat.page.get_by_role("button", name=re.compile("^You are ")).click()
    await seat.page.get_by_role("menuitemradio", name=re.compile(name)).click()
    await expect(seat.page.get_by_role("button", name=f"You are {name}")).to_be_visible()


async def test_a_step_is_done_and_reopened_by_its_button(visit: Visit) -> None:
    hugo = await visit("hugo")
    await hugo.say("/okr show KR-1")
    card = hugo.message("Assemble the team")
    await expect(card).to_contain_text("2 of 3 steps")

    await hugo.press(card, "Done")
    await expect(card).to_contain_text("3 of 3 steps, 10 of 10")
    assert await barriers(hugo.page) == []
    await card.get_by_role("button", name="Reopen").last.click()

    await expect(card).to_contain_text("2 of 3 steps, 8 of 10")


async def test_one_goes_down_a_tree_and_up_again_on_one_card(visit: Visit, town: Playground) -> None:
    for number in range(MORE_THAN_FIT):
        await town.command("jo", "/okr", f"new Help the search along, part {number} --parent O-3")
    jo = await visit("jo")
    await jo.say("/okr tree")
    tree = jo.message("everyone's")
    assert await barriers(jo.page) == []

    await tree.get_by_role("button", name="Open").last.click()
    await expect(jo.message("Company X › O-1 › O-3")).to_contain_text("Page 1 of 2")
    await jo.press(jo.message("Company X › O-1 › O-3"), "Next")
    await expect(jo.message("Company X › O-1 › O-3")).to_contain_text("Page 2 of 2")
    assert await barriers(jo.page) == []
    await jo.press(jo.message("Company X › O-1 › O-3"), "Up")

    await expect(jo.main.get_by_text("Company X › O-1")).to_be_visible()
    await expect(jo.main.get_by_text("Company X › O-1 › O-3")).to_have_count(0)
    await expect(jo.main.get_by_text("Only visible to you")).to_have_count(1)


async def test_two_people_agree_with_a_draft(visit: Visit) -> None:
    seat = await visit("ben", "product")
    card = await drafted(seat, "Toast without a knife")

    await seat.press(card, "Agree")
    await expect(card).to_contain_text("1 person agrees: @Ben Okafor")
    await become(seat, "Goran Ilic")
    await seat.press(card, "Agree")

    await expect(card).to_contain_text("2 people agree: @Ben Okafor, @Goran Ilic")
    assert await barriers(seat.page) == []


async def test_a_suggestion_is_taken_over_in_the_thread(visit: Visit) -> None:
    goran, ana = await visit("goran", "product"), await visit("ana", "product")
    card = await drafted(goran, "Mornings without crumbs")

    await goran.press(card, "Suggest")
    await goran.dialog.get_by_label("Title").fill("Mornings that begin without crumbs")
    await goran.dialog.get_by_label("Key result").fill("Kitchens without crumbs from 0 to 40 --unit kitchens")
    assert await barriers(goran.page) == []
    await goran.press(goran.dialog, "Suggest")
    await ana.message("Mornings without crumbs").get_by_role("link", name=re.compile("repl")).click()
    await ana.press(ana.reply("Kitchens without crumbs"), "Take over")

    await expect(ana.dialog.get_by_label("Title")).to_have_value("Kitchens without crumbs")
    assert await barriers(ana.page) == []
    await ana.press(ana.dialog, "Add")

    await expect(ana.reply("Kitchens without crumbs")).to_contain_text("Ana Ruiz took over what Goran Ilic suggested")
    await expect(goran.message("Mornings that begin without crumbs")).to_contain_text("Kitchens without crumbs")


async def test_a_field_of_an_edit_is_refused_in_place_and_mended(visit: Visit) -> None:
    farah = await visit("farah", "marketing")
    await farah.say("/okr edit KR-6")
    target = farah.dialog.get_by_label("To", exact=True)

    await target.fill("twenty or so")
    await farah.press(farah.dialog, "Save")
    await expect(target).to_have_attribute("aria-invalid", "true")
    await expect(target).to_be_focused()
    assert await barriers(farah.page) == []
    await target.fill("20")
    await farah.press(farah.dialog, "Save")

    await expect(farah.dialog).to_contain_text("at 50 % now; it was at 67 %")
