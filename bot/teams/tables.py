"""Tables of Adaptive Cards."""

from collections.abc import Iterator, Sequence

from bot.teams import limits
from bot.teams.canvas import Canvas, Drawn, text
from bot.teams.text import Json
from handlers.chat.card import Table
from handlers.chat.text import Bold, Plain, Spans

NARROWEST, WIDEST = 12, 24
"""Of a table's columns, in characters."""


def table_rows(table: Table, canvas: Canvas, group: str) -> Iterator[Drawn]:
    """A part for each row, with the header that a page begins with. The first column names the row."""
    count = min(max([len(table.columns), *(len(row) for row in table.rows)]), limits.COLUMNS)
    if not count:
        return
    rows = [[canvas.markdown(cell, limits.CELL) for cell in row[:count]] for row in map(_first_bold, table.rows)]
    names = [canvas.markdown((Bold(name),)) if name.strip() else "" for name in table.columns[:count]]
    whole: Json = {"type": "Table", "columns": _widths([names, *rows], count), "showGridLines": False}
    header = _cells(names, count)
    for row in rows:
        yield Drawn(whole | {"rows": [header, _cells(row, count)]}, 1, group)


def _first_bold(row: Sequence[Spans]) -> list[Spans]:
    named = [tuple(Bold(span.text) if isinstance(span, Plain) else span for span in cell) for cell in row[:1]]
    return [*named, *row[1:]]


def _widths(rows: Sequence[Sequence[str]], count: int) -> list[Json]:
    """Columns as wide, to each other, as the longest text in them, within reason."""
    longest = [max((_length(row[place]) for row in rows if place < len(row)), default=0) for place in range(count)]
    return [{"width": min(max(length, NARROWEST), WIDEST)} for length in longest]


def _length(shown: str) -> int:
    return len(shown.replace("<at>", "").replace("</at>", "").replace("**", ""))


def _cells(shown: Sequence[str], count: int) -> Json:
    padded = [*shown, *[""] * (count - len(shown))]
    return {"type": "TableRow", "cells": [{"type": "TableCell", "items": [text(cell or "–")]} for cell in padded]}
