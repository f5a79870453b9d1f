"""Every screen of Rungs is a card that Teams takes: examples, forms, hostile ones, and lists at their fullest."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any, Final

import pytest

from bot.capabilities import examples
from bot.gallery.exhibits import Exhibit, exhibits
from bot.teams.cards import activity, pages, render
from bot.teams.text import escape
from handlers.chat.card import Card, dump, load
from handlers.chat.fields import LONGEST_TITLE
from storage.database import Database
from tests.builders.cards import HOSTILE
from tests.builders.shelf import Shelf, a_shelf
from tests.teams.drawn import READER, SURFACE, actions, bytes_of, check, check_size, parts, texts

LONG_ENOUGH: Final = 80
WRITTEN: Final = ("text", "name", "label", "title")
HARD_TEXTS: Final = (
    *(text for text in HOSTILE if not text.isascii() or not text.strip()),
    "<at>Ana Ruiz</at>",
    "**x** _y_ `z`",
    "[a](javascript:alert(1))",
    "1. x",
    "# x\n- y",
    "{{DATE(2026-01-01T00:00:00Z, SHORT)}}",
)
WORD: Final = "ladder"


@pytest.fixture(scope="module")
def shown() -> list[Exhibit]:
    """Every screen of the gallery."""
    return asyncio.run(exhibits())


def cards() -> Iterator[tuple[str, Card]]:
    """Every example of a card."""
    for folder, cases in examples().items():
        for title, example in cases.items():
            yield f"{folder}: {title}", example()


def hostile(part: Any, text: str) -> Any:
    """A card's JSON with that text in place of everything that somebody may have written."""
    if isinstance(part, dict):
        return {
            key: text if key in WRITTEN and isinstance(value, str) else hostile(value, text)
            for key, value in part.items()
        }
    return [hostile(item, text) for item in part] if isinstance(part, list) else part


def test_teams_takes_every_screen(shown: list[Exhibit]) -> None:
    for exhibit in shown:
        check(exhibit.teams)
        assert bytes_of(exhibit.teams) < 76_000, exhibit.name
    assert len(shown) > 200


def test_every_example_is_one_message() -> None:
    assert [name for name, card in cards() if len(pages(card, READER, SURFACE)) != 1] == []


def test_every_screen_says_something(shown: list[Exhibit]) -> None:
    silent = [exhibit.name for exhibit in shown if not texts(exhibit.teams) and exhibit.surface != "modal"]
    assert silent == []


def test_no_screen_has_more_than_one_primary_button_in_a_line(shown: list[Exhibit]) -> None:
    sets = [part for exhibit in shown for part in parts(exhibit.teams) if part.get("type") == "ActionSet"]
    primary = [sum(1 for one in part["actions"] if one.get("style") == "positive") for part in sets]
    assert max(primary) == 1


def test_what_is_said_of_wrong_input_stands_beside_it(shown: list[Exhibit]) -> None:
    (mistaken,) = [exhibit for exhibit in shown if exhibit.name == "form.okr-update.errors"]
    assert "⚠ Please fill in “Key result”." in texts(mistaken.teams)


@pytest.mark.parametrize("text", HARD_TEXTS)
def test_teams_takes_every_screen_of_hostile_words_and_nobody_is_mentioned_by_them(text: str) -> None:
    for name, card in cards():
        rendered = render(load(json.dumps(hostile(json.loads(dump(card)), text[:LONG_ENOUGH]))), READER, SURFACE)
        check(rendered.card)
        check_size(activity(rendered))
        ids = {entity["mentioned"]["id"] for entity in rendered.card["msteams"].get("entities", ())}
        assert ids <= set(READER.accounts.values()), name


@pytest.fixture
async def shelf(database: Database) -> Shelf:
    return await a_shelf(database, "Ana </at> & **Ruiz**")


async def asked(shelf: Shelf, command: str, **given: str) -> list[dict[str, Any]]:
    """What Teams is sent as the answer, once it has been checked: a card or several."""
    told = pages(await shelf.card(command, **given), READER, SURFACE)
    for page in told:
        check(page.card)
        check_size(activity(page))
    return [page.card for page in told]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("mark", ["*", "🪜", "<at>Ana Ruiz</at> ", "[a](http://b) "])
async def test_teams_takes_the_fullest_tree_list_and_search(shelf: Shelf, mark: str) -> None:
    title = f"{WORD} {mark * LONGEST_TITLE}"[:LONGEST_TITLE].strip()
    begins = json.dumps(escape(title)[:40], ensure_ascii=False).strip('"')
    await shelf.fill(title, 20)

    for command, given in (
        ("okr tree", {}),
        ("okr tree", {"top": "O-1"}),
        ("okr list", {}),
        ("okr search", {"words": WORD}),
        ("okr show", {"thing": "O-1"}),
        ("okr why", {"thing": "O-1"}),
    ):
        told = await asked(shelf, command, **given)
        assert any(begins in json.dumps(card, ensure_ascii=False) for card in told), command
        assert bool(actions(told[-1])) == ((command, given) != ("okr tree", {})), command
