"""Buttons on Teams: what they carry, and by which way it comes back."""

from dataclasses import replace
from typing import Any

import pytest

from bot.teams import limits
from bot.teams.buttons import CALL, VERB, Press, actions, in_dialog, in_message
from bot.wording import size
from handlers.chat.card import Action, Button, Call, LinkButton, Menu, Option
from tests.teams.drawn import IN_PLACE, SURFACE

UPDATE = Call("okr update", {"key_result": "KR-5"})
CHECK_IN = Call("checkin")
"""Its form is needed: see SURFACE."""


def pressed(action: Action, press: Press | None = None) -> dict[str, Any]:
    """The only action that it becomes."""
    (one,) = actions(action, press or in_message(SURFACE))
    return one


def options(count: int) -> tuple[Option, ...]:
    """As many, each showing another objective."""
    return tuple(Option(f"Show O-{n}", Call("okr show", {"thing": f"O-{n}"})) for n in range(count))


def unfolded(action: dict[str, Any]) -> list[str]:
    """The labels of what a menu's button shows."""
    sets = action["card"]["body"]
    assert all(len(one["actions"]) <= limits.ACTIONS for one in sets)
    return [button["title"] for one in sets for button in one["actions"]]


def test_a_button_acts_in_place() -> None:
    button = pressed(Button("Update", UPDATE))
    assert (button["type"], button["verb"], button["title"]) == ("Action.Execute", VERB, "Update")
    assert Call.decoded(button["data"][CALL]) == UPDATE


def test_a_client_that_cannot_act_in_place_sends_the_same() -> None:
    button = pressed(Button("Update", UPDATE, "primary"))
    instead = button["fallback"]
    assert instead["type"] == "Action.Submit"
    assert (instead["title"], instead["data"], instead["style"]) == (button["title"], button["data"], "positive")


def test_a_button_that_needs_its_form_opens_a_dialog() -> None:
    button = pressed(Button("Check in", CHECK_IN))
    assert button["type"] == "Action.Submit"
    assert button["data"] == {"msteams": {"type": "task/fetch"}, CALL: CHECK_IN.encoded()}


def test_where_there_are_no_dialogs_every_button_acts_in_place() -> None:
    assert pressed(Button("Check in", CHECK_IN), in_message(IN_PLACE))["type"] == "Action.Execute"


@pytest.mark.parametrize("call", [UPDATE, CHECK_IN])
def test_a_button_in_a_dialog_submits_it(call: Call) -> None:
    assert pressed(Button("Go", call), in_dialog(SURFACE))["data"] == {CALL: call.encoded()}
    assert pressed(Button("Go", call), in_dialog(SURFACE))["type"] == "Action.Submit"


def test_no_button_takes_along_what_is_typed_around_it() -> None:
    presses = (in_message(SURFACE), in_message(IN_PLACE), in_dialog(SURFACE))
    assert all(pressed(Button("Go", CHECK_IN), press)["associatedInputs"] == "none" for press in presses)


@pytest.mark.parametrize(("style", "teams"), [("primary", "positive"), ("danger", "destructive")])
def test_a_button_has_its_style(style: Any, teams: str) -> None:
    assert pressed(Button("Go", UPDATE, style))["style"] == teams
    assert "style" not in pressed(Button("Go", UPDATE))


def test_whether_a_form_opens_is_asked_of_the_whole_call() -> None:
    surface = replace(SURFACE, opens=lambda call: "key_result" not in call.given)
    assert pressed(Button("Go", UPDATE), in_message(surface))["type"] == "Action.Execute"
    assert pressed(Button("Go", Call("okr update")), in_message(surface))["type"] == "Action.Submit"


def test_a_call_too_long_for_a_button_loses_its_longest_value() -> None:
    button = pressed(Button("Save", Call("okr update", {"key_result": "KR-5", "note": "n" * 3000}, shared=True)))
    assert Call.decoded(button["data"][CALL]) == Call("okr update", {"key_result": "KR-5"}, shared=True)


def test_no_call_is_over_two_thousand_characters() -> None:
    call = Call("okr update", {str(n): "🪜" * 100 for n in range(50)})
    assert size(pressed(Button("Save", call))["data"][CALL]) <= 2_000


@pytest.mark.parametrize("label", ["", " \n "])
def test_a_button_always_has_a_label(label: str) -> None:
    assert pressed(Button(label, UPDATE))["title"] == "Open"


def test_a_link_opens_its_page() -> None:
    link = pressed(LinkButton("Open the plan", "https://example.com/plan?a=1"))
    assert link == {"type": "Action.OpenUrl", "title": "Open the plan", "url": "https://example.com/plan?a=1"}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://[", "", "https://example.com/" + "x" * 3_000])
def test_an_address_that_is_none_becomes_no_button(url: str) -> None:
    assert actions(LinkButton("Run", url), in_dialog(SURFACE)) == []


def test_a_menu_is_a_button_that_unfolds_its_options() -> None:
    menu = pressed(Menu("More", options(8)))
    assert (menu["type"], menu["title"]) == ("Action.ShowCard", "More")
    assert unfolded(menu) == [f"Show O-{n}" for n in range(8)]


def test_a_long_menu_is_several_buttons_with_every_option() -> None:
    menus = actions(Menu("Show", options(45)), in_dialog(SURFACE))
    assert [menu["title"] for menu in menus] == ["Show (1 of 3)", "Show (2 of 3)", "Show (3 of 3)"]
    assert [label for menu in menus for label in unfolded(menu)] == [f"Show O-{n}" for n in range(45)]


def test_a_menu_of_nothing_is_no_button() -> None:
    assert actions(Menu("More", ()), in_dialog(SURFACE)) == []


def test_an_option_that_needs_its_form_opens_a_dialog_too() -> None:
    menu = pressed(Menu("More", (Option("Check in", CHECK_IN),)))
    assert menu["card"]["body"][0]["actions"][0]["data"]["msteams"] == {"type": "task/fetch"}


def test_what_will_be_shared_takes_along_where_to() -> None:
    surface = replace(SURFACE, origin="sealed.a place")
    share = Button("Share", Call("okr list", shared=True))
    for press in (in_message(surface), in_dialog(surface)):
        assert pressed(share, press)["data"]["~in"] == "sealed.a place"
        assert "~in" not in pressed(Button("Update", UPDATE), press)["data"]
