"""How far things have come, as people read it: whole per cent, points, and what nobody has said yet."""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from handlers.chat.text import Number, Plain, Span
from storage.okr_lines import KeyResultLine, ObjectiveLine
from storage.progress import WHOLE


def percent(share: Decimal) -> Number:
    """The share 0..1 in whole per cent; only what is complete says 100."""
    # Nothing is added so that minus nothing is nothing.
    points = (share * 100).quantize(Decimal(1), ROUND_HALF_UP) + 0
    return Number(Decimal(100) if share == WHOLE else min(points, Decimal(99)), "%")


def share(progress: Decimal | None) -> Span:
    """The share in whole per cent; "–" where nothing counts yet."""
    return Plain("–") if progress is None else percent(progress)


def share_since(progress: Decimal | None, said_at: datetime | None) -> Span:
    """The same of what may not have been said yet."""
    return Plain("not said") if said_at is None else share(progress)


def percent_text(share: Decimal) -> str:
    """The same where only plain text goes: "42 %"."""
    return f"{percent(share).value} %"


def points_ahead(progress: Decimal, pace: Decimal) -> Decimal:
    """How far the progress is before the pace, in points as both are shown; less than 0 is behind."""
    return percent(progress).value - percent(pace).value


def points(count: Decimal) -> Number:
    """So many points of progress, without their sign: "8 points", "1 point"."""
    return Number(abs(count), "point" if abs(count) == 1 else "points")


def share_of(line: KeyResultLine) -> Decimal | None:
    """How far it has come, 0..1; None while nobody has said anything, or nothing said was due yet."""
    return None if line.last_check_in_at is None else line.progress


def share_of_objective(line: ObjectiveLine, key_results: Sequence[KeyResultLine]) -> Decimal | None:
    """How far it has come, 0..1; None while nobody has said anything of it.

    Not all key results need be among those that the reader sees: what is more than nothing was said by somebody.
    """
    is_said = line.progress > 0 or any(one.last_check_in_at is not None for one in key_results)
    return line.progress if is_said else None


def share_text(share: Decimal | None) -> str:
    """The share where only plain text goes: "42 %", or "Not said yet"."""
    return "Not said yet" if share is None else percent_text(share)


def share_said(line: KeyResultLine) -> str:
    """The share of a key result where only plain text goes; "–" where what was said does not count yet."""
    is_silent = line.last_check_in_at is None
    return share_text(None) if is_silent else "–" if line.progress is None else percent_text(line.progress)
