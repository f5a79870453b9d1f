"""The inputs of a form on Teams: what stands in them, and what comes back."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.teams import limits
from bot.teams.inputs import element, kept, picked, value
from handlers.chat.screen import Choice, DateInput, Field, Input, PickInput, SelectInput, TextInput, TickInput

CONFIDENCE = SelectInput((Choice("8 on track", "8"), Choice("5 at risk", "5")))
KR_5 = Choice("KR-5 First orders", "KR-5")
KR_6 = Choice("KR-6 Returns, north", "KR-6")


def field(kind: Input, value: str = "") -> Field:
    """A field of this kind that may stay empty."""
    return Field("value", "Value", kind, value)


def shown(one: Field) -> dict[str, Any]:
    """Its input."""
    found = element(one)
    assert found is not None
    return found


def test_a_text_field_holds_what_was_typed() -> None:
    assert shown(field(TextInput(200, hint="now 1,250"), "1,100")) == {
        "type": "Input.Text",
        "id": "value",
        "label": "Value",
        "maxLength": 200,
        "value": "1,100",
        "placeholder": "now 1,250",
    }


def test_a_text_of_many_lines_keeps_them_and_says_how_long_it_may_be() -> None:
    note = shown(field(TextInput(many_lines=True), "first\nsecond"))
    assert (note["isMultiline"], note["value"], note["maxLength"]) == (True, "first\nsecond", 3_000)
    assert note["placeholder"] == "Up to 3,000 characters"
    assert shown(field(TextInput(many_lines=True, hint="What helped")))["placeholder"] == (
        "What helped (up to 3,000 characters)"
    )


def test_a_text_longer_than_its_field_is_cut_to_it() -> None:
    assert shown(field(TextInput(10), "x" * 10_000))["value"] == "x" * 10


def test_numbers_are_text() -> None:
    """Whatever is typed reaches us, and so does "3k"; our own words say what is wrong with it."""
    assert shown(field(TextInput(40), "3k"))["type"] == "Input.Text"


def test_what_is_needed_says_so() -> None:
    needed = shown(replace(field(TextInput()), required=True))
    assert (needed["isRequired"], needed["errorMessage"]) == (True, "Value is needed.")
    assert "isRequired" not in shown(field(TextInput()))


def test_a_select_shows_what_is_chosen() -> None:
    select = shown(field(CONFIDENCE, "5"))
    assert (select["type"], select["style"], select["value"]) == ("Input.ChoiceSet", "compact", "5")


def test_a_select_with_nothing_chosen_shows_nothing() -> None:
    assert "value" not in shown(field(CONFIDENCE))
    assert "value" not in shown(field(CONFIDENCE, "7"))


def test_a_choice_can_be_taken_back_where_nothing_is_needed() -> None:
    first = shown(field(CONFIDENCE))["choices"][0]
    assert (first["title"], value(first["value"])) == ("–", "")
    assert [choice["value"] for choice in shown(replace(field(CONFIDENCE), required=True))["choices"]] == ["8", "5"]


def test_a_long_select_still_offers_what_is_chosen() -> None:
    many = SelectInput(tuple(Choice(f"Choice {n}", str(n)) for n in range(150)))
    select = shown(replace(field(many, "149"), required=True))
    assert len(select["choices"]) == limits.CHOICES
    assert select["choices"][-1] == {"title": "Choice 149", "value": "149"}


def test_a_select_of_nothing_is_no_input() -> None:
    assert element(field(SelectInput(()))) is None
    assert element(field(SelectInput((Choice("Nothing", ""),)))) is None


def test_a_search_asks_us_while_one_types() -> None:
    search = element(field(PickInput(picked=(KR_5,))), dataset="okr update|value")
    assert search is not None
    assert search["style"] == "filtered"
    assert search["choices.data"] == {"type": "Data.Query", "dataset": "okr update|value"}
    assert search["value"] == "KR-5"


def test_a_search_offers_something_at_once_where_nobody_can_type() -> None:
    search = element(field(PickInput(picked=(KR_6,))), offered=(KR_5, KR_6))
    assert search is not None
    assert [choice["value"] for choice in search["choices"]] == ["KR-6", "KR-5"]


def test_a_search_with_nothing_in_it_says_how_to_begin() -> None:
    assert shown(field(PickInput()))["placeholder"] == "Type to search"
    assert shown(field(PickInput(hint="Whose?")))["placeholder"] == "Whose?"


def test_several_picks_are_all_shown() -> None:
    search = shown(field(PickInput(several=True, picked=(KR_5, KR_6))))
    assert (search["isMultiSelect"], search["value"]) == (True, "KR-5,KR-6")


@given(values=st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1), max_size=5))
def test_several_picks_come_back_as_they_went(values: list[str]) -> None:
    search = shown(field(PickInput(several=True, picked=tuple(Choice("A", value) for value in values))))
    assert picked(search.get("value", "")) == "\n".join(values)


def test_what_is_picked_may_hold_the_comma_that_joins_them() -> None:
    assert kept("a,b%2C") == "a%2Cb%252C"
    assert picked("a%2Cb%252C,c") == "a,b%2C\nc"


@pytest.mark.parametrize(("written", "standing"), [("2026-12-31", "2026-12-31"), ("friday", None), ("", None)])
def test_a_day_is_shown_where_it_is_one(written: str, standing: str | None) -> None:
    assert shown(field(DateInput(), written)).get("value") == standing


@pytest.mark.parametrize(("written", "standing"), [("yes", "yes"), ("", ""), ("true", "")])
def test_a_box_is_ticked_by_yes(written: str, standing: str) -> None:
    tick = shown(field(TickInput("Aspirational"), written))
    assert (tick["title"], tick["valueOn"], tick["valueOff"], tick["value"]) == ("Aspirational", "yes", "", standing)
