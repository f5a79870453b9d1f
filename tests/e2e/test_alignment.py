"""Alignment: who helps whom, the tree as it grows, opened and closed in place, and totals that roll up."""

from collections.abc import AsyncIterator

import pytest

from handlers.company import Company
from tests.e2e.chat import seen
from tests.e2e.conftest import MONDAY, found_product
from tests.e2e.world import Platform, World, world


async def plant(here: World, *lines: str) -> None:
    """Set objectives, as Ana."""
    for line in lines:
        said = await here.say("ana", f"/okr new {line}")
        assert "is set" in said, said


@pytest.fixture
async def large(sqlite_url: str, company: Company, platform: Platform) -> AsyncIterator[World]:
    """O-1 is Product's; O-2 to O-7 stand under it, and O-8 to O-30 under O-2."""
    async with world(sqlite_url, MONDAY, company, platform=platform) as here:
        await found_product(here)
        await plant(here, *[f"Win region {number} --parent O-1" for number in range(2, 8)])
        await plant(here, *[f"Call town {number} --parent O-2" for number in range(8, 31)])
        yield here
        assert here.chat.faults == []


async def test_an_objective_is_aligned_and_the_tree_shows_it(product: World) -> None:
    await plant(product, "Lead the market --team company")

    said = await product.say("ana", "/okr align O-1 --parent O-2")

    assert "*O-1* Sell the first self-buttering toaster is aligned under *O-2* Lead the market." in said
    tree = (await product.say("ana", "/okr tree")).splitlines()
    assert tree[0] == "Not said yet · 2 objectives · worst not started · everyone's · 2026-Q4"
    assert tree[1] == "not said · *O-2* Lead the market · no key results · company · <@U0ANA>"
    assert tree[2].startswith("└ not said · *O-1* Sell the first self-buttering toaster · not started · team Product")


async def test_the_parents_owner_is_told_in_a_direct_message(product: World) -> None:
    await product.say("ben", "/okr new Lead the market")

    await product.say("ana", "/okr align O-1 --parent O-2")

    assert "<@U0ANA> aligned *O-1* Sell the first self-buttering toaster" in product.lines("ben")[-1]


async def test_without_a_parent_a_form_asks_for_it(product: World) -> None:
    await plant(product, "Lead the market")
    await product.say("ana", "/okr align O-1")

    await product.submit("ana", {"Parent": "O-2"})

    assert "└ not said · *O-1*" in await product.say("ana", "/okr tree")


async def test_a_loop_is_refused(product: World) -> None:
    await plant(product, "Sell more --parent O-1")

    assert "O-2 stands under O-1 already" in await product.say("ana", "/okr align O-1 --parent O-2")


async def test_a_check_in_moves_what_counts_it_and_none_moves_what_does_not(product: World) -> None:
    await plant(product, "Lead the market --team company")
    await product.say("ana", "/okr align O-1 --parent O-2")
    await product.say("ana", "/okr edit O-2 --roll-up aligned")

    await product.say("ben", "/okr update KR-1 1500")

    # 50 % of KR-1, which weighs 1, and none of KR-2, which weighs 2.
    assert "17 % · *O-2* Lead the market" in await product.say("ben", "/okr tree --team company")
    await product.say("ana", "/okr align O-1 --parent none")
    assert "17 % · *O-2*" not in await product.say("ben", "/okr tree")


async def test_a_large_tree_is_opened_in_place_and_leads_back(large: World) -> None:
    first = await large.say("ben", "/okr tree")
    assert "30 objectives" in first
    assert "29 below" in first
    card = large.whisper("ben")

    await large.press("ben", card, "Open", beside="*O-2*")

    opened = large.chat.current(card)
    assert "Company X › O-1 › *O-2*" in seen(opened)
    assert seen(opened).count("Call town") == 12
    await large.press("ben", opened, "Next")
    assert "Page 2 of 2." in seen(large.chat.current(card))
    await large.press("ben", large.chat.current(card), "Up")
    assert "Company X › *O-1*" in seen(large.chat.current(card))
    await large.press("ben", large.chat.current(card), "Up")
    assert seen(large.chat.current(card)).splitlines()[:4] == seen(card).splitlines()[:4]
    assert [large.lines(channel) for channel in ("general", "product")] == [[], []]


async def test_a_shared_tree_is_opened_in_place_and_keeps_private_ones_from_all(large: World) -> None:
    await large.say("ben", "/okr new Sell the firm --private --parent O-2")
    assert "31 objectives" in await large.say("ben", "/okr tree")

    shared = await large.aloud("ben", "/okr tree", "product")

    assert "30 objectives" in seen(shared)
    await large.press("ben", shared, "Open", beside="*O-2*")
    (opened,) = [seen(message) for message in large.chat.heard("product")]
    assert "*O-2*" in opened
    assert "23 objectives" in opened
    assert "Sell the firm" not in opened
