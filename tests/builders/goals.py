"""Ben's goals, and everybody around him: who approves them, who sees them, and who must not."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from handlers.chat.ask import Ask, Place
from handlers.chat.card import Button, Call, Card, Row, load
from handlers.chat.reply import Refused, ReplaceCard, Reply, Whisper
from handlers.chat.router import Router
from handlers.chat.text import spans
from handlers.company import Company, HumanResources
from handlers.goals.approving.changing import changed
from handlers.goals.commands import COMMANDS
from storage import goal_lines, goal_plans
from storage.audit import audit
from storage.database import Connection, Database
from storage.goal_changes import NewGoal, add_goal, change_goal
from storage.goal_plans import PlanLine
from storage.outbox import outbox
from storage.people import people
from storage.roles import set_manager
from storage.sight import Sight
from tests.builders import company as build

ROUTER = Router(COMMANDS)
NOW = build.NOW
CYCLE = "2026-Q4"
ALONE = Place("slack", "D0BOT", kind="direct")
COMPANY = Company(
    super_users=frozenset({"ines.roy@company-x.example"}),
    human_resources=(HumanResources("hana.sato@company-x.example"),),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """Ana is Ben's manager and Eve is hers; Cleo is a peer, Hana of HR, Ines a super user, Gus a guest."""

    database: Database
    workspace: int
    eve: int
    ana: int
    ben: int
    cleo: int
    hana: int
    ines: int
    gus: int
    company: Company = COMPANY

    def ask(self, db: Connection, person: int, now: datetime = NOW) -> Ask:
        return build.an_ask(db, person, now=now, place=ALONE, company=self.company, router=ROUTER)

    async def type(self, person: int, text: str, now: datetime = NOW) -> Reply:
        return await self.database.write(lambda db: ROUTER.typed(self.ask(db, person, now), text))

    async def press(self, person: int, call: Call, now: datetime = NOW) -> Reply:
        return await self.database.write(lambda db: ROUTER.called(self.ask(db, person, now), call))

    async def send(self, person: int, command: str, **values: str) -> Reply:
        return await self.database.write(lambda db: ROUTER.submitted(self.ask(db, person), command, values))

    async def goal(self, title: str = "Speak at fairs", weight: int = 100, **changes: Any) -> str:
        """Ben sets a goal; return its code."""
        return await self.database.write(lambda db: a_goal(db, self.workspace, self.ben, title, weight, **changes))

    async def plan(self, owner: int | None = None) -> PlanLine:
        found = await self.database.read(lambda db: goal_plans.plan_of(db, self.workspace, owner or self.ben, CYCLE))
        assert found is not None
        return found

    async def report_to(self, person: int, manager: int) -> None:
        await self.database.write(lambda db: set_manager(db, [person], manager))

    async def change(self, person: int, **values: object) -> None:
        """Something else of the person becomes another."""
        await self.database.write(lambda db: db.execute(update(people).where(people.c.id == person).values(values)))

    async def approve_call(self) -> Call:
        """What the button on Ana's card calls."""
        return button(await self.card(self.ana), "Approve")

    async def reweigh(self, code: str, weight: int, reason: str = "") -> str:
        """Ben gives a goal another weight, as `goal edit` does; return what he is told of the approval."""

        def work(db: Connection) -> str:
            ask = self.ask(db, self.ben)
            plan = goal_plans.locked_plan_of(db, self.workspace, self.ben, CYCLE)
            lines = goal_lines.of_owner(db, Sight(self.workspace, self.ben), self.ben, CYCLE)
            line = next(one for one in lines if one.code == code)
            assert change_goal(db, line.id, line.version, {"weight": Decimal(weight)})
            told = changed(ask, plan, spans(f"changed {code}: weight {line.weight:.0f} → {weight}"), reason)
            return build.said(Card("", told))

        return await self.database.write(work)

    async def refusal(self, person: int, call: Call) -> str:
        """Why the person may not."""
        with pytest.raises(Refused) as refused:
            await self.press(person, call)
        return refused.value.sentence

    async def entries(self) -> list[tuple[str, object, object]]:
        """What the audit keeps of the approval."""
        find = select(audit.c.action, audit.c.before, audit.c.after).where(audit.c.action.like("%goals"))
        rows = await self.database.read(lambda db: db.execute(find.order_by(audit.c.id)).all())
        return [(row.action, json.loads(row.before), json.loads(row.after)) for row in rows]

    async def cards(self, person: int) -> list[Card]:
        """What was written to the person directly, as it stands now; oldest first."""
        mine = select(outbox.c.card).where(outbox.c.person_id == person, outbox.c.thread_of.is_(None))
        rows = await self.database.read(lambda db: db.execute(mine.order_by(outbox.c.id)).scalars().all())
        return [load(card) for card in rows if card]

    async def card(self, person: int) -> Card:
        (*_, last) = await self.cards(person)
        return last

    async def below(self, person: int) -> list[tuple[str, datetime | None]]:
        """The lines in the thread of what was written to the person, and until when each is held."""
        theirs = select(outbox.c.message_id).where(outbox.c.person_id == person, outbox.c.message_id.is_not(None))
        find = select(outbox.c.card, outbox.c.held_until).where(outbox.c.thread_of.in_(theirs)).order_by(outbox.c.id)
        rows = await self.database.read(lambda db: db.execute(find).all())
        return [(build.said(load(row.card)), row.held_until) for row in rows]


async def a_stage(database: Database, company: Company = COMPANY) -> Stage:
    def people_of(db: Connection) -> Sequence[int]:
        build.create_tables(db)
        workspace = build.a_workspace(db)
        names = ("Eve Dahl", "Ana Ruiz", "Ben Okafor", "Cleo Marsh", "Hana Sato", "Ines Roy")
        eve, ana, ben, cleo, hana, ines = (build.a_person(db, workspace, name) for name in names)
        gus = build.a_person(db, workspace, "Gus Lane", standing="guest")
        set_manager(db, [ana], eve)
        set_manager(db, [ben], ana)
        return workspace, eve, ana, ben, cleo, hana, ines, gus

    workspace, eve, ana, ben, cleo, hana, ines, gus = await database.write(people_of)
    return Stage(database, workspace, eve, ana, ben, cleo, hana, ines, gus, company)


def a_goal(db: Connection, workspace: int, owner: int, title: str, weight: int = 100, **changes: Any) -> str:
    new = NewGoal(
        workspace_id=workspace,
        title=title,
        owner_id=owner,
        cycle=CYCLE,
        starts_on=date(2026, 10, 1),
        due_on=date(2026, 12, 31),
        weight=Decimal(weight),
        created_by=owner,
        created_at=NOW,
        start=Decimal(0),
        target=Decimal(10),
        unit="talks",
    )
    return add_goal(db, replace(new, **changes))


def answer(reply: Reply) -> Card:
    """The card of an answer that nobody else sees."""
    assert isinstance(reply, Whisper | ReplaceCard), reply
    return reply.card


def button(card: Card, label: str) -> Call:
    """What the button of that name calls."""
    actions = [element.action if isinstance(element, Row) else element for element in card.body]
    return next(one.call for one in actions if isinstance(one, Button) and one.label == label)


def labels(card: Card) -> list[str]:
    actions = [element.action if isinstance(element, Row) else element for element in card.body]
    return [one.label for one in actions if isinstance(one, Button)]
