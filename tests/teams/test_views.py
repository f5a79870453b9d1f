"""Which buttons open a dialog: Teams has to know it when they are drawn."""

import pytest

from bot.capabilities import capabilities
from bot.teams.views import form_ahead
from handlers.chat.card import Call
from handlers.chat.draft import DRAFT
from handlers.chat.router import OPEN, Router

AHEAD = form_ahead(Router(capabilities().commands))


@pytest.mark.parametrize(
    "call",
    [
        Call("okr update", {"key_result": "KR-1"}),
        Call("okr update", {"key_result": "KR-1", "value": " "}),
        Call("okr list", {OPEN: "yes"}),
        Call("okr new", {DRAFT: "7"}),
        Call("checkin"),
        Call("okr ticks", {"key_result": "KR-2"}),
        Call("rungs team edit", {"team": "Product"}),
    ],
    ids=str,
)
def test_what_nobody_has_filled_in_yet_does(call: Call) -> None:
    assert AHEAD(call)


@pytest.mark.parametrize(
    "call",
    [
        Call("okr update", {"key_result": "KR-1", "value": "5"}),
        Call("okr follow", {"thing": "O-1"}),
        Call("okr list"),
        Call("okr tree", {"top": "O-1"}),
        Call("checkin later"),
        Call("okr of-next-year"),
    ],
    ids=str,
)
def test_what_can_be_done_at_once_does_not(call: Call) -> None:
    assert not AHEAD(call)
