"""Forms as Teams' dialogs and as messages, and what Teams sends back when one is submitted."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bot.submission import Submission
from bot.teams import inputs, limits
from bot.teams.blocks import draw, joined
from bot.teams.body import whole
from bot.teams.buttons import Press, in_dialog, in_message
from bot.teams.canvas import Canvas, text
from bot.teams.cards import BUDGET, adaptive, attachment, bytes_of
from bot.teams.surface import Surface
from bot.teams.text import Json, Mentions, escape, plain
from bot.wording import Reader, line
from handlers.chat.ask import Place
from handlers.chat.card import Element
from handlers.chat.screen import Choice, Field, FormScreen, PickInput
from handlers.chat.text import Bold, Plain, spans

FORM = "~form"
SUBMIT, CANCEL = "submit", "cancel"
"""Verbs of a form that is a message."""
FEW_INPUTS = 4
"""As many as a dialog of medium height shows without scrolling."""


def render(screen: FormScreen, reader: Reader, surface: Surface) -> Json:
    """The form as a card for a dialog, which has a title of its own and a cross to close it."""
    body, mentions = _body(screen, reader, surface, in_dialog(surface))
    submit = {"type": "Action.Submit", "title": _submit(screen), "style": "positive", "data": _data(screen, surface)}
    return adaptive(body, mentions, [submit])


def render_in_place(screen: FormScreen, reader: Reader, surface: Surface) -> Json:
    """The form as a card that is a message itself, with its title on top and a button to leave it."""
    body, mentions = _body(screen, reader, surface, in_message(surface))
    title = text(escape(plain(screen.title, limits.HEADING, "Rungs")), style="heading", size="large", weight="bolder")
    data = _data(screen, surface)
    submit = {"type": "Action.Execute", "title": _submit(screen), "style": "positive", "verb": SUBMIT, "data": data}
    cancel = {"type": "Action.Execute", "title": "Cancel", "verb": CANCEL, "data": data, "associatedInputs": "none"}
    old = {"type": "Action.Submit", "title": _submit(screen), "style": "positive", "data": data}
    return adaptive([title, *body], mentions, [submit | {"fallback": old}, cancel])


def read(data: Mapping[str, Any], opened: Callable[[str], str]) -> Submission:
    """The form in a submit's data; `opened` opens its seal.

    Raises ValueError for what is no form of ours and for what was tampered with.
    """
    try:
        body = json.loads(opened(str(data[FORM])))
        place = Place(**body["place"])
        command, form_id, carried = str(body["command"]), str(body["form"]), dict(body["carried"])
        values = {name: _value(data.get(name), name in body["picks"]) for name in body["fields"]}
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("not a form of ours") from error
    return Submission(command, form_id, place, carried, values)


def search_results(choices: Sequence[Choice]) -> Json:
    """The body of the answer to application/search: at most 15 hits."""
    hits = [
        {"title": plain(choice.label or choice.value, limits.CHOICE_LABEL), "value": inputs.kept(choice.value)}
        for choice in choices
        if choice.value
    ]
    return {
        "statusCode": 200,
        "type": "application/vnd.microsoft.search.searchResponse",
        "value": {"results": hits[: limits.HITS]},
    }


def dialog(title: str, card: Json) -> Json:
    """The body of the answer that opens a dialog, or shows another card in an open one."""
    asked = sum(1 for part in card["body"] if part["type"].startswith("Input."))
    return {
        "task": {
            "type": "continue",
            "value": {
                "title": plain(title, limits.DIALOG_TITLE, "Rungs"),
                "height": "medium" if 0 < asked <= FEW_INPUTS else "large",
                "width": "medium",
                "card": attachment(card),
            },
        }
    }


def message(said: str) -> Json:
    """The body of the answer that ends a dialog with a word."""
    return {"task": {"type": "message", "value": said}}


def _body(screen: FormScreen, reader: Reader, surface: Surface, press: Press) -> tuple[list[Json], Mentions]:
    """The form's elements, if need be without all that is no input: what is asked comes before what is said."""
    canvas = Canvas(reader, Mentions(reader), press)
    elements: list[Json] = []
    if screen.notice.strip():
        elements.append(text(canvas.markdown(spans(screen.notice)), weight="bolder"))
    between: list[Element] = []
    for part in screen.body:
        if not isinstance(part, Field):
            between.append(part)
            continue
        elements += [*joined(draw(between, canvas)), *_field(part, screen, surface, canvas)]
        between = []
    elements += joined(draw(between, canvas))
    if bytes_of(elements) > BUDGET:
        elements = [element for element in elements if element["type"].startswith("Input.")]
    return elements or [text("There is nothing to fill in.")], canvas.mentions


def _field(field: Field, screen: FormScreen, surface: Surface, canvas: Canvas) -> list[Json]:
    """The input with its error right above it, as text with a sign, and its help in small print below."""
    # A client without dialogs searches nothing either, and would show what is sent in place of what is meant.
    dataset = f"{screen.command}|{field.name}" if surface.dialogs else ""
    asked = inputs.element(field, surface.choices.get(field.name, ()), dataset)
    if asked is None:
        return [text(canvas.markdown((Bold(field.label), Plain("  nothing to choose from yet"))), isSubtle=True)]
    elements = [asked]
    if error := line(field.error):
        said = text(canvas.markdown(spans(f"⚠ {error}"), limits.FIELD_ERROR), color="attention", weight="bolder")
        elements = [said, asked | {"spacing": "small"}]
    if note := field.help.strip():
        said = text(canvas.markdown(spans(note), limits.INPUT_HELP), isSubtle=True, size="small", spacing="none")
        elements.append(said)
    return elements


def _submit(screen: FormScreen) -> str:
    return plain(screen.submit, limits.BUTTON_LABEL, "Save")


def _data(screen: FormScreen, surface: Surface) -> Json:
    """The form's own data, closed: the client sends it back, and could change where an answer goes."""
    body = {
        "command": screen.command,
        "form": screen.form_id,
        "place": asdict(screen.place),
        "carried": dict(screen.carried),
        "fields": [field.name for field in screen.fields],
        "picks": [field.name for field in screen.fields if isinstance(field.input, PickInput)],
    }
    return {FORM: surface.seal(json.dumps(body, ensure_ascii=False, separators=(",", ":")))}


def _value(sent: object, is_picked: bool) -> str:
    written = "" if sent is None else whole(str(sent))
    return inputs.picked(written) if is_picked else inputs.value(written)
