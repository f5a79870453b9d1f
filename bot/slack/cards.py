"""Cards as Slack's messages, Home views and modals without inputs. It never fails: what is too much is shortened."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from bot.slack import limits
from bot.slack.blocks import Drawn, context, draw, section
from bot.slack.text import Json, fallback, plain
from bot.wording import Reader, size
from handlers.chat.card import Card
from handlers.chat.text import spans

Weigh = Callable[[Json], int]

KEPT_AT_THE_END = 3


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message: `text` for notifications and screen readers, escaped; `blocks` for everyone else, as plain dicts."""

    text: str
    blocks: list[Json]


def render(card: Card, reader: Reader) -> Rendered:
    """The card as a message of at most 50 blocks and 12,000 characters; what is left out is counted in its last line.

    Every block has a block_id ("b0"), every button and menu an action_id ("call.0", for an address "link.0"). The value
    of a button, or of the option chosen from a menu, is `Call.encoded()`.
    """
    blocks = _blocks(card, reader, limits.MESSAGE_BLOCKS, limits.MESSAGE_TEXT, _text_in)
    return Rendered(fallback(card.text, limits.FALLBACK), blocks)


def render_home(card: Card, reader: Reader) -> Json:
    """The card as a Home view for views.publish."""
    return {"type": "home", "blocks": view_blocks(card, reader)}


def render_modal_card(card: Card, reader: Reader, title: str) -> Json:
    """The card as a modal with live buttons and nothing to submit."""
    return {
        "type": "modal",
        "callback_id": "card",
        "title": plain(title, limits.VIEW_TITLE, "Rungs"),
        "close": plain("Close", limits.VIEW_BUTTON),
        "blocks": view_blocks(card, reader),
    }


def view_blocks(card: Card, reader: Reader) -> list[Json]:
    """The card's blocks for a view: at most 100 and 240 kB."""
    return _blocks(card, reader, limits.VIEW_BLOCKS, limits.VIEW_BYTES, bytes_of)


def bytes_of(part: Json) -> int:
    """What the part costs in a request, as JSON in ASCII."""
    return len(json.dumps(part)) + 2


def numbered(blocks: Sequence[Json]) -> list[Json]:
    """The blocks with a block_id each, and an action_id for everything that can be pressed, all different."""
    numbers = count()
    return [_with_ids(block, f"b{place}", numbers) for place, block in enumerate(blocks)]


def _blocks(card: Card, reader: Reader, most: int, budget: int, weigh: Weigh) -> list[Json]:
    drawn = draw(card.body, reader) or draw_text(card.text, reader)
    return numbered([part.block for part in _within(drawn, reader, most, budget, weigh)])


def draw_text(text: str, reader: Reader) -> list[Drawn]:
    """One section, for a card with nothing in it but its text."""
    block = section(spans(text), reader) or section(spans("–"), reader)
    return [Drawn(block)] if block else []


def _within(drawn: list[Drawn], reader: Reader, most: int, budget: int, weigh: Weigh) -> list[Drawn]:
    """As much as fits. The buttons at the end stay, and so does the word on how much is missing."""
    if len(drawn) <= most and sum(weigh(part.block) for part in drawn) <= budget:
        return drawn
    ending = _ending(drawn, budget // 4, weigh)
    middle = drawn[: len(drawn) - len(ending)]
    reserve = most - len(ending) - 1
    left = budget - sum(weigh(part.block) for part in (*ending, *_missing(sum(part.things for part in drawn), reader)))
    kept: list[Drawn] = []
    for part in middle[:reserve]:
        left -= weigh(part.block)
        if left < 0:
            break
        kept.append(part)
    while kept and kept[-1].block["type"] in ("header", "divider"):
        kept.pop()
    hidden = sum(part.things for part in middle[len(kept) :])
    return [*kept, *_missing(hidden, reader), *ending]


def _ending(drawn: Sequence[Drawn], budget: int, weigh: Weigh) -> list[Drawn]:
    """The last few blocks, if they are buttons and small print that fit the budget."""
    ending: list[Drawn] = []
    for part in reversed(drawn[-KEPT_AT_THE_END:]):
        budget -= weigh(part.block)
        if part.block["type"] not in ("actions", "context") or budget < 0:
            break
        ending.insert(0, part)
    return ending


def _missing(things: int, reader: Reader) -> list[Drawn]:
    block = context(spans(f"and {things:,} more – narrow the list to see them"), reader) if things else None
    return [Drawn(block, 0)] if block else []


def _with_ids(block: Json, block_id: str, numbers: Iterator[int]) -> Json:
    result = block | {"block_id": block_id}
    if block["type"] == "actions":
        result["elements"] = [_pressable(element, numbers) for element in block["elements"]]
    if "accessory" in block:
        result["accessory"] = _pressable(block["accessory"], numbers)
    return result


def _pressable(element: Json, numbers: Iterator[int]) -> Json:
    return element | {"action_id": f"{element['action_id']}.{next(numbers)}"}


def _text_in(part: Json) -> int:
    """The characters that Slack counts: every text in the block, labels of buttons and options included."""
    total = 0
    for key, value in part.items():
        if isinstance(value, str):
            total += size(value) if key == "text" else 0
        elif isinstance(value, dict):
            total += _text_in(value)
        elif isinstance(value, list):
            total += sum(_text_in(item) for item in value)
    return total
