"""Cloning an objective into the next cycle."""

from tests.e2e.chat import seen
from tests.e2e.world import World


async def test_the_answer_offers_to_edit_the_clone(product: World) -> None:
    await product.say("ben", "/okr update KR-1 1500")

    said = await product.say("ana", "/okr clone O-1 --cycle 2027-Q1")
    assert "*O-2* is set: *Sell the first self-buttering toaster*" in said
    assert "KR-3, KR-4" in said

    await product.press("ana", product.whisper("ana"), "Edit")
    await product.submit("ana", {"Title": "Sell the second toaster"})

    assert "*O-2* Sell the second toaster" in await product.say("jo", "/okr show O-2")
    assert "nothing recorded yet, from 0 to 3,000 orders" in await product.say("jo", "/okr show KR-3")
    assert "1,500 of 3,000 orders" in await product.say("jo", "/okr show KR-1")


async def test_without_a_cycle_the_form_opens(product: World) -> None:
    await product.say("ana", "/okr clone O-1")

    assert "*O-2* is set" in await product.submit("ana", {"Cycle": "2027-Q1"})


async def test_its_own_cycle_is_refused_in_the_form(product: World) -> None:
    await product.say("ana", "/okr clone O-1")

    assert "O-1 is in 2026-Q4 already" in await product.submit("ana", {"Cycle": "2026-Q4"})


async def test_who_owns_key_results_of_it_is_told_once(product: World) -> None:
    await product.say("ana", "/okr clone O-1 --cycle next")

    told = [line for line in product.lines("ben") if "cloned" in line]
    assert len(told) == 1
    assert "<@U0ANA> cloned O-1 into 2027-Q1" in told[0]
    assert "Yours in it: KR-3." in told[0]


async def test_cloned_as_a_draft_it_is_talked_about_in_the_channel(product: World) -> None:
    await product.say("ana", "/okr clone O-1 --cycle 2027-Q1 --draft")

    card = product.chat.messages("product")[-1]
    assert "*O-2* Sell the first self-buttering toaster" in seen(card)
    assert "Agree" in seen(card)
