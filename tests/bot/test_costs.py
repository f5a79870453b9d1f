"""What can be counted exactly and must not grow: statements of a command, modules of a start.

Times are for `make bench`.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from storage.database import Database, open_database
from tests.benchmarks import memory, statements, talking, teams
from tests.conftest import Postgres

SMALL, LARGE = 8, 200
MOST = {"sqlite": 10, "postgresql": 11}
"""Statements of a check-in: the key twice, who asks, what of, its siblings, four writes and whether a post is open;
PostgreSQL locks the objective besides."""

NewAddress = Callable[[str], str]


@pytest.fixture(params=["sqlite", "postgresql"])
def new_address(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> NewAddress:
    """Makes fresh, migrated databases of a kind, by name."""
    if request.param == "sqlite":
        return lambda name: _copied(sqlite_template, tmp_path / f"{name}.db")
    server: Postgres = request.getfixturevalue("postgres")
    template: str = request.getfixturevalue("postgres_template")
    return lambda _: server.create(template)


def _copied(template: Path, path: Path) -> str:
    path.write_bytes(template.read_bytes())
    return f"sqlite:///{path}"


@asynccontextmanager
async def opened(address: str) -> AsyncIterator[Database]:
    database = open_database(address)
    await database.start()
    yield database
    await database.close()


async def test_no_command_takes_more_statements_in_a_larger_company(new_address: NewAddress) -> None:
    async with opened(new_address("small")) as small, opened(new_address("large")) as large:
        few = await statements.count(small, SMALL)
        many = await statements.count(large, LARGE)

    assert few == many


async def test_a_check_in_takes_as_few_statements_as_it_did(new_address: NewAddress) -> None:
    async with opened(new_address("company")) as database:
        found = await statements.count(database, SMALL)

    assert found[0].statements == MOST[database.dialect]


async def test_a_check_in_on_teams_takes_no_statement_but_its_answers_more_than_on_slack(tmp_path: Path) -> None:
    on_teams, on_slack = await teams.statements(tmp_path)

    assert on_teams == on_slack + 1


async def test_talking_takes_no_more_statements_among_more_people(new_address: NewAddress) -> None:
    async with opened(new_address("small")) as small, opened(new_address("large")) as large:
        few = {spent.what: spent.every for spent in await talking.count(small, 10)}
        many = {spent.what: spent.every for spent in await talking.count(large, 60)}

    assert few == many


async def test_giving_and_listing_feedback_take_three_statements_of_their_own(new_address: NewAddress) -> None:
    async with opened(new_address("company")) as database:
        own = {spent.what: spent.own for spent in await talking.count(database, 10)}

    assert {what: own[what] for what in talking.LIMITED if own[what] > talking.MOST} == {}


async def test_nothing_that_is_said_between_people_is_searched_from_end_to_end(sqlite_url: str) -> None:
    """SQLite plans without looking at how much there is; PostgreSQL's plans for ten thousand are in `make bench`."""
    async with opened(sqlite_url) as database:
        found = {spent.what: spent.whole for spent in await talking.count(database, 10)}

    assert {what: tables for what, tables in found.items() if tables} == {}


async def test_a_start_loads_nothing_that_it_has_no_use_for(sqlite_url: str, tmp_path: Path) -> None:
    loaded = await memory.loaded(tmp_path, sqlite_url)

    assert {"sqlalchemy", "handlers.transfer.doors"} <= loaded
    assert loaded.isdisjoint(memory.NEVER_LOADED)
