"""Ana at the desk, on both databases."""

import pytest

from storage import workspaces
from storage.arrivals import register
from storage.database import Connection, Database
from tests.builders import NOW, a_person, a_workspace, an_arrival
from tests.handlers.chat.front import Front


@pytest.fixture
async def front(database: Database) -> Front:
    """Ana knows Rungs already."""

    def set_up(db: Connection) -> Front:
        workspace_id = a_workspace(db)
        return Front(database, workspace_id, a_person(db, workspace_id))

    return await database.write(set_up)


@pytest.fixture
async def newcomer(database: Database) -> Front:
    """Ana has never used Rungs."""

    def set_up(db: Connection) -> Front:
        workspace_id = workspaces.install(db, "slack", "T1", "Company X", NOW)
        arrival = an_arrival("Ana Ruiz")
        return Front(database, workspace_id, register(db, workspace_id, "slack", [arrival], NOW)[arrival.external_id])

    return await database.write(set_up)
