"""Digests: when they are posted, and where."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from handlers.company import Cadence, Company
from handlers.digests.schedule import DIGEST, next_digest, reschedule_digest
from storage import teams
from storage.database import Connection, Database
from storage.reminders import reminders
from tests.builders import company as build
from tests.builders.check_ins import Cast, a_key_result, an_objective
from tests.handlers.digests.paper import COMPANY, FRIDAY, LATELY, posts, ring


class TestWhenItIsPosted:
    async def test_a_team_with_a_channel_is_due_at_the_companys_hour(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        monday = FRIDAY - timedelta(days=4)
        await database.write(lambda db: reschedule_digest(db, COMPANY, cast.workspace, product, monday))

        rows = await database.read(lambda db: db.execute(select(reminders)).all())

        assert [(row.kind, row.subject, row.due_at) for row in rows] == [(DIGEST, f"team:{product}", FRIDAY)]

    async def test_a_team_that_lost_its_channel_is_due_no_more(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        def lose_it(db: Connection) -> None:
            reschedule_digest(db, COMPANY, cast.workspace, product, LATELY)
            teams.edit(db, product, 1, teams.TeamDraft("Product"))
            reschedule_digest(db, COMPANY, cast.workspace, product, LATELY)

        await database.write(lose_it)

        assert await database.read(lambda db: db.execute(select(reminders)).all()) == []

    async def test_the_hour_stays_when_the_clocks_change(self) -> None:
        berlin = Company(time_zone=ZoneInfo("Europe/Berlin"), digest=Cadence(5, time(15)))

        before = next_digest(berlin, datetime(2026, 10, 20, tzinfo=UTC))
        after = next_digest(berlin, before)

        assert before == datetime(2026, 10, 23, 13, 0, tzinfo=UTC)
        assert after == datetime(2026, 10, 30, 14, 0, tzinfo=UTC)

    async def test_it_goes_to_the_teams_channel_once_an_occasion(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        await database.write(lambda db: ring(db, cast, [product]))
        following = await database.write(lambda db: ring(db, cast, [product]))

        assert [channel for channel, _ in await database.read(posts)] == ["C0PRODUCT"]
        assert following == {product: FRIDAY + timedelta(weeks=1)}

    async def test_a_late_one_does_not_shift_the_rhythm(self, database: Database, cast: Cast, product: int) -> None:
        monday = FRIDAY + timedelta(days=3)

        following = await database.write(lambda db: ring(db, cast, [product], monday))

        assert following == {product: FRIDAY + timedelta(weeks=1)}

    async def test_a_team_of_which_nothing_runs_is_spared(self, database: Database, cast: Cast) -> None:
        idle = await database.write(lambda db: build.a_team(db, cast.workspace, "Idle", channel="C0IDLE"))

        following = await database.write(lambda db: ring(db, cast, [idle]))

        assert await database.read(posts) == []
        assert following == {idle: FRIDAY + timedelta(weeks=1)}

    async def test_a_team_without_a_channel_is_asked_no_more(self, database: Database, cast: Cast) -> None:
        quiet = await database.write(lambda db: build.a_team(db, cast.workspace, "Quiet", (cast.ana,)))

        assert await database.write(lambda db: ring(db, cast, [quiet])) == {quiet: None}

    @pytest.mark.parametrize("count", [1, 12])
    async def test_the_statements_do_not_grow_with_the_company(
        self, database: Database, cast: Cast, statements: list[str], count: int
    ) -> None:
        def found(db: Connection) -> list[int]:
            made = []
            for number in range(count):
                person = build.a_person(db, cast.workspace, f"Person {number}")
                a_key_result(db, cast.workspace, an_objective(db, cast.workspace, person), person)
                made.append(build.a_team(db, cast.workspace, f"Team {number}", (person,), channel=f"C{number}"))
            return made

        team_ids = await database.write(found)
        statements.clear()
        await database.write(lambda db: ring(db, cast, team_ids))

        assert len(statements) == 4
        assert len(await database.read(posts)) == count
