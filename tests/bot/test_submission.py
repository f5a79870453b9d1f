"""A form that was sent: when it is the same one again."""

from bot.submission import Submission
from handlers.chat.ask import Place

PLACE = Place("slack", "C0GENERAL")


def key(form_id: str, values: dict[str, str], person_id: int = 1) -> str:
    return Submission("okr update", form_id, PLACE, {}, values).key(person_id)


def test_the_same_values_in_any_order_are_one_submission() -> None:
    assert key("f1", {"a": "1", "b": "2"}) == key("f1", {"b": "2", "a": "1"})


def test_a_corrected_form_is_another_one() -> None:
    assert len({key("f1", {"a": "1"}), key("f1", {"a": "2"}), key("f2", {"a": "1"})}) == 3


def test_what_travelled_along_counts_too() -> None:
    assert Submission("c", "f1", PLACE, {"page": "1"}).key(1) != Submission("c", "f1", PLACE, {"page": "2"}).key(1)


def test_the_same_from_somebody_else_is_another_one() -> None:
    assert key("f1", {"a": "1"}, 1) != key("f1", {"a": "1"}, 2)


def test_half_a_surrogate_is_no_obstacle() -> None:
    assert key("f1", {"a": "\ud83d"}).startswith("slack:form:f1:")
