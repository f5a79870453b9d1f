"""Company X and its people, who type about teams, managers and themselves, and what they were told."""

import json
from collections.abc import Callable
from typing import Final

import pytest
from sqlalchemy import select

from handlers.chat.ask import Place
from handlers.chat.card import Call
from handlers.chat.reply import OpenForm, Refused, Reply
from handlers.chat.router import Router
from handlers.people.commands import COMMANDS
from storage import teams
from storage.database import Connection, Database
from storage.outbox import outbox
from tests.builders import an_ask, run, said, whispered

ROUTER: Final = Router(COMMANDS)
ANA, BEN, CHEN, DARA = 1, 2, 3, 4
"""Ana is an admin of the platform, Dara a guest."""
HERE: Final = Place("slack", "C0PRODUCT", kind="channel")
ALONE: Final = Place("slack", "D0ANA", kind="direct")

Words = str | Callable[[Connection], str]


async def reply(company: Database, words: Words, *, by: int = ANA, place: Place = HERE) -> Reply:
    """What somebody is answered; words that mention people are made with the open database."""

    def answer(db: Connection) -> Reply:
        text = words if isinstance(words, str) else words(db)
        return run(an_ask(db, by, place=place, router=ROUTER), text, ROUTER)

    return await company.write(answer)


async def typed(company: Database, words: Words, *, by: int = ANA, place: Place = HERE) -> str:
    return said(whispered(await reply(company, words, by=by, place=place)))


async def submitted(company: Database, command: str, values: dict[str, str], *, by: int = ANA) -> Reply:
    return await company.write(lambda db: ROUTER.submitted(an_ask(db, by, place=HERE), command, values))


async def opened(company: Database, call: Call) -> dict[str, str]:
    """What stands in the form when it opens, what travels with it included."""

    def values(db: Connection) -> dict[str, str]:
        screen = ROUTER.screen(an_ask(db, ANA, place=HERE), OpenForm(call))
        return {field.name: field.value for field in screen.fields} | dict(screen.carried)

    return await company.read(values)


async def team_names(company: Database, name: str) -> list[str]:
    def names(db: Connection) -> list[str]:
        line = teams.by_name(db, 1, name)
        assert line is not None
        return [person.name for person in teams.members(db, line.id)]

    return await company.read(names)


async def told(company: Database) -> dict[int, str]:
    """Whom something was written to directly, and the point of it."""

    def messages(db: Connection) -> dict[int, str]:
        found = db.execute(select(outbox.c.person_id, outbox.c.card).order_by(outbox.c.id))
        return {row.person_id: json.loads(row.card)["text"] for row in found}

    return await company.read(messages)


async def refused(company: Database, words: Words, *, by: int = ANA, place: Place = HERE) -> str:
    with pytest.raises(Refused) as caught:
        await reply(company, words, by=by, place=place)
    return caught.value.sentence


def without_lookups(statements: list[str]) -> list[str]:
    """Statements but those that find each person who was typed: as many as there are mentions."""
    return [text for text in statements if "WHERE person.workspace_id = " not in text]
