"""A company in which something of every kind was said between people, each by whoever says such things."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from sqlalchemy import select, update

from bot.capabilities import capabilities
from bot.tick import tick
from handlers.chat.ask import Ask, Message, Place
from handlers.chat.card import Call
from handlers.chat.reply import OpenForm, ReplaceCard, Whisper
from handlers.chat.router import Router
from handlers.chat.screen import FormScreen
from handlers.company import Company, HumanResources
from handlers.people.fields import person_value
from storage.agendas import agenda_items
from storage.check_ins import check_ins
from storage.database import Connection, Database
from storage.feedback_requests import requests
from storage.goal_plans import goal_plans
from storage.goals import goal_updates
from storage.people import people
from storage.roles import set_manager
from tests.builders import company as build
from tests.handlers.feedback_rights import ROLES, Role
from tests.handlers.trying import answered

ROUTER: Final = Router(build.every_command())
COMPANY: Final = Company(
    super_users=frozenset({"super.user@company-x.example"}),
    human_resources=(
        HumanResources("hr.person@company-x.example"),
        HumanResources("hr.of.another.team@company-x.example", ("Operations",)),
    ),
)
SALES: Final = Place("slack", "C0SALES", thread="1700000000.000100", message="1700000009.000200", kind="channel")
BEFORE: Final[tuple[tuple[Role, str], ...]] = (
    ("super user", "rungs team new Sales {author} {receiver} --channel {sales}"),
    ("author", "okr new Win the quokka pepper --private --readers {receiver}"),
    ("author", "okr kr O-1 Sell the raccoon pepper from 0 to 10"),
    ("author", "okr update KR-1 3 serval pepper"),
    ("receiver", "press checkin answer check_in=1 text=tapir pepper"),
    ("receiver", "okr new Please everybody --team Sales"),
    ("receiver", "okr kr O-2 Please many from 0 to 10"),
    ("receiver", "okr update KR-2 3"),
    ("author", "press checkin answer check_in=2 text=urial pepper"),
    ("author", "feedback {receiver} aardvark pepper --about KR-1"),
    ("author", "feedback {receiver} bandicoot pepper --visible manager --about KR-1"),
    ("author", "feedback {receiver} capybara pepper --visible public --about KR-1"),
    ("author", "feedback {receiver} dormouse pepper --visible public"),
    ("author", "feedback add F-4 dugong pepper"),
    ("author", "feedback withdraw F-4"),
    ("author", "praise {receiver} echidna pepper --team Sales"),
    ("receiver", "feedback ask {author} fennec pepper --by 2026-11-27"),
    ("manager", "feedback ask {author} gerbil pepper --about {receiver}"),
    ("manager", "feedback ask {author} gerbil pepper again --about {receiver}"),
    ("manager", "feedback ask {author} gecko pepper --about {receiver}"),
    ("author", "press feedback answer request=2 text=hedgehog pepper"),
    ("author", "press feedback answer request=3 text=ibex pepper visible=manager"),
    ("author", "oneonone topic {receiver} lemur pepper"),
    ("receiver", "oneonone action {author} marmot pepper --by 2026-11-26"),
    ("receiver", "goal new Ride the numbat pepper --weight 40 from 0 to 10"),
    ("receiver", "goal new Tame the okapi pepper --weight 60 --follows KR-1"),
    ("receiver", "goal new Drop the puma pepper --weight 5 from 0 to 10"),
    ("receiver", "goal edit G-3 --title Drop that puma pepper"),
    ("receiver", "goal drop G-3 --reason quoll pepper"),
    ("receiver", "goal update G-1 4 ocelot pepper"),
    ("receiver", "goal submit"),
    ("receiver", "press goal comment plan=1 text=pangolin pepper"),
)
AFTER: Final[tuple[tuple[Role, str], ...]] = (
    ("super user", "rungs manager {receiver} --is {later manager}"),
    ("receiver", "goal edit G-1 --title Ride that numbat pepper"),
    ("super user", "rungs export"),
)


@dataclass(frozen=True, slots=True)
class Cast:
    """The people by their role, and the numbers of things by what the table calls them."""

    ids: Mapping[Role, int]
    numbers: Mapping[str, int]

    def ask(self, db: Connection, role: Role) -> Ask:
        place = Place("slack", f"D0{self.ids[role]}", kind="direct")
        return build.an_ask(db, self.ids[role], place=place, company=COMPANY, router=ROUTER)

    def words(self, db: Connection, words: str, *, is_real: bool = True) -> str:
        """As they are typed or pressed, with the people and the numbers that are named; 99 is a number of nothing."""
        at = person_value if words.startswith("press ") else lambda number: build.at(db, number)
        named = {role: at(number) for role, number in self.ids.items()}
        return words.format(
            **named,
            sales=build.in_channel(SALES.conversation, "sales"),
            **{name: number if is_real else 99 for name, number in self.numbers.items()},
        )


async def a_cast(database: Database) -> Cast:
    """Everything is said, the receiver has another manager since, and a week has gone by on the clock."""
    ids = await database.write(_everybody)
    await database.write(lambda db: _say_all(db, Cast(ids, {})))
    cast = Cast(ids, await database.read(_numbers))
    for later in (timedelta(days=4, hours=6), timedelta(days=7)):
        await tick(database, build.NOW + later, capabilities().rules, COMPANY)
    return cast


def _everybody(db: Connection) -> Mapping[Role, int]:
    """The people as they stand while everything is said: the receiver's manager is to change."""
    build.create_tables(db)
    workspace = build.a_workspace(db)
    ids: dict[Role, int] = {}
    for role in ROLES:
        name = role.replace("'", "").title()
        standing = "guest" if role == "guest" else "member"
        ids[role] = build.a_person(db, workspace, name if " " in name else f"{name} Person", standing=standing)
    set_manager(db, [ids["receiver"]], ids["manager"])
    set_manager(db, [ids["manager"], ids["later manager"]], ids["manager's manager"])
    build.a_team(db, workspace, "Operations", [ids["peer"]])
    db.execute(update(people).where(people.c.id == ids["deactivated"]).values(standing="deactivated"))
    return ids


def _say_all(db: Connection, cast: Cast) -> None:
    """Each secret is said by whoever says such things, in the way in which people say them."""
    for role, words in BEFORE:
        _do(db, cast, role, words)
    _save(db, cast, "manager", "jackal pepper", about="receiver", note="kestrel pepper")
    _open(cast.ask(db, "author"), "feedback", _message(cast, "peer", "tarsier pepper"))
    for role, words in AFTER:
        _do(db, cast, role, words)


def _do(db: Connection, cast: Cast, role: Role, words: str) -> None:
    reply = answered(ROUTER, cast.ask(db, role), cast.words(db, words))
    assert isinstance(reply, Whisper | ReplaceCard), (words, reply)


def _message(cast: Cast, author: Role, text: str) -> Message:
    return Message(SALES, text, cast.ids[author], author.title(), build.NOW)


def _open(ask: Ask, command: str, message: Message) -> FormScreen:
    """The form that a message's menu opens."""
    ask = replace(ask, message=message)
    opened = ROUTER.called(ask, Call(command))
    assert isinstance(opened, OpenForm), opened
    return ROUTER.screen(ask, opened)


def _save(db: Connection, cast: Cast, saver: Role, text: str, *, about: Role, note: str) -> None:
    screen = _open(cast.ask(db, saver), "evidence save", _message(cast, "author", text))
    given = {**screen.carried, "about": person_value(cast.ids[about]), "note": note}
    assert isinstance(ROUTER.submitted(cast.ask(db, saver), screen.command, given), Whisper)


def _numbers(db: Connection) -> Mapping[str, int]:
    """The numbers of things, by what the table calls them."""
    asked = db.execute(select(requests.c.id, requests.c.question).order_by(requests.c.id)).all()
    items = db.execute(select(agenda_items.c.id, agenda_items.c.kind)).all()
    private, public = db.execute(select(check_ins.c.id).order_by(check_ins.c.id)).scalars()
    return {
        **{item.kind: item.id for item in items},
        "waiting": asked[0].id,
        "answered": asked[1].id,
        "over": asked[3].id,
        "private check-in": private,
        "open check-in": public,
        "update": db.execute(select(goal_updates.c.id)).scalar_one(),
        "plan": db.execute(select(goal_plans.c.id)).scalar_one(),
    }
