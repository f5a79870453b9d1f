"""The seal: what was closed is opened again, and nothing else is."""

import pytest

from bot.teams.seal import Seal

SEAL = Seal(b"secret")


@pytest.mark.parametrize("text", ["", ".", '{"form": "okr new"}', "ä🎯\n", "a.b", "half a pair \ud800"])
def test_what_was_closed_is_opened_again(text: str) -> None:
    assert SEAL.opened(SEAL.closed(text)) == text


def test_a_process_of_the_same_secret_opens_it_too() -> None:
    assert Seal(b"secret").opened(SEAL.closed("text")) == "text"


@pytest.mark.parametrize(
    "sealed",
    [
        "",
        ".",
        "text",
        ".text",
        SEAL.closed("text") + " ",
        SEAL.closed("text").replace("text", "Text"),
        SEAL.closed("text")[1:],
        SEAL.closed("text").upper(),
        "é" + SEAL.closed("text"),
        "\ud800.text",
        Seal(b"another").closed("text"),
    ],
)
def test_anything_else_is_not(sealed: str) -> None:
    with pytest.raises(ValueError, match="broken"):
        SEAL.opened(sealed)


def test_there_is_no_seal_without_a_secret() -> None:
    with pytest.raises(ValueError, match="secret"):
        Seal(b"")
