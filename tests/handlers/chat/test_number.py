"""Numbers are read exactly, in all the ways in which people write them, and nothing else is taken for one."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.chat.number import NotANumber, Quantity, number_words, parse_number, plain, row_number, take_number

KEPT = st.decimals(min_value=-(10**12) + 1, max_value=10**12 - 1, places=6)
NUMBER_LIKE = st.text("0123456789.,' kmb%$-+", max_size=20)


def outcome(text: str) -> Quantity | str:
    """The number, or the sentence of the refusal."""
    try:
        return parse_number(text)
    except NotANumber as refusal:
        return refusal.sentence


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1250", "1250"),
        ("  1250 ", "1250"),
        ("1 250", "1250"),
        ("1\u00a0250", "1250"),
        ("1\u202f250", "1250"),
        ("1\u2009250", "1250"),
        ("1'250", "1250"),
        ("1’250", "1250"),
        ("1,250,000", "1250000"),
        ("1.250.000", "1250000"),
        ("1 250 000,5", "1250000.5"),
        ("1.250,50", "1250.5"),
        ("1,250.50", "1250.5"),
        ("1'250.50", "1250.5"),
        ("52.5", "52.5"),
        ("52,5", "52.5"),
        (".5", "0.5"),
        ("0,250", "0.25"),
        ("1250,500", "1250.5"),
        ("3k", "3000"),
        ("3K", "3000"),
        ("1.5m", "1500000"),
        ("2b", "2000000000"),
        ("2bn", "2000000000"),
        ("40 %", "40"),
        ("40%", "40"),
        ("$45", "45"),
        ("$ 45", "45"),
        ("45 $", "45"),
        ("€1,5", "1.5"),
        ("45£", "45"),
        ("¥3k", "3000"),
        ("-3", "-3"),
        ("+3", "3"),
        ("−3", "-3"),
        ("-$45", "-45"),
        ("$-45", "-45"),
        ("007", "7"),
        ("٤٢", "42"),
        ("\u200f1250\u200f", "1250"),
        ("999999999999.999999", "999999999999.999999"),
        ("0.000001", "0.000001"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, amount: str) -> None:
    assert parse_number(typed) == Quantity(Decimal(amount))


@pytest.mark.parametrize(
    ("typed", "amount", "other"),
    [
        ("1,250", "1250", "1.25"),
        ("1.250", "1.25", "1250"),
        ("-12,500", "-12500", "-12.5"),
        ("$1,250", "1250", "1.25"),
        ("1,250k", "1250000", "1250"),
    ],
)
def test_a_number_with_two_readings_says_both(typed: str, amount: str, other: str) -> None:
    assert parse_number(typed) == Quantity(Decimal(amount), Decimal(other))


@pytest.mark.parametrize("typed", ["0", "-0", "-0.00", "−0k"])
def test_zero_has_no_sign(typed: str) -> None:
    assert str(parse_number(typed).amount).startswith("0")


def test_a_second_reading_that_is_too_long_is_none() -> None:
    assert parse_number("999.250b") == Quantity(Decimal(999_250_000_000))


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "NaN",
            "inf",
            "-Infinity",
            "0x10",
            "1e5",
            "1e309",
            "1_000",
            "12abc",
            "abc",
            "$",
            "%",
            "k",
            "--3",
            "3 k",
            "3kk",
        ),
        *(
            "1 25",
            "1 2345",
            "1,25,000",
            "1.250 000",
            "1.2.3",
            "1,250,50",
            "5.",
            "$45$",
            "$40%",
            "40%%",
            "1\n250",
            "½",
            "²",
            "1٫5",
        ),
    ],
)
def test_what_is_no_number_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(NotANumber, match=r"is not a number\. Write it like 1250, 52\.5, 3k or 40 %\.") as refusal:
        parse_number(typed)

    assert " ".join(typed.split()) in refusal.value.sentence


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "\x00"])
def test_nothing_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(NotANumber, match=r"^Write a number, for example 1250, 52\.5 or 3k\.$"):
        parse_number(typed)


@pytest.mark.parametrize("typed", ["1234567890123", "1" * 40, "1" * 10_000, "1.1234567", "1000b", "1,000,000,000,000"])
def test_a_number_that_is_too_long_is_refused_with_the_limit(typed: str) -> None:
    with pytest.raises(NotANumber, match="at most 12 digits before the point and 6 after") as refusal:
        parse_number(typed)

    assert len(refusal.value.sentence) < 200


@given(KEPT)
def test_what_is_written_plainly_is_read_back_exactly(value: Decimal) -> None:
    quantity = parse_number(plain(value))

    assert quantity.amount == value


@given(KEPT, st.sampled_from([",", " ", "'", "\u202f"]))
def test_grouped_digits_are_read_back_exactly(value: Decimal, mark: str) -> None:
    written = f"{value:,f}".replace(",", mark)

    assert parse_number(written).amount == value


@given(st.text() | NUMBER_LIKE)
def test_any_text_is_an_exact_number_within_the_limits_or_refused(text: str) -> None:
    read = outcome(text)

    assert read.endswith(".") if isinstance(read, str) else re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", plain(read.amount))


@given(NUMBER_LIKE)
def test_both_readings_of_a_number_are_decimals_that_differ(text: str) -> None:
    read = outcome(text)

    if isinstance(read, Quantity):
        assert type(read.amount) is Decimal
        assert read.other is None or (type(read.other) is Decimal and read.other != read.amount)


@pytest.mark.parametrize(
    ("words", "amount", "other", "count"),
    [
        (["1250", "shipped"], "1250", None, 1),
        (["1", "250"], "1250", "1", 2),
        (["1", "250", "new", "orders"], "1250", "1", 2),
        (["1", "250", "000", "000"], "1250000000", "1", 4),
        (["3", "25", "more"], "3", None, 1),
        (["3", "k"], "3", None, 1),
        (["40", "%", "done"], "40", None, 2),
        (["$", "45", "each"], "45", None, 2),
        (["45", "$"], "45", None, 2),
        (["€", "1", "250"], "1250", "1", 3),
        (["1,250", "%"], "1250", "1.25", 2),
    ],
)
def test_as_many_words_as_form_one_number_are_taken(
    words: list[str], amount: str, other: str | None, count: int
) -> None:
    assert take_number(words) == (Quantity(Decimal(amount), Decimal(other) if other else None), count)
    assert number_words(words) == count


@pytest.mark.parametrize("words", [[], ["shipped", "3"], ["1e5"], ["1" * 13]])
def test_words_that_begin_with_no_number_give_none(words: list[str]) -> None:
    assert number_words(words) == 0
    with pytest.raises(NotANumber):
        take_number(words)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1250", "1250"),
        ("61.20", "61.2"),
        ("1E+3", "1000"),
        ("-0", "0"),
        ("0.000", "0"),
        ("1E-6", "0.000001"),
        ("100", "100"),
    ],
)
def test_plain_text_of_a_number_is_short_and_exact(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


@pytest.mark.parametrize(
    ("carried", "number"),
    [("7", 7), ("", 0), ("-7", 0), ("7\n", 0), ("seven", 0), ("٧", 0), ("9" * 18, 10**18 - 1), ("9" * 19, 0)],
)
def test_what_is_no_number_of_a_row_is_that_of_none(carried: str, number: int) -> None:
    assert row_number(carried) == number
