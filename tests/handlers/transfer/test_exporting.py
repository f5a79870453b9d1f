"""Everything as files in chat: for super users, by direct message, without what they may not see."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.tick import tick
from handlers.chat.reply import Refused
from handlers.company import Company
from handlers.transfer.exporting.export import MOST_CHECK_INS
from handlers.transfer.reminders import REMINDERS
from handlers.transfer.screens import too_many_check_ins
from storage.arrivals import register
from storage.database import Database
from storage.outbox import outbox
from storage.people import people
from tests.builders import an_arrival, an_ask, run, said, whispered
from tests.builders.company import NOW
from tests.handlers.transfer.moving import look, sheet, take
from tests.handlers.transfer.samples import ALL_KINDS, ANA, BEN, PEOPLE, key_result, objective, table

SETTINGS = Company(super_users=frozenset([BEN]))


async def ids(database: Database) -> dict[str, int]:
    """Everybody's id, by address."""
    return await database.read(lambda db: {row.email: row.id for row in db.execute(select(people))})


async def exported(database: Database, who: str) -> dict[str, str]:
    """What somebody gets who asks for everything, by the file's name."""
    person_id = (await ids(database))[who]
    await database.write(lambda db: whispered(run(an_ask(db, person_id, company=SETTINGS), "/rungs export")))
    assert await tick(database, NOW + timedelta(seconds=5), REMINDERS, SETTINGS) == 1
    rows = await database.read(lambda db: db.execute(select(outbox).order_by(outbox.c.id)).all())
    assert {row.person_id for row in rows} == {person_id}
    return {row.attachment_name: row.attachment.decode() for row in rows}


@pytest.fixture
async def full(empty: Database) -> Database:
    """A company of three, with things of every kind; Ana's O-4 is private, and Ben, who is on Slack, may read it."""
    await take(empty, sheet(PEOPLE, "people.csv"), sheet(ALL_KINDS))
    ben = an_arrival("Ben Okafor", email=BEN)
    await empty.write(lambda db: register(db, 1, "slack", [ben], NOW))
    return empty


async def test_super_users_get_every_file_by_direct_message(full: Database) -> None:
    files = await exported(full, BEN)

    assert list(files) == ["okrs.csv", "check_ins.csv", "people.csv", "teams.csv"]
    assert (await look(full, sheet(files["okrs.csv"]), sheet(files["people.csv"], "people.csv"))).is_empty
    assert len(files["check_ins.csv"].splitlines()) == 9


async def test_the_answer_says_so_and_others_are_sent_to_a_super_user(full: Database) -> None:
    who = await ids(full)

    begun = await full.write(lambda db: said(whispered(run(an_ask(db, who[BEN], company=SETTINGS), "/rungs export"))))
    assert begun.splitlines()[0] == "Your files come by direct message in a moment."
    with pytest.raises(Refused, match="Only super users can export everything"):
        await full.write(lambda db: run(an_ask(db, who[ANA], company=SETTINGS), "/rungs export"))


async def test_what_a_super_user_may_not_see_is_in_no_file(full: Database) -> None:
    hidden = table(
        objective("O-20", "Zebra", ANA, private="yes", perspective="Okapi"),
        key_result("KR-20", "Quagga", ANA, parent="O-20", current="3"),
        objective("O-21", "Open", BEN, parent="O-20"),
    )
    await take(full, sheet(hidden))

    files = await exported(full, BEN)

    everything = "".join(files.values())
    assert not any(word in everything for word in ("Zebra", "Quagga", "Okapi", "O-20", "KR-20"))
    assert "O-21,Open" in files["okrs.csv"]
    assert "Hidden" in files["okrs.csv"]


async def test_too_many_check_ins_are_left_to_the_command_line() -> None:
    assert "python -m bot export --out FOLDER" in said(too_many_check_ins(MOST_CHECK_INS))
