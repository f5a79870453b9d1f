"""What people type and press about goals, beside objectives and key results."""

from typing import Any

from handlers.chat.card import Call
from handlers.chat.reply import OpenForm, Reply
from handlers.chat.router import Router
from handlers.chat.screen import FormScreen
from handlers.check_ins import commands as check_ins
from handlers.goals import commands as goals
from handlers.okrs import commands as okrs
from storage.database import Connection
from tests.builders import company as build
from tests.builders.check_ins import a_key_result, an_objective
from tests.builders.goals import ALONE, NOW, Stage

ROUTER = Router((*goals.COMMANDS, *okrs.COMMANDS, *check_ins.COMMANDS))


async def type_(here: Stage, person: int, text: str, now: Any = NOW) -> Reply:
    return await here.database.write(
        lambda db: ROUTER.typed(build.an_ask(db, person, now=now, place=ALONE, company=here.company), text)
    )


async def press(here: Stage, person: int, call: Call, now: Any = NOW) -> Reply:
    return await here.database.write(
        lambda db: ROUTER.called(build.an_ask(db, person, now=now, place=ALONE, company=here.company), call)
    )


async def said(here: Stage, person: int, text: str) -> str:
    """What is whispered to whoever types that."""
    return build.said(build.whispered(await type_(here, person, text)))


async def screen(here: Stage, person: int, reply: Reply) -> FormScreen:
    assert isinstance(reply, OpenForm), reply
    return await here.database.read(
        lambda db: ROUTER.screen(build.an_ask(db, person, place=ALONE, company=here.company), reply)
    )


async def talks(here: Stage, weight: int = 30) -> None:
    await type_(here, here.ben, f"goal new Speak at fairs --weight {weight} from 0 to 10 --unit talks")


async def orders(here: Stage, **changes: Any) -> None:
    """Ana's O-1 with Ben's KR-1, from 0 to 3,000 orders."""

    def make(db: Connection) -> None:
        objective = an_objective(db, here.workspace, here.ana, **changes)
        a_key_result(db, here.workspace, objective, here.ben)

    await here.database.write(make)


async def at(here: Stage, person: int) -> str:
    return await here.database.read(lambda db: build.at(db, person))
