"""Forms on Teams: what the dialog or the message shows, and what comes back from it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.submission import Submission
from bot.teams import limits
from bot.teams.forms import dialog, message, read, render, render_in_place, search_results
from bot.teams.seal import Seal
from handlers.chat.ask import Place
from handlers.chat.card import Button, Call, Heading, Note, Progress
from handlers.chat.screen import (
    Choice,
    DateInput,
    Field,
    FormScreen,
    Input,
    PickInput,
    SelectInput,
    TextInput,
    TickInput,
)
from tests.builders.cards import ANA, HOSTILE, elements, texts
from tests.teams.drawn import ANA_MENTIONED, IN_PLACE, READER, SURFACE, actions, bytes_of, check, opened, parts
from tests.teams.drawn import texts as read_texts

PLACE = Place("teams", "19:product@thread.tacv2", "1700", kind="channel", name="product")
KR_5 = Choice("KR-5 First orders", "KR-5")
SEAL = Seal(b"a secret")

Json = dict[str, Any]


def screen(*body: Any, notice: str = "", carried: Mapping[str, str] | None = None) -> FormScreen:
    """A form with these parts."""
    return FormScreen("okr update", "Update", "Save", body, "form-1", PLACE, carried or {}, notice)


def field(kind: Input, value: str = "", name: str = "value", error: str = "") -> Field:
    """A field of this kind."""
    return Field(name, "Value", kind, value, error)


EVERY = screen(
    field(TextInput(200), "1,100"),
    field(TextInput(many_lines=True), "fine", "note"),
    field(SelectInput((Choice("8 on track", "8"),)), "8", "confidence"),
    field(PickInput(picked=(KR_5,)), "KR-5", "key_result"),
    field(PickInput(several=True), "", "readers"),
    field(DateInput(), "2026-12-31", "by"),
    field(TickInput("Aspirational"), "", "aspirational"),
    carried={"page": "2"},
)


def inputs(card: Json) -> dict[str, Json]:
    """The inputs by their fields' names."""
    return {part["id"]: part for part in parts(card) if str(part.get("type")).startswith("Input.")}


def sent(card: Json, **typed: str) -> Json:
    """What a client sends back: the button's own data, and what stands in each input."""
    submit = card["actions"][0]["data"]
    return {**submit, **{name: part.get("value", "") for name, part in inputs(card).items()}, **typed}


def test_a_dialog_has_one_button_and_no_title_of_its_own() -> None:
    card = render(EVERY, READER, SURFACE)
    assert [(action["type"], action["title"]) for action in card["actions"]] == [("Action.Submit", "Save")]
    assert "Update" not in read_texts(card)


def test_a_form_in_place_has_its_title_and_a_way_out() -> None:
    card = render_in_place(EVERY, READER, IN_PLACE)
    assert read_texts(card)[0] == "Update"
    assert [(action["verb"], action["title"]) for action in card["actions"]] == [
        ("submit", "Save"),
        ("cancel", "Cancel"),
    ]


def test_leaving_a_form_asks_for_nothing_to_be_filled_in() -> None:
    leave = render_in_place(EVERY, READER, IN_PLACE)["actions"][1]
    assert leave["associatedInputs"] == "none"


def test_an_old_client_submits_the_same_form_in_place() -> None:
    submit = render_in_place(EVERY, READER, IN_PLACE)["actions"][0]
    assert submit["fallback"]["type"] == "Action.Submit"
    assert submit["fallback"]["data"] == submit["data"]


@pytest.mark.parametrize("rendered", [render, render_in_place])
def test_a_form_comes_back_as_it_went(rendered: Any) -> None:
    back = read(sent(rendered(EVERY, READER, SURFACE)), opened)
    assert back == Submission(
        "okr update",
        "form-1",
        PLACE,
        {"page": "2"},
        {
            "value": "1,100",
            "note": "fine",
            "confidence": "8",
            "key_result": "KR-5",
            "readers": "",
            "by": "2026-12-31",
            "aspirational": "",
        },
    )


def test_what_is_typed_comes_back() -> None:
    back = read(sent(render(EVERY, READER, SURFACE), value="60", readers="2,3", aspirational="yes"), opened)
    assert (back.values["value"], back.values["readers"], back.values["aspirational"]) == ("60", "2\n3", "yes")


def test_what_a_client_leaves_out_is_empty() -> None:
    data = render(EVERY, READER, SURFACE)["actions"][0]["data"]
    assert set(read(data, opened).values.values()) == {""}


def test_what_a_client_adds_is_not_read() -> None:
    back = read(sent(render(EVERY, READER, SURFACE), page="9", command="okr delete"), opened)
    assert back.given["page"] == "2"
    assert "command" not in back.values


def test_a_form_for_another_place_is_refused() -> None:
    surface = replace(SURFACE, seal=SEAL.closed)
    data = sent(render(EVERY, READER, surface))
    assert read(data, SEAL.opened).place == PLACE
    forged = data | {"~form": data["~form"].replace("19:product", "19:another")}
    with pytest.raises(ValueError, match="not a form of ours"):
        read(forged, SEAL.opened)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"~form": ""},
        {"~form": "sealed.{}"},
        {"~form": "sealed.[]"},
        {"~form": 'sealed.{"command":"a"}'},
        {"~form": 7},
        {"~form": None},
    ],
    ids=str,
)
def test_what_is_no_form_of_ours_is_refused(data: Json) -> None:
    with pytest.raises(ValueError, match="not a form of ours"):
        read(data, opened)


def test_notice_elements_and_inputs_stand_in_order() -> None:
    shown = render(
        screen(Heading("KR-5"), field(TextInput()), Progress(Decimal(0)), notice="Look here"), READER, SURFACE
    )
    assert [part["type"] for part in shown["body"]] == ["TextBlock", "TextBlock", "Input.Text", "Container"]
    assert read_texts(shown)[:2] == ["Look here", "KR-5"]


def test_an_error_stands_right_above_its_input_with_a_sign() -> None:
    wrong = field(TextInput(), "plenty", error="Write a number, like 1250.")
    first, second = render(screen(wrong), READER, SURFACE)["body"]
    assert (first["text"], first["color"]) == ("⚠ Write a number, like 1250.", "attention")
    assert second["value"] == "plenty"


def test_help_is_small_print_below_its_input() -> None:
    helped = replace(field(TextInput()), help="The end of the cycle, unless you say.")
    card = render(screen(helped), READER, SURFACE)
    assert read_texts(card) == ["The end of the cycle, unless you say."]
    assert card["body"][1]["isSubtle"] is True


def test_a_select_of_nothing_says_so() -> None:
    card = render(screen(field(SelectInput(()))), READER, SURFACE)
    assert read_texts(card) == ["Value  nothing to choose from yet"]


def test_a_form_without_anything_says_so() -> None:
    assert read_texts(render(screen(), READER, SURFACE)) == ["There is nothing to fill in."]


def test_a_search_names_its_command_and_field_and_offers_what_is_known() -> None:
    surface = replace(SURFACE, choices={"key_result": (KR_5,)})
    search = inputs(render(screen(field(PickInput(), name="key_result")), READER, surface))["key_result"]
    assert search["choices.data"]["dataset"] == "okr update|key_result"
    assert [choice["value"] for choice in search["choices"]] == ["KR-5"]


def test_a_button_inside_a_form_takes_nothing_typed_along() -> None:
    form = screen(field(TextInput()), Button("Check in", Call("checkin")))
    for card in (render(form, READER, SURFACE), render_in_place(form, READER, IN_PLACE)):
        (inside,) = [action for action in actions(card["body"]) if action["title"] == "Check in"]
        assert inside["associatedInputs"] == "none"
        assert inside["type"] == ("Action.Submit" if "verb" not in inside else "Action.Execute")


def test_whom_a_form_names_is_mentioned() -> None:
    card = render(screen(Note.of("It is told to ", ANA), field(TextInput())), READER, SURFACE)
    assert card["msteams"]["entities"] == [ANA_MENTIONED]


def test_what_is_asked_stays_when_there_is_too_much_to_say() -> None:
    talk = [Note.of("x" * 5_000) for _ in range(30)]
    card = render(screen(*talk, field(TextInput(), "typed"), *talk), READER, SURFACE)
    assert [part["type"] for part in card["body"]] == ["Input.Text"]
    assert inputs(card)["value"]["value"] == "typed"


def test_a_search_is_answered_with_fifteen_hits() -> None:
    answer = search_results([Choice(f"Person, {n}", f"p,{n}") for n in range(40)])
    assert (answer["statusCode"], answer["type"]) == (200, "application/vnd.microsoft.search.searchResponse")
    assert answer["value"]["results"][:2] == [
        {"title": "Person, 0", "value": "p%2C0"},
        {"title": "Person, 1", "value": "p%2C1"},
    ]
    assert len(answer["value"]["results"]) == limits.HITS


def test_half_a_character_is_not_what_somebody_typed() -> None:
    data = sent(render(screen(field(TextInput(), name="note")), READER, SURFACE)) | {"note": "a\0b\ud83d"}

    assert read(data, opened).values == {"note": "ab"}


def test_a_search_that_finds_nothing_is_answered_too() -> None:
    assert search_results(())["value"] == {"results": []}


def test_a_dialog_is_a_card_under_a_title() -> None:
    card = render(screen(field(TextInput())), READER, SURFACE)
    task = dialog("Update", card)["task"]
    assert (task["type"], task["value"]["title"], task["value"]["card"]["content"]) == ("continue", "Update", card)
    assert len(dialog("x" * 500, card)["task"]["value"]["title"]) <= limits.DIALOG_TITLE


def test_a_dialog_is_as_high_as_it_has_inputs() -> None:
    few, many = screen(field(TextInput())), screen(*[field(TextInput(), name=f"f{n}") for n in range(9)])
    heights = [dialog("t", render(form, READER, SURFACE))["task"]["value"]["height"] for form in (few, many)]
    assert heights == ["medium", "large"]


def test_a_dialog_ends_with_a_word() -> None:
    assert message("Saved.") == {"task": {"type": "message", "value": "Saved."}}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_carried_and_shown(hostile: str) -> None:
    form = screen(
        field(TextInput(many_lines=True), hostile, "note", hostile),
        field(SelectInput((Choice(hostile, "1"),)), "1", "select"),
        field(PickInput(hint=hostile, picked=(Choice(hostile, "2"),)), "2", "pick"),
        field(TickInput(hostile), "yes", "tick"),
        notice=hostile,
        carried={"page": hostile},
    )
    for card in (render(form, READER, SURFACE), render_in_place(form, READER, IN_PLACE)):
        check(card)
        back = read(json.loads(json.dumps(sent(card))), opened)
        assert back.carried == {"page": hostile}
        assert (back.values["pick"], back.values["tick"]) == ("2", "yes")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(some=st.lists(elements, max_size=4), value=texts, error=texts)
def test_teams_takes_any_form(some: list[Any], value: str, error: str) -> None:
    form = screen(*some, field(TextInput(), value, "a", error), *some, field(DateInput(), value, "b", error))
    for card in (render(form, READER, SURFACE), render_in_place(form, READER, IN_PLACE)):
        check(card)
        assert bytes_of(card) < limits.MESSAGE_BYTES
        assert set(inputs(card)) == {"a", "b"}


def test_where_dialogs_are_not_to_be_had_a_search_is_a_list_of_what_is_offered_at_once() -> None:
    pick = screen(field(PickInput(picked=(KR_5,)), "KR-5", "key_result"))

    (asking,) = [part for part in parts(render(pick, READER, SURFACE)) if part.get("type") == "Input.ChoiceSet"]
    (listing,) = [
        part for part in parts(render_in_place(pick, READER, IN_PLACE)) if part.get("type") == "Input.ChoiceSet"
    ]

    assert asking["choices.data"]["dataset"] == "okr update|key_result"
    assert listing == {name: said for name, said in asking.items() if name != "choices.data"}
