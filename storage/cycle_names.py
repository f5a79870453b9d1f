"""The names of cycles, as people write them and as objectives keep them."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from storage.cycles import MONTHS_IN, Cycle, Cycles, Kind, cycle_of, half_of, kind_of, months_later, year_of

FIRST_YEAR = 2000
LAST_YEAR = 2100
LONGEST_NAME = 40
"""Characters of the name that a company gives a cycle."""
MOST_MONTHS = 24
"""Of a cycle that is no month, quarter, half or year."""
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTH_NAME = rf"{'|'.join(f'{name}|{name[:3]}' for name in MONTHS)}|sept"

_YEARS = r"20\d\d|2100"
_DAY = r"\d{4}-\d{1,2}-\d{1,2}"
_YEAR = re.compile(rf"({_YEARS})", re.ASCII)
_MONTH = re.compile(rf"({_YEARS})-(0?[1-9]|1[0-2])", re.ASCII)
_PART = re.compile(rf"(?:(?P<before>{_YEARS})[- ]?)?(?P<part>q[1-4]|h[12])(?:[- ]?(?P<after>{_YEARS}))?", re.ASCII)
_NAMED_MONTH = re.compile(rf"(?:(?P<before>{_YEARS})-)?(?P<part>{MONTH_NAME})\.?(?:[- ](?P<after>{_YEARS}))?", re.ASCII)
_STRETCH = re.compile(rf"({_DAY})(?: ?(?:\.\.\.?|…|–|—) ?| (?:to|until|-) )({_DAY})", re.ASCII)
_NEAR = re.compile(
    r"(?P<which>current|this|now|next|last|past|previous)"
    r"(?: (?P<kind>cycle|month|quarter|half|half[ -]year|year))?",
    re.ASCII,
)
_NAME = re.compile(r"[^\W_][^\"“”„<>]*")
MOST_WORDS = 3
"""Of a cycle that is not named by the company: 2026-11-15 to 2027-02-28."""


class NotACycle(ValueError):
    """What was typed is no cycle; the sentence tells the person what to write."""


class NotAStretch(NotACycle):
    """Two days were typed, and no cycle lasts from the one to the other."""


def parse_cycle(text: str, today: date, cycles: Cycles) -> Cycle:
    """The cycle that the text names.

    That is 2026-Q4, Q4 2026, Q4, 2026-H2, 2026-11, November 2026, 2026, 2026-11-15..2027-02-28, a name of the
    company's own in any case, current, next or last, or these with a kind: next month. A quarter, half or month
    without a year is the one nearest to today, the coming one where two are as near. Years are 2000..2100.
    Raises NotACycle.
    """
    said = " ".join(text.split())
    cycle = _own(said, cycles) or _built_in(said.lower(), today, cycles)
    if cycle is None:
        raise NotACycle(f"“{_short(said)}” is not a cycle. Write one like {_examples(today, cycles)}, current or next.")
    return cycle


def count_words(ahead: Sequence[str], today: date, cycles: Cycles) -> int:
    """How many of the words at the beginning name a cycle, as many as fit; 1 where none do."""
    most = max(MOST_WORDS, *(len(cycle.label.split()) for cycle in cycles.named), 0)
    for count in range(min(most, len(ahead)), 0, -1):
        try:
            parse_cycle(" ".join(ahead[:count]), today, cycles)
        except NotAStretch:
            return count
        except NotACycle:
            continue
        return count
    return 1


def name_cycle(name: str, starts_on: date, ends_on: date) -> Cycle:
    """A cycle of the company's own. Raises NotACycle for a name or for days that cannot be kept."""
    label = " ".join(name.split())
    if len(label) > LONGEST_NAME or not _NAME.fullmatch(label) or not label.isprintable():
        raise NotACycle(
            f"a name has 1 to {LONGEST_NAME} characters, begins with a letter or a digit and has no quotation marks"
        )
    if _means_something(label.lower()):
        raise NotACycle(f"“{label}” reads like a cycle that everybody has; choose another name")
    _check(starts_on, ends_on)
    return Cycle(label, starts_on, ends_on)


def _means_something(said: str) -> bool:
    """Whether it names a cycle on some day, in whatever company."""
    return any(pattern.fullmatch(said) for pattern in (_YEAR, _MONTH, _PART, _NAMED_MONTH, _STRETCH, _NEAR))


def _examples(today: date, cycles: Cycles) -> str:
    own = next((cycle.label for cycle in cycles.named if cycle.ends_on >= today), "")
    labels = (cycle_of(today, cycles).label, half_of(today).label, year_of(today).label, own)
    return ", ".join(dict.fromkeys(label for label in labels if label))


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"


def _own(said: str, cycles: Cycles) -> Cycle | None:
    return next((cycle for cycle in cycles.named if cycle.label.casefold() == said.casefold()), None)


def _built_in(said: str, today: date, cycles: Cycles) -> Cycle | None:
    if found := _STRETCH.fullmatch(said):
        return _stretch(found[1], found[2])
    cycle = _near(said, today, cycles) or _dated(said, today)
    # What lies past the years that are kept has no label that could be read again.
    return cycle if cycle and FIRST_YEAR <= cycle.starts_on.year <= LAST_YEAR else None


def _near(said: str, today: date, cycles: Cycles) -> Cycle | None:
    found = _NEAR.fullmatch(said)
    if found is None:
        return None
    kind = _kind(found["kind"], cycles)
    now = kind_of(kind, today)
    match found["which"]:
        case "current" | "this" | "now":
            return now
        case "next":
            return kind_of(kind, now.ends_on + timedelta(days=1))
        case _:
            return kind_of(kind, now.starts_on - timedelta(days=1))


def _kind(said: str | None, cycles: Cycles) -> Kind:
    match said:
        case None | "cycle":
            return cycles.usual
        case "month" | "quarter" | "year":
            return said
        case _:
            return "half"


def _dated(said: str, today: date) -> Cycle | None:
    if found := _YEAR.fullmatch(said):
        return _numbered("year", int(found[1]), 1)
    if found := _MONTH.fullmatch(said):
        return _numbered("month", int(found[1]), int(found[2]))
    found = _PART.fullmatch(said) or _NAMED_MONTH.fullmatch(said)
    if found is None or (found["before"] and found["after"]):
        return None
    kind, number = _part(found["part"])
    year = found["before"] or found["after"]
    return _numbered(kind, int(year), number) if year else _nearest(kind, number, today)


def _part(said: str) -> tuple[Kind, int]:
    """Which of the parts of a year is meant, from 1; months differ in their first three letters."""
    if said[1:].isdecimal():
        return "quarter" if said[0] == "q" else "half", int(said[1:])
    return "month", 1 + [name[:3] for name in MONTHS].index(said[:3])


def _numbered(kind: Kind, year: int, number: int) -> Cycle:
    return kind_of(kind, date(year, number * MONTHS_IN[kind], 1))


def _nearest(kind: Kind, number: int, today: date) -> Cycle:
    # Halves are measured from the quarter, or the half before and the one to come would always be as near.
    now = kind_of("month" if kind == "month" else "quarter", today)
    candidates = [_numbered(kind, year, number) for year in (today.year + 1, today.year, today.year - 1)]
    return min(candidates, key=lambda candidate: _distance(candidate, now))


def _distance(one: Cycle, other: Cycle) -> int:
    """How many months two cycles are apart; 0 where they overlap."""
    earlier, later = sorted((one, other), key=lambda cycle: cycle.starts_on)
    return max(0, _month_number(later.starts_on) - _month_number(earlier.ends_on))


def _month_number(day: date) -> int:
    return day.year * 12 + day.month


def _stretch(first: str, last: str) -> Cycle:
    starts_on, ends_on = _day(first), _day(last)
    try:
        _check(starts_on, ends_on)
    except NotACycle as problem:
        raise NotAStretch(f"{starts_on} to {ends_on} cannot be a cycle: {problem}.") from problem
    return Cycle(f"{starts_on}..{ends_on}", starts_on, ends_on)


def _day(said: str) -> date:
    year, month, day = map(int, said.split("-"))
    try:
        return date(year, month, day)
    except ValueError as problem:
        raise NotAStretch(f"There is no day “{said}”. Write days that exist, like 2026-11-15..2027-02-28.") from problem


def _check(starts_on: date, ends_on: date) -> None:
    if ends_on <= starts_on:
        raise NotACycle("its last day must come after its first")
    if starts_on.year < FIRST_YEAR or ends_on.year > LAST_YEAR:
        raise NotACycle(f"its days must lie between {FIRST_YEAR} and {LAST_YEAR}")
    if ends_on >= months_later(starts_on, MOST_MONTHS):
        raise NotACycle(f"it may last {MOST_MONTHS} months at most")
