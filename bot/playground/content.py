"""What a message says: text and blocks, checked as Slack checks them."""

import json
from collections.abc import Mapping
from typing import Any

from bot.playground.blocks import MESSAGE_TEXT, check_message, with_ids
from bot.playground.errors import ApiError
from bot.playground.ids import Ids
from bot.playground.workspace import Json


def parsed(value: object, refusal: str) -> Any:
    """A value that Slack takes as JSON or as a string of JSON; ApiError(refusal) when it is no JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ApiError(refusal) from None


def blocks_of(body: Mapping[str, Any], ids: Ids, *, total: int | None = MESSAGE_TEXT) -> tuple[Json, ...] | None:
    """The checked blocks of a message body, or None when it has none. ApiError as check_message."""
    if body.get("blocks") is None or body["blocks"] == "":
        return None
    return tuple(with_ids(check_message(parsed(body["blocks"], "invalid_blocks_format"), total=total), ids))


def text_of(body: Mapping[str, Any]) -> str:
    """The text of a message body, empty when it has none. ApiError: invalid_arguments."""
    text = body.get("text") or ""
    if not isinstance(text, str):
        raise ApiError("invalid_arguments", ["[ERROR] must provide a string [json-pointer:/text]"])
    return text


def read_message(
    body: Mapping[str, Any], ids: Ids, *, total: int | None = MESSAGE_TEXT
) -> tuple[str, tuple[Json, ...]]:
    """Text and blocks of a new message. ApiError: no_text when there is neither."""
    text, blocks = text_of(body), blocks_of(body, ids, total=total)
    if not text.strip() and not blocks:
        raise ApiError("no_text")
    return text, blocks or ()
