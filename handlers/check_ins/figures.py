"""Numbers as plain text, for fallbacks and for the hints in empty inputs."""

import unicodedata
from decimal import Decimal

from handlers.chat.number import plain
from handlers.chat.text import Date, Mention, Number, Span, Spans
from storage.okr_lines import KeyResultLine


def last_value(line: KeyResultLine) -> Decimal:
    """The last value, or the one that it all starts from."""
    return line.current_value if line.current_value is not None else line.start or Decimal(0)


def told(said: Spans) -> str:
    """The spans as text, numbers grouped as in English."""
    return "".join(_told(span) for span in said)


def grouped(value: Decimal) -> str:
    """The value in full, grouped as in English: "1,250.5"."""
    whole, point, fraction = plain(abs(value)).partition(".")
    return f"{'-' if value < 0 else ''}{int(whole):,}{point}{fraction}"


def _with_unit(figure: str, unit: str) -> str:
    """A sign of money stands before its figure, as on cards: "-$45", "40 %"."""
    if not unit:
        return figure
    if len(unit) != 1 or unicodedata.category(unit) != "Sc":
        return f"{figure} {unit}"
    return f"-{unit}{figure[1:]}" if figure.startswith("-") else f"{unit}{figure}"


def _told(span: Span) -> str:
    match span:
        case Number(value, unit):
            return _with_unit(grouped(value), unit)
        case Date(day):
            return day.isoformat()
        case Mention(name=name):
            return name
        case _:
            return span.text
