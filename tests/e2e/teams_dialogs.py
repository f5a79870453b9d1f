"""Dialogs as Teams' client fills them in: everything is sent as text, several picks are joined by commas."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.e2e.chat import Incomplete
from tests.e2e.teams_cards import Json, Reading, standing

Search = Callable[[Json, str], Awaitable[Sequence[Json]]]
"""What a search finds: for an input, and what is typed into it."""


@dataclass(frozen=True, slots=True)
class Dialog:
    """An open dialog.

    `place` and `card_id` are of the card whose button opened it. What is sent goes by the invoke `sent`, with `beside`
    beside its data. A dialog that ends with a word has no card.
    """

    title: str
    place: str
    card_id: str = ""
    card: Json = field(default_factory=lambda: {"body": []})
    word: str = ""
    sent: Literal["task/submit", "composeExtension/submitAction"] = "task/submit"
    beside: Json = field(default_factory=dict)


async def filled(reading: Reading, values: Mapping[str, Any], search: Search) -> dict[str, str]:
    """What the inputs send, with these values by label or by id. Raises Incomplete, and LookupError for no such one."""
    known = {name: asked["id"] for asked in reading.inputs for name in (asked["id"], asked.get("label"))}
    chosen = {known[name]: value for name, value in values.items()}
    sent: dict[str, str] = {}
    for asked in reading.inputs:
        name = asked["id"]
        text = await _answer(asked, chosen[name], search) if name in chosen else str(asked.get("value", ""))
        if asked.get("isRequired") and not text:
            raise Incomplete(f"{asked['label']} is required: {asked['errorMessage']}")
        if len(text) > asked.get("maxLength", len(text)):
            raise Incomplete(f"{asked['label']} takes {asked['maxLength']} characters")
        if text:
            sent[name] = text
    return sent


def standing_in(reading: Reading) -> dict[str, str]:
    """What stands in the inputs, by their ids."""
    return {asked["id"]: standing(asked) for asked in reading.inputs}


async def _answer(asked: Json, value: Any, search: Search) -> str:
    match asked["type"]:
        case "Input.Toggle":
            return str(asked["valueOn"] if value else asked["valueOff"])
        case "Input.ChoiceSet":
            wanted = list(value) if isinstance(value, list | tuple) else [value] if value else []
            return ",".join([await _choice(asked, str(one), search) for one in wanted])
        case _:
            return str(value)


async def _choice(asked: Json, wanted: str, search: Search) -> str:
    found = _exact(asked["choices"], wanted)
    if found is None and "choices.data" in asked:
        hits = await search(asked, wanted)
        found = _exact(hits, wanted) or (str(hits[0]["value"]) if len(hits) == 1 else None)
    if found is None:
        raise LookupError(f"{asked['label']} offers no {wanted}")
    return found


def _exact(choices: Sequence[Json], wanted: str) -> str | None:
    return next((str(one["value"]) for one in choices if wanted in (one["value"], one["title"])), None)
