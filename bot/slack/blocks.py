"""Each element of a card as Slack's blocks: header, section, context, actions and divider, which every surface shows.

Tables and charts are lines of text: Slack's own blocks for them exist in messages only, one or two in each; this way
a card looks the same in a message, a modal and Home, and on a phone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import assert_never

from bot.charts import figures
from bot.slack import limits
from bot.slack.buttons import element as pressed
from bot.slack.text import Json, formatted, mrkdwn, plain
from bot.wording import Reader, bar, line, size, sparkline
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
from handlers.chat.text import Bold, Plain, Span, Spans, spans

SPARKLINE_POINTS = 30
ROWS_TOGETHER = 10


@dataclass(frozen=True, slots=True)
class Drawn:
    """A block without ids, and how many things of the card it shows: what leaving it out would hide."""

    block: Json
    things: int = 1


def draw(elements: Iterable[Element], reader: Reader) -> list[Drawn]:
    """The elements in order; buttons that follow each other stand side by side. What shows nothing is left out."""
    result: list[Drawn] = []
    for item in elements:
        for drawn in _drawn(item, reader):
            if result and _side_by_side(result[-1].block, drawn.block):
                both = [*result[-1].block["elements"], *drawn.block["elements"]]
                result[-1] = Drawn({"type": "actions", "elements": both}, 0)
            else:
                result.append(drawn)
    return result


def section(said: Spans, reader: Reader) -> Json | None:
    """A section of text; None where there is nothing to read."""
    text = formatted(said, reader, limits.SECTION)
    return {"type": "section", "text": text} if text["text"].strip() else None


def context(said: Spans, reader: Reader) -> Json | None:
    """Small print; None where there is nothing to read."""
    text = formatted(said, reader, limits.CONTEXT)
    return {"type": "context", "elements": [text]} if text["text"].strip() else None


def _drawn(item: Element, reader: Reader) -> Iterator[Drawn]:  # noqa: C901 - one case for each element
    match item:
        case Heading(text=text):
            yield from _present({"type": "header", "text": plain(text, limits.HEADER)} if text.strip() else None, 0)
        case Paragraph(spans=said):
            yield from _present(section(said, reader))
        case Facts(facts=facts):
            yield from _facts(facts, reader)
        case Progress(share=share, label=label, unsaid=unsaid):
            yield from _present(section((Plain(bar(share, unsaid)), *_beside(label)), reader))
        case Table():
            yield from _table(item, reader)
        case Chart():
            yield from _present(section(_chart(item), reader))
        case Row(spans=said, action=action):
            yield from _row(said, action, reader)
        case Image(alternative=alternative):
            yield from _present(context(spans(f"Image: {line(alternative)}" if alternative.strip() else ""), reader))
        case Divider():
            yield Drawn({"type": "divider"}, 0)
        case Note(spans=said):
            yield from _present(context(said, reader))
        case Button() | LinkButton() | Menu():
            yield from _present(_actions(item), 0)
        case _:
            assert_never(item)


def _present(block: Json | None, things: int = 1) -> Iterator[Drawn]:
    if block is not None:
        yield Drawn(block, things)


def _side_by_side(left: Json, right: Json) -> bool:
    if not left["type"] == right["type"] == "actions":
        return False
    return len(left["elements"]) + len(right["elements"]) <= limits.ACTIONS


def _actions(action: Action) -> Json | None:
    element = pressed(action)
    return {"type": "actions", "elements": [element]} if element else None


def _beside(label: Spans) -> Spans:
    return (Plain("  "), *label) if label else ()


def _row(said: Spans, action: Action | None, reader: Reader) -> Iterator[Drawn]:
    block = section(said, reader)
    element = pressed(action) if action else None
    if block is None:
        yield from _present(_actions(action) if action else None, 0)
        return
    yield Drawn(block | {"accessory": element} if element else block)


def _facts(facts: Sequence[Fact], reader: Reader) -> Iterator[Drawn]:
    for start in range(0, len(facts), limits.FIELDS):
        together = facts[start : start + limits.FIELDS]
        fields = [formatted(_fact(fact), reader, limits.FIELD) for fact in together]
        yield Drawn({"type": "section", "fields": fields}, len(fields))


def _fact(fact: Fact) -> Spans:
    return (Bold(fact.label), Plain("\n"), *(fact.spans or spans("–")))


def _table(table: Table, reader: Reader) -> Iterator[Drawn]:
    """Each row a line: "*Ana Ruiz* · Done: 3 · Stale: 1". Lines stand together as far as a section holds them."""
    lines = [mrkdwn(_table_row(table.columns, row), reader, limits.SECTION) for row in table.rows]
    together: list[str] = []
    for text in filter(str.strip, lines):
        if together and (len(together) == ROWS_TOGETHER or size("\n".join((*together, text))) > limits.SECTION):
            yield _lines(together)
            together = []
        together.append(text)
    if together:
        yield _lines(together)


def _lines(lines: Sequence[str]) -> Drawn:
    text = {"type": "mrkdwn", "text": "\n".join(lines), "verbatim": True}
    return Drawn({"type": "section", "text": text}, len(lines))


def _table_row(columns: Sequence[str], row: Sequence[Spans]) -> Spans:
    if not row:
        return ()
    result: list[Span] = [Bold(span.text) if isinstance(span, Plain) else span for span in row[0]]
    for column, cell in zip_longest(columns[1:], row[1:], fillvalue=None):
        label = f"{column}: " if column else ""
        result += [Plain(f" · {label}"), *(cell or spans("–"))]
    return tuple(result)


def _chart(chart: Chart) -> Spans:
    """The title, the line, and in figures where it begins and ends, and how far it went between."""
    points = chart.points[-SPARKLINE_POINTS:]
    if not points:
        return Bold(chart.title), Plain("\nnothing recorded yet")
    values = tuple(value for _, value in points)
    return Bold(chart.title), Plain(f"\n{sparkline(values)}\n"), *figures(points, chart.unit)
