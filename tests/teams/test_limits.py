"""The table of limits stays within what Teams itself takes."""

import pytest

from bot.teams import limits
from handlers.chat.screen import LONGEST_TEXT


@pytest.mark.parametrize(
    ("ours", "teams"),
    [
        (limits.MESSAGE_BYTES, 80_000),
        (limits.ACTIONS, 6),
        (limits.HITS, 15),
        (limits.TEXT_INPUT, 3_000),
    ],
)
def test_no_limit_is_wider_than_teams(ours: int, teams: int) -> None:
    assert 0 < ours <= teams


@pytest.mark.parametrize("longest", [limits.TEXT, limits.FACT, limits.HEADING, limits.CELL * limits.COLUMNS])
def test_any_text_fits_a_message_even_if_each_letter_takes_a_mark(longest: int) -> None:
    assert longest * 2 * 2 < limits.MESSAGE_BYTES - limits.ENVELOPE_BYTES


def test_a_picture_fits_a_message() -> None:
    assert limits.IMAGE * 2 < limits.MESSAGE_BYTES / 2


def test_a_text_input_holds_the_longest_text_a_form_allows() -> None:
    assert limits.TEXT_INPUT >= LONGEST_TEXT
