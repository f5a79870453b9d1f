"""People who ask each other for feedback, and what they do: type, press, send."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from sqlalchemy import select, update

from handlers.chat.ask import Ask
from handlers.chat.card import Call, Card, load
from handlers.chat.due import Due, Occasion
from handlers.chat.reply import OpenForm, Reply
from handlers.chat.router import Router, on
from handlers.chat.screen import Field, FormScreen
from handlers.company import Company, HumanResources
from handlers.feedback.asking.answer import AnswerRequest, answer_request
from handlers.feedback.asking.ask import AskForFeedback, ask_for_feedback
from handlers.feedback.asking.decline import DeclineRequest, decline_request
from handlers.feedback.asking.later import RemindLater, remind_later
from handlers.feedback.asking.rows import asked_rows, waiting_rows
from handlers.feedback.giving.add import AddToFeedback, add
from handlers.feedback.giving.withdraw import WithdrawFeedback, withdraw
from handlers.feedback.reminders import REMINDERS
from storage import reminders
from storage.database import Connection, Database
from storage.feedback import feedbacks
from storage.feedback_requests import asked
from storage.outbox import outbox
from storage.people import people
from tests.builders import company as build
from tests.builders.company import said

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NOW = build.NOW
FRIDAY = "2026-11-27"
THURSDAY_AT_NINE = datetime.fromisoformat("2026-11-26T09:00+00:00")
COMPANY = Company(
    super_users=frozenset({"eli.sand@company-x.example"}),
    human_resources=(HumanResources("dora.lind@company-x.example"),),
)
ROUTER = Router(
    (
        on(AskForFeedback, ask_for_feedback),
        on(AnswerRequest, answer_request),
        on(DeclineRequest, decline_request),
        on(AddToFeedback, add),
        on(WithdrawFeedback, withdraw),
        on(RemindLater, remind_later),
    )
)


@dataclass(frozen=True, slots=True)
class Stage:
    """Dora, who is of HR, manages Ana, Ana manages Ben; Cleo and Eli, who sets things up, are colleagues."""

    database: Database
    workspace: int
    ids: Mapping[str, int]

    def __getattr__(self, name: str) -> int:
        return self.ids[name]

    def ask(self, db: Connection, who: str, now: datetime = NOW) -> Ask:
        return build.an_ask(db, self.ids[who], now=now, company=COMPANY)

    async def type(self, who: str, words: str, now: datetime = NOW, *, is_overheard: bool = False) -> Reply:
        """The person types that; a name behind @ is a mention."""

        def work(db: Connection) -> Reply:
            text = words
            for name, number in self.ids.items():
                text = text.replace(f"@{name}", build.at(db, number))
            return ROUTER.typed(replace(self.ask(db, who, now), is_overheard=is_overheard), text)

        return await self.database.write(work)

    async def press(self, who: str, command: str, now: datetime = NOW, **given: str) -> Reply:
        return await self.database.write(lambda db: ROUTER.called(self.ask(db, who, now), Call(command, given)))

    async def form(self, who: str, request: str = "1") -> FormScreen:
        """What opens behind Answer."""

        def work(db: Connection) -> FormScreen:
            ask = self.ask(db, who)
            opened = ROUTER.called(ask, Call("feedback answer", {"request": request}))
            assert isinstance(opened, OpenForm)
            return ROUTER.screen(ask, opened)

        return await self.database.write(work)

    async def answer(self, who: str, text: str = "It went well.", visible: str = "private") -> Reply:
        """The form is opened, filled in and sent."""
        screen = await self.form(who)
        values = {**screen.carried, "text": text, "visible": visible}
        return await self.database.write(lambda db: ROUTER.submitted(self.ask(db, who), screen.command, values))

    async def told(self, who: str) -> list[Card]:
        """What waits for the person in direct messages."""
        rows = await self.database.read(lambda db: db.execute(select(outbox).order_by(outbox.c.id)).all())
        return [load(row.card) for row in rows if row.person_id == self.ids[who]]

    async def rows(self) -> list[Mapping[str, object]]:
        """The feedback that was given."""
        return await self.database.read(
            lambda db: [row._asdict() for row in db.execute(select(feedbacks).order_by(feedbacks.c.id))]
        )

    async def states(self) -> dict[str, str]:
        """How the request stands with each."""
        found = await self.database.read(lambda db: {row.person_id: row.state for row in db.execute(select(asked))})
        return {name: found[number] for name, number in self.ids.items() if number in found}

    async def home(self, who: str) -> str:
        return said(Card("", await self.database.read(lambda db: waiting_rows(self.ask(db, who)))))

    async def own(self, who: str) -> str:
        return said(Card("", await self.database.read(lambda db: asked_rows(self.ask(db, who)))))

    async def change(self, who: str, **values: object) -> None:
        await self.database.write(
            lambda db: db.execute(update(people).where(people.c.id == self.ids[who]).values(values))
        )

    async def tick(self, now: datetime) -> int:
        """Do what is due for requests by then; return how many reminders that were."""

        def work(db: Connection) -> int:
            due = [Due(*row) for row in reminders.claim_due(db, now, 500)]
            for kind, rule in REMINDERS.items():
                if own := [one for one in due if one.kind == kind]:
                    reminders.move(db, rule(Occasion(db, now, COMPANY, self.workspace, own)))
            return len(due)

        return await self.database.write(work)

    async def nudges(self, who: str) -> list[Card]:
        """The reminders that the person got."""
        return [card for card in await self.told(who) if "You get this because" in said(card)]


def shown(screen: FormScreen) -> str:
    """What stands in the form beside its inputs."""
    return said(Card("", tuple(part for part in screen.body if not isinstance(part, Field))))
