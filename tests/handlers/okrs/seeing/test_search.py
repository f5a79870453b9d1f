"""Searching: what people are shown of what was found."""

import pytest
from sqlalchemy import update

from handlers.chat.card import Button, Call
from handlers.chat.reply import OpenForm, Refused
from handlers.okrs.seeing.search import Search
from storage.okrs import objectives
from tests.builders import company as build
from tests.builders.company import said, whispered
from tests.handlers.okrs.stage import Stage


async def test_what_was_found_says_where_it_stands_and_opens(sales: Stage) -> None:
    card = await sales.card(sales.cleo, "okr search car")

    assert said(card).splitlines() == [
        "1 found for “car”",
        "O-1 Win customers for the car",
        "2026-Q4 · @Cleo Ito [Show]",
        "Everyone in the company can see it.",
    ]
    assert card.text == "1 found for “car”: O-1"


async def test_a_key_result_says_its_number_status_and_owner(sales: Stage) -> None:
    await sales.say_confidence("KR-1", 7)

    text = await sales.words(sales.ben, "okr search orders obtain")

    assert "KR-1 Obtain 3,000 pre-orders\nO-1 · " in text
    assert "0 % · on track · @Cleo Ito" in text


@pytest.mark.parametrize("typed", ['"car customers"', "“car”", "@cleo", "{cleo} car", "CAR", "o-1"])
async def test_quotes_and_mentions_are_words_too(sales: Stage, typed: str) -> None:
    assert "O-1 Win customers" in await sales.words(sales.ben, f"okr search {typed}")


async def test_nothing_found_says_what_to_type(sales: Stage) -> None:
    assert (await sales.words(sales.cleo, "okr search flying cars")).splitlines() == [
        "Nothing found for “flying cars” in titles and in the names of owners and teams.",
        "Fewer words find more, and the beginning of a word is enough: /okr search flying",
        "See everyone's: /okr list all",
    ]


async def test_what_is_hidden_is_answered_like_what_is_not_there(sales: Stage) -> None:
    before = await sales.words(sales.ana, "okr search secret")
    await sales.type(sales.cleo, "okr new Secret plans --private")

    assert await sales.words(sales.ana, "okr search secret") == before
    assert "O-2 Secret plans · private" in await sales.words(sales.cleo, "okr search secret")


async def test_a_search_goes_on_page_by_page(stage: Stage) -> None:
    for number in range(1, 15):
        await stage.type(stage.cleo, f"okr new Goal {number} of many")

    first = await stage.card(stage.ben, "okr search many")
    (following,) = [part for part in first.body if isinstance(part, Button) and part.label == "Next"]
    second = whispered(await stage.press(stage.ben, following.call))

    assert said(first).startswith("14 found for “many”")
    assert said(first).endswith("Page 1 of 2. Everyone in the company can see it.")
    assert (said(second).count("[Show]"), "Next" in build.calls(second)) == (2, False)


async def test_a_page_that_is_no_longer_there_gives_way_to_the_first(sales: Stage) -> None:
    card = whispered(await sales.press(sales.ben, Call("okr search", {"words": "car", "page": "7"})))

    assert said(card).startswith("1 found for “car”\nO-1 ")


async def test_a_past_cycle_is_named(sales: Stage) -> None:
    await sales.database.write(
        lambda db: db.execute(update(objectives).values(cycle="2020-Q1", due_on=build.NOW.date().replace(year=2020)))
    )

    assert "2020-Q1" in await sales.words(sales.ben, "okr search customers")


async def test_no_word_opens_the_form(sales: Stage) -> None:
    reply = await sales.type(sales.ben, "okr search")

    assert isinstance(reply, OpenForm)


async def test_nothing_but_blanks_and_quotes_finds_nothing(sales: Stage) -> None:
    reply = await sales.press(sales.ben, Search.asked(words="@"))

    assert said(whispered(reply)).startswith("Nothing found")


async def test_no_more_than_a_title_s_length_is_looked_for(sales: Stage) -> None:
    with pytest.raises(Refused):
        await sales.press(sales.ben, Search.asked(words="x" * 201))
