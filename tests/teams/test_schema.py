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
from handlers.chat.card import Call, Card, dump, load
from handlers.chat.fields import LONGEST_TITLE
from handlers.chat.reply import Reply
from handlers.chat.router import Router
from storage.database import Connection, Database
from tests.builders import company as build
from tests.builders.cards import HOSTILE
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
ROUTER: Final = Router(build.every_command())
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


class Shelf:
    """A company of one person with as many objectives as wanted, each with a key result and one title for all."""

    def __init__(self, database: Database, person: int) -> None:
        self._database = database
        self._person = person

    async def fill(self, title: str, count: int) -> None:
        """Objectives, each under the one before it up to four deep."""

        def work(db: Connection) -> None:
            for number in range(1, count + 1):
                parent = {} if number % 4 == 1 else {"parent": f"O-{number - 1}"}
                self._call(db, Call("okr new", {"title": title, **parent}))
                self._call(db, Call("okr kr", {"objective": f"O-{number}", "title": title, "kind": "yes-no"}))

        await self._database.write(work)

    async def asked(self, command: str, **given: str) -> list[dict[str, Any]]:
        """What Teams is sent as the answer, once it has been checked: a card or several."""
        reply = await self._database.write(lambda db: self._call(db, Call(command, given)))
        told = pages(build.whispered(reply), READER, SURFACE)
        for page in told:
            check(page.card)
            check_size(activity(page))
        return [page.card for page in told]

    def _call(self, db: Connection, call: Call) -> Reply:
        return ROUTER.called(build.an_ask(db, self._person, router=ROUTER), call)


@pytest.fixture
async def shelf(database: Database) -> Shelf:
    def work(db: Connection) -> Shelf:
        build.create_tables(db)
        return Shelf(database, build.a_person(db, build.a_workspace(db), "Ana </at> & **Ruiz**"))

    return await database.write(work)


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
        told = await shelf.asked(command, **given)
        assert any(begins in json.dumps(card, ensure_ascii=False) for card in told), command
        assert bool(actions(told[-1])) == ((command, given) != ("okr tree", {})), command
