"""The company of the tests about people and teams, on both databases."""

import pytest

from storage.database import Connection, Database
from tests.builders import a_person, a_workspace, create_tables


@pytest.fixture
async def company(database: Database) -> Database:
    """Company X: Ana, who sets things up, Ben and Chen, and the guest Dara."""

    def build(db: Connection) -> None:
        create_tables(db)
        workspace_id = a_workspace(db)
        a_person(db, workspace_id, "Ana Ruiz", is_admin=True)
        a_person(db, workspace_id, "Ben Okafor", time_zone="Africa/Lagos")
        a_person(db, workspace_id, "Chen Li")
        a_person(db, workspace_id, "Dara Moss", standing="guest")

    await database.write(build)
    return database
