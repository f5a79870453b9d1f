"""The course of a key result: its last values as a line, with where it begins and ends in figures."""

from collections.abc import Sequence

from handlers.chat.card import Chart, Element
from handlers.company import Company
from storage.check_ins import CheckInLine
from storage.okr_lines import KeyResultLine
from storage.progress import Metric

LEAST = 3
"""Values that make a course; one or two say as much in words."""
_WITHOUT = frozenset({Metric.YES_NO, Metric.BASELINE})


def drawn(line: KeyResultLine, history: Sequence[CheckInLine], company: Company) -> tuple[Element, ...]:
    """The values of these check-ins, which come newest first; nothing while they are too few, or only yes or no."""
    points = tuple((_day(said, company), said.value) for said in reversed(history) if said.value is not None)
    if line.metric in _WITHOUT or len(points) < LEAST:
        return ()
    unit = "" if line.metric == Metric.STEPS else line.unit
    return (Chart(f"The last {len(points)} check-ins", points, unit),)


def _day(said: CheckInLine, company: Company) -> str:
    day = said.created_at.astimezone(company.time_zone)
    return f"{day.day} {day:%b}"
