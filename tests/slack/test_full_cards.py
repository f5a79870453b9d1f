"""Trees, lists and searches at their fullest, of titles as hostile as they come: Slack takes each of them."""

from dataclasses import dataclass
from typing import Final

import pytest

from bot.playground.blocks import check_message
from bot.playground.pings import pings_in
from bot.slack import limits
from bot.slack.cards import render
from handlers.chat.card import Call
from handlers.chat.fields import LONGEST_TITLE
from handlers.chat.reply import Reply
from handlers.chat.router import Router
from storage.database import Connection, Database
from tests.builders import company as build
from tests.builders.cards import HOSTILE, READER

ROUTER: Final = Router(build.every_command())
WORD: Final = "ladder"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A company of one person with as many objectives as wanted, each with a key result and one title for all."""

    database: Database
    person: int

    async def fill(self, title: str, count: int) -> None:
        """Objectives, each under the one before it up to four deep."""

        def work(db: Connection) -> None:
            for number in range(1, count + 1):
                parent = {} if number % 4 == 1 else {"parent": f"O-{number - 1}"}
                self._call(db, Call("okr new", {"title": title, **parent}))
                self._call(db, Call("okr kr", {"objective": f"O-{number}", "title": title, "kind": "yes-no"}))

        await self.database.write(work)

    async def blocks(self, command: str, **given: str) -> list[dict[str, object]]:
        """What Slack is sent as the answer, once it has taken it. Nobody is pinged but who is mentioned."""
        reply = await self.database.write(lambda db: self._call(db, Call(command, given)))
        message = render(build.whispered(reply), READER)
        check_message(message.blocks, total=limits.MESSAGE_TEXT)
        assert set(pings_in(message.text, message.blocks)) <= {"U0ANA"}
        return message.blocks

    def _call(self, db: Connection, call: Call) -> Reply:
        return ROUTER.called(build.an_ask(db, self.person, router=ROUTER), call)


@pytest.fixture
async def shelf(database: Database) -> Shelf:
    def work(db: Connection) -> Shelf:
        build.create_tables(db)
        return Shelf(database, build.a_person(db, build.a_workspace(db), "Ana <!channel> & Ruiz"))

    return await database.write(work)


def a_title(hostile: str) -> str:
    """As long as a title may be, and it can be searched for."""
    return f"{WORD} {hostile * LONGEST_TITLE}"[:LONGEST_TITLE].strip()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "hostile", [text for text in HOSTILE if text.strip()], ids=lambda text: f"{ord(text[0])}x{len(text)}"
)
async def test_slack_takes_the_fullest_tree_list_and_search(shelf: Shelf, hostile: str) -> None:
    await shelf.fill(a_title(hostile), 20)

    assert len(await shelf.blocks("okr tree")) > 20
    assert len(await shelf.blocks("okr tree", top="O-1")) > 3
    assert len(await shelf.blocks("okr list")) > 12
    assert len(await shelf.blocks("okr search", words=WORD)) > 12
    assert len(await shelf.blocks("okr show", thing="O-1")) > 3
    assert len(await shelf.blocks("okr why", thing="O-1")) > 3


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("hostile", ["&", "🪜", "<!channel> "])
async def test_slack_takes_each_page_of_a_tree_of_many(shelf: Shelf, hostile: str) -> None:
    await shelf.fill(a_title(hostile), 60)

    for page in ("1", "2"):
        assert len(await shelf.blocks("okr tree", page=page)) > 3
        assert len(await shelf.blocks("okr search", words=WORD, page=page)) > 12
