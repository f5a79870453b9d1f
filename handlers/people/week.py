"""When somebody works, as people write it: hours "9-17", days "mon-fri", a time zone "Europe/Berlin"."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final
from zoneinfo import available_timezones

from handlers.chat.ask import Ask
from handlers.chat.fields import PickKind, Unreadable
from handlers.chat.screen import Choice, Input, TextInput
from storage.calendar import UnknownZone, zone_named

MOST_ZONES: Final = 15
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOURS = re.compile(r"(\d{1,2})(?::00)?(?:-|–|—|to)(\d{1,2})(?::00)?", re.ASCII)
_COUNTRY = re.compile(r"[A-Za-z]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Hours:
    """Whole hours of the own day, 0..24."""

    starts: int
    ends: int

    def __str__(self) -> str:
        return f"{self.starts}-{self.ends}"


def read_hours(text: str) -> Hours:
    """The hours of "9-17". Raises Unreadable."""
    found = _HOURS.fullmatch("".join(text.lower().split()))
    hours = Hours(int(found[1]), int(found[2])) if found else None
    if hours is None or not hours.starts < hours.ends <= 24:
        raise Unreadable("Hours are two whole hours of your day, the earlier first, for example 9-17.")
    return hours


def read_days(text: str) -> str:
    """The ISO weekdays of "mon-fri", "sun-thu" or "mon,wed", in their order: "12345". Raises Unreadable."""
    found: set[int] = set()
    for part in re.split(r"[\s,;+]+", re.sub(r"\s*[-–—]\s*", "-", text.strip().lower())):
        first, dash, last = part.partition("-")
        begins, ends = _day(first), _day(last if dash else first)
        found |= {(begins + step) % 7 for step in range((ends - begins) % 7 + 1)}
    return "".join(str(day + 1) for day in sorted(found))


def _day(word: str) -> int:
    hits = [index for index, name in enumerate(_DAYS) if len(word) >= 2 and name.startswith(word)]
    if len(hits) != 1:
        raise Unreadable("Days are written mon-fri, sun-thu or mon,wed.")
    return hits[0]


def days_said(days: str) -> str:
    """The ISO weekdays as people write them, and as read_days takes them: "mon-fri", "mon,wed"."""
    numbers = [int(day) - 1 for day in days]
    names = [_DAYS[number][:3] for number in numbers]
    for start in numbers:
        run = {(start + step) % 7 for step in range(len(numbers))}
        if run == set(numbers) and 1 < len(numbers) < 7:
            return f"{_DAYS[start][:3]}-{_DAYS[(start + len(numbers) - 1) % 7][:3]}"
    return "mon-sun" if len(numbers) == 7 else ",".join(names)


def read_country(text: str) -> str:
    """The ISO code of two letters in capitals. Raises Unreadable."""
    if not _COUNTRY.fullmatch(text.strip()):
        raise Unreadable("A country is its code of two letters, for example DE.")
    return text.strip().upper()


def find_zone(ask: Ask, text: str) -> str:
    """The IANA name in its own letters, from any case. Raises Unreadable with the nearest."""
    return read_zone(text)


def read_zone(text: str) -> str:
    """find_zone() for a zone that nobody asks for in chat. Raises Unreadable."""
    said = "_".join(text.split())
    names = _zone_names()
    known = next((name for name in names if name.lower() == said.lower()), None)
    if known is not None and _exists(known):
        return known
    cities = {name.rsplit("/", 1)[-1].lower(): name for name in names if "/" in name}
    near = difflib.get_close_matches(said.rsplit("/", 1)[-1].lower(), cities, n=1, cutoff=0.6)
    nearest = cities[near[0]] if near else "Europe/Berlin"
    guess = f"Did you mean {nearest}?" if near else f"It is written like {nearest}."
    raise Unreadable(f"There is no time zone “{text.strip()[:60]}”. {guess}")


def _exists(name: str) -> bool:
    try:
        zone_named(name)
    except UnknownZone:
        return False
    return True


def _zone_names() -> list[str]:
    return sorted(available_timezones())


def _zone_choices(ask: Ask, query: str) -> tuple[Choice, ...]:
    wanted = "_".join(query.lower().split())
    hits = [name for name in _zone_names() if wanted in name.lower()]
    return tuple(Choice(name, name) for name in hits[:MOST_ZONES])


def _zone_shown(ask: Ask, text: str) -> tuple[Choice, ...]:
    try:
        name = find_zone(ask, text)
    except Unreadable:
        return ()
    return (Choice(name, name),)


def _one_word(ask: Ask, ahead: Sequence[str]) -> int:
    return min(1, len(ahead))


@dataclass(frozen=True, slots=True)
class HoursKind:
    """Working hours: "9-17"."""

    def read(self, ask: Ask, text: str) -> Hours:
        return read_hours(text)

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        return min(1, len(ahead))

    def typed(self, ask: Ask, text: str) -> str:
        return text

    def input(self, ask: Ask, text: str, hint: str) -> Input:
        return TextInput(longest=20, hint=hint or "9-17")


@dataclass(frozen=True, slots=True)
class DaysKind:
    """Working days: "mon-fri"."""

    def read(self, ask: Ask, text: str) -> str:
        return read_days(text)

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        return min(1, len(ahead))

    def typed(self, ask: Ask, text: str) -> str:
        return text

    def input(self, ask: Ask, text: str, hint: str) -> Input:
        return TextInput(longest=60, hint=hint or "mon-fri")


@dataclass(frozen=True, slots=True)
class CountryKind:
    """A country by its ISO code of two letters."""

    def read(self, ask: Ask, text: str) -> str:
        return read_country(text)

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        return min(1, len(ahead))

    def typed(self, ask: Ask, text: str) -> str:
        return text

    def input(self, ask: Ask, text: str, hint: str) -> Input:
        return TextInput(longest=2, hint=hint or "DE")


TimeZone = Annotated[str, PickKind(find_zone, _zone_choices, _one_word, _zone_shown)]
WorkingHours = Annotated[Hours, HoursKind()]
WorkingDays = Annotated[str, DaysKind()]
Country = Annotated[str, CountryKind()]
