"""Days as people write them, counted from the writer's own today."""

import re
from calendar import isleap
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from handlers.chat.words import clean, flatten
from storage.cycle_names import MONTH_NAME, MONTHS
from storage.cycles import month_of, months_later, quarter_of, year_of

FIRST_YEAR = 2000
LAST_YEAR = 2100
MOST_WORDS = 4
LEAP_YEARS_APART = 8
"""29 February comes again within so many years: 1896 to 1904, 2096 to 2104."""

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = rf"(?P<month>{MONTH_NAME})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_WEEKDAY = rf"(?P<weekday>{'|'.join(f'{name}|{name[:3]}' for name in _WEEKDAYS)}|tues|wednes|thur|thurs)"

Match = re.Match[str]


class NotADay(ValueError):
    """What was typed is no day; `sentence` tells the person what to write."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def parse_day(text: str, today: date) -> date:
    """The day that the whole text names, in the years 2000..2100. Raises NotADay.

    A day without a year is the next one to come, today included; a weekday is never today, and "next friday" is
    the Friday of next week.
    """
    day = _read(text, today)
    if day is None:
        raise NotADay(_unreadable(text))
    return day


def take_day(words: Sequence[str], today: date) -> tuple[date, int]:
    """The day at the beginning of the words and how many of them it takes, as many as fit. Raises NotADay."""
    for count in range(min(len(words), MOST_WORDS), 0, -1):
        if day := _read(" ".join(words[:count]), today):
            return day, count
    raise NotADay(_unreadable(words[0] if words else ""))


def _read(text: str, today: date) -> date | None:
    """The day, or None for what does not look like one. Raises NotADay for a day that does not exist."""
    said = " ".join(clean(flatten(text)).lower().replace(",", " ").split())
    for pattern, read in _WAYS:
        if found := pattern.fullmatch(said):
            return _existing(read, found, today)
    return None


def _existing(read: Callable[[Match, date], date], found: Match, today: date) -> date:
    try:
        day = read(found, today)
    except ValueError as problem:
        raise NotADay(f"There is no day “{found[0]}”. Write one that exists, for example 28 february.") from problem
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotADay(
            f"“{found[0]}” is too far away. Write a day between {FIRST_YEAR} and {LAST_YEAR}, like 2026-12-31."
        )
    return day


def _unreadable(text: str) -> str:
    shown = " ".join(clean(flatten(text)).split())
    if not shown:
        return "Write a day, for example 2026-12-31, 31 dec or friday."
    cut = shown if len(shown) <= 30 else shown[:29] + "…"
    return f"“{cut}” is not a day. Write it like 2026-12-31, 31 dec, friday or in 2 weeks."


def _by_number(found: Match, today: date) -> date:
    return date(int(found["year"]), int(found["month"]), int(found["day"]))


def _by_number_to_come(found: Match, today: date) -> date:
    return _to_come(int(found["month"]), int(found["day"]), today)


def _by_name(found: Match, today: date) -> date:
    month = _place(found["month"], MONTHS)
    if found["year"]:
        return date(int(found["year"]), month, int(found["day"]))
    return _to_come(month, int(found["day"]), today)


def _to_come(month: int, day: int, today: date) -> date:
    for year in range(today.year, today.year + LEAP_YEARS_APART + 1):
        # 29 February is no day in most years, and that is no reason to refuse it.
        if (month, day) == (2, 29) and not isleap(year):
            continue
        if (coming := date(year, month, day)) >= today:
            return coming
    raise ValueError("no such day to come")


def _weekday(found: Match, today: date) -> date:
    ahead = _place(found["weekday"], _WEEKDAYS) - today.isoweekday()
    if found["next"]:
        return today + timedelta(days=ahead + 7)
    return today + timedelta(days=ahead if ahead > 0 else ahead + 7)


def _from_now(found: Match, today: date) -> date:
    count = int(found["count"]) if found["count"].isdecimal() else 1
    match found["unit"]:
        case "day":
            return today + timedelta(days=count)
        case "week":
            return today + timedelta(weeks=count)
        case "month":
            return months_later(today, count)
        case "quarter":
            return months_later(today, 3 * count)
        case _:
            return months_later(today, 12 * count)


def _end_of(found: Match, today: date) -> date:
    match found["stretch"]:
        case "month":
            return month_of(today).ends_on
        case "quarter":
            return quarter_of(today).ends_on
        case _:
            return year_of(today).ends_on


def _today(found: Match, today: date) -> date:
    return today


def _tomorrow(found: Match, today: date) -> date:
    return today + timedelta(days=1)


def _place(said: str, names: Sequence[str]) -> int:
    """Which of the names is meant, from 1: they differ in their first three letters."""
    return 1 + [name[:3] for name in names].index(said[:3])


_WAYS: tuple[tuple[re.Pattern[str], Callable[[Match, date], date]], ...] = tuple(
    (re.compile(pattern, re.ASCII), read)
    for pattern, read in (
        (rf"{_YEAR}-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})", _by_number),
        (rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.{_YEAR}", _by_number),
        (r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.", _by_number_to_come),
        (rf"{_DAY} {_MONTH}(?: {_YEAR})?", _by_name),
        (rf"{_MONTH} {_DAY}(?: {_YEAR})?", _by_name),
        (rf"(?:(?P<next>next )|this )?{_WEEKDAY}", _weekday),
        (r"in (?P<count>\d{1,4}|an?|one) (?P<unit>day|week|month|quarter|year)s?", _from_now),
        (r"end of (?:the |this )?(?P<stretch>month|quarter|year)", _end_of),
        (r"today", _today),
        (r"tomorrow", _tomorrow),
    )
)
