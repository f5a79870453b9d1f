"""Cycles tile the years, and are named the way people name them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.cycles import (
    Cycle,
    Cycles,
    Kind,
    cycle_of,
    half_of,
    kind_of,
    month_of,
    months_later,
    quarter_of,
    week_of,
    year_of,
)

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
KINDS = st.sampled_from(("month", "quarter", "half", "year"))


@given(DAYS, KINDS)
def test_every_day_is_in_its_own_cycle_of_each_kind(day: date, kind: Kind) -> None:
    cycle = kind_of(kind, day)

    assert cycle.starts_on <= day <= cycle.ends_on


@given(DAYS, KINDS)
def test_cycles_of_a_kind_follow_each_other_without_a_gap(day: date, kind: Kind) -> None:
    cycle = kind_of(kind, day)
    following = kind_of(kind, cycle.ends_on + timedelta(days=1))

    assert following.starts_on == cycle.ends_on + timedelta(days=1)
    assert following.label != cycle.label


@given(DAYS)
def test_each_kind_begins_and_ends_where_months_do(day: date) -> None:
    for cycle in (quarter_of(day), half_of(day), year_of(day)):
        assert cycle.starts_on == month_of(cycle.starts_on).starts_on
        assert cycle.ends_on == month_of(cycle.ends_on).ends_on


@pytest.mark.parametrize(
    ("kind", "cycle"),
    [
        (month_of, Cycle("2028-02", date(2028, 2, 1), date(2028, 2, 29))),
        (quarter_of, Cycle("2028-Q1", date(2028, 1, 1), date(2028, 3, 31))),
        (half_of, Cycle("2028-H1", date(2028, 1, 1), date(2028, 6, 30))),
        (year_of, Cycle("2028", date(2028, 1, 1), date(2028, 12, 31))),
    ],
)
def test_a_leap_day_is_in_the_cycles_around_it(kind: Callable[[date], Cycle], cycle: Cycle) -> None:
    assert kind(date(2028, 2, 29)) == cycle


def test_february_has_28_days_in_other_years() -> None:
    assert month_of(date(2100, 2, 1)).ends_on == date(2100, 2, 28)


@given(DAYS, KINDS)
def test_a_company_decides_which_cycles_are_usual(day: date, kind: Kind) -> None:
    assert cycle_of(day, Cycles(usual=kind)) == kind_of(kind, day)
    assert cycle_of(day, Cycles()) == quarter_of(day)


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
