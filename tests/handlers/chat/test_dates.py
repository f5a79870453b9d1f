"""Days are read as people write them, from the writer's own today."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.chat.dates import NotADay, parse_day, take_day

TODAY = date(2026, 11, 18)  # a Wednesday
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
PRESENT = st.dates(date(2000, 1, 1), date(2090, 12, 31))
PIECES = (
    *("0", "1", "29", "31", "99", "2099", "2100", "9999", "feb", "dec.", "december"),
    *("0000-00-00", "2100-2-29", "31.4.", "next", "this", "friday", "in", "a", "weeks", "years", "end", "of"),
)
DATE_LIKE = st.lists(st.sampled_from(PIECES), max_size=4).map(" ".join)


def outcome(text: str, today: date) -> date | str:
    """The day, or the sentence of the refusal."""
    try:
        return parse_day(text, today)
    except NotADay as refusal:
        return refusal.sentence


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-31", date(2026, 12, 31)),
        ("2026-1-5", date(2026, 1, 5)),
        ("31 dec", date(2026, 12, 31)),
        ("31 Dec.", date(2026, 12, 31)),
        ("31st december", date(2026, 12, 31)),
        ("31 december 2027", date(2027, 12, 31)),
        ("dec 31", date(2026, 12, 31)),
        ("December 31, 2026", date(2026, 12, 31)),
        ("1 sept", date(2027, 9, 1)),
        ("31.12.2026", date(2026, 12, 31)),
        ("31.12.", date(2026, 12, 31)),
        ("18 nov", TODAY),
        ("17 nov", date(2027, 11, 17)),
        ("29 feb", date(2028, 2, 29)),
        ("friday", date(2026, 11, 20)),
        ("Fri", date(2026, 11, 20)),
        ("this friday", date(2026, 11, 20)),
        ("next friday", date(2026, 11, 27)),
        ("tues", date(2026, 11, 24)),
        ("wednesday", date(2026, 11, 25)),
        ("next monday", date(2026, 11, 23)),
        ("today", TODAY),
        ("tomorrow", date(2026, 11, 19)),
        ("in 3 days", date(2026, 11, 21)),
        ("in 1 day", date(2026, 11, 19)),
        ("in a week", date(2026, 11, 25)),
        ("in 2 weeks", date(2026, 12, 2)),
        ("in 1 month", date(2026, 12, 18)),
        ("in 3 quarters", date(2027, 8, 18)),
        ("in one year", date(2027, 11, 18)),
        ("end of month", date(2026, 11, 30)),
        ("end of the quarter", date(2026, 12, 31)),
        ("end of this year", date(2026, 12, 31)),
        ("  IN  2   Weeks ", date(2026, 12, 2)),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, day: date) -> None:
    assert parse_day(typed, TODAY) == day


def test_a_month_later_than_its_last_day_is_the_last_day_of_the_next() -> None:
    assert parse_day("in 1 month", date(2027, 1, 31)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    "typed", ["31 feb", "29 feb 2027", "2026-02-30", "2026-13-01", "0 dec", "31.11.", "in 9999 years"]
)
def test_a_day_that_does_not_exist_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(NotADay) as refusal:
        parse_day(typed, TODAY)

    assert refusal.value.sentence == f"There is no day “{typed}”. Write one that exists, for example 28 february."


@pytest.mark.parametrize("typed", ["1999-12-31", "2101-01-01", "1 jan 1850", "in 100 years"])
def test_a_day_that_is_too_far_away_is_refused(typed: str) -> None:
    with pytest.raises(NotADay, match="between 2000 and 2100"):
        parse_day(typed, TODAY)


def test_a_leap_day_passes_over_a_century_without_one() -> None:
    with pytest.raises(NotADay, match="is too far away"):
        parse_day("29 feb", date(2097, 1, 1))


@pytest.mark.parametrize(
    "typed", ["someday", "12/31/2026", "31", "31.12", "dec 2026", "31 dec 26", "in weeks", "٣١ dec"]
)
def test_what_is_no_day_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(NotADay) as refusal:
        parse_day(typed, TODAY)

    assert refusal.value.sentence == f"“{typed}” is not a day. Write it like 2026-12-31, 31 dec, friday or in 2 weeks."


@pytest.mark.parametrize("typed", ["", "  ", "\x00"])
def test_no_words_at_all_are_refused_with_examples(typed: str) -> None:
    with pytest.raises(NotADay, match=r"^Write a day, for example 2026-12-31, 31 dec or friday\.$"):
        parse_day(typed, TODAY)


@given(DAYS, PRESENT, st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%b %d %Y", "%d %b, %Y"]))
def test_a_day_with_a_year_is_read_back_whatever_today_is(day: date, today: date, form: str) -> None:
    assert parse_day(day.strftime(form), today) == day


@given(PRESENT, PRESENT)
def test_a_day_without_a_year_is_the_next_one_to_come(day: date, today: date) -> None:
    coming = parse_day(day.strftime("%d %b"), today)

    assert (coming.month, coming.day) == (day.month, day.day)
    assert today <= coming
    assert (coming - today).days < (366 if (day.month, day.day) != (2, 29) else 8 * 366)


@given(PRESENT, PRESENT)
def test_a_weekday_is_within_the_week_to_come_and_never_today(day: date, today: date) -> None:
    coming = parse_day(day.strftime("%A"), today)

    assert coming.isoweekday() == day.isoweekday()
    assert today < coming <= today + timedelta(days=7)


@given(PRESENT, PRESENT)
def test_the_next_weekday_is_in_the_week_after_this_one(day: date, today: date) -> None:
    coming = parse_day("next " + day.strftime("%a"), today)
    monday = today - timedelta(days=today.weekday())

    assert coming == monday + timedelta(days=7 + day.weekday())


@given(st.text() | DATE_LIKE, PRESENT)
def test_any_text_is_a_day_in_the_years_that_are_kept_or_refused(text: str, today: date) -> None:
    read = outcome(text, today)

    assert read.endswith(".") if isinstance(read, str) else 2000 <= read.year <= 2100


@pytest.mark.parametrize(
    ("words", "day", "count"),
    [
        ("31 dec 2027 at last", date(2027, 12, 31), 3),
        ("31 dec at last", date(2026, 12, 31), 2),
        ("friday or so", date(2026, 11, 20), 1),
        ("next friday", date(2026, 11, 27), 2),
        ("in 2 weeks then", date(2026, 12, 2), 3),
        ("end of this quarter maybe", date(2026, 12, 31), 4),
        ("2026-12-31", date(2026, 12, 31), 1),
    ],
)
def test_as_many_words_as_form_one_day_are_taken(words: str, day: date, count: int) -> None:
    assert take_day(words.split(), TODAY) == (day, count)


@pytest.mark.parametrize("words", ["", "soon", "the 31 dec", "31 feb next"])
def test_words_that_begin_with_no_day_are_refused(words: str) -> None:
    with pytest.raises(NotADay):
        take_day(words.split(), TODAY)
