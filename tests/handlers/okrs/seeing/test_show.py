"""Objectives and key results shown, and what is aligned under an objective."""

from datetime import timedelta
from decimal import Decimal

import pytest

from handlers.chat.card import Button, Call
from handlers.chat.reply import Whisper
from tests.builders import company as build
from tests.builders.company import said
from tests.handlers.okrs.stage import NOW, Stage


async def aligned(sales: Stage, options: str = "") -> None:
    """Ben's O-2 with KR-3 helps Ana's O-1."""
    await sales.type(sales.ben, f"okr new Win the fleets --parent O-1 {options}")
    await sales.type(sales.ben, "okr kr O-2 Sign fleets from 0 to 10")


async def test_what_is_aligned_is_shown_and_said_not_to_count(sales: Stage) -> None:
    await aligned(sales)
    assert "• not said · O-2 Win the fleets" in await sales.words(sales.cleo, "okr show O-1")

    await sales.check_in("KR-3", sales.ben, 4)

    words = await sales.words(sales.cleo, "okr show O-1")
    assert "Aligned under it (not counted):\n• 40 % · O-2 Win the fleets" in words


async def test_what_counts_is_said_to_count_and_leads_to_the_reason(sales: Stage) -> None:
    await sales.type(sales.ana, "okr new Win the world")
    await sales.type(sales.ana, "okr edit O-2 --roll-up aligned")
    assert "Align one: /okr align CODE --parent O-2" in await sales.words(sales.cleo, "okr show O-2")

    await sales.type(sales.cleo, "okr align O-1 --parent O-2")

    card = await sales.card(sales.cleo, "okr show O-2")
    assert "Aligned under it (counted):\n• not said · O-1" in said(card)
    assert "No key results yet" not in said(card)
    assert "Why" in [part.label for part in card.body if isinstance(part, Button)]


async def test_what_is_private_is_not_among_it(sales: Stage) -> None:
    await aligned(sales, "--private")

    assert "Aligned" not in await sales.words(sales.cleo, "okr show O-1")


async def test_of_many_the_first_are_named(sales: Stage) -> None:
    for number in range(7):
        await sales.type(sales.ben, f"okr new Win region {number} --parent O-1")

    words = await sales.words(sales.cleo, "okr show O-1")

    assert "O-6 Win region 4" in words
    assert "O-7" not in words
    assert "and 2 more: /okr tree O-1" in words


async def test_a_key_result_shows_value_confidence_and_pace(sales: Stage) -> None:
    await sales.say_confidence("KR-1", 7)
    await sales.change("KR-1", current_value=Decimal(1250), progress=Decimal("0.416667"))

    card = await sales.card(sales.ben, "okr show pre-orders", NOW + timedelta(days=19))

    lines = said(card).splitlines()
    assert lines[:2] == ["KR-1 Obtain 3,000 pre-orders · on track", "1250 of 3000 orders"]
    assert "Confidence: 7 of 10, said 2026-12-10" in lines
    assert "Pace: 50 % of the time is over, 8 points behind" in lines
    assert card.text == "42 %, on track: KR-1 Obtain 3,000 pre-orders"
    assert "Check in" not in build.calls(card)


async def test_silence_is_shown_as_such(sales: Stage) -> None:
    lines = (await sales.words(sales.cleo, "okr show KR-1")).splitlines()

    assert "Confidence: not said" in lines
    assert "No check-ins yet. Record the first: /okr update KR-1 VALUE" in lines


async def test_an_objective_shows_its_worst_key_result_and_how_many_are_stale(sales: Stage) -> None:
    await sales.say_confidence("KR-1", 2)

    card = await sales.card(sales.ben, "okr show O-1", NOW + timedelta(days=11))

    assert said(card).startswith("O-1 Win customers for the car · off track · stale: 1 of 2")


async def test_check_in_stands_beside_what_one_may_update(sales: Stage) -> None:
    bens, cleos = await sales.words(sales.ben, "okr show O-1"), await sales.words(sales.cleo, "okr show O-1")

    assert (bens.count("[Check in]"), cleos.count("[Check in]")) == (1, 2)
    assert "[Add a key result]" in cleos
    assert "[Add a key result]" not in bens


async def test_many_key_results_share_one_button_that_asks_which(sales: Stage) -> None:
    for number in range(3):
        await sales.type(sales.cleo, f"okr kr O-1 More {number} from 0 to 10")

    card = await sales.card(sales.cleo, "okr show O-1")
    (check_in,) = [part for part in card.body if part.kind == "button" and part.label == "Check in"]

    assert check_in.call == Call("okr update", {"key_result": "O-1"})


@pytest.mark.parametrize("text", ["okr show O-1", "okr show KR-1", "okr list", "okr new Win"])
async def test_what_everyone_may_read_can_be_shared(sales: Stage, text: str) -> None:
    reply = await sales.type(sales.cleo, text)

    assert isinstance(reply, Whisper)
    assert reply.share is not None
    assert isinstance(await sales.press(sales.ben, reply.share), Whisper)
