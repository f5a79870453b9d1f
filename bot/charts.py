"""What a chart says in figures, beside whatever a platform draws of it."""

from collections.abc import Sequence
from decimal import Decimal

from handlers.chat.text import Number, Plain, Span, Spans


def figures(points: Sequence[tuple[str, Decimal]], unit: str) -> Spans:
    """Where the points begin and end, and how far they went between. There is at least one."""
    said: list[Span] = []
    for label, value in dict.fromkeys((points[0], points[-1])):
        said += [Plain(f"{' → ' if said else ''}{label}: "), Number(value, unit)]
    values = [value for _, value in points]
    ends = (values[0], values[-1])
    if min(values) < min(ends):
        said += [Plain(" · lowest: "), Number(min(values), unit)]
    if max(values) > max(ends):
        said += [Plain(" · highest: "), Number(max(values), unit)]
    return tuple(said)
