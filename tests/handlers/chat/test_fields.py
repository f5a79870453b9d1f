"""Each kind of field reads what people type, says what is wrong with it, and keeps it in its input."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.chat.fields import (
    Ambiguous,
    ConfidenceKind,
    DayKind,
    Kind,
    NumberKind,
    OneOfKind,
    PicksKind,
    TextKind,
    TickKind,
    Unreadable,
    WordKind,
    amount,
)
from handlers.chat.number import Quantity
from handlers.chat.screen import Choice, DateInput, PickInput, SelectInput, TextInput, TickInput
from handlers.chat.words import person_marker
from tests.handlers.chat.samples import ASK, PERSON, THING

VISIBLE = OneOfKind((Choice("Only you", "private"), Choice("Everyone", "public"), Choice("Manager", "manager")))
TITLE = TextKind(200, many_lines=False)
KINDS: tuple[Kind, ...] = (
    TextKind(),
    TITLE,
    WordKind(),
    NumberKind(),
    DayKind(),
    ConfidenceKind(),
    VISIBLE,
    TickKind("Private"),
    THING,
    PicksKind(THING),
)


def refusal(kind: Kind, text: str) -> str:
    """Why the text is refused; a full stop for what is read."""
    try:
        kind.read(ASK, text)
    except Unreadable as problem:
        return str(problem)
    return "."


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (TextKind(), " shipped\n the beta ", "shipped\n the beta"),
        (TITLE, "Win\n the  shops", "Win the shops"),
        (TITLE, f"Help {person_marker(9, 'Ben Okafor')} win", "Help @Ben Okafor win"),
        (TITLE, "Win\u202e \x00back", "Win back"),
        (WordKind(), "US dollars", "US dollars"),
        (NumberKind(), "1,250", Quantity(Decimal(1250), Decimal("1.25"))),
        (NumberKind(), "40 %", Quantity(Decimal(40))),
        (DayKind(), "in 2 weeks", date(2026, 12, 2)),
        (ConfidenceKind(), "7", 7),
        (ConfidenceKind(), "On track", 8),
        (ConfidenceKind(), "at_risk", 5),
        (ConfidenceKind(), "off–track", 2),
        (VISIBLE, "Public", "public"),
        (VISIBLE, "only you", "private"),
        (VISIBLE, "pub", "public"),
        (TickKind("Private"), "yes", True),
        (TickKind("Private"), "no", False),
        (THING, "kettles", "KR-7"),
        (PicksKind(THING), "KR-5\n\n kettles \nKR-5", ("KR-5", "KR-7")),
    ],
)
def test_what_people_type_is_read(kind: Kind, typed: str, value: Any) -> None:
    assert kind.read(ASK, typed) == value


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        (TITLE, "x" * 10_000, "This text has 10,000 characters and 200 fit. Shorten it, please."),
        (NumberKind(), "NaN", "“NaN” is not a number. Write it like 1250, 52.5, 3k or 40 %."),
        (NumberKind(), "1e309", "“1e309” is not a number. Write it like 1250, 52.5, 3k or 40 %."),
        (DayKind(), "soon", "“soon” is not a day. Write it like 2026-12-31, 31 dec, friday or in 2 weeks."),
        (
            ConfidenceKind(),
            "11",
            "“11” is no confidence. Say a whole number from 1 to 10, or on-track, at-risk or off-track.",
        ),
        (
            ConfidenceKind(),
            "٧",
            "“٧” is no confidence. Say a whole number from 1 to 10, or on-track, at-risk or off-track.",
        ),
        (VISIBLE, "all", "“all” is not to choose here. Choose one of: private, public, manager."),
        (VISIBLE, "p", "“p” is not to choose here. Choose one of: private, public, manager."),
        (THING, "flying cars", "There is no “flying cars”."),
    ],
)
def test_what_does_not_fit_is_refused_in_words_that_help(kind: Kind, typed: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as problem:
        kind.read(ASK, typed)

    assert str(problem.value) == sentence


def test_a_long_text_is_quoted_in_short() -> None:
    with pytest.raises(Unreadable, match=r"^“a{29}…” is no confidence\."):
        ConfidenceKind().read(ASK, "a" * 1000)


def test_the_choice_for_one_of_several_things_keeps_the_others() -> None:
    with pytest.raises(Ambiguous) as problem:
        PicksKind(THING).read(ASK, "O-2\nsell\nKR-5")

    assert problem.value.choices == (
        Choice("KR-6 Sell 40 toasters", "O-2\nKR-6\nKR-5"),
        Choice("KR-7 Sell kettles", "O-2\nKR-7\nKR-5"),
    )


@pytest.mark.parametrize(
    ("kind", "ahead", "count"),
    [
        (TextKind(), ["a", "b"], 2),
        (WordKind(), ["a", "b"], 1),
        (NumberKind(), ["1", "250", "orders"], 2),
        (NumberKind(), ["$", "45", "k"], 2),
        (NumberKind(), ["many", "1"], 1),
        (DayKind(), ["in", "2", "weeks", "then"], 3),
        (DayKind(), ["soon", "then"], 1),
        (ConfidenceKind(), ["on", "track", "now"], 2),
        (ConfidenceKind(), ["7", "now"], 1),
        (ConfidenceKind(), ["on-track"], 1),
        (VISIBLE, ["public", "now"], 1),
        (TickKind("Private"), ["now"], 0),
        (PicksKind(PERSON), ["a@b.example", "c@d.example", "thanks"], 2),
        (PicksKind(PERSON), ["thanks"], 0),
    ],
)
def test_a_kind_takes_the_words_that_are_its_own(kind: Kind, ahead: list[str], count: int) -> None:
    assert kind.take(ASK, ahead) == count


@given(st.sampled_from(KINDS), st.lists(st.text(max_size=5) | st.sampled_from(["1", "250", "in", "%"]), max_size=6))
def test_no_kind_takes_more_words_than_there_are(kind: Kind, ahead: list[str]) -> None:
    assert 0 <= kind.take(ASK, ahead) <= max(1, len(ahead))


@given(st.sampled_from(KINDS), st.text())
def test_any_text_is_read_or_refused_in_a_sentence(kind: Kind, text: str) -> None:
    assert refusal(kind, text).endswith((".", "?"))


@pytest.mark.parametrize(
    ("kind", "typed", "standing"),
    [
        (TextKind(), f"Thanks {person_marker(9, 'Ben')}", "Thanks @Ben"),
        (NumberKind(), "many", "many"),
        (DayKind(), "in 2 weeks", "2026-12-02"),
        (DayKind(), "soon", ""),
        (ConfidenceKind(), "at-risk", "5"),
        (ConfidenceKind(), "eleven", ""),
        (VISIBLE, "pub", "public"),
        (TickKind("Private"), "true", "yes"),
        (THING, "sell", "sell"),
    ],
)
def test_what_was_typed_stands_in_the_input_where_it_can(kind: Kind, typed: str, standing: str) -> None:
    assert kind.typed(ASK, typed) == standing


def test_a_confidence_is_chosen_from_ten_with_three_named() -> None:
    chosen = ConfidenceKind().input(ASK, "", "")

    assert isinstance(chosen, SelectInput)
    assert [choice.label for choice in chosen.choices] == [
        *("10", "9", "8 · on track", "7", "6", "5 · at risk", "4", "3", "2 · off track", "1")
    ]


def test_each_kind_has_its_input() -> None:
    assert TITLE.input(ASK, "", "like this") == TextInput(longest=200, hint="like this")
    assert TextKind().input(ASK, "", "") == TextInput(many_lines=True)
    assert NumberKind().input(ASK, "", "now 12") == TextInput(longest=40, hint="now 12")
    assert DayKind().input(ASK, "", "") == DateInput()
    assert TickKind("Private").input(ASK, "", "") == TickInput("Private")
    assert THING.input(ASK, "KR-7", "") == PickInput(picked=(Choice("KR-7", "KR-7"),))
    assert PicksKind(THING).input(ASK, "KR-7\nnothing", "") == PickInput(True, (Choice("KR-7", "KR-7"),))


def test_an_amount_is_the_number_itself() -> None:
    assert amount(Quantity(Decimal(1250), Decimal("1.25"))) == Decimal(1250)
    assert amount(None) is None
