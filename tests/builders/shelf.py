"""A company of one person with as many objectives as wanted, for cards that are as full as can be."""

from dataclasses import dataclass
from typing import Final

from handlers.chat.card import Call, Card
from handlers.chat.reply import Reply
from handlers.chat.router import Router
from storage.database import Connection, Database
from tests.builders.company import a_person, a_workspace, an_ask, create_tables, every_command, whispered

ROUTER: Final = Router(every_command())


@dataclass(frozen=True, slots=True)
class Shelf:
    """The objectives, each with a key result and one title for all."""

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

    async def card(self, command: str, **given: str) -> Card:
        """The answer to a call."""
        return whispered(await self.database.write(lambda db: self._call(db, Call(command, given))))

    def _call(self, db: Connection, call: Call) -> Reply:
        return ROUTER.called(an_ask(db, self.person, router=ROUTER), call)


async def a_shelf(database: Database, name: str) -> Shelf:
    """An empty one of somebody of that name."""

    def work(db: Connection) -> Shelf:
        create_tables(db)
        return Shelf(database, a_person(db, a_workspace(db), name))

    return await database.write(work)
