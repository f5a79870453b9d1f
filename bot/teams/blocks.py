"""Each element of a card in Adaptive Cards 1.5. Teams' own extras carry what stands for them elsewhere."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import assert_never

from bot.teams import limits
from bot.teams.buttons import actions
from bot.teams.canvas import Canvas, Drawn, text
from bot.teams.charts import line_chart
from bot.teams.tables import table_rows
from bot.teams.text import Json, escape, plain
from bot.wording import CELLS, bar, line, percentage, shorten, size
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
from handlers.chat.text import Spans, spans


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
        case Progress():
            yield Drawn(_progress(item, canvas))
        case Table():
            yield from table_rows(item, canvas, group)
        case Chart():
            yield Drawn(line_chart(item, canvas))
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


def _progress(progress: Progress, canvas: Canvas) -> Json:
    """The percentage as text, what it is of, and below them the bar: in ten cells where Teams' own is not known."""
    share = progress.share
    said = progress.unsaid if share is None else f"**{percentage(share)}**"
    shown = canvas.markdown(progress.label)
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
