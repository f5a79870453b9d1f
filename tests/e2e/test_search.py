"""Search and the lists over HTTP: words in any order, pages, and what narrows a list said together."""

from datetime import UTC, datetime

from tests.e2e.chat import seen
from tests.e2e.world import World


async def test_words_find_objectives_and_key_results_in_any_order(product: World) -> None:
    said = await product.say("jo", "/okr search toaster FIRST")
    assert "*1* found for “toaster FIRST”" in said
    assert "*O-1* Sell the first self-buttering toaster" in said
    assert "2026-Q4 · Product · <@U0ANA>" in said

    assert "*KR-1* Obtain pre-orders" in await product.say("jo", "/okr search pre orders")
    assert "*2* found" in await product.say("jo", "/okr search the")


async def test_a_find_is_opened_by_its_button(product: World) -> None:
    found = await product.direct("jo", "okr search orders obtain")

    await product.press("jo", found, "Show")

    assert "No check-ins yet. Record the first: `/okr update KR-1 VALUE`" in seen(product.whisper("jo"))


async def test_nothing_found_says_what_to_type(product: World) -> None:
    said = await product.say("jo", "/okr search flying 100% boats")

    assert "Nothing found for “flying 100% boats”" in said
    assert "/okr search flying" in said


async def test_what_is_over_is_found_with_its_cycle(product: World) -> None:
    await product.forward_to(datetime(2027, 6, 1, 9, tzinfo=UTC))

    assert "No objectives" in await product.say("jo", "/okr list all")
    assert "2026-Q4" in await product.say("jo", "/okr search toaster")


async def test_finds_go_on_page_by_page(product: World) -> None:
    for number in range(13):
        await product.say("ana", f"/okr new Win region {number} by being there")
    first = await product.direct("jo", "okr search region")
    assert "*13* found" in seen(first)
    assert "Page 1 of 2." in seen(first)

    await product.press("jo", first, "Next")

    assert "Page 2 of 2." in seen(product.whisper("jo"))


async def test_what_is_private_is_found_by_whom_it_names(product: World) -> None:
    await product.say("ana", "/okr new Sell the knife business --private --readers @goran")

    assert "*O-2* Sell the knife business · private" in await product.say("goran", "/okr search knife")
    assert "Nothing found" in await product.say("ben", "/okr search knife")
    assert "knife" not in await product.say("ben", "/okr search sell")


async def test_what_narrows_a_list_is_said_together(product: World) -> None:
    await product.say("ana", "/okr new Open the second factory --team Product --cycle next")

    for words, codes in {
        "team Product": ["O-1", "O-2"],
        "team Product now": ["O-1"],
        "product next": ["O-2"],
        "team Product not started next": ["O-2"],
        "not started --team Product --cycle 2026-Q4": ["O-1"],
        "at risk --team product next": [],
        "@ben not started": ["O-1"],
        "my okrs": [],
    }.items():
        listed = await product.say("jo", f"/okr list {words}")
        assert [code for code in ("O-1", "O-2") if f"*{code}*" in listed] == codes, (words, listed)


async def test_a_key_result_shows_its_course(product: World) -> None:
    for value in (100, 400, 300, 1250):
        await product.say("ben", f"/okr update KR-1 {value}")

    shown = await product.say("jo", "/okr show KR-1")

    assert "*The last 4 check-ins*\n▁▂▂█\n5 Oct: 100 orders → 5 Oct: 1,250 orders" in shown
