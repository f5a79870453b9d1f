"""Several things are said one after the other as people say them."""

import pytest

from handlers.chat.text import listed, listed_names, spans


@pytest.mark.parametrize(
    ("names", "text"),
    [(["Ana"], "Ana"), (["Ana", "Ben"], "Ana and Ben"), (["Ana", "Ben", "Chen"], "Ana, Ben and Chen")],
)
def test_the_last_has_and_before_it(names: list[str], text: str) -> None:
    assert listed_names(names) == text
    assert "".join(part.text for part in listed([spans(name) for name in names]) if part.kind == "plain") == text
