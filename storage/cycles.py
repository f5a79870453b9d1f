"""Cycles: the stretches of time that objectives belong to, as dates in the company's zone; quarters by default."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal, assert_never

Kind = Literal["month", "quarter", "half", "year"]
MONTHS_IN: dict[Kind, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle: its label ("2026-Q4", "2026-H2", "2026", "2026-11", a name) and its first and last day."""

    label: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Cycles:
    """What cycles a company has: of which kind the usual ones are, and those that it named itself."""

    usual: Kind = "quarter"
    named: tuple[Cycle, ...] = ()


def cycle_of(day: date, cycles: Cycles) -> Cycle:
    """The company's usual cycle that the day is in."""
    return kind_of(cycles.usual, day)


def kind_of(kind: Kind, day: date) -> Cycle:
    """The month, quarter, half or year that the day is in."""
    match kind:
        case "month":
            return month_of(day)
        case "quarter":
            return quarter_of(day)
        case "half":
            return half_of(day)
        case "year":
            return year_of(day)
        case _:
            assert_never(kind)


def month_of(day: date) -> Cycle:
    """The month that the day is in."""
    return _months(f"{day.year}-{day.month:02}", day.year, day.month, day.month)


def quarter_of(day: date) -> Cycle:
    """The quarter that the day is in."""
    number = (day.month + 2) // 3
    return _months(f"{day.year}-Q{number}", day.year, number * 3 - 2, number * 3)


def half_of(day: date) -> Cycle:
    """The half of the year that the day is in."""
    number = (day.month + 5) // 6
    return _months(f"{day.year}-H{number}", day.year, number * 6 - 5, number * 6)


def year_of(day: date) -> Cycle:
    """The year that the day is in."""
    return _months(f"{day.year}", day.year, 1, 12)


def week_of(day: date) -> str:
    """The ISO week that the day is in, as "2026-W47"."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or that month's last where it has no such day. Raises ValueError past 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _months(label: str, year: int, first: int, last: int) -> Cycle:
    return Cycle(label, date(year, first, 1), date(year, last, monthrange(year, last)[1]))
