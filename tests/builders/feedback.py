"""A small company in which feedback is given: who gives it, who gets it, and who must not read it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import String, cast, delete, select, update

from handlers.chat.ask import Ask, Message, Place
from handlers.chat.card import Call, Card, load
from handlers.chat.reply import OpenForm, Refused, Reply
from handlers.chat.router import Router
from handlers.chat.screen import FormScreen
from handlers.company import Company, HumanResources
from storage import feedback
from storage.audit import audit
from storage.database import Connection, Database
from storage.feedback import FeedbackLine
from storage.outbox import messages, outbox
from storage.people import people
from storage.roles import set_manager
from tests.builders import company as build
from tests.builders.company import said, whispered

ROUTER = Router(build.every_command())
NOW = build.NOW
CHANNEL = Place("slack", "C0PRODUCT", thread="1700000000.000100", message="1700000009.000200", kind="channel")
COMPANY = Company(
    super_users=frozenset({"ines.roy@company-x.example"}),
    human_resources=(HumanResources("hana.sato@company-x.example"),),
    values=("Customer first", "Customer stories", "Be bold"),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """Chen manages Ana, and Eve Chen; Ben and Cleo are colleagues, Hana is HR, Ines sets things up, Gus is a guest."""

    database: Database
    workspace: int
    ids: Mapping[str, int]
    company: Company = COMPANY

    def __getattr__(self, name: str) -> int:
        """The person of that first name."""
        try:
            return self.ids[name]
        except KeyError as error:
            raise AttributeError(name) from error

    def ask(self, db: Connection, who: str, now: datetime = NOW, place: Place = build.PLACE) -> Ask:
        return build.an_ask(db, self.ids[who], now=now, place=place, company=self.company, router=ROUTER)

    async def type(self, who: str, text: str, now: datetime = NOW) -> Reply:
        """Words that somebody types alone; {ana} and so on are mentions."""
        return await self.database.write(lambda db: ROUTER.typed(self.ask(db, who, now), self.marked(db, text)))

    async def mention(self, who: str, text: str, place: Place = CHANNEL) -> Reply:
        """Words that somebody writes to Rungs in a channel, where others read them."""

        def work(db: Connection) -> Reply:
            return ROUTER.typed(replace(self.ask(db, who, place=place), is_overheard=True), self.marked(db, text))

        return await self.database.write(work)

    def marked(self, db: Connection, text: str) -> str:
        return text.format(**{name: build.at(db, number) for name, number in self.ids.items()})

    async def words(self, who: str, text: str, now: datetime = NOW) -> str:
        return said(whispered(await self.type(who, text, now)))

    async def refusal(self, who: str, text: str, now: datetime = NOW) -> str:
        """What somebody is told who may not do that, or that the form opens with."""
        try:
            reply = await self.type(who, text, now)
        except Refused as refused:
            return refused.sentence
        assert isinstance(reply, OpenForm), reply
        return reply.notice

    async def press(self, who: str, call: Call, now: datetime = NOW) -> Reply:
        return await self.database.write(lambda db: ROUTER.called(self.ask(db, who, now), call))

    async def open(self, who: str, call: Call, message: Message | None = None) -> FormScreen:
        """The form that a call opens, as it is shown."""

        def work(db: Connection) -> FormScreen:
            ask = replace(self.ask(db, who), message=message)
            reply = ROUTER.called(ask, call)
            assert isinstance(reply, OpenForm), reply
            return ROUTER.screen(ask, reply)

        return await self.database.write(work)

    async def send(self, who: str, screen: FormScreen, **changes: str) -> Reply:
        """The form is sent as it stands, but for the changes."""
        values = {**screen.carried, **{field.name: field.value for field in screen.fields}, **changes}
        return await self.database.write(lambda db: ROUTER.submitted(self.ask(db, who), screen.command, values))

    async def line(self, code: str = "F-1") -> FeedbackLine | None:
        return await self.database.read(lambda db: feedback.by_code(db, self.workspace, code))

    async def kept(self, code: str = "F-1") -> FeedbackLine:
        found = await self.line(code)
        assert found is not None
        return found

    async def told(self) -> list[tuple[str, Card]]:
        """Who is to get what directly, in the order of sending."""
        names = {number: name for name, number in self.ids.items()}
        rows = await self.database.read(lambda db: db.execute(select(outbox).order_by(outbox.c.id)).all())
        return [(names[row.person_id], load(row.card)) for row in rows]

    async def deliver(self) -> None:
        """Let everybody have got what waits for them."""

        def arrive(db: Connection) -> None:
            db.execute(update(messages).values(external_id=cast(messages.c.id, String)))
            db.execute(delete(outbox))

        await self.database.write(arrive)

    async def traces(self) -> str:
        """All that the audit holds."""
        rows = await self.database.read(lambda db: db.execute(select(audit)).all())
        return "\n".join(f"{row.action} {row.subject} {row.before} {row.after}" for row in rows)


def texts_above(screen: FormScreen) -> str:
    """What stands above and between the inputs of a form."""
    shown = tuple(part for part in screen.body if part not in screen.fields)
    return said(Card("", shown))  # type: ignore[arg-type]


def a_stage(db: Connection, database: Database) -> Stage:
    """The company, with O-1 and KR-1 of Ana's."""
    build.create_tables(db)
    workspace = build.a_workspace(db)
    names = ("Ana Ruiz", "Ben Okafor", "Chen Wei", "Cleo Marsh", "Eve Stone", "Hana Sato", "Ines Roy")
    ids = {name.split()[0].lower(): build.a_person(db, workspace, name) for name in names}
    ids["gus"] = build.a_person(db, workspace, "Gus Guest", standing="guest")
    set_manager(db, [ids["ana"]], ids["chen"])
    set_manager(db, [ids["chen"]], ids["eve"])
    stage = Stage(database, workspace, ids)
    for words in ("okr new Sell toasters", "okr kr O-1 Sell many from 0 to 10"):
        ROUTER.typed(stage.ask(db, "ana"), words)
    return stage


def leaves(db: Connection, person_id: int) -> None:
    """Somebody leaves the company."""
    db.execute(update(people).where(people.c.id == person_id).values(standing="deactivated"))
