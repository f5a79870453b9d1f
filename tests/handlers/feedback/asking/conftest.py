"""The stage on which feedback is asked for."""

import pytest
from sqlalchemy import update

from storage.database import Connection, Database
from storage.people import people
from tests.builders import company as build
from tests.handlers.feedback.asking.stage import Stage


@pytest.fixture
async def stage(database: Database) -> Stage:
    def work(db: Connection) -> Stage:
        build.create_tables(db)
        workspace = build.a_workspace(db)
        names = {"ana": "Ana Ruiz", "ben": "Ben Okafor", "cleo": "Cleo Marsh", "dora": "Dora Lind", "eli": "Eli Sand"}
        ids = {name: build.a_person(db, workspace, full) for name, full in names.items()}
        db.execute(update(people).where(people.c.id == ids["ben"]).values(manager_id=ids["ana"]))
        db.execute(update(people).where(people.c.id == ids["ana"]).values(manager_id=ids["dora"]))
        return Stage(database, workspace, ids)

    return await database.write(work)
