"""The inputs of a form as those of Adaptive Cards, and what Teams sends back from them: always text."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import assert_never

from bot.teams import limits
from bot.teams.text import Json, plain
from bot.wording import head, line
from handlers.chat.screen import Choice, DateInput, Field, PickInput, SelectInput, TextInput, TickInput

TICKED = "yes"
NOTHING = "~"
"""What a select sends for nothing: Teams lets nobody take back a choice once made."""


def element(field: Field, offered: Iterable[Choice] = (), dataset: str = "") -> Json | None:
    """The field's input with what stands in it; None for a select of nothing.

    Its id is the field's name. A search offers `offered` at once, and asks us for the rest under `dataset`.
    """
    body = _element(field, offered, dataset)
    if body is None:
        return None
    label = plain(field.label, limits.INPUT_LABEL)
    needed = {"isRequired": True, "errorMessage": f"{label} is needed."} if field.required else {}
    return {"id": field.name, "label": label, **needed, **body}


def kept(value: str) -> str:
    """What is picked as Teams sends it back unharmed: it joins several by commas."""
    return value.replace("%", "%25").replace(",", "%2C")


def picked(text: str) -> str:
    """What Teams sent of a search, one a line."""
    return "\n".join(_released(value) for value in text.split(",") if value)


def value(text: str) -> str:
    """What Teams sent of any other input; "" for nothing."""
    return "" if text == NOTHING else text


def _released(value: str) -> str:
    return value.replace("%2C", ",").replace("%25", "%")


def _element(field: Field, offered: Iterable[Choice], dataset: str) -> Json | None:
    match field.input:
        case TextInput():
            return _text(field.input, field.value)
        case SelectInput(choices=choices):
            return _select(choices, field)
        case PickInput():
            return _pick(field.input, offered, dataset)
        case DateInput():
            return _day(field.value)
        case TickInput(text=text):
            standing = TICKED if field.value == TICKED else ""
            return {"type": "Input.Toggle", "title": plain(text, limits.INPUT_LABEL), "valueOn": TICKED} | {
                "valueOff": "",
                "value": standing,
                "wrap": True,
            }
        case _:
            assert_never(field.input)


def _text(kind: TextInput, written: str) -> Json:
    longest = min(max(kind.longest, 1), limits.TEXT_INPUT)
    hint = line(kind.hint)
    if kind.many_lines:
        hint = f"{hint} (up to {longest:,} characters)" if hint else f"Up to {longest:,} characters"
    body: Json = {"type": "Input.Text", "maxLength": longest}
    if kind.many_lines:
        body["isMultiline"] = True
    initial = head(written if kind.many_lines else line(written), longest)
    return body | ({"value": initial} if initial else {}) | _placeholder(hint)


def _select(choices: tuple[Choice, ...], field: Field) -> Json | None:
    offered = _choices(choices)
    if not offered:
        return None
    standing = next((choice for choice in choices if choice.value == field.value and choice.value), None)
    if standing is not None and standing.value not in {choice["value"] for choice in offered}:
        offered[-1] = _choice(standing.label, standing.value)
    if not field.required:
        offered = [_choice("–", NOTHING), *offered]
    initial = {"value": standing.value} if standing is not None else {}
    return {"type": "Input.ChoiceSet", "style": "compact", "choices": offered, "placeholder": "Choose"} | initial


def _pick(kind: PickInput, offered: Iterable[Choice], dataset: str) -> Json:
    choices = _choices((*kind.picked, *offered), kept)
    body: Json = {"type": "Input.ChoiceSet", "style": "filtered", "choices": choices}
    if kind.several:
        body["isMultiSelect"] = True
    if dataset:
        body["choices.data"] = {"type": "Data.Query", "dataset": dataset}
    standing = [kept(choice.value) for choice in kind.picked if choice.value]
    if standing:
        body["value"] = ",".join(standing if kind.several else standing[:1])
    return body | _placeholder(kind.hint or "Type to search")


def _day(written: str) -> Json:
    try:
        return {"type": "Input.Date", "value": date.fromisoformat(written).isoformat()}
    except ValueError:
        return {"type": "Input.Date"}


def _choices(choices: Iterable[Choice], coded: Callable[[str], str] = str) -> list[Json]:
    """The choices, each value once; what has no value cannot be sent back."""
    usable: dict[str, Choice] = {}
    for choice in choices:
        if choice.value:
            usable.setdefault(choice.value, choice)
    return [_choice(choice.label, coded(choice.value)) for choice in [*usable.values()][: limits.CHOICES]]


def _choice(label: str, value: str) -> Json:
    return {"title": plain(label or value, limits.CHOICE_LABEL), "value": value}


def _placeholder(hint: str) -> Json:
    return {"placeholder": plain(hint, limits.INPUT_HINT)} if hint.strip() else {}
