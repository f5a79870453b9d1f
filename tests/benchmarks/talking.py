"""How many SQL statements it takes to talk to each other, and which tables are read from end to end for that."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import Table, select

from bot.capabilities import capabilities
from handlers.chat.answer import Desk, RolledBack
from handlers.chat.ask import Place
from handlers.chat.request import Request, Submitted, Typed
from handlers.chat.router import Router
from handlers.chat.words import person_marker
from handlers.company import Company
from handlers.feedback.praising.reacting import react
from handlers.home.screens import home_card, welcome
from storage.check_ins import check_ins
from storage.database import Connection, Database
from storage.feedback_requests import requests
from storage.goals import goals
from storage.reactions import News, Posted
from tests.benchmarks.between import POSTED_IN, Crowd, fill
from tests.benchmarks.edge import NOW
from tests.benchmarks.plans import Sent, read_whole, sent

MOST: Final = 3
"""Statements of giving and of listing feedback, beside those that every request may need."""
LIMITED: Final = ("give feedback", "list what I received", "list what I gave", "list what is somebody's")
BESIDE: Final = frozenset({"idempotency_key", "audit", "message", "outbox"})
"""Tables of the key, the trace, and what is said afterwards. Who asks, and whom that reaches, are looked up besides."""

_CHANNEL: Final = Place("slack", "C000000001", kind="channel")
_INTO: Final = re.compile(r"^(?:INSERT INTO|UPDATE) (\w+)")
_WHO: Final = ("person.locale", "account.unreachable_at")
"""What only the statements ask for that find who asks, and where somebody is reached."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Statements of one deed: all of them, those that are its own, and what was read from end to end."""

    what: str
    every: int
    own: int
    whole: frozenset[str]


@dataclass(frozen=True, slots=True)
class Talk:
    """Somebody of the crowd who talks to those around."""

    crowd: Crowd
    desk: Desk

    def types(self, db: Connection, words: str) -> None:
        """Words that are typed in a channel; {1} is the colleague so many steps away."""
        marked = re.sub(r"\{(\d)\}", lambda steps: person_marker(self.crowd.near(int(steps[1])), "x"), words)
        self._asks(db, Typed(marked))

    def sends(self, db: Connection, command: str, values: Mapping[str, str]) -> None:
        """A form that is sent."""
        self._asks(db, Submitted(command, values))

    def answers(self, db: Connection) -> None:
        """The request of somebody near is answered."""
        number = _first(db, requests, asked_by=self.crowd.near(1)).id
        self.sends(db, "feedback answer", {"request": str(number), "text": "Breathe", "visible": "private"})

    def answers_check_in(self, db: Connection) -> None:
        """The one check-in that there is gets an answer."""
        number = _first(db, check_ins, person_id=self.crowd.one).id
        self.sends(db, "checkin answer", {"check_in": str(number), "text": "Which ones?"})

    def updates_goal(self, db: Connection) -> None:
        """A goal of one's own comes further."""
        self.types(db, f"goal update {_first(db, goals, owner_id=self.crowd.one).code} 4 sailed alone")

    def reacts(self, db: Connection) -> None:
        """Somebody adds to the praise of somebody near, as the edge tells of it."""
        posted = Posted("slack", POSTED_IN, f"1700.{self.crowd.near(1)}")
        request = Request("", self.crowd.near(-2), _CHANNEL, Submitted("praise", {}))
        react(self.desk.ask(db, request, NOW), posted, [News(self.crowd.near(-2), "heart", True, 2)])

    def goes_home(self, db: Connection) -> None:
        """Home is opened."""
        self.desk.home(db, Request("", self.crowd.one, _CHANNEL, Typed("")), NOW)

    def _asks(self, db: Connection, what: Typed | Submitted) -> None:
        try:
            self.desk.answer(db, Request(f"bench:{what}", self.crowd.one, _CHANNEL, what), NOW)
        except RolledBack as refused:
            raise AssertionError(f"{what} was refused: {refused.answer}") from refused


Deed = Callable[[Talk, Connection], None]


def _typed(words: str) -> Deed:
    return lambda talk, db: talk.types(db, words)


BEFORE: Final = ("okr new Win the north", "okr kr O-1 Obtain pre-orders from 0 to 100")
DEEDS: Final[tuple[tuple[str, Deed], ...]] = (
    ("check in", _typed("okr update KR-1 12 shipped the beta")),
    ("answer a check-in", Talk.answers_check_in),
    ("give feedback", _typed("feedback {1} Show the numbers first")),
    ("list what I received", _typed("feedback list")),
    ("list what I gave", _typed("feedback list given")),
    ("list what is somebody's", _typed("feedback list {1}")),
    ("praise", _typed("praise {1} It went like clockwork")),
    ("react to praise", Talk.reacts),
    ("ask for feedback", _typed('feedback ask {1} "What should I do more of?"')),
    ("answer who asks", Talk.answers),
    ("update a goal", Talk.updates_goal),
    ("list goals", _typed("goal list")),
    ("open a one-to-one", _typed("oneonone {1}")),
    ("open Home", Talk.goes_home),
)


async def count(database: Database, people: int) -> tuple[Spent, ...]:
    """Fill the empty, migrated database with so many people, and let one of them do everything once."""
    crowd = await database.write(partial(fill, people=people))
    talk = Talk(crowd, Desk(Router(capabilities().commands), Company(), welcome, home_card))
    for words in BEFORE:
        await database.write(partial(talk.types, words=words))
    return tuple([await _spent(database, talk, what, deed) for what, deed in DEEDS])


async def _spent(database: Database, talk: Talk, what: str, deed: Deed) -> Spent:
    def work(db: Connection) -> Spent:
        with sent() as statements:
            deed(talk, db)
        own = [one for one in statements if not _is_beside(one)]
        return Spent(what, len(statements), len(own), read_whole(db, statements))

    return await database.write(work)


def _is_beside(one: Sent) -> bool:
    into = _INTO.match(one.sql)
    return into[1] in BESIDE if into else any(column in one.sql for column in _WHO)


def _first(db: Connection, table: Table, **where: int) -> Any:
    conditions = [table.c[name] == value for name, value in where.items()]
    return db.execute(select(table).where(*conditions).order_by(table.c.id).limit(1)).one()
