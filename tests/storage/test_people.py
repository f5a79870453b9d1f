"""Who is of the company: arrivals from a platform, whom typeahead finds, teams and who is in them."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest
from sqlalchemy import func, select, update

from storage import people, teams
from storage.arrivals import PLACEHOLDER, Arrival, incomplete, register
from storage.database import Connection, Database
from storage.people import people as person_table
from storage.teams import TeamDraft
from tests.builders import NOW, a_person, a_team, a_workspace, an_arrival, create_tables

T = TypeVar("T")

ANA = an_arrival("Ana Ruiz", time_zone="Europe/Madrid")
STRANGER = replace(an_arrival(""), external_id="U0ANARUIZ", verified=False)


@pytest.fixture
async def company(database: Database) -> Database:
    """A database with a workspace in it and nobody there."""
    await database.write(create_tables)
    await database.write(a_workspace)
    return database


def arrive(*arrivals: Arrival, platform: str = "slack") -> Callable[[Connection], dict[str, int]]:
    return lambda db: register(db, 1, platform, arrivals, NOW)


def headcount(db: Connection) -> int:
    return db.execute(select(func.count()).select_from(person_table)).scalar_one()


def names(found: tuple[people.Somebody, ...]) -> list[str]:
    return [somebody.name for somebody in found]


async def test_a_newcomer_is_known_by_what_the_platform_says(company: Database) -> None:
    belongs = await company.write(arrive(ANA))

    profile = await company.read(lambda db: people.profile(db, belongs["U0ANARUIZ"]))

    assert (profile.name, profile.email, profile.time_zone) == (
        "Ana Ruiz",
        "ana.ruiz@company-x.example",
        "Europe/Madrid",
    )
    assert (profile.standing, profile.is_admin, profile.welcomed) == ("member", False, False)


async def test_who_arrives_again_is_the_same_person(company: Database) -> None:
    first = await company.write(arrive(ANA))
    again = await company.write(arrive(ANA, an_arrival("Ben Okafor")))

    assert again["U0ANARUIZ"] == first["U0ANARUIZ"]
    assert await company.read(headcount) == 2


async def test_an_account_on_another_platform_belongs_to_the_person_with_the_same_address(company: Database) -> None:
    first = await company.write(arrive(ANA))
    second = await company.write(
        arrive(replace(ANA, external_id="29:ana", email="Ana.Ruiz@Company-X.example"), platform="teams")
    )

    assert second["29:ana"] == first["U0ANARUIZ"]


async def test_two_new_accounts_with_one_address_are_one_person(company: Database) -> None:
    belongs = await company.write(arrive(ANA, replace(ANA, external_id="U0SECOND")))

    assert belongs["U0ANARUIZ"] == belongs["U0SECOND"]


async def test_people_without_an_address_are_not_taken_for_each_other(company: Database) -> None:
    belongs = await company.write(
        arrive(an_arrival("Deploy", email="", standing="bot"), an_arrival("Backup", email="", standing="bot"))
    )

    assert len(set(belongs.values())) == 2


async def test_an_address_that_the_platform_has_not_confirmed_joins_nobody(company: Database) -> None:
    known = await company.write(arrive(ANA))
    belongs = await company.write(arrive(replace(ANA, external_id="U0OTHER", verified=False)))

    assert belongs["U0OTHER"] != known["U0ANARUIZ"]


async def test_who_is_known_by_id_alone_is_completed_later(company: Database) -> None:
    belongs = await company.write(arrive(STRANGER))
    person_id = belongs["U0ANARUIZ"]
    before = await company.read(lambda db: people.profile(db, person_id))
    waiting = await company.read(lambda db: incomplete(db, 1, "slack"))

    await company.write(arrive(ANA))
    after = await company.read(lambda db: people.profile(db, person_id))

    assert (before.name, waiting) == (PLACEHOLDER, ("U0ANARUIZ",))
    assert (after.name, after.email) == ("Ana Ruiz", "ana.ruiz@company-x.example")
    assert await company.read(lambda db: incomplete(db, 1, "slack")) == ()


async def test_what_is_known_is_not_forgotten_when_only_the_id_comes_again(company: Database) -> None:
    await company.write(arrive(ANA))
    belongs = await company.write(arrive(STRANGER))

    profile = await company.read(lambda db: people.profile(db, belongs["U0ANARUIZ"]))

    assert profile.name == "Ana Ruiz"


async def test_a_change_on_the_platform_is_taken_over(company: Database) -> None:
    await company.write(arrive(ANA))
    changed = replace(ANA, name="Ana Ruiz Gil", time_zone="America/Lima", standing="deactivated", is_admin=True)
    belongs = await company.write(arrive(changed))

    profile = await company.read(lambda db: people.profile(db, belongs["U0ANARUIZ"]))

    assert (profile.name, profile.time_zone) == ("Ana Ruiz Gil", "America/Lima")
    assert (profile.standing, profile.is_admin) == ("deactivated", True)


async def test_a_time_zone_that_a_person_has_set_stays(company: Database) -> None:
    belongs = await company.write(arrive(ANA))

    def set_zone(db: Connection) -> None:
        db.execute(update(person_table).values(time_zone="Asia/Tokyo", own_time_zone=True))

    await company.write(set_zone)
    await company.write(arrive(replace(ANA, time_zone="America/Lima", name="Ana R.")))
    profile = await company.read(lambda db: people.profile(db, belongs["U0ANARUIZ"]))

    assert (profile.name, profile.time_zone) == ("Ana R.", "Asia/Tokyo")


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "x" * 300])
async def test_a_zone_that_nobody_knows_counts_as_utc(company: Database, zone: str) -> None:
    belongs = await company.write(arrive(replace(ANA, time_zone=zone)))

    assert (await company.read(lambda db: people.profile(db, belongs["U0ANARUIZ"]))).time_zone == "UTC"


async def test_two_hundred_arrivals_cost_as_many_statements_as_two(company: Database, statements: list[str]) -> None:
    def crowd(size: int, prefix: str) -> list[Arrival]:
        return [an_arrival(f"{prefix} {number}") for number in range(size)]

    await company.write(arrive(*crowd(2, "Few")))
    few = len(statements)
    statements.clear()
    await company.write(arrive(*crowd(200, "Many")))
    many = len(statements)
    statements.clear()
    await company.write(arrive(*crowd(200, "Many")))

    assert many == few
    assert len(statements) == 1


async def test_a_profile_costs_one_statement(company: Database, statements: list[str]) -> None:
    person_id = await company.write(lambda db: a_person(db, 1))
    statements.clear()

    await company.read(lambda db: people.profile(db, person_id))

    assert len(statements) == 1


async def test_an_admin_of_one_platform_is_the_same_person_on_another(company: Database) -> None:
    belongs = await company.write(
        arrive(replace(ANA, is_admin=True), replace(ANA, external_id="U0BEN", email="ben@x.example"))
    )
    await company.write(arrive(replace(ANA, external_id="29:ana"), platform="teams"))

    admins = [(await company.read(lambda db, who=who: people.profile(db, who))).is_admin for who in belongs.values()]  # type: ignore[misc]

    assert admins == [True, False]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ru", ["Ana Ruiz", "Rune Åberg", "Bruno Diaz"]),
        ("an", ["Ana Ruiz", "Ivan Petrov"]),
        ("ana ru", ["Ana Ruiz"]),
        ("ABERG", ["Rune Åberg"]),
        ("bruno.diaz@", ["Bruno Diaz"]),
        ("%", []),
        ("_", []),
        ("nobody", []),
        ("", ["Ana Ruiz", "Bruno Diaz", "Ivan Petrov", "Rune Åberg"]),
    ],
)
async def test_typeahead_finds_words_that_begin_so_before_others(
    company: Database, query: str, found: list[str]
) -> None:
    crowd = [an_arrival(name, email="") for name in ("Ivan Petrov", "Rune Åberg", "Ana Ruiz")]
    await company.write(arrive(*crowd, an_arrival("Bruno Diaz")))

    assert names(await company.read(lambda db: people.search(db, 1, query))) == found


async def test_typeahead_leaves_out_guests_bots_the_deactivated_and_strangers(company: Database) -> None:
    others = [an_arrival(f"Sam {standing}", standing=standing) for standing in ("guest", "bot", "deactivated")]
    await company.write(arrive(an_arrival("Sam Lee"), *others, replace(STRANGER, external_id="U0SAM")))

    assert names(await company.read(lambda db: people.search(db, 1, "s"))) == ["Sam Lee"]


async def test_typeahead_never_shows_more_than_fifteen(company: Database) -> None:
    await company.write(arrive(*[an_arrival(f"Sam {number:02}") for number in range(20)]))

    assert len(await company.read(lambda db: people.search(db, 1, "sam", limit=100))) == 15


async def test_an_address_is_found_in_any_case(company: Database) -> None:
    person_id = await company.write(lambda db: a_person(db, 1))

    found = await company.read(lambda db: people.by_email(db, 1, " ANA.Ruiz@company-x.EXAMPLE "))

    assert found is not None
    assert found.id == person_id


async def test_a_team_name_is_taken_in_any_case(company: Database) -> None:
    await company.write(lambda db: a_team(db, 1, "Product Design"))

    assert await company.write(lambda db: teams.create(db, 1, TeamDraft("product  DESIGN"), NOW)) is None


async def test_of_two_who_edit_a_team_the_second_is_refused(company: Database) -> None:
    team_id = await company.write(lambda db: a_team(db, 1))

    first = await company.write(lambda db: teams.edit(db, team_id, 1, TeamDraft("Platform")))
    second = await company.write(lambda db: teams.edit(db, team_id, 1, TeamDraft("Payments")))
    line = await company.read(lambda db: teams.team(db, team_id))

    assert (first, second) == (True, False)
    assert line is not None
    assert (line.name, line.version) == ("Platform", 2)


async def test_who_joins_twice_is_in_once(company: Database) -> None:
    ana = await company.write(lambda db: a_person(db, 1))
    team_id = await company.write(lambda db: a_team(db, 1, members=[ana]))
    await company.write(lambda db: teams.add_members(db, team_id, [ana]))

    assert names(await company.read(lambda db: teams.members(db, team_id))) == ["Ana Ruiz"]


@pytest.mark.parametrize(
    ("typed", "count"),
    [("product", 1), ("Product Design ships", 2), ("product ships", 1), ("design", 0), ("", 0)],
)
async def test_the_longest_team_name_at_the_beginning_counts(company: Database, typed: str, count: int) -> None:
    await company.write(lambda db: a_team(db, 1, "Product"))
    await company.write(lambda db: a_team(db, 1, "Product Design"))

    assert await company.read(lambda db: teams.words_of_name(db, 1, typed.split())) == count


async def test_the_line_above_a_team_ends_at_the_top(company: Database) -> None:
    top = await company.write(lambda db: a_team(db, 1, "Company"))
    middle = await company.write(lambda db: teams.create(db, 1, TeamDraft("Product", parent_id=top), NOW))
    low = await company.write(lambda db: teams.create(db, 1, TeamDraft("Design", parent_id=middle), NOW))
    assert low is not None

    assert await company.read(lambda db: teams.line_above(db, low)) == {top, middle, low}
