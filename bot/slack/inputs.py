"""The inputs of a form as Slack's elements, and what Slack sends back from them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, assert_never

from bot.slack import limits
from bot.slack.text import Json, plain
from bot.wording import head, line, size
from handlers.chat.screen import Choice, DateInput, Field, Input, PickInput, SelectInput, TextInput, TickInput

TICKED = "yes"


def element(field: Field) -> Json | None:
    """The field's input with what stands in it; None for a select of nothing, which Slack cannot show.

    The action_id is the field's name.
    """
    body = _element(field.input, field.value)
    return body | {"action_id": field.name} if body else None


def options(choices: Iterable[Choice]) -> list[Json]:
    """The choices as options, at most 100. What has no value, or one over 150 characters, cannot be sent back."""
    usable = {choice.value: choice for choice in choices if choice.value and size(choice.value) <= limits.OPTION_VALUE}
    return [_option(choice) for choice in list(usable.values())[: limits.OPTIONS]]


def value(state: Mapping[str, Any]) -> str:
    """What one entry of `view.state.values` holds: "" for nothing, one a line for an input that takes several."""
    match state.get("type"):
        case "static_select" | "external_select" | "radio_buttons":
            return _chosen(state.get("selected_option"))
        case "multi_static_select" | "multi_external_select":
            return "\n".join(_chosen(option) for option in state.get("selected_options") or ())
        case "checkboxes":
            return TICKED if state.get("selected_options") else ""
        case "datepicker":
            return str(state.get("selected_date") or "")
        case _:
            return str(state.get("value") or "")


def _element(kind: Input, written: str) -> Json | None:
    match kind:
        case TextInput():
            return _text(kind, written)
        case SelectInput(choices=choices):
            return _select(choices, written)
        case PickInput():
            return _pick(kind)
        case DateInput():
            return _day(written)
        case TickInput(text=text):
            return _tick(text, written)
        case _:
            assert_never(kind)


def _text(kind: TextInput, written: str) -> Json:
    longest = min(max(kind.longest, 1), limits.TEXT_INPUT)
    body: Json = {"type": "plain_text_input", "multiline": kind.many_lines, "max_length": longest}
    initial = head(written if kind.many_lines else line(written), longest)
    return body | ({"initial_value": initial} if initial else {}) | _placeholder(kind.hint)


def _select(choices: tuple[Choice, ...], written: str) -> Json | None:
    offered = options(choices)
    if not offered:
        return None
    initial = next(iter(options(choice for choice in choices if choice.value == written)), None)
    if initial and initial not in offered:
        offered[-1] = initial
    return {"type": "static_select", "options": offered} | ({"initial_option": initial} if initial else {})


def _pick(kind: PickInput) -> Json:
    picked = options(kind.picked)
    body: Json = {"min_query_length": 0} | _placeholder(kind.hint)
    if kind.several:
        return body | {"type": "multi_external_select"} | ({"initial_options": picked} if picked else {})
    return body | {"type": "external_select"} | ({"initial_option": picked[0]} if picked else {})


def _day(written: str) -> Json:
    try:
        return {"type": "datepicker", "initial_date": date.fromisoformat(written).isoformat()}
    except ValueError:
        return {"type": "datepicker"}


def _tick(text: str, written: str) -> Json:
    option = _option(Choice(text, TICKED))
    body: Json = {"type": "checkboxes", "options": [option]}
    return body | {"initial_options": [option]} if written == TICKED else body


def _option(choice: Choice) -> Json:
    return {"text": plain(choice.label or choice.value, limits.OPTION_LABEL), "value": choice.value}


def _placeholder(hint: str) -> Json:
    return {"placeholder": plain(hint, limits.PLACEHOLDER)} if hint.strip() else {}


def _chosen(option: Mapping[str, Any] | None) -> str:
    return str(option["value"]) if option else ""
