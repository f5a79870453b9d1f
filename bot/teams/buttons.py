"""What can be pressed, as actions of Adaptive Cards. What a button carries comes back under `~call`."""

from collections.abc import Callable, Sequence
from typing import assert_never

from bot.calls import held
from bot.teams import limits
from bot.teams.surface import Surface
from bot.teams.text import Json, address, plain
from handlers.chat.card import Action, Button, Call, LinkButton, Menu, Option
from handlers.chat.router import OPEN

CALL = "~call"
ORIGIN = "~in"
"""Beside a call that shares or opens a form: the closed address of where that was asked for."""
VERB = "call"

Press = Callable[[Call, str], Json]
"""The action that sends a call, under a title. Which one that is depends on where it stands."""

_STYLES = {"primary": "positive", "danger": "destructive"}


def in_message(surface: Surface) -> Press:
    """Buttons of a message: one that will need its form opens a dialog, where there are any; others act in place.

    Clients that know no Action.Execute send the same by Action.Submit, which arrives as a message.
    """

    def press(call: Call, title: str) -> Json:
        data = _data(call, surface)
        if surface.dialogs and surface.opens(call):
            return _submit(title, {"msteams": {"type": "task/fetch"}, **data})
        return {"type": "Action.Execute", "title": title, "verb": VERB, "data": data, "associatedInputs": "none"} | {
            "fallback": _submit(title, data)
        }

    return press


def in_dialog(surface: Surface) -> Press:
    """Buttons of a dialog, which knows Action.Submit only."""

    def press(call: Call, title: str) -> Json:
        return _submit(title, _data(call, surface))

    return press


def actions(action: Action, press: Press) -> list[Json]:
    """The action as those of an ActionSet, one as a rule; none for a menu of nothing and for an address that is none.

    A menu is a button that unfolds its options below, which each client of Teams knows; a long one is several.
    """
    match action:
        case Button():
            return [_button(action, press)]
        case LinkButton(label=label, url=url):
            return _link(label, url)
        case Menu():
            return _menu(action, press)
        case _:
            assert_never(action)


def _data(call: Call, surface: Surface) -> Json:
    is_of_elsewhere = call.shared or OPEN in call.given
    origin = {ORIGIN: surface.origin} if is_of_elsewhere and surface.origin else {}
    return {CALL: call.encoded()} | origin


def _submit(title: str, data: Json) -> Json:
    return {"type": "Action.Submit", "title": title, "data": data, "associatedInputs": "none"}


def _button(button: Button, press: Press) -> Json:
    title = plain(button.label, limits.BUTTON_LABEL, "Open")
    pressed = press(held(button.call, limits.BUTTON_CALL), title)
    if button.style == "plain":
        return pressed
    style = {"style": _STYLES[button.style]}
    return pressed | style | ({"fallback": pressed["fallback"] | style} if "fallback" in pressed else {})


def _link(label: str, url: str) -> list[Json]:
    target = address(url)
    return (
        [{"type": "Action.OpenUrl", "title": plain(label, limits.BUTTON_LABEL, "Open"), "url": target}]
        if target
        else []
    )


def _menu(menu: Menu, press: Press) -> list[Json]:
    label = plain(menu.label, limits.BUTTON_LABEL, "More")
    parts = [menu.options[start : start + limits.OPTIONS] for start in range(0, len(menu.options), limits.OPTIONS)]
    titles = (
        [label] if len(parts) < 2 else [f"{label} ({number} of {len(parts)})" for number in range(1, len(parts) + 1)]
    )
    return [_unfolding(title, part, press) for title, part in zip(titles, parts, strict=False)]


def _unfolding(title: str, options: Sequence[Option], press: Press) -> Json:
    pressed = [
        press(held(option.call, limits.OPTION_CALL), plain(option.label, limits.BUTTON_LABEL, "Open"))
        for option in options
    ]
    sets = [
        {"type": "ActionSet", "actions": pressed[start : start + limits.ACTIONS]}
        for start in range(0, len(pressed), limits.ACTIONS)
    ]
    return {"type": "Action.ShowCard", "title": title, "card": {"type": "AdaptiveCard", "version": "1.5", "body": sets}}
