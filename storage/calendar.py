"""Working time and weekly recurrences: aware UTC in and out, counted on the clocks of a time zone.

A local time that the clocks skip is the one as much later; of one that they show twice, the first counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import count, takewhile
from zoneinfo import ZoneInfo

WEEK = timedelta(weeks=1)


class UnknownZone(ValueError):
    """No time zone has this name; the names are those of IANA, such as Europe/Berlin."""


@dataclass(frozen=True, slots=True)
class WorkingWeek:
    """When somebody works: whole hours of the own day, 0..24, and ISO weekdays ("12345" is Monday to Friday).

    Raises ValueError for a week without a working hour.
    """

    zone: ZoneInfo
    starts_hour: int = 9
    ends_hour: int = 17
    days: str = "12345"

    def __post_init__(self) -> None:
        if not 0 <= self.starts_hour < self.ends_hour <= 24:
            raise ValueError(f"no working hours from {self.starts_hour} to {self.ends_hour}")
        if not self.days or not set(self.days) <= set("1234567"):
            raise ValueError(f"no working days in {self.days!r}")


@cache
def zone_named(name: str) -> ZoneInfo:
    """The time zone of an IANA name. Raises UnknownZone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as problem:
        raise UnknownZone(f"no time zone is named {name!r}") from problem


def weekly(after: datetime, weekday: int, at: time, zone: ZoneInfo) -> datetime:
    """The first moment later than `after` at which it is `at` on that ISO weekday in the zone."""
    return next(moment for moment in _weekly_around(after, weekday, at, zone) if moment > after)


def last_due(now: datetime, weekday: int, at: time, zone: ZoneInfo) -> datetime:
    """The latest moment, `now` included, at which it was `at` on that ISO weekday in the zone."""
    return max(moment for moment in _weekly_around(now, weekday, at, zone) if moment <= now)


@dataclass(frozen=True, slots=True)
class DueDays:
    """When check-ins are due: at that time of an ISO weekday in the zone. Unanswered, one is missed after `grace`."""

    weekday: int
    at: time
    zone: ZoneInfo
    grace: timedelta

    def between(self, after: datetime, until: datetime) -> tuple[datetime, ...]:
        """The due moments later than `after`, up to `until` with it, in order."""
        day = after.astimezone(self.zone).date()
        nearest = day + timedelta(days=self.weekday - day.isoweekday()) - WEEK
        moments = (_instant(nearest + weeks * WEEK, self.at, self.zone) for weeks in count())
        return tuple(moment for moment in takewhile(lambda moment: moment <= until, moments) if moment > after)

    def of(self, made_at: datetime, starts_on: date, due_on: date, now: datetime) -> tuple[datetime, ...]:
        """Those up to `now` of what was made then and runs between these days."""
        morning, end = (_instant(day, time(), self.zone) for day in (starts_on, due_on + timedelta(days=1)))
        return self.between(max(made_at, morning), min(end, now))


def next_working_moment(at: datetime, week: WorkingWeek) -> datetime:
    """`at` itself where it is in working hours, else when the next ones begin. The closing hour is outside."""
    return working_time_after(at, 0, week)


def morning(day: date, week: WorkingWeek) -> datetime | None:
    """When work begins on that day; None where it is no working day."""
    at = next_working_moment(datetime.combine(day, time(), week.zone), week)
    return at if at.astimezone(week.zone).date() == day else None


def last_morning(day: date, week: WorkingWeek) -> datetime:
    """When work begins on that day or, where it is no working day, on the last one before."""
    days = (day - timedelta(days=ahead) for ahead in count())
    return next(at for one in days if (at := morning(one, week)) is not None)


def working_time_after(start: datetime, hours: int, week: WorkingWeek) -> datetime:
    """The moment by which so many working hours have passed, itself in working hours."""
    remaining = timedelta(hours=hours)
    for opens, closes in _working_days(start, week):
        begins = max(opens, start.astimezone(UTC))
        if begins + remaining < closes:
            return begins + remaining
        remaining -= closes - begins
    raise AssertionError("working days never end")


def _weekly_around(moment: datetime, weekday: int, at: time, zone: ZoneInfo) -> list[datetime]:
    """Occurrences in order, at least one on each side: a skipped local day may move one into the next."""
    today = moment.astimezone(zone).date()
    nearest = today + timedelta(days=weekday - today.isoweekday())
    return [_instant(nearest + weeks * WEEK, at, zone) for weeks in range(-2, 3)]


def _working_days(start: datetime, week: WorkingWeek) -> Iterator[tuple[datetime, datetime]]:
    """When each working day opens and closes, from the one that is open at `start` or comes next."""
    day = start.astimezone(week.zone).date()
    while True:
        opens = _instant(day, time(week.starts_hour), week.zone)
        closes = _closing(day, week)
        # Clocks that skip all the working hours of a day leave it none.
        if str(day.isoweekday()) in week.days and max(opens, start) < closes:
            yield opens, closes
        day += timedelta(days=1)


def _closing(day: date, week: WorkingWeek) -> datetime:
    if week.ends_hour == 24:
        return _instant(day + timedelta(days=1), time(), week.zone)
    return _instant(day, time(week.ends_hour), week.zone)


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The local time as UTC; with fold 0 a skipped time takes the offset before the gap and so lands after it."""
    return datetime.combine(day, at.replace(fold=0), zone).astimezone(UTC)
