"""Slack's limits on text objects, options and interactive elements."""

import re
from typing import Any

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

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")

action_id = string(1, 255)


def plain(high: int) -> Check:
    """A plain_text object of 1 to `high` characters."""
    return by_type({"plain_text": record({"text": string(1, high)}, {"emoji": boolean})})


def text(high: int) -> Check:
    """A plain_text or mrkdwn object of 1 to `high` characters."""
    body = string(1, high)
    return by_type(
        {
            "plain_text": record({"text": body}, {"emoji": boolean}),
            "mrkdwn": record({"text": body}, {"verbatim": boolean}),
        }
    )


def matching(pattern: re.Pattern[str], what: str) -> Check:
    """A string in this form."""

    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            yield problem(f"must be {what}", at)

    return check


def _option(label: Check, **more: Check) -> Check:
    return record({"text": label, "value": string(1, 150)}, {"description": text(75), **more})


option = _option(plain(75))
option_group = record({"label": plain(75), "options": listing(option, 1, 100)}, {})
_box = _option(text(75))


def options_of(element: dict[str, Any]) -> list[dict[str, Any]]:
    """Every option of a select, grouped or not."""
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(item for group in groups for item in group.get("options", []))]


def _one_source(value: dict[str, Any], at: str) -> Problems:
    if ("options" in value) == ("option_groups" in value):
        yield problem("must provide either options or option_groups", at)


def _initial_is_offered(value: dict[str, Any], at: str) -> Problems:
    first = value.get("initial_option")
    wanted = [*(value.get("initial_options") or []), *([first] if first else [])]
    offered = options_of(value)
    if any(item not in offered for item in wanted):
        yield problem("initial_option(s) must match the options provided", at)


def _initial_fits(value: dict[str, Any], at: str) -> Problems:
    initial = value.get("initial_value", "")
    if isinstance(initial, str) and len(initial) > value.get("max_length", 3000):
        yield problem("initial_value is longer than max_length", f"{at}/initial_value")


confirm = record(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
_common: dict[str, Check] = {"action_id": action_id, "confirm": confirm, "focus_on_load": boolean}
_menu: dict[str, Check] = {**_common, "placeholder": plain(150)}
_several: dict[str, Check] = {**_menu, "max_selected_items": integer(1, 1000)}
_static: dict[str, Check] = {"options": listing(option, 1, 100), "option_groups": listing(option_group, 1, 100)}
_typed: dict[str, Check] = {
    "action_id": action_id,
    "focus_on_load": boolean,
    "placeholder": plain(150),
    "dispatch_action_config": anything,
}
_query: dict[str, Check] = {"min_query_length": integer(0, 1000)}
_number = matching(_NUMBER, "a number written as a string")


_KINDS = ("user", "channel", "conversation")


def _picks_one(kind: str) -> Check:
    return record({}, {**_menu, f"initial_{kind}": string(1), "filter": anything, "response_url_enabled": boolean})


def _picks_many(kind: str) -> Check:
    return record({}, {**_several, f"initial_{kind}s": listing(string(1), 1, 1000), "filter": anything})


_button = record(
    {"text": plain(75)},
    {
        **_common,
        "url": string(1, 3000),
        "value": string(0, 2000),
        "style": one_of("primary", "danger"),
        "accessibility_label": string(1, 75),
    },
)
_image = record({"alt_text": string(1, 2000)}, {"image_url": string(1, 3000), "slack_file": anything})

SELECTS: dict[str, Check] = {
    "static_select": every(
        record({}, {**_menu, **_static, "initial_option": option}), _one_source, _initial_is_offered
    ),
    "external_select": record({}, {**_menu, **_query, "initial_option": option}),
    "datepicker": record({}, {**_menu, "initial_date": matching(_DATE, "a date as YYYY-MM-DD")}),
    "timepicker": record({}, {**_menu, "initial_time": matching(_TIME, "a time as HH:mm"), "timezone": string()}),
    "datetimepicker": record({}, {**_common, "initial_date_time": integer(0, 9_999_999_999)}),
    "checkboxes": every(
        record({"options": listing(_box, 1, 10)}, {**_common, "initial_options": listing(_box, 1, 10)}),
        _initial_is_offered,
    ),
    "radio_buttons": every(
        record({"options": listing(_box, 1, 10)}, {**_common, "initial_option": _box}), _initial_is_offered
    ),
    **{f"{kind}s_select": _picks_one(kind) for kind in _KINDS},
}
MULTI_SELECTS: dict[str, Check] = {
    "multi_static_select": every(
        record({}, {**_several, **_static, "initial_options": listing(option, 1, 100)}),
        _one_source,
        _initial_is_offered,
    ),
    "multi_external_select": record({}, {**_several, **_query, "initial_options": listing(option, 1, 100)}),
    **{f"multi_{kind}s_select": _picks_many(kind) for kind in _KINDS},
}
TYPED: dict[str, Check] = {
    "plain_text_input": every(
        record(
            {},
            {
                **_typed,
                "initial_value": string(0, 3000),
                "multiline": boolean,
                "min_length": integer(0, 3000),
                "max_length": integer(1, 3000),
            },
        ),
        _initial_fits,
    ),
    "number_input": record(
        {"is_decimal_allowed": boolean},
        {**_typed, "initial_value": _number, "min_value": _number, "max_value": _number},
    ),
    "email_text_input": record({}, {**_typed, "initial_value": string(0, 3000)}),
    "url_text_input": record({}, {**_typed, "initial_value": string(0, 3000)}),
}
_overflow = record({"options": listing(_option(plain(75), url=string(1, 3000)), 1, 5)}, _common)

IN_ACTIONS = by_type({"button": _button, "overflow": _overflow, **SELECTS})
IN_SECTION = by_type({"button": _button, "overflow": _overflow, "image": _image, **SELECTS, **MULTI_SELECTS})
IN_INPUT = by_type({**SELECTS, **MULTI_SELECTS, **TYPED})
IN_CONTEXT = by_type(
    {
        "image": _image,
        "plain_text": record({"text": string(1, 3000)}, {"emoji": boolean}),
        "mrkdwn": record({"text": string(1, 3000)}, {"verbatim": boolean}),
    }
)
