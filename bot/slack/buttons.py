"""What can be pressed. An `action_id` here is the kind alone, "call" or "link"; the card around it adds a number."""

from typing import Any, assert_never

from bot.calls import held
from bot.slack import limits
from bot.slack.text import Json, plain
from bot.wording import is_web_address, size
from handlers.chat.card import Action, Button, LinkButton, Menu

CALL = "call"
LINK = "link"


def element(action: Action) -> Json | None:
    """The action as an element of a block; None for a menu of nothing and for an address that is none."""
    match action:
        case Button():
            return _button(action)
        case LinkButton(label=label, url=url):
            return _link(label, url)
        case Menu(options=options):
            return _menu(action) if options else None
        case _:
            assert_never(action)


def _button(button: Button) -> Json:
    body: dict[str, Any] = {
        "type": "button",
        "action_id": CALL,
        "text": plain(button.label, limits.BUTTON_LABEL, "Open"),
        "value": held(button.call, limits.BUTTON_VALUE).encoded(),
    }
    return body if button.style == "plain" else body | {"style": button.style}


def _link(label: str, url: str) -> Json | None:
    if not is_web_address(url) or size(url) > limits.URL:
        return None
    return {"type": "button", "action_id": LINK, "text": plain(label, limits.BUTTON_LABEL, "Open"), "url": url}


def _menu(menu: Menu) -> Json:
    options = [
        {"text": plain(option.label, limits.OPTION_LABEL), "value": held(option.call, limits.OPTION_VALUE).encoded()}
        for option in menu.options[: limits.OPTIONS]
    ]
    if len(options) <= limits.OVERFLOW_OPTIONS:
        return {"type": "overflow", "action_id": CALL, "options": options}
    placeholder = plain(menu.label, limits.PLACEHOLDER, "More")
    return {"type": "static_select", "action_id": CALL, "placeholder": placeholder, "options": options}
