"""People and teams from files: who is whose manager, who is in which team, and who meets whom on arrival."""

import pytest
from sqlalchemy import select

from handlers.check_ins.schedule import NUDGE
from storage import people, reminders, teams
from storage.arrivals import register
from storage.database import Connection, Database
from storage.outbox import outbox
from storage.transfer.portable import Snapshot
from storage.transfer.snapshots import snapshot, workspace_known
from tests.builders.company import NOW, an_arrival
from tests.handlers.transfer.moving import look, sheet, take, wrong
from tests.handlers.transfer.samples import ANA, BEN, INES, PEOPLE, objective, table

TEAMS = """name,lead_email,parent,channel
Product,ana@companyx.example,Development,#product (slack:C0PRODUCT)
Development,ines@companyx.example,,
"""


async def store(database: Database) -> Snapshot:
    return await database.read(lambda db: snapshot(db, workspace_known(db)))


async def test_people_come_with_manager_teams_zone_and_country(database: Database) -> None:
    await take(database, sheet(PEOPLE, "people.csv"))

    found = (await store(database)).people
    ana, ben = found[ANA].thing, found[BEN].thing
    assert (ana.name, ana.manager, ana.teams, ana.time_zone, ana.country) == (
        *("Ana Ruiz", INES, ("Product",), "Europe/Madrid", "ES"),
    )
    assert (ben.manager, ben.teams, ben.country) == (ANA, ("Legal", "Product"), "")


async def test_teams_come_with_lead_parent_and_channel(database: Database) -> None:
    await take(database, sheet(TEAMS, "teams.csv"), sheet(PEOPLE, "people.csv"))

    found = (await store(database)).teams
    product = found["product"].thing
    assert (product.lead, product.parent, product.platform, product.channel, product.channel_name) == (
        *(ANA, "Development", "slack", "C0PRODUCT", "product"),
    )
    waiting = await database.read(lambda db: reminders.earliest(db, 1))
    assert {"check_in.prompt", "digest.team"} <= set(waiting)


@pytest.mark.parametrize(
    ("written", "platform", "channel", "name"),
    [
        ("#product (slack:C0PRODUCT)", "slack", "C0PRODUCT", "product"),
        ("#product (teams:19:product@thread.tacv2)", "teams", "19:product@thread.tacv2", "product"),
        ("#New things (EU) (teams:19:new@thread.tacv2)", "teams", "19:new@thread.tacv2", "New things (EU)"),
        ("19:new@thread.tacv2", "teams", "19:new@thread.tacv2", ""),
        ("C0PRODUCT", "slack", "C0PRODUCT", ""),
    ],
)
async def test_a_channel_is_read_as_it_is_written_on_either_platform(
    database: Database, written: str, platform: str, channel: str, name: str
) -> None:
    await take(database, sheet(f"name,channel\nProduct,{written}\n", "teams.csv"))

    found = (await store(database)).teams["product"].thing
    assert (found.platform, found.channel, found.channel_name) == (platform, channel, name)


async def test_who_arrives_on_chat_is_the_person_of_that_address(database: Database) -> None:
    await take(database, sheet(PEOPLE, "people.csv"), sheet(table(objective("O-1", "Win"))))

    arrival = an_arrival("Ana Ruiz-Soler", email="Ana@CompanyX.example")
    arrived = await database.write(lambda db: register(db, 1, "slack", [arrival], NOW))

    found = await database.read(lambda db: people.profile(db, arrived[arrival.external_id]))
    assert (found.email, found.country, found.manager_id is not None) == (ANA, "ES", True)
    assert (await store(database)).objectives["O-1"].thing.owner == ANA


async def test_who_is_on_chat_keeps_the_name_that_chat_tells(database: Database) -> None:
    await take(database, sheet(PEOPLE, "people.csv"))
    await database.write(lambda db: register(db, 1, "slack", [an_arrival("Ana", email=ANA)], NOW))

    plan = await look(database, sheet(PEOPLE.replace("Ana Ruiz", "Anna R."), "people.csv"))

    assert plan.problems == ()
    assert plan.is_empty


async def test_both_are_told_of_a_new_manager_as_far_as_they_are_on_chat(database: Database) -> None:
    await take(database, sheet(PEOPLE, "people.csv"))
    arrivals = [an_arrival(name, email=address) for name, address in (("Ana", ANA), ("Ines", INES))]
    ids = await database.write(lambda db: register(db, 1, "slack", arrivals, NOW))

    await take(database, sheet(f"name,email,manager_email\nBen,{BEN},{INES}\nAna,{ANA},none\n", "people.csv"))

    told = await database.read(lambda db: db.execute(select(outbox.c.person_id, outbox.c.card)).all())
    assert [row.person_id for row in told] == [ids["U0INES"]]
    assert "1 person now reports to you: " in told[0].card
    assert (await store(database)).people[ANA].thing.manager == ""


async def test_a_column_that_is_not_there_and_a_cell_that_is_empty_change_nothing(database: Database) -> None:
    await take(database, sheet(PEOPLE, "people.csv"))
    before = (await store(database)).people

    await take(database, sheet(f"name,email,country\n,{ANA},\n", "people.csv"))

    assert (await store(database)).people == before


async def test_owners_are_reminded_from_now_on(database: Database) -> None:
    await take(database, sheet(PEOPLE, "people.csv"))

    def subjects(db: Connection) -> set[str]:
        rows = db.execute(select(reminders.reminders.c.subject).where(reminders.reminders.c.kind == NUDGE))
        return {row.subject for row in rows}

    assert len(await database.read(subjects)) == 3


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Cy,not an address,,,,", "email: “not an address” is no address."),
        ("Cy,,,,,", "email: the address is missing. Each person needs one."),
        (",cy@companyx.example,,,,", "name: the name is missing. A new person needs one."),
        (
            "Cy,cy@companyx.example,cy@companyx.example,,,",
            "manager_email: cy@companyx.example would be their own",
        ),
        ("Cy,cy@companyx.example,di@companyx.example,,,", "manager_email: nobody here has the address di@"),
        ("Cy,cy@companyx.example,,,Mars/Olympus,", "time_zone: There is no time zone “Mars/Olympus”."),
        ("Cy,cy@companyx.example,,,,Germany", "country: A country is its code of two letters, for example DE."),
        ("Cy,cy@companyx.example,,company,,", "teams: “company” cannot be a team's name."),
        ("Ana,ANA@companyx.example,,,,", "email: ana@companyx.example is on line 3 already. Keep one of the two."),
    ],
)
async def test_a_person_that_cannot_be_imported_is_named(empty: Database, line: str, problem: str) -> None:
    (found,) = await wrong(empty, sheet(PEOPLE + line + "\n", "people.csv"))

    assert found.startswith(f"people.csv: line 5: {problem}"), found


async def test_managers_and_teams_in_a_circle_are_refused(database: Database) -> None:
    circle = PEOPLE.replace("Ines Falk,ines@companyx.example,,", f"Ines Falk,{INES},{BEN},")
    groups = "name,lead_email,parent\nOne,,Two\nTwo,,One\n"

    people_wrong = await wrong(database, sheet(circle, "people.csv"))
    teams_wrong = await wrong(database, sheet(groups, "teams.csv"))

    assert [one.split(": ")[1:3] for one in people_wrong] == [[f"line {n}", "manager_email"] for n in (2, 3, 4)]
    assert [one.split(": ")[1:3] for one in teams_wrong] == [["line 2", "parent"], ["line 3", "parent"]]


async def test_a_channel_without_its_id_is_set_in_chat(database: Database) -> None:
    (found,) = await wrong(database, sheet("name,channel\nProduct,#product\n", "teams.csv"))

    assert "type /rungs team edit Product --channel #product in chat." in found


async def test_a_person_may_be_named_where_one_alone_has_the_name(database: Database) -> None:
    await take(database, sheet(PEOPLE, "people.csv"))

    await take(database, sheet(table(objective("O-1", "Win", "ana ruiz"))))

    assert (await store(database)).objectives["O-1"].thing.owner == ANA
    assert teams.name_key("Product") in (await store(database)).teams
