"""Ana and Ben, who have one-to-ones, people around them, and what they do with their agenda."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from handlers.chat.ask import Ask
from handlers.chat.card import Button, Call, Card, Row, load
from handlers.chat.reply import ReplaceCard, Reply, Whisper
from handlers.chat.router import Router
from handlers.company import Company, HumanResources
from storage.database import Connection, Database
from storage.outbox import outbox
from storage.roles import set_manager
from tests.builders import company as build

ROUTER = Router(build.every_command())
NOW = build.NOW
COMPANY = Company(
    super_users=frozenset({"sue.uno@company-x.example"}),
    human_resources=(HumanResources("hal.rossi@company-x.example"),),
)
OTHERS = ("Max Boss", "Mia Boss", "Pia Peer", "Hal Rossi", "Sue Uno")
"""Ben's manager, the manager's manager, a peer, HR and a super user."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Ana and Ben have one-to-ones; `others` have nothing to do with them, whatever their role, by name."""

    workspace: int
    ana: int
    ben: int
    others: Mapping[str, int]


def set_up_two(db: Connection) -> Cast:
    build.create_tables(db)
    workspace = build.a_workspace(db)
    ana, ben = (build.a_person(db, workspace, name) for name in ("Ana Ruiz", "Ben Okafor"))
    others = {name: build.a_person(db, workspace, name) for name in OTHERS}
    set_manager(db, [ben], others["Max Boss"])
    set_manager(db, [others["Max Boss"]], others["Mia Boss"])
    return Cast(workspace, ana, ben, others)


def asking(db: Connection, who: int, now: datetime = NOW) -> Ask:
    return build.an_ask(db, who, now=now, company=COMPANY, router=ROUTER)


async def called(database: Database, who: int, call: Call, now: datetime = NOW) -> Reply:
    return await database.write(lambda db: ROUTER.called(asking(db, who, now), call))


async def pressed(database: Database, who: int, call: Call, now: datetime = NOW) -> Card:
    reply = await called(database, who, call, now)
    assert isinstance(reply, Whisper | ReplaceCard), reply
    return reply.card


async def opened(database: Database, who: int, other: int, now: datetime = NOW) -> Card:
    return await pressed(database, who, Call("oneonone", {"person": f"person:{other}"}), now)


async def topic(database: Database, who: int, other: int, text: str, now: datetime = NOW) -> Card:
    given = {"person": f"person:{other}", "text": text}
    return await pressed(database, who, Call("oneonone topic", given), now)


def an_action(other: int, text: str, **given: str) -> Call:
    return Call("oneonone action", {"person": f"person:{other}", "text": text, **given})


async def action(database: Database, who: int, other: int, text: str, **given: str) -> Card:
    return await pressed(database, who, an_action(other, text, **given))


def button(shown: Card, label: str, beside: str = "") -> Call:
    """The call of the button; of several that are called so, the one in the row with that text."""
    rows = [part for part in shown.body if isinstance(part, Row) and beside in build.written(part.spans)]
    found = [row.action for row in rows] + [part for part in shown.body if isinstance(part, Button) and not beside]
    return next(one.call for one in found if isinstance(one, Button) and one.label == label)


async def told(database: Database, who: int) -> list[str]:
    """What waits to be said to somebody."""
    waiting = select(outbox.c.card).where(outbox.c.person_id == who, outbox.c.state == "waiting").order_by(outbox.c.id)
    return [build.said(load(text)) for text in await database.read(lambda db: list(db.scalars(waiting)))]
