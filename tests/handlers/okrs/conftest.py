"""The company of the tests about objectives, on both databases."""

import pytest

from storage.database import Connection, Database
from tests.builders import company as build
from tests.handlers.okrs.stage import Stage


@pytest.fixture
async def stage(database: Database) -> Stage:
    def work(db: Connection) -> Stage:
        build.create_tables(db)
        workspace = build.a_workspace(db)
        ana, ben, cleo = (build.a_person(db, workspace, name) for name in ("Ana Ruiz", "Ben Okafor", "Cleo Ito"))
        gus = build.a_person(db, workspace, "Gus Guest", standing="guest")
        build.a_team(db, workspace, "Field Sales", [ana, ben], lead=ana)
        return Stage(database, workspace, ana, ben, cleo, gus)

    return await database.write(work)


@pytest.fixture
async def sales(stage: Stage) -> Stage:
    """O-1 of Cleo with KR-1 (orders, Cleo's) and KR-2 (days, Ben's)."""
    await stage.type(stage.cleo, "okr new Win customers for the car")
    await stage.type(stage.cleo, "okr kr O-1 Obtain 3,000 pre-orders from 0 to 3000 --unit orders")
    await stage.type(stage.cleo, "okr kr O-1 Deliver faster from 61.20 to 45 --unit days --owner {ben}")
    return stage
