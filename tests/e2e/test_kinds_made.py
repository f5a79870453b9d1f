"""Key results of every kind are made over each platform's own protocol: by words, and by one form for all of them."""

from collections.abc import Mapping

import pytest

from tests.e2e.chat import seen
from tests.e2e.conftest import EVERY_WAY
from tests.e2e.world import World

pytestmark = EVERY_WAY

TYPED: list[tuple[str, list[str]]] = [
    ("Open shops from 0 to 12 shops", ["*KR-3* is set: *Open shops*", "From 0 to 12 shops; nothing is recorded yet."]),
    ("Earn more from $0 to $3k", ["*KR-3* is set: *Earn more*", "From $0 to $3,000; nothing is recorded yet."]),
    ("Answer in time at least 95 --unit %", ["*KR-3* is set: *Answer in time*", "at least 95 %"]),
    ("Cut the cost at most 45 from 61.20 --unit USD", ["*KR-3* is set: *Cut the cost*", "at most 45 USD (from 61.2)"]),
    ("Keep it warm between 20 and 25", ["*KR-3* is set: *Keep it warm*", "between 20 and 25"]),
    ("Keep it warm between 25 and 20", ["between 20 and 25", "Read as between 20 and 25."]),
    ("Pass the audit yes-no", ["*KR-3* is set: *Pass the audit*", "Nothing recorded yet."]),
    ("Count the crumbs baseline", ["*KR-3* is set: *Count the crumbs*", "To be found."]),
    (
        'Hire the team steps "Hire designers: 3; Hire engineers: 5"',
        ["*KR-3* is set: *Hire the team*", "No step done yet."],
    ),
    ("Sell from 0 to 1,250", ["Read as 1,250, not as 1.25.", "Undo"]),
    ("Stay under it at most 1,250", ["Read as 1,250, not as 1.25.", "Undo"]),
]


@pytest.mark.parametrize(("words", "expected"), TYPED, ids=[words for words, _ in TYPED])
async def test_every_kind_has_its_words(product: World, words: str, expected: list[str]) -> None:
    answer = await product.say("ana", f"/okr kr O-1 {words}")

    assert [fragment for fragment in expected if fragment not in answer] == [], answer


FILLED: list[tuple[Mapping[str, str], str]] = [
    ({"From": "0", "To": "12"}, "From 0 to 12; nothing is recorded yet."),
    ({"Kind": "At least", "To": "95 %"}, "at least 95 %"),
    ({"Kind": "At most", "From": "61.20", "To": "45", "Unit": "USD"}, "at most 45 USD (from 61.2)"),
    ({"Kind": "Between … and …", "From": "20", "To": "25"}, "between 20 and 25"),
    ({"Kind": "Steps", "Steps": "Hire designers: 3\nHire engineers: 5"}, "No step done yet."),
    ({"Steps": "Hire designers\nHire engineers"}, "No step done yet."),
    ({"Kind": "Yes or no"}, "Nothing recorded yet."),
    ({"Kind": "Baseline: find the number", "Unit": "crumbs"}, "To be found."),
]


@pytest.mark.parametrize(("values", "expected"), FILLED, ids=[str(values) for values, _ in FILLED])
async def test_every_kind_is_made_by_the_one_form(product: World, values: Mapping[str, str], expected: str) -> None:
    await product.say("ana", "/okr kr O-1")

    answer = await product.submit("ana", {"Title": "Reach more", **values})

    assert "*KR-3* is set: *Reach more*" in answer
    assert expected in answer
    await product.close("ana")


LACKING: list[tuple[Mapping[str, str], str]] = [
    ({}, "Say the number to reach, such as: to 3000."),
    ({"From": "5", "To": "5"}, "Choose another target, or another kind: at least 5, at most 5, yes-no or steps."),
    ({"Kind": "At most", "From": "5"}, "Say the limit to keep to, such as: at most 45."),
    ({"Kind": "Between … and …", "From": "5", "To": "5"}, "Both ends are the same number."),
    ({"Kind": "Yes or no", "To": "1"}, "A yes or no has no number to reach."),
    ({"Kind": "Steps"}, "Say the steps, such as: Hire designers: 3; Hire engineers: 5."),
    ({"Kind": "Steps", "Steps": "Hire"}, "Write a step on each line, or between semicolons"),
    ({"Kind": "Steps", "Steps": "A: 0; B"}, "“A” needs a weight above 0"),
]


@pytest.mark.parametrize(("values", "problem"), LACKING, ids=[str(values) for values, _ in LACKING])
async def test_what_a_kind_lacks_is_said_at_its_field_and_nothing_is_made(
    product: World, values: Mapping[str, str], problem: str
) -> None:
    await product.say("ana", "/okr kr O-1")

    shown = await product.submit("ana", {"Title": "Reach more", **values})

    assert problem in shown
    assert "There is no key result KR-3" in await product.say("ana", "/okr show KR-3")


async def test_what_was_typed_wrongly_is_mended_in_the_form_that_opens(product: World) -> None:
    await product.say("ana", '/okr kr O-1 Hire the team steps "Hire designers: 3; Hire designers: 5"')
    assert "“Hire designers” is there twice." in seen(product.form("ana"))

    answer = await product.submit("ana", {"Steps": "Hire designers: 3; Hire engineers: 5"})

    assert "*KR-3* is set: *Hire the team*" in answer


async def test_a_co_owner_may_check_in(product: World) -> None:
    await product.say("ana", "/okr kr O-1 Reach more from 0 to 10 --co-owners @jo")

    assert "50 % · *KR-3*" in await product.say("jo", "/okr update KR-3 5")


async def test_who_sees_a_private_objective_through_a_key_result_is_said(product: World) -> None:
    await product.say("ana", "/okr new Sell the company --private")
    assert "There is no objective O-2." in await product.say("ben", "/okr show O-2")

    answer = await product.say("ana", "/okr kr O-2 Find a buyer yes-no --owner @ben")

    assert "O-2 is private, and now seen by <@U0BEN> as well." in answer
    assert "*O-2* Sell the company" in await product.say("ben", "/okr show O-2")
    assert "There is no key result KR-3." in await product.say("jo", "/okr show KR-3")
