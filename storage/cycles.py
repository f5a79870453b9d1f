"""Cycles: the stretches of time that objectives belong to, as dates in the company's zone; quarters by default."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_YEARS = r"20\d\d|2100"
_YEAR = re.compile(rf"({_YEARS})", re.ASCII)
_MONTH = re.compile(rf"({_YEARS})-(0?[1-9]|1[0-2])", re.ASCII)
_PART = re.compile(rf"(?:(?P<before>{_YEARS})[- ]?)?(?P<part>q[1-4]|h[12])(?:[- ]?(?P<after>{_YEARS}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle: its label ("2026-Q4", "2026-H2", "2026", "2026-11") and its first and last day."""

    label: str
    starts_on: date
    ends_on: date


class NotACycle(ValueError):
    """What was typed is no cycle; the sentence tells the person what to write."""


def cycle_of(day: date) -> Cycle:
    """The quarter that the day is in."""
    return _quarter(day.year, (day.month + 2) // 3)


def month_of(day: date) -> Cycle:
    """The month that the day is in."""
    return _month(day.year, day.month)


def year_of(day: date) -> Cycle:
    """The year that the day is in."""
    return _year(day.year)


def parse_cycle(text: str, today: date) -> Cycle:
    """The cycle that the text names: 2026-Q4, Q4 2026, Q4, 2026-H2, 2026-11, 2026, current, next or last.

    A quarter or half without a year is the one nearest to today, the coming one where two are as near. Years are
    2000..2100. Raises NotACycle.
    """
    said = " ".join(text.split())
    cycle = _relative(said.lower(), today) or _absolute(said.lower(), today)
    if cycle is None:
        raise NotACycle(
            f"“{_short(said)}” is not a cycle. "
            f"Write one like {cycle_of(today).label}, {today.year}-H2, {today.year}, current or next."
        )
    return cycle


def week_of(day: date) -> str:
    """The ISO week that the day is in, as "2026-W47"."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or that month's last where it has no such day. Raises ValueError past 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"


def _relative(said: str, today: date) -> Cycle | None:
    now = cycle_of(today)
    match said.removesuffix(" quarter").removesuffix(" cycle"):
        case "current" | "this" | "now":
            return now
        case "next":
            return cycle_of(now.ends_on + timedelta(days=1))
        case "last" | "previous":
            return cycle_of(now.starts_on - timedelta(days=1))
        case _:
            return None


def _absolute(said: str, today: date) -> Cycle | None:
    if found := _YEAR.fullmatch(said):
        return _year(int(found[1]))
    if found := _MONTH.fullmatch(said):
        return _month(int(found[1]), int(found[2]))
    found = _PART.fullmatch(said)
    if found is None or (found["before"] and found["after"]):
        return None
    cycle = _quarter if found["part"].startswith("q") else _half
    number = int(found["part"][1])
    year = found["before"] or found["after"]
    return cycle(int(year), number) if year else _nearest(cycle, number, today)


def _nearest(cycle: Callable[[int, int], Cycle], number: int, today: date) -> Cycle:
    candidates = [cycle(year, number) for year in (today.year + 1, today.year, today.year - 1)]
    return min(candidates, key=lambda candidate: _distance(candidate, cycle_of(today)))


def _distance(one: Cycle, other: Cycle) -> int:
    """How many months two cycles are apart; 0 where they overlap."""
    earlier, later = sorted((one, other), key=lambda cycle: cycle.starts_on)
    return max(0, _months(later.starts_on) - _months(earlier.ends_on))


def _months(day: date) -> int:
    return day.year * 12 + day.month


def _quarter(year: int, number: int) -> Cycle:
    return _stretch(f"{year}-Q{number}", year, number * 3 - 2, 3)


def _half(year: int, number: int) -> Cycle:
    return _stretch(f"{year}-H{number}", year, number * 6 - 5, 6)


def _month(year: int, number: int) -> Cycle:
    return _stretch(f"{year}-{number:02}", year, number, 1)


def _year(year: int) -> Cycle:
    return _stretch(f"{year}", year, 1, 12)


def _stretch(label: str, year: int, first_month: int, months: int) -> Cycle:
    last_month = first_month + months - 1
    return Cycle(label, date(year, first_month, 1), date(year, last_month, monthrange(year, last_month)[1]))
