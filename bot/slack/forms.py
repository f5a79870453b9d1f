"""Forms as Slack's modals, and what Slack sends back when one is submitted."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bot.slack import inputs, limits
from bot.slack.blocks import draw, section
from bot.slack.cards import bytes_of, numbered
from bot.slack.text import Json, formatted, plain
from bot.submission import Submission
from bot.wording import Reader, shorten, size
from handlers.chat.ask import Place
from handlers.chat.card import Element
from handlers.chat.screen import Choice, Field, FormScreen, PickInput
from handlers.chat.text import Bold, Plain, spans

CALLBACK = "form"


def render(screen: FormScreen, reader: Reader) -> Json:
    """The form as a modal for views.open, or for the acknowledgement that replaces an open one.

    A field's action_id is its name; its block_id also names its value, so that a field whose value we changed shows the
    new one and all others keep what is typed in them.
    """
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain(screen.title, limits.VIEW_TITLE, "Rungs"),
        "submit": plain(screen.submit, limits.VIEW_BUTTON, "Save"),
        "close": plain("Cancel", limits.VIEW_BUTTON),
        "private_metadata": _metadata(screen),
        "blocks": _within(_blocks(screen, reader)) or [_nothing(reader)],
    }


def read(view: Mapping[str, Any]) -> Submission:
    """The form in the `view` of a view_submission or block_suggestion. Raises ValueError for a view that is no form."""
    try:
        body = json.loads(view["private_metadata"])
        place = Place(**body["place"])
        command, form_id, carried = str(body["command"]), str(body["form"]), dict(body["carried"])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("not a form of ours") from error
    return Submission(command, form_id, place, carried, _values(view))


def errors(view: Mapping[str, Any], messages: Mapping[str, str]) -> Json:
    """The acknowledgement that keeps the form open with a message at each field, by field name.

    What concerns no input of this view stands at the first one, after the name of what it concerns. A view without
    inputs can show no errors, so it comes back with them on top.
    """
    block_ids = {block["element"]["action_id"]: block["block_id"] for block in _inputs(view)}
    if not block_ids:
        return {"response_action": "update", "view": _with_messages(view, messages)}
    first = next(iter(block_ids.values()))
    found: dict[str, list[str]] = {}
    for name, message in messages.items():
        if name in block_ids:
            found.setdefault(block_ids[name], []).append(message)
        else:
            found.setdefault(first, []).append(_about(name, message))
    shown = {block_id: shorten(" ".join(said), limits.FIELD_ERROR) for block_id, said in found.items()}
    return {"response_action": "errors", "errors": shown}


def suggestions(choices: Sequence[Choice]) -> Json:
    """The answer to block_suggestion: at most 100 options."""
    return {"options": inputs.options(choices)}


def _blocks(screen: FormScreen, reader: Reader) -> list[Json]:
    begin_at = _first_to_fill(screen)
    notice = section(spans(screen.notice), reader)
    blocks = [notice] if notice else []
    between: list[Element] = []
    for part in screen.body:
        if not isinstance(part, Field):
            between.append(part)
            continue
        blocks += [drawn.block for drawn in draw(between, reader)]
        blocks += _field(part, reader, begin_at)
        between = []
    return [*blocks, *(drawn.block for drawn in draw(between, reader))]


def _first_to_fill(screen: FormScreen) -> str:
    """The name of the field to begin at: the first that needs another value, or one at all; "" for none."""
    fields = [part for part in screen.body if isinstance(part, Field)]
    wanting = [one.name for one in fields if one.error.strip()] + [
        one.name for one in fields if one.required and not _standing(one)
    ]
    return wanting[0] if wanting else ""


def _field(field: Field, reader: Reader, begin_at: str) -> list[Json]:
    element = inputs.element(field)
    if element is None:
        nothing = (Bold(field.label), Plain("  nothing to choose from yet"))
        return [{"type": "context", "elements": [formatted(nothing, reader, limits.CONTEXT)]}]
    block: Json = {
        "type": "input",
        "block_id": _block_id(field),
        "label": plain(field.label, limits.INPUT_LABEL),
        "element": element | ({"focus_on_load": True} if field.name == begin_at else {}),
        "optional": not field.required,
    }
    if field.help.strip():
        block["hint"] = plain(field.help, limits.INPUT_HINT)
    if not field.error.strip():
        return [block]
    return [block, {"type": "context", "elements": [formatted(spans(f"⚠ {field.error}"), reader, limits.CONTEXT)]}]


def _block_id(field: Field) -> str:
    standing = json.dumps(_standing(field))
    return f"{field.name}~{hashlib.sha256(standing.encode()).hexdigest()[:6]}"


def _standing(field: Field) -> list[str]:
    """What stands in it: the value and, in a search, what is picked; nothing for an empty one."""
    picked = field.input.picked if isinstance(field.input, PickInput) else ()
    return [value for value in (field.value, *(choice.value for choice in picked)) if value]


def _within(blocks: list[Json]) -> list[Json]:
    """The blocks with ids, if need be without all that is no input: what is asked comes before what is said."""
    if len(blocks) > limits.VIEW_BLOCKS or sum(map(bytes_of, blocks)) > limits.VIEW_BYTES:
        blocks = [block for block in blocks if block["type"] == "input"][: limits.VIEW_BLOCKS]
    own = [{"block_id": block["block_id"]} if "block_id" in block else {} for block in blocks]
    return [block | own_id for block, own_id in zip(numbered(blocks), own, strict=True)]


def _nothing(reader: Reader) -> Json:
    return {"type": "section", "text": formatted(spans("There is nothing to fill in."), reader, limits.SECTION)}


def _metadata(screen: FormScreen) -> str:
    """The form's own data as JSON. What is too long was put into a draft; if it comes here, the longest is left out."""
    carried = dict(screen.carried)
    while True:
        body = {"command": screen.command, "form": screen.form_id, "place": asdict(screen.place), "carried": carried}
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        if not carried or size(text) <= limits.PRIVATE_METADATA:
            return text
        del carried[max(carried, key=lambda name: len(carried[name]))]


def _values(view: Mapping[str, Any]) -> dict[str, str]:
    state = view.get("state", {}).get("values", {})
    return {name: inputs.value(entry) for block in state.values() for name, entry in block.items()}


def _inputs(view: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [block for block in view.get("blocks", ()) if block["type"] == "input"]


def _about(name: str, message: str) -> str:
    """The message with the last word of the field's name before it: "Key result: …" for `rows.KR-5.key_result`."""
    label = name.rpartition(".")[2].replace("_", " ").strip()
    return f"{label[:1].upper()}{label[1:]}: {message}" if label else message


def _with_messages(view: Mapping[str, Any], messages: Mapping[str, str]) -> Json:
    kept = ("type", "callback_id", "title", "submit", "close", "private_metadata")
    said = {"type": "plain_text", "text": shorten("\n".join(messages.values()), limits.SECTION) or "–", "emoji": True}
    blocks = [{"type": "section", "text": said}, *view.get("blocks", ())][: limits.VIEW_BLOCKS]
    return {name: view[name] for name in kept if view.get(name)} | {"blocks": blocks}
