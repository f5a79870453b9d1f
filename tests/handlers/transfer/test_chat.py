"""Importing in chat: what is shown before anything is stored, one press that stores it once, and what stays unseen."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from handlers.chat.ask import Ask
from handlers.chat.card import Button, Call, Card
from handlers.chat.files import File
from handlers.chat.reply import Refused, ReplaceCard, Whisper
from handlers.chat.router import Router
from handlers.company import Company
from handlers.transfer.commands import COMMANDS
from handlers.transfer.importing.handed_in import MOST_LINES
from storage.audit import audit
from storage.database import Connection, Database
from storage.drafts import drafts
from storage.okrs import objectives
from storage.people import people
from tests.builders import an_ask, said
from tests.handlers.transfer.moving import look, sheet, take
from tests.handlers.transfer.samples import ANA, BEN, INES, PEOPLE, key_result, objective, table

SETTINGS = Company(super_users=frozenset([BEN]))
ROUTER = Router(COMMANDS)
OKRS = table(objective("O-3", "Win shops"), key_result("KR-1", "Obtain orders", current="4"))


def ask(db: Connection, who: str, *files: File) -> Ask:
    person_id = db.execute(select(people.c.id).where(people.c.email == who)).scalar_one()
    return replace(an_ask(db, person_id, company=SETTINGS), files=files)


def csv(text: str, name: str = "okrs.csv") -> File:
    return File(name, "fetched", text.encode())


async def sent(database: Database, *files: File, who: str = BEN) -> Whisper:
    """The answer to these files."""

    def answer(db: Connection) -> Whisper:
        reply = ROUTER.called(ask(db, who, *files), Call("rungs import"))
        assert isinstance(reply, Whisper)
        return reply

    return await database.write(answer)


async def pressed(database: Database, card: Card, label: str, who: str = BEN) -> Card:
    """What the press of that button answers."""
    (call,) = [one.call for one in card.body if isinstance(one, Button) and one.label == label]

    def answer(db: Connection) -> Card:
        reply = ROUTER.called(ask(db, who), call)
        assert isinstance(reply, ReplaceCard | Whisper)
        return reply.card

    return await database.write(answer)


async def titles(database: Database) -> list[str]:
    found = select(objectives.c.title).order_by(objectives.c.id)
    return await database.read(lambda db: list(db.execute(found).scalars()))


async def waiting(database: Database) -> int:
    return int(await database.read(lambda db: db.execute(select(func.count(drafts.c.id))).scalar_one()))


async def test_nothing_is_stored_before_the_press(house: Database) -> None:
    shown = await sent(house, csv(OKRS))

    lines = said(shown.card).splitlines()
    assert lines[0].startswith("2 new, 0 changed from okrs.csv.")
    assert "Nothing is stored yet. Apply stores all of it, or nothing." in lines
    assert await titles(house) == []


async def test_the_press_stores_all_of_it_in_the_sender_s_name(house: Database) -> None:
    done = await pressed(house, (await sent(house, csv(OKRS))).card, "Apply")

    assert said(done).splitlines()[0].startswith("Stored: 2 new, 0 changed")
    assert (await look(house, sheet(OKRS))).is_empty
    ben = await house.read(lambda db: ask(db, BEN).person.id)
    by = await house.read(
        lambda db: set(
            db.execute(select(audit.c.person_id).where(audit.c.action == "import", audit.c.subject == "O-3"))
        )
    )
    assert by == {(ben,)}


async def test_it_is_the_same_on_each_kind_of_database(database: Database) -> None:
    await take(database, sheet(PEOPLE, "people.csv"), sheet(table(objective("O-1", "Above", BEN))))
    lines = table(objective("O-3", "Win shops", parent="O-1"), key_result("KR-1", "Obtain orders", current="4"))
    shown = (await sent(database, csv(lines))).card

    done, again = await pressed(database, shown, "Apply"), await pressed(database, shown, "Apply")

    assert said(done).splitlines()[0].startswith("Stored: 2 new, 0 changed")
    assert "Nothing is stored now." in said(again)
    assert (await look(database, sheet(lines))).is_empty


async def test_a_second_press_stores_nothing(house: Database) -> None:
    shown = (await sent(house, csv(OKRS))).card
    await pressed(house, shown, "Apply")
    await take(house, sheet(table(objective("O-3", "Renamed since"))))

    again = await pressed(house, shown, "Apply")

    assert "Nothing is stored now." in said(again)
    assert await titles(house) == ["Renamed since"]
    assert await waiting(house) == 0


async def test_a_cancelled_import_cannot_be_applied(house: Database) -> None:
    shown = (await sent(house, csv(OKRS))).card

    assert "this import is cancelled" in said(await pressed(house, shown, "Cancel"))
    assert "Nothing is stored now." in said(await pressed(house, shown, "Apply"))
    assert await titles(house) == []


async def test_what_would_be_otherwise_by_now_is_shown_anew(house: Database) -> None:
    await take(house, sheet(table(objective("O-3", "Win"))))
    shown = (await sent(house, csv(OKRS))).card
    await take(house, sheet(table(objective("O-3", "Conquer"))))

    anew = await pressed(house, shown, "Apply")

    assert "Something changed meanwhile. Look at it again, please." in said(anew)
    assert "Conquer → Win shops" in said(anew)
    assert await titles(house) == ["Conquer"]
    await pressed(house, anew, "Apply")
    assert await titles(house) == ["Win shops"]


async def test_only_who_sent_the_files_applies_them(house: Database) -> None:
    shown = (await sent(house, csv(OKRS))).card

    with pytest.raises(Refused, match="Only super users can import files"):
        await pressed(house, shown, "Apply", who=ANA)
    assert await waiting(house) == 1


async def test_others_are_refused(house: Database) -> None:
    with pytest.raises(Refused, match="Only super users can import files"):
        await sent(house, File("okrs.csv"), who=ANA)


async def test_few_problems_are_on_the_card_and_many_in_a_file_beside_it(house: Database) -> None:
    bad = [objective(f"O-{number}", "Win", "nobody@x.example") for number in range(1, 21)]

    few, many = await sent(house, csv(table(*bad[:2]))), await sent(house, csv(table(*bad)))

    assert said(few.card).splitlines()[0].startswith("2 things have to be mended in okrs.csv.")
    assert few.attachment is None
    assert "And 12 more: all are in the file beside this." in said(many.card)
    assert many.attachment is not None
    assert len(many.attachment.content.decode().splitlines()) == 20
    assert await waiting(house) == 0


async def test_a_mapping_beside_the_table_says_what_its_columns_are_called(house: Database) -> None:
    mapping = "columns: {kind: Type, code: Id, title: Goal, owner_email: Who}\nconstants: {cycle: 2026-Q4}\n"
    goals = f"Type,Id,Goal,Who\nobjective,G-1,Win,{ANA}\n"

    shown = await sent(house, csv(goals, "goals.csv"), csv(mapping, "map.yaml"))

    assert "new O-1 (G-1) Win" in said(shown.card)
    await pressed(house, shown.card, "Apply")
    assert "0 changes" in said((await sent(house, csv(goals, "goals.csv"), csv(mapping, "map.yaml"))).card)


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        (csv("columns: [", "map.yaml"), "map.yaml is not valid YAML"),
        (csv("a: &a [1,1]\ncolumns: {kind: [*a, *a]}", "map.yaml"), "must hold the keys columns, constants and values"),
        (csv("columns: {kind: [Type, Kind]}", "map.yaml"), "write pairs such as title: Goal"),
        (csv("columns: {colour: Type}", "map.yaml"), "colour is no column of Rungs"),
        (File("more.csv", "too_large"), "it is larger than 1 MB. Whoever runs Rungs can import it"),
        (File("more.csv", "withheld"), "which asks for files:read"),
        (File("more.csv", "out_of_reach"), "Send it again in a moment."),
        (csv("\0", "more.csv"), "This is no text."),
    ],
)
async def test_a_file_that_cannot_be_read_is_told_with_what_to_do(house: Database, file: File, problem: str) -> None:
    shown = await sent(house, csv(OKRS), file)

    assert problem in said(shown.card)
    assert "Nothing is stored." in said(shown.card)


async def test_too_many_lines_are_for_the_command_line(house: Database) -> None:
    lines = [objective(f"O-{number}", "Win") for number in range(1, MOST_LINES + 2)]

    shown = await sent(house, csv(table(*lines)))

    assert "it has 2,001 lines, and 2,000 fit in a message. Whoever runs Rungs can import it" in said(shown.card)


async def test_a_picture_among_the_tables_is_left_out(house: Database) -> None:
    assert "beach.png: I cannot read it, and left it out" in said(
        (await sent(house, csv(OKRS), File("beach.png"))).card
    )


async def test_people_and_teams_come_in_too(empty: Database) -> None:
    await take(empty, sheet(PEOPLE, "people.csv"))
    more = "name,email,manager_email,teams\nHugo,hugo@companyx.example,ben@companyx.example,Sales\n"

    await pressed(empty, (await sent(empty, csv(more, "people.csv"))).card, "Apply")

    assert (await look(empty, sheet(more, "people.csv"))).is_empty


class TestUnseen:
    """Ines' private O-20 with KR-20, of which Ben, a super user, knows nothing."""

    @pytest.fixture
    async def veiled(self, house: Database) -> Database:
        hidden = table(
            objective("O-20", "Zebra", INES, private="yes", parent="O-19", roll_up="aligned"),
            objective("O-19", "Open", BEN),
            objective("O-21", "Below", BEN, parent="O-20"),
            key_result("KR-20", "Quagga", INES, parent="O-20", current="3"),
            key_result("KR-21", "Seen", BEN, parent="O-21", current="5"),
            objective("G-7", "Okapi", INES, private="yes"),
        )
        await take(house, sheet(hidden))
        return house

    async def problem(self, database: Database, *lines: dict[str, str]) -> str:
        text = said((await sent(database, csv(table(*lines)))).card)
        assert not any(word in text for word in ("Zebra", "Quagga", "Okapi"))
        return text

    async def test_a_code_out_of_sight_is_answered_like_one_that_is_gone(self, veiled: Database) -> None:
        of_hidden = await self.problem(veiled, objective("O-20", "Mine", BEN))
        of_nothing = await self.problem(veiled, objective("O-18", "Mine", BEN))

        assert "O-20 cannot be used for something new. Write a code above O-" in of_hidden
        assert of_hidden.replace("O-20", "O-18") == of_nothing

    async def test_a_key_result_out_of_sight_is_answered_like_one_that_is_gone(self, veiled: Database) -> None:
        of_hidden = await self.problem(veiled, key_result("KR-20", "Mine", BEN, parent="O-19"))
        of_nothing = await self.problem(veiled, key_result("KR-18", "Mine", BEN, parent="O-19"))

        assert of_hidden.replace("KR-20", "KR-18") == of_nothing

    @pytest.mark.parametrize(("hidden", "unknown"), [("O-20", "O-99"), ("Zebra", "Gnu"), ("G-7", "G-8")])
    async def test_a_parent_out_of_sight_is_answered_like_an_unknown_one(
        self, veiled: Database, hidden: str, unknown: str
    ) -> None:
        of_hidden = said((await sent(veiled, csv(table(objective("O-90", "Mine", BEN, parent=hidden))))).card)
        of_unknown = said((await sent(veiled, csv(table(objective("O-90", "Mine", BEN, parent=unknown))))).card)

        assert "there is no objective" in of_hidden
        assert of_hidden.replace(hidden, unknown) == of_unknown

    async def test_another_tool_s_code_of_something_hidden_makes_something_new(self, veiled: Database) -> None:
        text = await self.problem(veiled, objective("G-7", "Mine", BEN))

        assert "1 new, 0 changed" in text

    async def test_a_circle_by_way_of_what_is_hidden_is_refused(self, veiled: Database) -> None:
        text = await self.problem(veiled, objective("O-19", "Open", BEN, parent="O-21"))

        assert "O-19 would be part of itself in the end." in text

    async def test_a_parent_that_is_hidden_stays_and_counts_on(self, veiled: Database) -> None:
        await pressed(veiled, (await sent(veiled, csv(table(objective("O-21", "Renamed", BEN))))).card, "Apply")

        row = await veiled.read(
            lambda db: db.execute(
                select(objectives.c.title, objectives.c.parent_id).where(objectives.c.code == "O-21")
            ).one()
        )
        above = await veiled.read(
            lambda db: db.execute(
                select(objectives.c.id, objectives.c.progress).where(objectives.c.code == "O-20")
            ).one()
        )
        assert row == ("Renamed", above.id)

    async def test_one_that_leaves_a_hidden_parent_no_longer_counts_there(self, veiled: Database) -> None:
        async def progress() -> object:
            found = select(objectives.c.progress).where(objectives.c.code == "O-20")
            return await veiled.read(lambda db: db.execute(found).scalar_one())

        before = await progress()
        text = said((shown := await sent(veiled, csv(table(objective("O-21", "Below", BEN, parent="O-19"))))).card)
        await pressed(veiled, shown.card, "Apply")

        assert "O-20" not in text
        assert before != 0
        assert await progress() == 0
