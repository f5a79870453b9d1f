"""How many SQL statements each command takes, in a small company and in a large one. These numbers are exact."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.capabilities import capabilities
from handlers.chat.answer import Desk, RolledBack
from handlers.chat.ask import Place
from handlers.chat.request import Request, Typed
from handlers.chat.router import Router
from handlers.company import Company
from handlers.home.screens import home_card, welcome
from storage.database import Connection, Database
from storage.people import accounts_of
from tests.benchmarks.edge import NOW, account, fill

HERE = Place("slack", "C000000001", kind="channel")
HOME = "home"
COMMANDS = (
    "okr update KR-1 12 shipped the beta --confidence 7",
    "checkin",
    "okr list",
    "okr list all",
    "okr tree",
    "okr tree O-1",
    "okr show O-1",
    "okr show KR-1",
    "okr new Win the north",
    "okr kr O-1 Obtain pre-orders from 0 to 100",
    "okr drop KR-2 not needed",
    "rungs team new Product",
    "rungs team list",
    "rungs me",
    "rungs settings",
    "rungs evidence",
    "digest",
    "okr help",
    HOME,
)


@dataclass(frozen=True, slots=True)
class Counted:
    """The statements that one command took, BEGIN and COMMIT not counted."""

    command: str
    statements: int


async def count(database: Database, key_results: int) -> tuple[Counted, ...]:
    """Fill the empty, migrated database with so many key results, four to each person, and try every command."""
    workspace_id = await database.write(lambda db: fill(db, key_results))
    desk = Desk(Router(capabilities().commands), Company(), welcome, home_card)
    return tuple([await _counted(database, desk, workspace_id, command) for command in COMMANDS])


async def _counted(database: Database, desk: Desk, workspace_id: int, command: str) -> Counted:
    def work(db: Connection) -> int:
        writer = accounts_of(db, workspace_id, "slack", [account(0)])[account(0)].person_id
        request = Request(f"bench:{command}", writer, HERE, Typed(command))
        with counted() as sent:
            _ask(desk, db, request)
            return len(sent)

    return Counted(command, await database.write(work))


def _ask(desk: Desk, db: Connection, request: Request) -> None:
    if request.what == Typed(HOME):
        desk.home(db, request, NOW)
        return
    try:
        desk.answer(db, request, NOW)
    except RolledBack as refused:
        raise AssertionError(f"{request.what} was refused: {refused.answer}") from refused


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent meanwhile, on any database."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)
