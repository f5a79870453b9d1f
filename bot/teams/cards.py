"""Cards as Teams' messages and dialogs without inputs. It never fails: what is too much is paged or shortened."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.teams import limits
from bot.teams.blocks import draw, joined, note, paragraph
from bot.teams.buttons import Press, in_dialog, in_message
from bot.teams.canvas import Canvas, Drawn
from bot.teams.surface import Surface
from bot.teams.text import Json, Mentions, plain
from bot.wording import Reader
from handlers.chat.card import Card
from handlers.chat.text import spans

ADAPTIVE_CARD = "application/vnd.microsoft.card.adaptive"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
VERSION = "1.5"
BUDGET = limits.MESSAGE_BYTES - limits.ENVELOPE_BYTES
KEPT_AT_THE_END = 6
"""Buttons and small print at a card's end that stay there whatever is left out before them."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message: `text` for notifications, never blank; `card` is the content of its attachment, Adaptive Card 1.5."""

    text: str
    card: Json


def pages(card: Card, reader: Reader, surface: Surface) -> tuple[Rendered, ...]:
    """The card as one message, or as several where it is too long for one; the buttons at the end stay on the last."""
    canvas = Canvas(reader, Mentions(reader), in_message(surface))
    parts = [*_paged(_parts(card, canvas), canvas)]
    if len(parts) == 1:
        return (Rendered(summary(card), adaptive(joined(parts[0]), canvas.mentions)),)
    return tuple(
        Rendered(f"{summary(card)} ({number} of {len(parts)})", adaptive(joined(part), canvas.mentions))
        for number, part in enumerate(parts, 1)
    )


def render(card: Card, reader: Reader, surface: Surface, budget: int = BUDGET) -> Rendered:
    """The card as one message, for edits and answers to invokes; what is left out is counted in its last line.

    `budget` is in bytes of JSON in UTF-16.
    """
    return Rendered(summary(card), _one(card, reader, in_message(surface), budget))


def render_dialog_card(card: Card, reader: Reader, surface: Surface) -> Json:
    """The card for a dialog, with live buttons and nothing to submit."""
    return _one(card, reader, in_dialog(surface))


def activity(rendered: Rendered) -> Json:
    """The message as an activity, without address."""
    return {"type": "message", "summary": rendered.text, "attachments": [attachment(rendered.card)]}


def attachment(card: Json) -> Json:
    """The card as messages and dialogs hold it."""
    return {"contentType": ADAPTIVE_CARD, "content": card}


def adaptive(body: Sequence[Json], mentions: Mentions, actions: Sequence[Json] = ()) -> Json:
    """The elements as a card over the whole width, with those whom it mentions."""
    teams: Json = {"width": "Full"}
    if entities := mentions.entities(_written([*body, *actions])):
        teams["entities"] = entities
    card = {"type": "AdaptiveCard", "$schema": SCHEMA, "version": VERSION, "msteams": teams, "body": [*body]}
    return card | ({"actions": [*actions]} if actions else {})


def bytes_of(part: object) -> int:
    """What the part costs in a message: its JSON in UTF-16."""
    return len(_written(part).encode("utf-16-le", "surrogatepass"))


def summary(card: Card) -> str:
    """The card's point, for notifications."""
    return plain(card.text, limits.SUMMARY, "Rungs")


def _one(card: Card, reader: Reader, press: Press, budget: int = BUDGET) -> Json:
    canvas = Canvas(reader, Mentions(reader), press)
    return adaptive(joined(_within(_parts(card, canvas), canvas, budget)), canvas.mentions)


def _parts(card: Card, canvas: Canvas) -> list[Drawn]:
    """What the card shows; its text where that is nothing."""
    drawn = draw(card.body, canvas)
    if not drawn:
        said = paragraph(spans(card.text), canvas) or paragraph(spans("–"), canvas)
        drawn = [said] if said else []
    return [part for part in drawn if _weight(part, canvas) <= BUDGET]


def _paged(drawn: list[Drawn], canvas: Canvas) -> Iterable[list[Drawn]]:
    """The parts in order, as many to a page as fit. A heading stays with what it is above, the ending together."""
    ending = _ending(drawn, canvas, BUDGET)
    pieces = [*([part] for part in drawn[: len(drawn) - len(ending)]), *([ending] if ending else [])]
    page: list[Drawn] = []
    left = BUDGET
    for piece in pieces:
        cost = _weigh(piece, canvas)
        if cost > left and page:
            above = _headings(page)
            if len(above) < len(page):
                yield page[: len(page) - len(above)]
                page, left = above, BUDGET - _weigh(above, canvas)
            else:
                yield page
                page, left = [], BUDGET
        page = [*page, *piece]
        left -= cost
    yield page


def _headings(page: Sequence[Drawn]) -> list[Drawn]:
    """The headings at the page's end, below which nothing stands yet."""
    count = 0
    while count < len(page) and _is_heading(page[-1 - count]):
        count += 1
    return [*page[len(page) - count :]]


def _within(drawn: list[Drawn], canvas: Canvas, budget: int) -> list[Drawn]:
    """As much as fits one message. The buttons at the end stay, and so does the word on how much is missing."""
    if _weigh(drawn, canvas) <= budget:
        return drawn
    ending = _ending(drawn, canvas, budget)
    middle = drawn[: len(drawn) - len(ending)]
    left = budget - _weigh([*ending, *_missing(sum(part.things for part in drawn), canvas)], canvas)
    kept: list[Drawn] = []
    for part in middle:
        left -= _weight(part, canvas)
        if left < 0:
            break
        kept.append(part)
    while kept and _is_heading(kept[-1]):
        kept.pop()
    hidden = sum(part.things for part in middle[len(kept) :])
    return [*kept, *_missing(hidden, canvas), *ending]


def _ending(drawn: Sequence[Drawn], canvas: Canvas, budget: int) -> list[Drawn]:
    """The last few parts, if they are buttons and small print and take at most a quarter of the budget."""
    left = budget // 4
    ending: list[Drawn] = []
    for part in reversed(drawn[-KEPT_AT_THE_END:]):
        left -= _weight(part, canvas)
        if part.group not in ("actions", "note") or left < 0:
            break
        ending.insert(0, part)
    return ending


def _missing(things: int, canvas: Canvas) -> list[Drawn]:
    said = note(spans(f"and {things:,} more – narrow the list to see them"), canvas) if things else None
    return [said] if said else []


def _is_heading(part: Drawn) -> bool:
    return part.block.get("style") == "heading"


def _weigh(parts: Iterable[Drawn], canvas: Canvas) -> int:
    return sum(_weight(part, canvas) for part in parts)


def _weight(part: Drawn, canvas: Canvas) -> int:
    """What the part costs at most: by itself, with everybody whom it mentions and the commas after them."""
    written = _written(part.block)
    return len(written.encode("utf-16-le", "surrogatepass")) + bytes_of(canvas.mentions.entities(written)) + 2


def _written(part: object) -> str:
    return json.dumps(part, ensure_ascii=False)
