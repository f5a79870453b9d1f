"""Ana's objective and Ben's key results, and what people do with them: type, press, send."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from handlers.chat.card import Button, Call, Card, Row
from handlers.chat.reply import OpenForm, ReplaceCard, Reply
from handlers.chat.router import Router
from handlers.chat.screen import FormScreen
from handlers.check_ins.commands import COMMANDS
from handlers.company import Company
from handlers.okrs.standing import due_days
from storage import check_ins, okr_changes, okr_lines
from storage.database import Connection, Database
from storage.okr_changes import NewKeyResult, NewObjective
from storage.okr_lines import KeyResultLine
from storage.okrs import objectives
from tests.builders import company as build

ROUTER = Router(COMMANDS)
NOW = build.NOW
MONDAYS = due_days(Company())
"""When check-ins are due: on Mondays at nine, with three days of grace."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Ana owns O-1, Ben its KR-1 (0 to 3,000 orders) and KR-2 (60 to 40 days), Cleo has nothing to do with it."""

    workspace: int
    ana: int
    ben: int
    cleo: int
    objective: int


def an_objective(db: Connection, workspace: int, owner: int, **changes: Any) -> int:
    new = NewObjective(
        workspace,
        "Sell toasters",
        owner,
        "person",
        None,
        None,
        "2026-Q4",
        date(2026, 10, 1),
        date(2026, 12, 31),
        "committed",
        owner,
        NOW - timedelta(days=30),
        published_at=NOW - timedelta(days=30),
    )
    code = okr_changes.add_objective(db, replace(new, **changes))
    found = okr_lines.objective_by_code(db, workspace, code)
    assert found is not None
    return found.id


def a_key_result(db: Connection, workspace: int, objective: int, owner: int, **changes: Any) -> str:
    new = NewKeyResult(
        workspace,
        objective,
        "Obtain 3,000 pre-orders",
        owner,
        None,
        "increase",
        Decimal(0),
        Decimal(3000),
        "orders",
        Decimal(1),
        date(2026, 10, 1),
        date(2026, 12, 31),
        owner,
        NOW - timedelta(days=30),
    )
    return okr_changes.add_key_result(db, replace(new, **changes))


def set_up(db: Connection) -> Cast:
    build.create_tables(db)
    workspace = build.a_workspace(db)
    ana, ben, cleo = (build.a_person(db, workspace, name) for name in ("Ana Ruiz", "Ben Okafor", "Cleo Marsh"))
    objective = an_objective(db, workspace, ana)
    a_key_result(db, workspace, objective, ben)
    a_key_result(
        db,
        workspace,
        objective,
        ben,
        title="Deliver in 40 days",
        metric="decrease",
        start=Decimal(60),
        target=Decimal(40),
        unit="days",
    )
    return Cast(workspace, ana, ben, cleo, objective)


async def typed(database: Database, person: int, text: str, now: datetime = NOW) -> Reply:
    return await database.write(lambda db: ROUTER.typed(build.an_ask(db, person, now=now), text))


async def called(database: Database, person: int, call: Call, now: datetime = NOW) -> Reply:
    return await database.write(lambda db: ROUTER.called(build.an_ask(db, person, now=now), call))


async def sent(database: Database, person: int, values: Mapping[str, str], now: datetime = NOW) -> Reply:
    return await database.write(lambda db: ROUTER.submitted(build.an_ask(db, person, now=now), "checkin", values))


async def opened(database: Database, person: int, reply: Reply, now: datetime = NOW) -> FormScreen:
    assert isinstance(reply, OpenForm), reply
    return await database.read(lambda db: ROUTER.screen(build.an_ask(db, person, now=now), reply))


async def line(database: Database, cast: Cast, code: str) -> KeyResultLine:
    found = await database.read(lambda db: okr_lines.key_result_by_code(db, cast.workspace, code))
    assert found is not None
    return found


async def total(database: Database, cast: Cast) -> Decimal:
    find = select(objectives.c.progress).where(objectives.c.id == cast.objective)
    return await database.read(lambda db: Decimal(db.execute(find).scalar_one()))


async def history(database: Database, cast: Cast, code: str) -> tuple[check_ins.CheckInLine, ...]:
    found = await line(database, cast, code)
    return await database.read(lambda db: check_ins.history(db, found.id, 10))


def button(card: Card, label: str) -> Call:
    buttons = [element.action if isinstance(element, Row) else element for element in card.body]
    return next(one.call for one in buttons if isinstance(one, Button) and one.label == label)


def replaced(reply: Reply) -> Card:
    assert isinstance(reply, ReplaceCard), reply
    return reply.card
