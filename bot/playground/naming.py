"""How people name an element of a message or view: by action_id, button text, input label or block_id."""

from bot.playground.blocks import elements_of
from bot.playground.views import View
from bot.playground.workspace import Json, Message

Found = tuple[Json, Json]
"""A block and the element in it."""


def input_of(view: View, block_id: str) -> Found | None:
    """The input block of this id."""
    named = (block for block in view.blocks if block["type"] == "input" and block["block_id"] == block_id)
    return next(((block, block["element"]) for block in named), None)


def element_of(target: Message | View, name: str, block_id: str | None) -> Found:
    """The one that is called so, in that block if one is named. LookupError names those there are."""
    named: list[Found] = []
    known: list[str] = []
    for block in target.blocks:
        for element in elements_of(block):
            names = (element["action_id"], *_labels(block, element))
            known.append(" / ".join(names))
            if name in names and block_id in (None, block["block_id"]):
                named.append((block, element))
    if not named:
        raise LookupError(f"nothing here is called {name}; there are: {'; '.join(known) or 'no elements'}")
    if len(named) > 1:
        raise LookupError(f"{len(named)} elements are called {name}; name the block_id")
    return named[0]


def _labels(block: Json, element: Json) -> list[str]:
    if block["type"] == "input":
        return [block["block_id"], str(block["label"]["text"])]
    if element["type"] == "button":
        return [str(element["text"]["text"])]
    return [block["block_id"]] if len(elements_of(block)) == 1 else []
