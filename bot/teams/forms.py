"""Forms as Teams' dialogs and as messages, and what Teams sends back when one is submitted."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.submission import Submission
from bot.teams.cards import Json
from bot.teams.surface import Surface
from bot.wording import Reader
from handlers.chat.ask import Place
from handlers.chat.screen import Choice, FormScreen


def render(screen: FormScreen, reader: Reader, surface: Surface) -> Json:
    """The form as a card for a dialog."""
    return {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": screen.title}]}


def render_in_place(screen: FormScreen, reader: Reader, surface: Surface) -> Json:
    """The form as a card that is a message itself."""
    return render(screen, reader, surface)


def read(data: Mapping[str, Any], opened: Callable[[str], str]) -> Submission:
    """The form in a submit's data; `opened` opens its seal. Raises ValueError for what is no form of ours."""
    try:
        body = json.loads(opened(str(data["~form"])))
        place = Place(**body["place"])
        command, form_id, carried = str(body["command"]), str(body["form"]), dict(body["carried"])
        values = {str(name): str(data.get(name) or "") for name in data["~fields"]}
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("not a form of ours") from error
    return Submission(command, form_id, place, carried, values)


def search_results(choices: Sequence[Choice]) -> Json:
    """The body of the answer to application/search: at most 15 hits."""
    results = [{"title": choice.label, "value": choice.value} for choice in choices[:15]]
    return {"type": "application/vnd.microsoft.search.searchResponse", "value": {"results": results}}


def dialog(title: str, card: Json) -> Json:
    """The body of the answer that opens a dialog, or shows another card in an open one."""
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    value = {"title": title, "height": "medium", "width": "medium", "card": attachment}
    return {"task": {"type": "continue", "value": value}}


def message(text: str) -> Json:
    """The body of the answer that ends a dialog with a word."""
    return {"task": {"type": "message", "value": text}}
