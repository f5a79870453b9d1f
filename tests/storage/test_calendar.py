"""Weekly moments and working hours, on clocks that jump forward, back and over whole days."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.calendar import (
    UnknownZone,
    WorkingWeek,
    last_due,
    last_morning,
    morning,
    next_working_moment,
    weekly,
    working_time_after,
    zone_named,
)

SECOND = timedelta(seconds=1)
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe"]
)
MOMENTS = st.integers(0, 90 * 365 * 86_400).map(lambda seconds: datetime(2000, 1, 1, tzinfo=UTC) + seconds * SECOND)
WEEKDAYS = st.integers(1, 7)
TIMES = st.times().map(lambda at: at.replace(microsecond=0, fold=0))


@st.composite
def working_weeks(draw: st.DrawFn) -> WorkingWeek:
    """Anybody's week, the odd ones included."""
    starts = draw(st.integers(0, 23))
    days = draw(st.sets(st.sampled_from("1234567"), min_size=1))
    return WorkingWeek(ZoneInfo(draw(ZONES)), starts, draw(st.integers(starts + 1, 24)), "".join(sorted(days)))


def utc(text: str) -> datetime:
    """An instant, written as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "due"),
    [
        ("2026-11-16T07:59", "2026-11-16T08:00"),
        ("2026-11-16T08:00", "2026-11-23T08:00"),
        ("2026-11-18T12:00", "2026-11-23T08:00"),
        ("2026-03-25T12:00", "2026-03-30T07:00"),
        ("2026-10-21T12:00", "2026-10-26T08:00"),
    ],
)
def test_monday_at_nine_is_nine_on_the_clocks_of_the_zone(after: str, due: str) -> None:
    assert weekly(utc(after), 1, time(9), BERLIN) == utc(due)


def test_a_time_that_the_clocks_skip_is_an_hour_later() -> None:
    due = weekly(utc("2026-03-26T12:00"), 7, time(2, 30), BERLIN)

    assert due.astimezone(BERLIN).time() == time(3, 30)


def test_a_time_that_the_clocks_show_twice_is_the_first() -> None:
    due = weekly(utc("2026-10-22T12:00"), 7, time(2, 30), BERLIN)

    assert due == utc("2026-10-25T00:30")
    assert weekly(due, 7, time(2, 30), BERLIN) == utc("2026-11-01T01:30")


def test_a_day_that_the_clocks_skip_is_made_up_on_the_next() -> None:
    apia = ZoneInfo("Pacific/Apia")

    due = weekly(datetime(2011, 12, 31, 8, tzinfo=apia).astimezone(UTC), 5, time(9), apia)

    assert due.astimezone(apia).date() == date(2011, 12, 31)


@given(MOMENTS, WEEKDAYS, TIMES, ZONES)
def test_the_next_weekly_moment_is_later_and_within_eight_days(
    after: datetime, weekday: int, at: time, zone: str
) -> None:
    due = weekly(after, weekday, at, ZoneInfo(zone))

    assert due.tzinfo is UTC
    assert after < due <= after + timedelta(days=8)


@given(MOMENTS, WEEKDAYS, TIMES, ZONES)
def test_the_last_due_and_the_next_follow_each_other(now: datetime, weekday: int, at: time, zone: str) -> None:
    last = last_due(now, weekday, at, ZoneInfo(zone))
    following = weekly(now, weekday, at, ZoneInfo(zone))

    assert last <= now < following
    assert weekly(last, weekday, at, ZoneInfo(zone)) == following
    assert last_due(following, weekday, at, ZoneInfo(zone)) == following


@given(MOMENTS, WEEKDAYS, TIMES)
def test_a_weekly_moment_is_on_its_weekday_at_its_time(after: datetime, weekday: int, at: time) -> None:
    local = weekly(after, weekday, at, ZoneInfo("Asia/Kolkata")).astimezone(ZoneInfo("Asia/Kolkata"))

    assert (local.isoweekday(), local.time()) == (weekday, at)


@pytest.mark.parametrize(
    ("start", "hours", "moment"),
    [
        ("2026-11-16T09:00", 2, "2026-11-16T11:00"),
        ("2026-11-16T05:00", 2, "2026-11-16T11:00"),
        ("2026-11-16T16:00", 2, "2026-11-17T10:00"),
        ("2026-11-16T15:00", 2, "2026-11-17T09:00"),
        ("2026-11-20T16:30", 2, "2026-11-23T10:30"),
        ("2026-11-21T12:00", 0, "2026-11-23T09:00"),
        ("2026-11-16T09:00", 20, "2026-11-18T13:00"),
    ],
)
def test_working_hours_count_only_while_somebody_works(start: str, hours: int, moment: str) -> None:
    assert working_time_after(utc(start), hours, WorkingWeek(ZoneInfo("UTC"))) == utc(moment)


def test_working_hours_are_those_of_the_own_zone() -> None:
    assert working_time_after(utc("2026-11-16T08:00"), 2, WorkingWeek(NEW_YORK)) == utc("2026-11-16T16:00")


def test_the_week_after_the_clocks_change_begins_at_the_same_local_hour() -> None:
    friday = datetime(2026, 10, 23, 16, tzinfo=BERLIN).astimezone(UTC)

    monday = working_time_after(friday, 2, WorkingWeek(BERLIN))

    assert monday == datetime(2026, 10, 26, 10, tzinfo=BERLIN)


def test_a_day_that_ends_at_midnight_ends_with_the_day() -> None:
    late = WorkingWeek(ZoneInfo("UTC"), 16, 24, "1")

    assert next_working_moment(utc("2026-11-16T23:59"), late) == utc("2026-11-16T23:59")
    assert next_working_moment(utc("2026-11-17T00:00"), late) == utc("2026-11-23T16:00")


def test_hours_that_the_clocks_skip_are_not_worked() -> None:
    night = WorkingWeek(BERLIN, 2, 3, "7")

    assert next_working_moment(utc("2026-03-28T12:00"), night) == utc("2026-04-05T00:00")


@pytest.mark.parametrize(
    ("days", "day", "begins"),
    [
        ("12345", "2026-11-27", "2026-11-27T08:00"),
        ("12345", "2026-11-29", "2026-11-27T08:00"),
        ("1", "2026-11-29", "2026-11-23T08:00"),
        ("7", "2026-10-25", "2026-10-25T08:00"),
    ],
)
def test_the_last_morning_is_that_of_the_day_or_of_the_last_one_with_work(days: str, day: str, begins: str) -> None:
    assert last_morning(date.fromisoformat(day), WorkingWeek(BERLIN, 9, 17, days)) == utc(begins)


def test_a_day_without_work_has_no_morning() -> None:
    week = WorkingWeek(BERLIN, 9, 17, "12345")

    assert morning(date(2026, 11, 28), week) is None
    assert morning(date(2026, 11, 30), week) == utc("2026-11-30T08:00")


@given(MOMENTS, working_weeks())
def test_the_next_working_moment_is_one(at: datetime, week: WorkingWeek) -> None:
    moment = next_working_moment(at, week)

    assert moment.tzinfo is UTC
    assert moment >= at
    assert next_working_moment(moment, week) == moment


@given(MOMENTS)
def test_a_working_moment_is_on_a_working_day_within_hours(at: datetime) -> None:
    local = next_working_moment(at, WorkingWeek(NEW_YORK, 9, 17, "12345")).astimezone(NEW_YORK)

    assert local.isoweekday() <= 5
    assert 9 <= local.hour < 17


@given(MOMENTS, working_weeks(), st.integers(0, 40), st.integers(0, 40))
def test_working_hours_add_up(start: datetime, week: WorkingWeek, some: int, more: int) -> None:
    at_once = working_time_after(start, some + more, week)

    assert working_time_after(working_time_after(start, some, week), more, week) == at_once


@pytest.mark.parametrize(
    ("starts", "ends", "days"), [(9, 9, "1"), (17, 9, "1"), (-1, 5, "1"), (9, 25, "1"), (9, 17, ""), (9, 17, "8")]
)
def test_a_week_without_a_working_hour_is_refused(starts: int, ends: int, days: str) -> None:
    with pytest.raises(ValueError, match="no working"):
        WorkingWeek(BERLIN, starts, ends, days)


def test_a_zone_is_found_by_its_name() -> None:
    assert zone_named("Europe/Berlin") == BERLIN


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../passwd", "/etc/passwd", "America", "Europe/Ber\x00lin"])
def test_a_name_that_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(UnknownZone):
        zone_named(name)
