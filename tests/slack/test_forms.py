"""Forms on Slack: what the modal shows, what comes back from it, and where its errors stand."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.playground.blocks import check_view
from bot.slack import limits
from bot.slack.forms import errors, read, render, suggestions
from bot.submission import Submission
from handlers.chat.ask import Place
from handlers.chat.card import Heading, Progress
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
from handlers.chat.text import spans
from tests.builders.cards import HOSTILE, READER, elements, texts

PLACE = Place("slack", "C0GEN", "1700000000.000100", kind="channel")
CONFIDENCE = SelectInput((Choice("8 on track", "8"), Choice("5 at risk", "5")))
KR_5 = Choice("KR-5 First orders", "KR-5")
KR_6 = Choice("KR-6 Returns", "KR-6")


def screen(*body: Any, notice: str = "", carried: Mapping[str, str] | None = None) -> FormScreen:
    """A form with these parts."""
    return FormScreen("okr update", "Update", "Save", body, "form-1", PLACE, carried or {}, notice)


def field(kind: Input, value: str = "", name: str = "value", error: str = "") -> Field:
    """A field of this kind."""
    return Field(name, "Value", kind, value, error)


def needed(kind: Input, value: str = "", name: str = "value") -> Field:
    """A field that must not stay empty."""
    return replace(field(kind, value, name), required=True)


def shown(one: Field) -> dict[str, Any]:
    """The element of a form with this field alone."""
    element = render(screen(one), READER)["blocks"][0]["element"]
    assert isinstance(element, dict)
    return element


def submitted(view: dict[str, Any], **states: dict[str, Any]) -> dict[str, Any]:
    """The view as Slack sends it back, with these states by field name."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    values = {
        block["block_id"]: {block["element"]["action_id"]: states[block["element"]["action_id"]]} for block in inputs
    }
    return view | {"state": {"values": values}}


def block_ids(view: dict[str, Any]) -> list[str]:
    """The ids of the inputs, in order."""
    return [block["block_id"] for block in view["blocks"] if block["type"] == "input"]


def test_a_text_field_holds_what_was_typed() -> None:
    assert shown(field(TextInput(200, many_lines=True, hint="now 1,250"), "first\nsecond")) == {
        "type": "plain_text_input",
        "action_id": "value",
        "multiline": True,
        "max_length": 200,
        "initial_value": "first\nsecond",
        "placeholder": {"type": "plain_text", "text": "now 1,250", "emoji": True},
    }


def test_a_text_longer_than_its_field_is_cut_to_it() -> None:
    assert shown(field(TextInput(10), "x" * 10_000))["initial_value"] == "x" * 10


def test_a_select_shows_what_is_chosen() -> None:
    assert shown(field(CONFIDENCE, "5"))["initial_option"]["value"] == "5"


def test_a_select_with_nothing_chosen_shows_nothing() -> None:
    assert "initial_option" not in shown(field(CONFIDENCE))


def test_a_long_select_still_offers_what_is_chosen() -> None:
    many = SelectInput(tuple(Choice(f"Choice {n}", str(n)) for n in range(150)))
    element = shown(field(many, "149"))
    assert len(element["options"]) == limits.OPTIONS
    assert element["initial_option"] in element["options"]


def test_a_select_of_nothing_says_so() -> None:
    view = render(screen(field(SelectInput(()))), READER)
    assert view["blocks"][0]["elements"][0]["text"] == "*Value*  nothing to choose from yet"


def test_a_pick_searches_from_the_first_letter_and_before() -> None:
    element = shown(field(PickInput(picked=(KR_5,))))
    assert (element["type"], element["min_query_length"]) == ("external_select", 0)
    assert element["initial_option"]["value"] == "KR-5"


def test_several_picks_are_all_shown() -> None:
    element = shown(field(PickInput(several=True, picked=(KR_5, KR_6))))
    assert [option["value"] for option in element["initial_options"]] == ["KR-5", "KR-6"]


@pytest.mark.parametrize(("value", "initial"), [("2026-12-31", "2026-12-31"), ("friday", None), ("", None)])
def test_a_day_is_shown_where_it_is_one(value: str, initial: str | None) -> None:
    assert shown(field(DateInput(), value)).get("initial_date") == initial


@pytest.mark.parametrize(("value", "ticked"), [("yes", True), ("", False)])
def test_a_box_is_ticked_by_yes(value: str, ticked: bool) -> None:
    assert ("initial_options" in shown(field(TickInput("Aspirational"), value))) is ticked


def test_what_is_not_required_is_optional() -> None:
    view = render(screen(needed(TextInput()), field(TextInput(), name="note")), READER)
    assert [block["optional"] for block in view["blocks"]] == [False, True]


@pytest.mark.parametrize(
    ("first", "second", "begins"),
    [
        (needed(TextInput(), "KR-5"), needed(TextInput(), name="note"), [False, True]),
        (field(TextInput(), "twelve", error="Write a number."), field(TextInput(), name="note"), [True, False]),
        (field(TextInput()), field(TextInput(), name="note"), [False, False]),
    ],
    ids=["the first that is empty and needed", "the first that is wrong", "none: where Slack begins"],
)
def test_writing_begins_where_something_is_wanting(first: Field, second: Field, begins: list[bool]) -> None:
    blocks = [block for block in render(screen(first, second), READER)["blocks"] if block["type"] == "input"]
    assert ["focus_on_load" in block["element"] for block in blocks] == begins


def test_notice_elements_and_errors_stand_in_order() -> None:
    parts = (Heading("KR-5"), field(TextInput(), error="Write a number, like 1250."), Progress(Decimal(0)))
    view = render(screen(*parts, notice="Nothing is stored yet."), READER)
    assert [block["type"] for block in view["blocks"]] == ["section", "header", "input", "context", "section"]
    assert view["blocks"][3]["elements"][0]["text"] == "⚠ Write a number, like 1250."


def test_only_a_field_with_a_new_value_gets_a_new_id() -> None:
    before = render(screen(field(TextInput(), "1"), field(TextInput(), "stays", "note")), READER)
    after = render(screen(field(TextInput(), "2"), field(TextInput(), "stays", "note")), READER)
    changed = [old != new for old, new in zip(block_ids(before), block_ids(after), strict=True)]
    assert changed == [True, False]


def test_the_form_knows_where_it_was_asked_for() -> None:
    view = render(screen(field(TextInput()), carried={"page": "2"}), READER)
    assert read(view) == Submission("okr update", "form-1", PLACE, {"page": "2"}, {})


def test_carried_values_that_do_not_fit_are_left_out_longest_first() -> None:
    view = render(screen(field(TextInput()), carried={"page": "2", "note": "n" * 3000}), READER)
    assert read(view).carried == {"page": "2"}


def test_every_kind_of_input_comes_back_as_text() -> None:
    names = ("text", "select", "pick", "picks", "day", "tick")
    view = render(screen(*(field(TextInput(), name=name) for name in names)), READER)
    state = submitted(
        view,
        text={"type": "plain_text_input", "value": "42"},
        select={"type": "static_select", "selected_option": {"value": "8"}},
        pick={"type": "external_select", "selected_option": {"value": "KR-5"}},
        picks={"type": "multi_external_select", "selected_options": [{"value": "1"}, {"value": "2"}]},
        day={"type": "datepicker", "selected_date": "2026-12-31"},
        tick={"type": "checkboxes", "selected_options": [{"value": "yes"}]},
    )
    assert read(state).values == {
        "text": "42",
        "select": "8",
        "pick": "KR-5",
        "picks": "1\n2",
        "day": "2026-12-31",
        "tick": "yes",
    }


@pytest.mark.parametrize(
    "state",
    [
        {"type": "plain_text_input", "value": None},
        {"type": "static_select", "selected_option": None},
        {"type": "external_select", "selected_option": None},
        {"type": "multi_external_select", "selected_options": []},
        {"type": "datepicker", "selected_date": None},
        {"type": "checkboxes", "selected_options": []},
    ],
)
def test_an_empty_input_comes_back_empty(state: dict[str, Any]) -> None:
    view = render(screen(field(TextInput())), READER)
    assert read(submitted(view, value=state)).values == {"value": ""}


@pytest.mark.parametrize("metadata", ["", "null", "{}", '{"command":"okr update"}', "not json"])
def test_a_view_that_is_no_form_is_refused(metadata: str) -> None:
    with pytest.raises(ValueError, match="not a form"):
        read({"private_metadata": metadata})


def test_errors_stand_at_their_fields() -> None:
    view = render(
        screen(field(TextInput(), name="rows.KR-5.value"), field(TextInput(), name="rows.KR-6.value")), READER
    )
    answer = errors(view, {"rows.KR-6.value": "Write a number, like 1250."})
    assert answer == {"response_action": "errors", "errors": {block_ids(view)[1]: "Write a number, like 1250."}}


def test_an_error_without_a_field_stands_at_the_first_with_its_name() -> None:
    view = render(screen(Heading("KR-5"), field(TextInput())), READER)
    answer = errors(view, {"value": "Too long.", "key_result": "Pick one."})
    assert answer["errors"] == {block_ids(view)[0]: "Too long. Key result: Pick one."}


def test_a_form_without_inputs_comes_back_with_its_errors() -> None:
    view = render(screen(Heading("Close the cycle")), READER)
    answer = errors(view | {"id": "V1", "hash": "1.a"}, {"cycle": "It is closed already."})
    assert check_view(answer["view"])["blocks"][0]["text"]["text"] == "It is closed already."


def test_suggestions_are_what_slack_can_send_back() -> None:
    choices = [Choice(f"Choice {n}", str(n)) for n in range(120)]
    odd = [Choice("no value", ""), Choice("long", "v" * 151), Choice("t" * 80, "long title")]
    options = suggestions([*odd, *choices])["options"]
    assert len(options) == limits.OPTIONS
    assert options[0] == {"text": {"type": "plain_text", "text": "t" * 74 + "…", "emoji": True}, "value": "long title"}


def test_a_form_of_twelve_rows_with_long_notes_fits() -> None:
    rows = [
        part
        for n in range(12)
        for part in (
            Progress(Decimal("0.3"), spans(f"KR-{n} First orders")),
            field(TextInput(), "1250", f"rows.KR-{n}.value"),
            field(CONFIDENCE, "8", f"rows.KR-{n}.confidence"),
            field(TextInput(many_lines=True), "n" * 3000, f"rows.KR-{n}.note"),
        )
    ]
    assert len(block_ids(check_view(render(screen(*rows), READER)))) == 36


def test_what_is_asked_goes_before_what_is_said() -> None:
    parts = [part for n in range(60) for part in (Heading(f"KR-{n}"), field(TextInput(), name=f"rows.KR-{n}.value"))]
    view = render(screen(*parts), READER)
    assert [block["type"] for block in view["blocks"]] == ["input"] * 60


choices = st.lists(st.builds(Choice, texts, texts), max_size=120).map(tuple)
inputs = st.one_of(
    st.builds(TextInput, st.integers(0, 9000), st.booleans(), texts),
    st.builds(SelectInput, choices),
    st.builds(PickInput, st.booleans(), choices, texts),
    st.just(DateInput()),
    st.builds(TickInput, texts),
)
fields = st.lists(
    st.builds(Field, st.from_regex(r"[a-z_]{1,20}", fullmatch=True), texts, inputs, texts, texts, texts, st.booleans()),
    max_size=6,
    unique_by=lambda one: one.name,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    asked=fields, between=st.lists(elements, max_size=3), words=texts, carried=st.dictionaries(texts, texts, max_size=3)
)
def test_slack_takes_any_form(asked: list[Field], between: list[Any], words: str, carried: dict[str, str]) -> None:
    parts = (*between, *asked, *between)
    form = FormScreen("okr update", words, words, parts, "form-1", PLACE, carried, words)
    assert read(check_view(render(form, READER))).command == "okr update"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_values_come_back_as_typed(hostile: str) -> None:
    view = render(screen(field(TextInput(many_lines=True), hostile)), READER)
    initial = view["blocks"][0]["element"].get("initial_value", "")
    assert hostile.startswith(initial)
