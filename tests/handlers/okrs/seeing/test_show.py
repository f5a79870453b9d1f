"""What an objective shows of those that are aligned under it."""

from handlers.chat.card import Button
from tests.builders.company import said
from tests.handlers.okrs.stage import Stage


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
