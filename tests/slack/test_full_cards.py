"""Trees, lists and searches at their fullest, of titles as hostile as they come: Slack takes each of them."""

from typing import Final

import pytest

from bot.playground.blocks import check_message
from bot.playground.pings import pings_in
from bot.slack import limits
from bot.slack.cards import render
from handlers.chat.fields import LONGEST_TITLE
from storage.database import Database
from tests.builders.cards import HOSTILE, READER
from tests.builders.shelf import Shelf, a_shelf

WORD: Final = "ladder"


@pytest.fixture
async def shelf(database: Database) -> Shelf:
    return await a_shelf(database, "Ana <!channel> & Ruiz")


async def blocks(shelf: Shelf, command: str, **given: str) -> list[dict[str, object]]:
    """What Slack is sent as the answer, once it has taken it. Nobody is pinged but who is mentioned."""
    message = render(await shelf.card(command, **given), READER)
    check_message(message.blocks, total=limits.MESSAGE_TEXT)
    assert set(pings_in(message.text, message.blocks)) <= {"U0ANA"}
    return message.blocks


def a_title(hostile: str) -> str:
    """As long as a title may be, and it can be searched for."""
    return f"{WORD} {hostile * LONGEST_TITLE}"[:LONGEST_TITLE].strip()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "hostile", [text for text in HOSTILE if text.strip()], ids=lambda text: f"{ord(text[0])}x{len(text)}"
)
async def test_slack_takes_the_fullest_tree_list_and_search(shelf: Shelf, hostile: str) -> None:
    await shelf.fill(a_title(hostile), 20)

    assert len(await blocks(shelf, "okr tree")) > 20
    assert len(await blocks(shelf, "okr tree", top="O-1")) > 3
    assert len(await blocks(shelf, "okr list")) > 12
    assert len(await blocks(shelf, "okr search", words=WORD)) > 12
    assert len(await blocks(shelf, "okr show", thing="O-1")) > 3
    assert len(await blocks(shelf, "okr why", thing="O-1")) > 3


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("hostile", ["&", "🪜", "<!channel> "])
async def test_slack_takes_each_page_of_a_tree_of_many(shelf: Shelf, hostile: str) -> None:
    await shelf.fill(a_title(hostile), 60)

    for page in ("1", "2"):
        assert len(await blocks(shelf, "okr tree", page=page)) > 3
        assert len(await blocks(shelf, "okr search", words=WORD, page=page)) > 12
