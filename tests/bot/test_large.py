"""The large company: what demo-data --people makes of it, and what reading costs in it."""

from functools import partial

import pytest
from sqlalchemy import Table, func, select

from storage.check_ins import check_ins
from storage.database import Connection, Database, open_database
from storage.okrs import key_results, objectives
from storage.people import accounts, people
from storage.reconciliation import differences
from storage.steps import steps
from storage.teams import memberships, teams
from tests.benchmarks import reads

PEOPLE = 200


@pytest.fixture
async def workspace_id(database: Database) -> int:
    """That of a company of 200 people, on either database."""
    return await reads.fill(database, PEOPLE)


def rows_of(table: Table, db: Connection) -> int:
    return db.execute(select(func.count()).select_from(table)).scalar_one()


class TestWhatIsMade:
    async def test_there_is_as_much_as_people_make(self, database: Database, workspace_id: int) -> None:
        tables = {"people": people, "accounts": accounts, "memberships": memberships, "teams": teams}
        made = {name: await database.read(partial(rows_of, table)) for name, table in tables.items()}

        assert made == {"people": PEOPLE, "accounts": PEOPLE, "memberships": PEOPLE, "teams": 11}

    async def test_two_people_make_an_objective_of_four_key_results(
        self, database: Database, workspace_id: int
    ) -> None:
        assert await database.read(partial(rows_of, objectives)) == PEOPLE // 2
        assert await database.read(partial(rows_of, key_results)) == PEOPLE // 2 * 4

    async def test_every_kind_of_key_result_is_there_and_has_been_checked_in(
        self, database: Database, workspace_id: int
    ) -> None:
        kinds = select(key_results.c.metric).join(check_ins, check_ins.c.key_result_id == key_results.c.id).distinct()

        assert len(await database.read(lambda db: db.execute(kinds).all())) == 8
        assert await database.read(partial(rows_of, steps)) > 0

    async def test_what_is_stored_is_what_the_log_says(self, database: Database, workspace_id: int) -> None:
        assert await database.read(partial(differences, workspace_id=workspace_id)) == []

    async def test_the_next_codes_follow_upon_those_that_are_there(self, database: Database, workspace_id: int) -> None:
        async with reads.reader(database, workspace_id) as reader:
            answer = await reader.said("/okr new Win the north")

        assert f"O-{PEOPLE // 2 + 1}" in answer


async def test_reading_takes_few_statements_whatever_the_size(sqlite_url: str, postgres_url: str) -> None:
    found = []
    for url, size in ((sqlite_url, 50), (postgres_url, 400)):
        database = open_database(url)
        await database.start()
        try:
            number = await reads.fill(database, size)
            async with reads.reader(database, number) as reader:
                found.append(await reader.statements())
        finally:
            await database.close()
    small, large = found

    assert small == large
    assert {command: took for command, took in large.items() if took > reads.most_statements(command)} == {}
