"""The table of limits stays within what Slack itself takes."""

import pytest

from bot.slack import limits
from handlers.chat.screen import LONGEST_TEXT


@pytest.mark.parametrize(
    ("ours", "slacks"),
    [
        (limits.MESSAGE_BLOCKS, 50),
        (limits.MESSAGE_TEXT, 13_000),
        (limits.FALLBACK, 4_000),
        (limits.VIEW_BLOCKS, 100),
        (limits.VIEW_BYTES, 250_000),
        (limits.VIEW_TITLE, 24),
        (limits.VIEW_BUTTON, 24),
        (limits.PRIVATE_METADATA, 3_000),
        (limits.SECTION, 3_000),
        (limits.FIELDS, 10),
        (limits.FIELD, 2_000),
        (limits.HEADER, 150),
        (limits.ACTIONS, 25),
        (limits.INPUT_LABEL, 2_000),
        (limits.BUTTON_LABEL, 75),
        (limits.BUTTON_VALUE, 2_000),
        (limits.OPTIONS, 100),
        (limits.OVERFLOW_OPTIONS, 5),
        (limits.OPTION_LABEL, 75),
        (limits.OPTION_VALUE, 150),
        (limits.PLACEHOLDER, 150),
        (limits.TEXT_INPUT, 3_000),
        (limits.CHANNEL_RATE, 1),
        (limits.WORKSPACE_RATE, 5),
        (limits.RESPONSE_POSTS, 5),
        (limits.RESPONSE_SECONDS, 1_800),
    ],
)
def test_no_limit_is_wider_than_slacks(ours: float, slacks: float) -> None:
    assert 0 < ours <= slacks


def test_a_text_input_holds_the_longest_text_a_form_allows() -> None:
    assert limits.TEXT_INPUT >= LONGEST_TEXT
