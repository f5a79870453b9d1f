"""What the templates need to know of an interactive element to draw it."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

from bot.playground.inputs import TYPED, key_of
from bot.playground.residents import Resident
from bot.playground.workspace import Conversation, Json

_TRIGGERS = {"on_enter_pressed": "enter", "on_character_entered": "character"}
_CALLED = {
    "overflow": "More actions",
    "external_select": "Search",
    "multi_external_select": "Search",
    "datepicker": "Date",
    "timepicker": "Time",
    "datetimepicker": "Date and time",
    "radio_buttons": "Choose one",
    "checkboxes": "Choose",
    "users_select": "Choose a person",
    "multi_users_select": "Choose people",
    "channels_select": "Choose a channel",
    "multi_channels_select": "Choose channels",
}
_NO_ID = re.compile(r"[^\w-]")


def told_on(element: Json, block: Json) -> str:
    """When the bot hears of a new value: "change", "enter" and "character" in any number; "" for not before Submit."""
    if block["type"] != "input":
        return "change"
    if not block.get("dispatch_action"):
        return ""
    if element["type"] not in TYPED:
        return "change"
    asked = (element.get("dispatch_action_config") or {}).get("trigger_actions_on", ["on_enter_pressed"])
    return " ".join(_TRIGGERS[name] for name in asked if name in _TRIGGERS)


def called(element: Json) -> str:
    """A name for an element that no label stands beside."""
    placeholder = element.get("placeholder")
    return str(placeholder["text"]) if placeholder else _CALLED.get(element["type"], "Choose")


def choices(element: Json, people: Iterable[Resident], rooms: Iterable[Conversation]) -> list[Json]:
    """What a select offers before the bot is asked: groups of options, with a `label` where they have one."""
    kind = element["type"]
    if "users" in kind:
        return [{"options": [_option(one.real_name, one.id) for one in people]}]
    if "channels" in kind or "conversations" in kind:
        return [{"options": [_option(f"# {one.name}", one.id) for one in rooms]}]
    return list(element.get("option_groups") or [{"options": element.get("options") or []}])


def chosen(element: Json, answer: Mapping[str, Any], offered: Iterable[Json]) -> list[Json]:
    """The options that stand in a select, boxes or lookup, as its state says."""
    value = answer.get(key_of(element["type"]))
    picked = value if isinstance(value, list) else [value] if value else []
    known = {option["value"]: option for group in offered for option in group["options"]}
    return [one if isinstance(one, dict) else known.get(one, _option(one, one)) for one in picked]


def as_typed(stamp: int | None, zone: tzinfo) -> str:
    """An instant as a browser's input of day and time takes it, where the reader is; "" for none."""
    return f"{datetime.fromtimestamp(stamp, UTC).astimezone(zone):%Y-%m-%dT%H:%M}" if stamp else ""


def identifier(text: str) -> str:
    """The text as an HTML id: no spaces, different for different texts."""
    return _NO_ID.sub(lambda sign: f"_{ord(sign[0]):x}_", text)


def _option(text: str, value: str) -> Json:
    return {"text": {"type": "plain_text", "text": text}, "value": value}
