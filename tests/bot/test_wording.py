"""How numbers, days and shares are told to a reader."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wording import CELLS, bar, day, head, line, number, percentage, quantity, shorten, size, sparkline

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("locale", "value", "told"),
    [
        ("en-US", "1250", "1,250"),
        ("en_GB", "1234567.5", "1,234,567.5"),
        ("de-DE", "1250.5", "1.250,5"),
        ("de-CH", "1250", "1’250"),
        ("fr-FR", "1250", "1\u202f250"),
        ("sv-SE", "1250", "1\u00a0250"),
        ("es-ES", "1250", "1250"),
        ("es-ES", "12500", "12.500"),
        ("en-IN", "1234567", "12,34,567"),
        ("xx", "1250", "1,250"),
        ("", "-1250.500", "-1,250.5"),
        ("en-US", "-0.000", "0"),
        ("en-US", "1E+3", "1,000"),
        ("en-US", "NaN", "NaN"),
    ],
)
def test_a_number_is_grouped_for_the_locale(locale: str, value: str, told: str) -> None:
    assert number(Decimal(value), locale) == told


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (1250, "orders", "1,250 orders"),
        (40, "%", "40 %"),
        (45, "$", "$45"),
        (-45, "€", "-€45"),
        (3, "", "3"),
    ],
)
def test_a_quantity_has_its_unit_where_it_is_read(value: int, unit: str, told: str) -> None:
    assert quantity(Decimal(value), unit, "en-US") == told


@given(value=st.decimals(-(10**12), 10**12, places=6))
def test_no_digit_is_lost(value: Decimal) -> None:
    assert Decimal(number(value, "en-US").replace(",", "")) == value


@pytest.mark.parametrize(
    ("ahead", "told"),
    [
        (0, "today (22 Nov)"),
        (1, "tomorrow (23 Nov)"),
        (-1, "yesterday (21 Nov)"),
        (5, "Friday (27 Nov)"),
        (7, "in 7 days (29 Nov)"),
        (-3, "3 days ago (19 Nov)"),
        (14, "in 2 weeks (6 Dec)"),
        (45, "in 6 weeks (6 Jan 2027)"),
        (90, "in 3 months (20 Feb 2027)"),
        (-730, "2 years ago (22 Nov 2024)"),
    ],
)
def test_a_day_is_relative_with_the_day_in_brackets(ahead: int, told: str) -> None:
    assert day(TODAY + timedelta(days=ahead), TODAY) == told


@given(value=st.dates(), today=st.dates())
def test_any_two_days_can_be_told(value: date, today: date) -> None:
    assert day(value, today).endswith(")")


@pytest.mark.parametrize(
    ("share", "told"),
    [
        ("0", "▱▱▱▱▱▱▱▱▱▱ 0 %"),
        ("0.3", "▰▰▰▱▱▱▱▱▱▱ 30 %"),
        ("0.416667", "▰▰▰▰▱▱▱▱▱▱ 42 %"),
        ("0.999", "▰▰▰▰▰▰▰▰▰▱ 99 %"),
        ("1", "▰▰▰▰▰▰▰▰▰▰ 100 %"),
        ("-0.2", "▱▱▱▱▱▱▱▱▱▱ 0 %"),
        ("1.7", "▰▰▰▰▰▰▰▰▰▰ 100 %"),
        ("NaN", "▱▱▱▱▱▱▱▱▱▱ 0 %"),
    ],
)
def test_a_bar_has_ten_cells_and_the_percentage(share: str, told: str) -> None:
    assert bar(Decimal(share)) == told


def test_what_nobody_said_has_no_percentage() -> None:
    assert bar(None) == "▱▱▱▱▱▱▱▱▱▱ not said"


@given(share=st.decimals(0, 1, places=6))
def test_only_what_is_complete_is_full(share: Decimal) -> None:
    assert (bar(share) == f"{'▰' * CELLS} 100 %") is (share == 1)
    assert (percentage(share) == "100 %") is (share == 1)


@pytest.mark.parametrize(("values", "told"), [((), ""), ((5, 5), "▄▄"), ((0, 7), "▁█"), ((3, 2, 1), "█▄▁")])
def test_a_sparkline_rises_and_falls(values: tuple[int, ...], told: str) -> None:
    assert sparkline(tuple(map(Decimal, values))) == told


def test_a_short_text_stays_whole() -> None:
    assert shorten("Win the small shops", 19) == "Win the small shops"


def test_a_shortened_text_ends_with_an_ellipsis() -> None:
    assert shorten("Win the small shops", 8) == "Win the…"


@given(text=st.text(max_size=80), limit=st.integers(1, 60))
def test_a_shortened_text_keeps_to_its_limit(text: str, limit: int) -> None:
    assert size(shorten(text, limit)) <= limit


@pytest.mark.parametrize(
    ("text", "limit", "kept"), [("ae\u0301", 2, "a"), ("a👍🏽", 3, "a"), ("a👩\u200d👧", 4, "a"), ("🪜🪜", 3, "🪜")]
)
def test_no_letter_and_no_emoji_is_torn_apart(text: str, limit: int, kept: str) -> None:
    assert head(text, limit) == kept


def test_a_line_has_no_breaks() -> None:
    assert line(" a\n b\t\u2028c ") == "a b c"
