"""What people type and pick, in the form that Slack sends: `view.state.values`."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from bot.playground.blocks import elements_of
from bot.playground.elements import options_of
from bot.playground.workspace import Json

Values = Mapping[str, Mapping[str, Json]]

TYPED = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input"})
"""The kinds of elements into which one types."""
_KEYS = {
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    **dict.fromkeys(TYPED, ("value", "initial_value")),
}
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


class Incomplete(ValueError):
    """Slack's own window refused to submit; `errors` says why, by block_id."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{block}: {words}" for block, words in errors.items()))
        self.errors = dict(errors)


def is_list(kind: str) -> bool:
    """Whether an element of this kind holds several values."""
    return kind == "checkboxes" or kind.startswith("multi_")


def key_of(kind: str) -> str:
    """The key under which an element of this kind carries its value. KeyError for a button."""
    return _KEYS[kind][0]


def answer(kind: str, value: Any) -> Json:
    """One element's state; nothing is null, or [] where several may be picked."""
    nothing: list[Json] | None = [] if is_list(kind) else None
    return {"type": kind, key_of(kind): nothing if value in (None, "", []) else value}


def state_of(blocks: list[Json], typed: Values) -> dict[str, dict[str, Json]]:
    """The state of every element that holds a value: typed, else initial, else null or []."""
    state: dict[str, dict[str, Json]] = {}
    for block in blocks:
        for element in elements_of(block):
            kind, name = element["type"], element["action_id"]
            if kind not in _KEYS:
                continue
            given = typed.get(block["block_id"], {}).get(name)
            state.setdefault(block["block_id"], {})[name] = given or answer(kind, element.get(_KEYS[kind][1]))
    return state


def pick(element: Json, choice: str) -> Json:
    """The option with this value, else the one with this text. LookupError names those there are."""
    offered = options_of(element)
    by_text = {option["text"]["text"]: option for option in reversed(offered)}
    by_value = {option["value"]: option for option in offered}
    found = by_value.get(choice) or by_text.get(choice)
    if found:
        return found
    raise LookupError(f"no option {choice}; there are: {', '.join(item['text']['text'] for item in offered)}")


def complaints(blocks: list[Json], state: Values) -> dict[str, str]:
    """What Slack's own window says, by block, before it asks the bot: required, too long, no number, no address."""
    found: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        value = state[block["block_id"]][element["action_id"]][key_of(element["type"])]
        if not value:
            if not block.get("optional"):
                found[block["block_id"]] = "Please complete this required field."
            continue
        wrong = _complaint(element, value)
        if wrong:
            found[block["block_id"]] = wrong
    return found


def _complaint(element: Json, value: Any) -> str | None:
    match element["type"]:
        case "plain_text_input":
            return _length(element, value)
        case "number_input":
            return _number(element, value)
        case "datepicker":
            return _date(value)
        case "email_text_input" if not _EMAIL.fullmatch(value):
            return "Please enter a valid email address."
        case "url_text_input" if not _is_web_address(value):
            return "Please enter a valid URL."
        case kind if kind.startswith("multi_") and len(value) > element.get("max_selected_items", len(value)):
            return f"Please select at most {element['max_selected_items']}."
        case _:
            return None


def _length(element: Json, value: str) -> str | None:
    if len(value) > element.get("max_length", 3000):
        return f"Please use at most {element.get('max_length', 3000)} characters."
    if len(value) < element.get("min_length", 0):
        return f"Please use at least {element['min_length']} characters."
    return None


def _number(element: Json, value: str) -> str | None:
    if not _NUMBER.fullmatch(value):
        return "Please enter a number."
    if "." in value and not element["is_decimal_allowed"]:
        return "Please enter a whole number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None


def _is_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _date(value: str) -> str | None:
    try:
        date.fromisoformat(value)
    except ValueError:
        return "Please enter a date as YYYY-MM-DD."
    return None
