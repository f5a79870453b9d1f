"""Cycles tile the years, and are named the way people name them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.cycles import (
    Cycle,
    NotACycle,
    cycle_of,
    month_of,
    months_later,
    parse_cycle,
    week_of,
    year_of,
)

TODAY = date(2026, 11, 18)
Q4 = Cycle("2026-Q4", date(2026, 10, 1), date(2026, 12, 31))
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


def outcome(text: str, today: date) -> Cycle | str:
    """The cycle, or the sentence of the refusal."""
    try:
        return parse_cycle(text, today)
    except NotACycle as refusal:
        return str(refusal)


@given(DAYS)
def test_every_day_is_in_its_own_quarter_month_and_year(day: date) -> None:
    for cycle in (cycle_of(day), month_of(day), year_of(day)):
        assert cycle.starts_on <= day <= cycle.ends_on


@given(DAYS)
def test_quarters_follow_each_other_without_a_gap(day: date) -> None:
    quarter = cycle_of(day)
    following = cycle_of(quarter.ends_on + timedelta(days=1))

    assert following.starts_on == quarter.ends_on + timedelta(days=1)
    assert following.label != quarter.label


@given(DAYS, DAYS)
def test_the_label_of_a_cycle_names_it_on_any_day(day: date, today: date) -> None:
    for cycle in (cycle_of(day), month_of(day), year_of(day)):
        assert parse_cycle(cycle.label, today) == cycle


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("2026-Q4", "2026-Q4"),
        ("2026q4", "2026-Q4"),
        ("2026 Q4", "2026-Q4"),
        ("q4 2026", "2026-Q4"),
        ("Q4-2026", "2026-Q4"),
        ("q4", "2026-Q4"),
        ("current", "2026-Q4"),
        ("this", "2026-Q4"),
        ("This quarter", "2026-Q4"),
        ("next", "2027-Q1"),
        ("next cycle", "2027-Q1"),
        ("last", "2026-Q3"),
        (" Previous ", "2026-Q3"),
        ("2026", "2026"),
        ("2026-11", "2026-11"),
        ("2026-3", "2026-03"),
        ("2026-H2", "2026-H2"),
        ("h1 2027", "2027-H1"),
    ],
)
def test_a_cycle_is_named_as_people_name_it(typed: str, label: str) -> None:
    assert parse_cycle(typed, TODAY).label == label


@pytest.mark.parametrize(
    ("typed", "today", "label"),
    [
        ("Q1", date(2026, 11, 18), "2027-Q1"),
        ("Q3", date(2026, 11, 18), "2026-Q3"),
        ("Q2", date(2026, 11, 18), "2027-Q2"),
        ("Q4", date(2026, 2, 1), "2025-Q4"),
        ("H1", date(2026, 8, 1), "2026-H1"),
        ("H1", date(2026, 12, 1), "2027-H1"),
    ],
)
def test_a_cycle_without_a_year_is_the_nearest(typed: str, today: date, label: str) -> None:
    assert parse_cycle(typed, today).label == label


def test_a_cycle_knows_its_first_and_last_day() -> None:
    assert parse_cycle("Q4", TODAY) == Q4
    assert parse_cycle("2028-02", TODAY) == Cycle("2028-02", date(2028, 2, 1), date(2028, 2, 29))
    assert parse_cycle("2027-H1", TODAY) == Cycle("2027-H1", date(2027, 1, 1), date(2027, 6, 30))


@pytest.mark.parametrize(
    "typed",
    ["", "Q5", "2026-Q0", "2026-13", "2026-00", "1999", "2101-Q1", "0000", "2026 q4 2026", "soon", "H3", "2026-11-18"],
)
def test_what_is_no_cycle_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(NotACycle) as refusal:
        parse_cycle(typed, TODAY)

    assert str(refusal.value) == f"“{typed}” is not a cycle. Write one like 2026-Q4, 2026-H2, 2026, current or next."


@given(st.text() | st.text("qh0123456789- ", max_size=9), DAYS)
def test_any_text_is_a_cycle_in_the_years_that_are_kept_or_refused(text: str, today: date) -> None:
    read = outcome(text, today)

    assert read.endswith(".") if isinstance(read, str) else 2000 <= read.starts_on.year <= 2100


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 11, 18), "2026-W47"),
        (date(2027, 1, 1), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
    ],
)
def test_a_week_belongs_to_the_year_of_its_thursday(day: date, week: str) -> None:
    assert week_of(day) == week


@given(DAYS, st.integers(min_value=0, max_value=1200))
def test_months_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int) -> None:
    later = months_later(day, months)

    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and later == month_of(later).ends_on)
