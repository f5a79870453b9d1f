"""Numbers as plain text, for fallbacks and for the hints in empty inputs."""

from decimal import Decimal

from handlers.chat.number import plain
from handlers.chat.text import Date, Number, Spans
from storage.okrs import KeyResultLine


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


def _told(span: object) -> str:
    match span:
        case Number(value, unit):
            return f"{grouped(value)} {unit}".rstrip()
        case Date(day):
            return day.isoformat()
        case _:
            return str(getattr(span, "text", getattr(span, "name", "")))
