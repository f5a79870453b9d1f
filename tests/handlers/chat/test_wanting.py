"""What a form needs though it is typed as an option, or because of another value, is asked for before anything runs."""

from typing import Annotated

import pytest

from handlers.chat.card import Call
from handlers.chat.fields import Keyword, ShortText
from handlers.chat.form import Form
from handlers.chat.reply import FormErrors, OpenForm
from handlers.chat.screen import Field
from tests.handlers.chat.samples import ASK, Drop, Measure, router, understood

DROPPED = understood(Drop.model_construct(thing="KR-5", reason="Nobody counts"))


@pytest.mark.parametrize(
    "words", ["KR-5 --reason Nobody counts", "--reason “Nobody counts” KR-5", "KR-5 Nobody counts"]
)
def test_a_needed_option_is_typed_as_an_option_or_as_the_rest_of_the_line(words: str) -> None:
    assert router().typed(ASK, f"/okr drop {words}") == DROPPED


def test_a_needed_option_that_is_not_there_opens_the_form() -> None:
    assert router().typed(ASK, "/okr drop KR-5") == OpenForm(Call("okr drop", {"thing": "KR-5"}))


def test_a_needed_option_is_required_in_the_form() -> None:
    screen = router().screen(ASK, OpenForm(Call("okr drop", {"thing": "KR-5"})))

    assert [(field.name, field.required) for field in screen.body if isinstance(field, Field)] == [
        ("thing", True),
        ("reason", True),
    ]


def test_a_form_without_what_it_needs_is_not_done() -> None:
    assert router().submitted(ASK, "okr drop", {"thing": "KR-5", "reason": " "}) == FormErrors(
        {"reason": "Please fill in “Reason”."}
    )


def test_what_is_wanting_because_of_another_value_opens_the_form() -> None:
    assert router().typed(ASK, "/okr measure O-2 Grow from 3") == OpenForm(
        Call("okr measure", {"objective": "O-2", "title": "Grow", "start": "3"})
    )


def test_what_is_wanting_in_a_form_has_its_message() -> None:
    sent = {"objective": "O-2", "title": "Grow", "kind": "at-least"}

    assert router().submitted(ASK, "okr measure", sent) == FormErrors({"target": "Say the number to keep to."})


def test_what_does_not_go_with_another_value_says_so_in_the_form() -> None:
    given = {"objective": "O-2", "title": "Ship", "target": "10", "kind": "yes-no"}
    sentence = "A yes or no has no number to reach. Leave it out."

    assert router().typed(ASK, "/okr measure O-2 Ship to 10 yes-no") == OpenForm(
        Call("okr measure", given),
        errors={"target": sentence},
        notice=f"{sentence} Nothing is stored yet; check the form.",
    )


def test_a_form_is_judged_only_once_every_field_can_be_read() -> None:
    sent = {"objective": "O-2", "title": "", "kind": "at-least"}

    assert router().submitted(ASK, "okr measure", sent) == FormErrors({"title": "Please fill in “Title”."})


def test_only_a_form_that_decides_for_itself_judges() -> None:
    assert (Measure.spec.judges, Drop.spec.judges) == (True, False)


def test_a_keyword_implies_a_field_of_its_form() -> None:
    with pytest.raises(TypeError, match="a keyword implies kind, and no such field is there"):

        class Wrong(Form, command="wrong", title="Wrong"):
            title: ShortText
            target: Annotated[ShortText, Keyword("at least", implies={"kind": "at-least"})] = ""
