"""A form is declared once; what comes back from it is read field by field, with a message for each that is wrong."""

from decimal import Decimal
from typing import Annotated

import pytest

from handlers.chat.card import Call
from handlers.chat.fields import Keyword, Number, ShortText, Word
from handlers.chat.form import Form, Row, read
from handlers.chat.number import Quantity
from tests.handlers.chat.samples import ASK, AddKeyResult, Bulk, BulkRow, List, New, SetManager, Update


def errors_of(form: type[Form], raw: dict[str, str]) -> dict[str, str]:
    """What is wrong with each field."""
    values, errors = read(ASK, form, raw)
    assert values is None
    return {name: str(problem) for name, problem in errors.items()}


def test_a_form_says_what_it_is_once() -> None:
    spec = Update.spec

    assert (spec.command, spec.also, spec.area, spec.title) == ("okr update", ("checkin",), "okr", "Check in")
    assert (spec.submit, spec.about, spec.reads) == ("Check in", "Record progress on a key result.", False)
    assert [field.name for field in spec.positional] == ["key_result", "value"]
    assert list(spec.options) == ["confidence", "note"]


def test_what_is_not_said_has_its_usual_value() -> None:
    spec = New.spec

    assert (spec.submit, spec.also, spec.listed, spec.action) == ("Set", (), True, "")
    assert (List.spec.submit, List.spec.reads) == ("Save", True)


def test_a_field_its_label_and_its_option_are_one_word() -> None:
    assert New.spec.options["company-value"].label == "Company value"
    assert list(SetManager.spec.options) == ["is"]


def test_a_label_may_say_more() -> None:
    start = AddKeyResult.spec.field("start")

    assert start is not None
    assert (start.label, start.help, start.keywords) == ("From", "The number today.", (Keyword("from"),))


def test_a_text_with_a_default_takes_the_rest_of_the_line() -> None:
    assert Update.spec.trailing_text == Update.spec.field("note")
    assert New.spec.trailing_text is None


def test_what_is_carried_is_no_option() -> None:
    assert Bulk.spec.carried == ("upcoming", "page")
    assert Bulk.spec.options == {}


def test_values_are_read() -> None:
    given = {"key_result": "kr-5", "value": "1,250", "confidence": "at-risk", "note": " shipped "}

    form, errors = read(ASK, Update, given)

    value = Quantity(Decimal(1250), Decimal("1.25"))
    assert form == Update.model_construct(key_result="KR-5", value=value, confidence=5, note="shipped")
    assert errors == {}


def test_what_is_left_empty_stays_unsaid() -> None:
    form, _ = read(ASK, Update, {"key_result": "KR-5", "value": "12", "confidence": " ", "note": ""})

    assert isinstance(form, Update)
    assert (form.confidence, form.note) == (None, "")


def test_every_field_that_is_wrong_has_its_message() -> None:
    assert errors_of(Update, {"value": "NaN", "confidence": "11"}) == {
        "key_result": "Please fill in “Key result”.",
        "value": "“NaN” is not a number. Write it like 1250, 52.5, 3k or 40 %.",
        "confidence": "“11” is no confidence. Say a whole number from 1 to 10, or on-track, at-risk or off-track.",
    }


@pytest.mark.parametrize("title", ["", "  ", "\u200b", "\u202e\u202c"])
def test_a_needed_text_of_nothing_visible_is_needed(title: str) -> None:
    assert errors_of(New, {"title": title}) == {"title": "Please fill in “Title”."}


def test_a_title_of_ten_thousand_characters_is_refused() -> None:
    assert errors_of(New, {"title": "x" * 10_000}) == {
        "title": "This text has 10,000 characters and 200 fit. Shorten it, please."
    }


def test_rows_are_read_by_their_key_and_untouched_ones_are_absent() -> None:
    form, errors = read(
        ASK,
        Bulk,
        {
            "upcoming": "KR-5 KR-6 KR-7",
            "rows.KR-5.value": "12",
            "rows.KR-5.note": "well",
            "rows.KR-6.value": "",
            "rows.KR-6.unchanged": "",
            "rows.KR-6.note": "\u200b",
            "rows.KR-7.unchanged": "yes",
        },
    )

    assert isinstance(form, Bulk)
    assert errors == {}
    assert form.upcoming == "KR-5 KR-6 KR-7"
    assert form.rows == {
        "KR-5": BulkRow.model_construct(value=Quantity(Decimal(12)), note="well"),
        "KR-7": BulkRow.model_construct(unchanged=True),
    }
    assert (form.rows["KR-5"].unchanged, form.rows["KR-7"].value) == (False, None)


def test_the_errors_of_a_row_find_its_inputs() -> None:
    assert errors_of(Bulk, {"rows.KR-5.value": "12", "rows.KR-6.value": "many"}) == {
        "rows.KR-6.value": "“many” is not a number. Write it like 1250, 52.5, 3k or 40 %."
    }


@pytest.mark.parametrize("name", ["rows", "rows.", "rows.value", "rows..value", "rows.KR-5", "rows.KR-5.gone", "row.1"])
def test_what_is_no_input_of_a_row_makes_none(name: str) -> None:
    form, _ = read(ASK, Bulk, {name: "12"})

    assert isinstance(form, Bulk)
    assert form.rows == {}


def test_a_key_of_a_row_may_hold_points() -> None:
    form, _ = read(ASK, Bulk, {"rows.a.b.value": "12"})

    assert isinstance(form, Bulk)
    assert list(form.rows) == ["a.b"]


def test_the_field_of_a_row_is_found_by_the_name_of_its_input() -> None:
    field = Bulk.spec.field("rows.KR-5.value")

    assert field is not None
    assert field.label == "Value"
    assert Bulk.spec.field("rows.KR-5.gone") is None
    assert Update.spec.field("gone") is None


def test_a_call_names_only_what_the_form_has() -> None:
    assert Update.asked(key_result="KR-5") == Call("okr update", {"key_result": "KR-5"})
    assert Bulk.asked(upcoming="KR-5", page="2") == Call("checkin", {"upcoming": "KR-5", "page": "2"})
    with pytest.raises(ValueError, match="Update has no field gone"):
        Update.asked(gone="KR-5")


def test_a_form_cannot_be_changed() -> None:
    form = New.model_construct(title="Win")

    with pytest.raises(ValueError, match="frozen"):
        form.title = "Lose"  # type: ignore[misc]


def test_a_word_that_no_form_knows_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="sumbit"):

        class Wrong(Form, command="wrong", title="Wrong", sumbit="Save"):
            pass


def test_a_field_says_its_kind() -> None:
    with pytest.raises(TypeError, match="the field count says no kind"):

        class Wrong(Form, command="wrong", title="Wrong"):
            count: int


def test_every_field_of_a_row_has_a_default() -> None:
    class Needy(Row):
        value: Number

    with pytest.raises(TypeError, match="every field of Wrong's rows has a default"):

        class Wrong(Form, command="wrong", title="Wrong"):
            rows: dict[str, Needy]


def test_a_kind_is_found_inside_a_union_and_a_further_annotation() -> None:
    class Kinds(Form, command="kinds", title="Kinds"):
        one: Annotated[ShortText, "more"]
        two: Word | None = None

    assert [field.name for field in Kinds.spec.fields] == ["one", "two"]
