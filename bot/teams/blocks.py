"""Each element of a card in Adaptive Cards 1.5. Teams' own extras carry what stands for them elsewhere."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import assert_never

from bot.teams import limits
from bot.teams.buttons import Press, actions
from bot.teams.text import Json, Mentions, escape, markdown, plain
from bot.wording import CELLS, Reader, bar, line, percentage, shorten, size, sparkline
from handlers.chat.card import (
    Action,
    Button,
    Chart,
    Divider,
    Element,
    Fact,
    Facts,
    Heading,
    Image,
    LinkButton,
    Menu,
    Note,
    Paragraph,
    Progress,
    Row,
    Table,
)
from handlers.chat.text import Bold, Number, Plain, Span, Spans, spans

NARROWEST, WIDEST = 12, 24
"""Of a table's columns, in characters."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """For whom a card is drawn, whom it mentions so far, and how its buttons are pressed."""

    reader: Reader
    mentions: Mentions
    press: Press

    def markdown(self, said: Spans, limit: int = limits.TEXT) -> str:
        """The spans as markdown; "" where there is nothing to read."""
        return markdown(said, self.reader, self.mentions, limit)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A part of a card, and how many things of it that shows: what leaving it out would hide.

    Parts of the same `group` that follow each other become one: rows a table, facts a set, buttons stand side by side.
    """

    block: Json
    things: int = 1
    group: str = ""


def draw(elements: Iterable[Element], canvas: Canvas) -> list[Drawn]:
    """The elements in order, in the smallest parts that can be shown alone. What shows nothing is left out."""
    result: list[Drawn] = []
    is_divided = False
    for number, item in enumerate(elements):
        is_divided = is_divided or isinstance(item, Divider)
        for drawn in _drawn(item, canvas, f"{item.kind}{number}"):
            ruled = {"separator": True, "spacing": "medium"} if is_divided and result else {}
            result.append(replace(drawn, block=drawn.block | ruled))
            is_divided = False
    return result


def joined(parts: Iterable[Drawn]) -> list[Json]:
    """The parts as a card's body, with each group as one element."""
    result: list[Drawn] = []
    for part in parts:
        whole = _together(result[-1], part) if result else None
        if whole is None:
            result.append(part)
        else:
            result[-1] = replace(part, block=whole)
    return [part.block for part in result]


def text(said: str, **style: object) -> Json:
    """A TextBlock that wraps, of text that is markdown already."""
    return {"type": "TextBlock", "text": said, "wrap": True, **style}


def note(said: Spans, canvas: Canvas) -> Drawn | None:
    """Small print; None where there is nothing to read."""
    shown = canvas.markdown(said)
    return Drawn(text(shown, size="small", isSubtle=True), group="note") if shown else None


def paragraph(said: Spans, canvas: Canvas) -> Drawn | None:
    """Text; None where there is nothing to read."""
    shown = canvas.markdown(said)
    return Drawn(text(shown)) if shown else None


def _together(left: Drawn, right: Drawn) -> Json | None:
    """Both as one element; None where they are two."""
    if left.group != right.group or "separator" in right.block:
        return None
    match right.block["type"]:
        case "Table":
            return left.block | {"rows": [*left.block["rows"], *right.block["rows"][1:]]}
        case "FactSet":
            return left.block | {"facts": [*left.block["facts"], *right.block["facts"]]}
        case "ActionSet" if len(left.block["actions"]) + len(right.block["actions"]) <= limits.ACTIONS:
            return left.block | {"actions": [*left.block["actions"], *right.block["actions"]]}
        case _:
            return None


def _drawn(item: Element, canvas: Canvas, group: str) -> Iterator[Drawn]:  # noqa: C901 - one case for each element
    match item:
        case Heading(text=said):
            yield from _heading(said)
        case Paragraph(spans=said):
            yield from _present(paragraph(said, canvas))
        case Facts(facts=facts):
            yield from (Drawn({"type": "FactSet", "facts": [_fact(fact, canvas)]}, 1, group) for fact in facts)
        case Progress(share=share, label=label):
            yield Drawn(_progress(share, label, canvas))
        case Table():
            yield from _table(item, canvas, group)
        case Chart():
            yield Drawn(_chart(item, canvas))
        case Row(spans=said, action=action):
            yield from _row(said, action, canvas)
        case Image():
            yield from _present(_image(item, canvas))
        case Divider():
            return
        case Note(spans=said):
            yield from _present(note(said, canvas))
        case Button() | LinkButton() | Menu():
            yield from _actions(item, canvas)
        case _:
            assert_never(item)


def _present(drawn: Drawn | None) -> Iterator[Drawn]:
    if drawn is not None:
        yield drawn


def _heading(said: str) -> Iterator[Drawn]:
    shown = escape(shorten(line(said), limits.HEADING))
    if shown:
        yield Drawn(text(shown, style="heading", size="large", weight="bolder"), 0)


def _actions(action: Action, canvas: Canvas) -> Iterator[Drawn]:
    for one in actions(action, canvas.press):
        yield Drawn({"type": "ActionSet", "actions": [one]}, 0, "actions")


def _fact(fact: Fact, canvas: Canvas) -> Json:
    label = escape(shorten(line(fact.label), limits.FACT_LABEL))
    return {"title": label or "–", "value": canvas.markdown(fact.spans, limits.FACT) or "–"}


def _progress(share: Decimal | None, label: Spans, canvas: Canvas) -> Json:
    """The percentage as text, what it is of, and below them the bar: in ten cells where Teams' own is not known."""
    said = "not said" if share is None else f"**{percentage(share)}**"
    shown = canvas.markdown(label)
    cells = text(bar(share)[:CELLS], spacing="none", isSubtle=share is None)
    # Unlike the elements of Adaptive Cards, Teams' own know their choices in this case only.
    drawn = {"type": "ProgressBar", "value": _points(share), "max": 100, "color": "Accent", "spacing": "Small"}
    line_above = text(f"{said} · {shown}" if shown else said)
    return {"type": "Container", "items": [line_above, drawn | {"fallback": cells}]}


def _points(share: Decimal | None) -> int:
    """What the bar shows of 100: as much as is said above it."""
    return 0 if share is None else int(percentage(share).split()[0])


def _column(item: Json, width: str) -> Json:
    return {"type": "Column", "width": width, "verticalContentAlignment": "center", "items": [item]}


def _table(table: Table, canvas: Canvas, group: str) -> Iterator[Drawn]:
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


def _chart(chart: Chart, canvas: Canvas) -> Json:
    """The title, the line, and in figures where it begins and ends, and how far it went between."""
    title = text(canvas.markdown((Bold(chart.title),)) or "–")
    points = chart.points[-limits.CHART_POINTS :]
    if not points:
        return {"type": "Container", "items": [title, text("nothing recorded yet", isSubtle=True, spacing="none")]}
    values = tuple(value for _, value in points)
    drawn: Json = {
        "type": "Chart.Line",
        "title": plain(chart.title, limits.HEADING),
        "color": "categoricalBlue",
        "data": [{"legend": plain(chart.unit or chart.title, limits.HEADING), "values": _points_of(points)}],
        "fallback": text(sparkline(values), spacing="small"),
    }
    figures = text(canvas.markdown(_figures(points, values, chart.unit)), spacing="small")
    return {"type": "Container", "items": [title, drawn, figures]}


def _points_of(points: Sequence[tuple[str, Decimal]]) -> list[Json]:
    """Each point under a label of its own: two of one day would else be drawn as one."""
    seen: dict[str, int] = {}
    result: list[Json] = []
    for label, value in points:
        shown = plain(label, limits.HEADING)
        seen[shown] = seen.get(shown, 0) + 1
        result.append({"x": shown if seen[shown] == 1 else f"{shown} ({seen[shown]})", "y": float(value)})
    return result


def _figures(points: Sequence[tuple[str, Decimal]], values: Sequence[Decimal], unit: str) -> Spans:
    figures: list[Span] = []
    for label, value in dict.fromkeys((points[0], points[-1])):
        figures += [Plain(f"{' → ' if figures else ''}{label}: "), Number(value, unit)]
    ends = (values[0], values[-1])
    if min(values) < min(ends):
        figures += [Plain(" · lowest: "), Number(min(values), unit)]
    if max(values) > max(ends):
        figures += [Plain(" · highest: "), Number(max(values), unit)]
    return tuple(figures)


def _row(said: Spans, action: Action | None, canvas: Canvas) -> Iterator[Drawn]:
    shown = canvas.markdown(said)
    pressed = actions(action, canvas.press) if action else []
    if not shown:
        yield from _actions(action, canvas) if action else ()
    elif not pressed:
        yield Drawn(text(shown))
    elif isinstance(action, Menu):
        # What unfolds needs the whole width.
        below = {"type": "ActionSet", "actions": pressed[: limits.ACTIONS], "spacing": "small"}
        yield Drawn({"type": "Container", "items": [text(shown), below]})
    else:
        beside = _column({"type": "ActionSet", "actions": pressed}, "auto")
        yield Drawn({"type": "ColumnSet", "columns": [_column(text(shown), "stretch"), beside]})


def _image(image: Image, canvas: Canvas) -> Drawn | None:
    """The picture, as far as it fits a message; else what it shows, in words."""
    alternative = line(image.alternative)
    if size(image.png) > limits.IMAGE:
        return note(spans(f"Image: {alternative}" if alternative else ""), canvas)
    shown = {"type": "Image", "url": f"data:image/png;base64,{image.png}", "size": "stretch"}
    return Drawn(shown | {"altText": plain(alternative, limits.TEXT, "A picture")})
