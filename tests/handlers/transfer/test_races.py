"""An import that somebody else overtakes stores nothing, and may be tried again."""

import pytest

from handlers.company import Company
from handlers.transfer.applying.apply import apply
from handlers.transfer.applying.okrs import Job
from storage.database import Connection, Database
from storage.okr_changes import change_objective
from storage.teams import TeamDraft, create
from storage.transfer.people import OvertakenError
from storage.transfer.snapshots import snapshot
from storage.workspaces import next_code
from tests.builders.company import NOW
from tests.handlers.transfer.moving import everything, look, sheet, take
from tests.handlers.transfer.samples import PEOPLE, objective, table


def renamed(db: Connection) -> None:
    stored = snapshot(db, 1).objectives["O-1"]
    assert change_objective(db, stored.id, stored.version, {"title": "Won"})


def numbered(db: Connection) -> None:
    next_code(db, 1, "O")


def founded(db: Connection) -> None:
    assert create(db, 1, TeamDraft("Sales"), NOW) is not None


@pytest.mark.parametrize("overtaking", [renamed, numbered, founded])
async def test_what_changed_since_the_comparison_is_not_overwritten(database: Database, overtaking: object) -> None:
    await take(database, sheet(PEOPLE, "people.csv"), sheet(table(objective("O-1", "Win"))))
    lines = table(objective("O-1", "Win more"), objective("O-2", "Win all"))
    plan = await look(database, sheet(lines), sheet("name,lead_email\nSales,\n", "teams.csv"))
    assert callable(overtaking)
    await database.write(overtaking)
    before = await database.read(everything)

    with pytest.raises(OvertakenError):
        await database.write(lambda db: apply(Job(db, 1, NOW, Company()), plan))

    assert await database.read(everything) == before
