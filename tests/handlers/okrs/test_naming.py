"""How people point at objectives and key results."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.chat.fields import Ambiguous, Unreadable
from handlers.chat.reply import Refused
from handlers.okrs.fields import KEY_RESULT, code_in
from tests.handlers.okrs.stage import ROUTER, Stage


async def test_a_key_result_is_named_by_code_or_part_of_its_title(sales: Stage) -> None:
    names = ["KR-1", "kr-1", "KR1?", "obtain", "PRE-ORDERS", "Obtain 3,000 pre-orders"]

    found = await sales.asking(sales.ben, lambda ask: [KEY_RESULT.find(ask, name).code for name in names])

    assert found == ["KR-1"] * len(names)


async def test_several_that_fit_are_offered(sales: Stage) -> None:
    with pytest.raises(Ambiguous) as several:
        await sales.asking(sales.ben, lambda ask: KEY_RESULT.find(ask, "e"))

    assert [choice.value for choice in several.value.choices] == ["KR-2", "KR-1"]


async def test_an_objective_offers_its_key_results(sales: Stage) -> None:
    with pytest.raises(Ambiguous) as several:
        await sales.asking(sales.ben, lambda ask: KEY_RESULT.find(ask, "o-1"))

    assert [choice.label for choice in several.value.choices] == [
        "KR-1 Obtain 3,000 pre-orders",
        "KR-2 Deliver faster",
    ]


async def test_an_unknown_title_says_where_to_look(sales: Stage) -> None:
    with pytest.raises(Unreadable, match=r"There is no key result “tennis”\. /okr list shows yours\."):
        await sales.asking(sales.ben, lambda ask: KEY_RESULT.find(ask, "tennis"))


async def test_a_title_ends_where_no_title_goes_on(sales: Stage) -> None:
    lengths = {
        "KR-1 1250 shipped": 1,
        "Obtain 3,000 pre-orders 1250 shipped": 3,
        "pre-orders 1250 shipped": 1,
        "tennis cup 1250 shipped": 2,
        "tennis cup": 2,
    }

    taken = await sales.asking(sales.ben, lambda ask: {words: KEY_RESULT.take(ask, words.split()) for words in lengths})

    assert taken == lengths


async def test_typeahead_brings_mine_first(sales: Stage) -> None:
    choices = await sales.asking(sales.ben, lambda ask: ROUTER.choices(ask, "okr hand-over", "key_result", ""))

    assert [choice.value for choice in choices] == ["KR-2", "KR-1"]


async def test_guests_find_what_names_them_alone(sales: Stage) -> None:
    await sales.change("KR-2", owner_id=sales.gus)

    choices = await sales.asking(sales.gus, lambda ask: KEY_RESULT.choices(ask, ""))

    assert [choice.value for choice in choices] == ["KR-2"]
    with pytest.raises(Refused, match="There is no key result KR-1"):
        await sales.type(sales.gus, "okr show KR-1")
    assert "KR-1" not in await sales.words(sales.gus, "okr show O-1")
    assert "KR-1" not in await sales.words(sales.gus, "okr list all")
    await sales.say_confidence("KR-1", 5)
    assert "Nothing here names you" in await sales.words(sales.gus, "okr list all at risk")


@given(st.text(max_size=40))
def test_no_text_but_a_code_is_a_code(text: str) -> None:
    found = code_in(text)

    assert found is None or code_in(found[1]) == found
