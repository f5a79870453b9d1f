"""Slack's limits on the blocks of messages and views, and the ids Slack makes up where the app gave none."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from bot.playground.elements import IN_ACTIONS, IN_CONTEXT, IN_INPUT, IN_SECTION, plain, text
from bot.playground.errors import ApiError
from bot.playground.ids import Ids
from bot.playground.schema import (
    Check,
    Problems,
    anything,
    boolean,
    by_type,
    every,
    integer,
    listing,
    one_of,
    problem,
    record,
    string,
)
from bot.playground.workspace import Json

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_TEXT = 13_000
VIEW_BYTES = 250_000
_block_id: dict[str, Check] = {"block_id": string(1, 255)}


def _text_or_fields(value: Json, at: str) -> Problems:
    if not value.get("text") and not value.get("fields"):
        yield problem("must provide text or fields", at)


def _same_width(value: Json, at: str) -> Problems:
    if len({len(row) for row in value.get("rows", ()) if isinstance(row, list)}) > 1:
        yield problem("every row must have the same number of cells", f"{at}/rows")


_cell = by_type(
    {
        "raw_text": record({"text": string(1, 3000)}, {}),
        "raw_number": record({"value": anything}, {"text": string(1, 3000)}),
        "rich_text": record({"elements": anything}, _block_id),
    }
)
_rich_part = by_type(
    {
        kind: record({"elements": listing(anything, 0, 1000)}, more)
        for kind, more in {
            "rich_text_section": {},
            "rich_text_list": {
                "style": one_of("bullet", "ordered"),
                "indent": integer(0, 8),
                "offset": integer(0, 10_000),
                "border": integer(0, 1),
            },
            "rich_text_quote": {"border": integer(0, 1)},
            "rich_text_preformatted": {"border": integer(0, 1), "language": string()},
        }.items()
    }
)
EVERYWHERE: dict[str, Check] = {
    "section": every(
        record(
            {},
            {
                **_block_id,
                "text": text(3000),
                "fields": listing(text(2000), 1, 10),
                "accessory": IN_SECTION,
                "expand": boolean,
            },
        ),
        _text_or_fields,
    ),
    "divider": record({}, _block_id),
    "header": record({"text": plain(150)}, {**_block_id, "level": integer(1, 4)}),
    "context": record({"elements": listing(IN_CONTEXT, 1, 10)}, _block_id),
    "actions": record({"elements": listing(IN_ACTIONS, 1, 25)}, _block_id),
    "image": record(
        {"alt_text": string(1, 2000)},
        {**_block_id, "image_url": string(1, 3000), "slack_file": anything, "title": plain(2000)},
    ),
    "input": record(
        {"label": plain(2000), "element": IN_INPUT},
        {**_block_id, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": record({"elements": listing(_rich_part, 1, 1000)}, _block_id),
}
IN_MESSAGES: dict[str, Check] = {
    **EVERYWHERE,
    "markdown": record({"text": string(1, 12_000)}, _block_id),
    "table": every(
        record(
            {"rows": listing(listing(_cell, 1, 20), 1, 100)}, {**_block_id, "column_settings": listing(anything, 0, 20)}
        ),
        _same_width,
    ),
}
_message_blocks = listing(by_type(IN_MESSAGES), 0, MESSAGE_BLOCKS)
_flags: dict[str, Check] = {
    "private_metadata": string(0, 3000),
    "callback_id": string(0, 255),
    "external_id": string(0, 255),
}
_view = by_type(
    {
        "modal": record(
            {"title": plain(24), "blocks": listing(by_type(EVERYWHERE), 1, VIEW_BLOCKS)},
            {
                **_flags,
                "submit": plain(24),
                "close": plain(24),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
                "submit_disabled": boolean,
            },
        ),
        "home": record({"blocks": listing(by_type(EVERYWHERE), 0, VIEW_BLOCKS)}, _flags),
    }
)


def check_message(blocks: object, *, total: int | None = MESSAGE_TEXT) -> list[Json]:
    """The blocks, if Slack takes them in a message; `total` bounds the sum of their texts in characters.

    ApiError: invalid_blocks_format, invalid_blocks (with a JSON pointer for each problem), msg_blocks_too_long.
    """
    if not isinstance(blocks, list):
        raise ApiError("invalid_blocks_format")
    found = [*_message_blocks(blocks, "/blocks")]
    if not found:
        found = [*_duplicates(blocks, "/blocks")]
        if sum(block["type"] == "table" for block in blocks) > 1:
            found.append(problem("only one table is allowed", "/blocks"))
    if found:
        raise ApiError("invalid_blocks", found)
    if total is not None and _text_length(blocks) > total:
        raise ApiError("msg_blocks_too_long")
    return blocks


def check_view(view: object) -> Json:
    """The view, if Slack takes it. ApiError: view_too_large, invalid_arguments (with JSON pointers)."""
    if not isinstance(view, dict):
        raise ApiError("invalid_arguments", [problem("must be an object", "/view")])
    if len(json.dumps(view).encode()) > VIEW_BYTES:
        raise ApiError("view_too_large")
    found = [*_view(view, "/view")]
    if not found:
        found = [*_duplicates(view["blocks"], "/view/blocks")]
        has_input = any(block["type"] == "input" for block in view["blocks"])
        if view["type"] == "modal" and has_input and "submit" not in view:
            found.append(problem("`submit` is required when an `input` block is within blocks array", "/view/submit"))
    if found:
        raise ApiError("invalid_arguments", found)
    return view


def with_ids(blocks: Iterable[Json], ids: Ids) -> list[Json]:
    """Copies in which every block has a block_id and every interactive element an action_id."""
    copies = deepcopy(list(blocks))
    for block in copies:
        block.setdefault("block_id", ids.next("b"))
        for element in elements_of(block):
            element.setdefault("action_id", ids.next("a"))
    return copies


def elements_of(block: Mapping[str, Any]) -> list[Json]:
    """The interactive elements of a block, in order."""
    match block.get("type"):
        case "actions":
            return list(block["elements"])
        case "input":
            return [block["element"]]
        case "section" if "accessory" in block and block["accessory"]["type"] != "image":
            return [block["accessory"]]
        case _:
            return []


def _duplicates(blocks: list[Json], at: str) -> Problems:
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    for index, block in enumerate(blocks):
        if ids[block.get("block_id")] > 1:
            yield problem(f"`block_id` {block['block_id']} already exists", f"{at}/{index}/block_id")
        actions = Counter(element["action_id"] for element in elements_of(block) if "action_id" in element)
        for name, times in actions.items():
            if times > 1:
                yield problem(f"`action_id` {name} already exists", f"{at}/{index}/elements")


def _text_length(part: object) -> int:
    return sum(len(words) for words in _texts(part))


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from _texts(item)
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "text" and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)
