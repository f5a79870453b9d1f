"""What a run of all digests costs for each owner, and in how many statements, at 1,000 and at 10,000 people."""

import gc
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, event, func, insert, select
from sqlalchemy.engine import Engine

from handlers.chat.due import Due, Occasion
from handlers.company import Company
from handlers.digests.reminders import post_digests
from handlers.digests.schedule import DIGEST
from storage import workspaces
from storage.check_ins import check_ins
from storage.database import Connection, Database
from storage.okrs import key_results, objectives
from storage.outbox import outbox
from storage.people import people
from storage.teams import memberships, teams

FRIDAY = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
BEGAN = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
SPAN = {"starts_on": date(2026, 10, 1), "due_on": date(2026, 12, 31)}
A_TEAM = 8
"""People in a team. Each owns a key result, two share an objective; all are checked in every week."""
WEEKS = 8
BATCH = 500
"""Reminders that the tick claims at once."""
RUNS = 7


@dataclass(frozen=True, slots=True)
class Cost:
    """The best of some runs, in µs of CPU for each owner; the floor reads the same rows and joins their words.

    `statements` are those of a batch, the one that fills the outbox included.
    """

    people: int
    microseconds: float
    floor: float
    statements: int


async def measure(database: Database, count: int) -> Cost:
    """Fill the empty, migrated database with a company of `count` people and run all its digests."""
    workspace_id = await database.write(lambda db: _fill(db, count))
    # As the bot does when it has started.
    gc.collect()
    gc.freeze()
    runs = [await database.write(lambda db: _run(db, workspace_id, count)) for _ in range(RUNS)]
    return Cost(
        people=count,
        microseconds=min(run[0] for run in runs) / count * 1e6,
        floor=min(run[1] for run in runs) / count * 1e6,
        statements=runs[-1][2],
    )


def _run(db: Connection, workspace_id: int, count: int) -> tuple[float, float, int]:
    """All digests, as the tick posts them: CPU seconds, those of the floor, and statements of a batch."""
    db.execute(delete(outbox))
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    due = [
        Due(number, workspace_id, DIGEST, f"team:{number}", number, FRIDAY) for number in range(1, count // A_TEAM + 1)
    ]
    batches = [due[start : start + BATCH] for start in range(0, len(due), BATCH)]
    event.listen(Engine, "before_cursor_execute", note)
    began = time.process_time()
    for batch in batches:
        post_digests(Occasion(db, FRIDAY, Company(), workspace_id, batch))
    seconds = time.process_time() - began
    event.remove(Engine, "before_cursor_execute", note)
    if db.scalar(select(func.count()).select_from(outbox)) != len(due):
        raise RuntimeError("There is a team without a digest, so what was measured is not all of them.")
    return seconds, _floor(db, sent), -(-len(sent) // len(batches))


def _floor(db: Connection, sent: list[tuple[str, Any]]) -> float:
    """The driver alone with the same questions, and one string of all that it answers."""
    cursor = db.connection.cursor()
    began = time.process_time()
    for statement, parameters in sent:
        if not statement.startswith("INSERT"):
            cursor.execute(statement, parameters)
            "\n".join(" ".join(map(str, row)) for row in cursor.fetchall())
    seconds = time.process_time() - began
    cursor.close()
    return seconds


def _fill(db: Connection, count: int) -> int:
    workspace_id = workspaces.install(db, "slack", "T0BENCH", "Company X", BEGAN)
    numbers = range(1, count + 1)
    here = {"workspace_id": workspace_id}
    db.execute(insert(people), [here | _person(number) for number in numbers])
    db.execute(insert(teams), [here | _team(number) for number in range(1, count // A_TEAM + 2)])
    db.execute(insert(memberships), [{"person_id": one, "team_id": (one - 1) // A_TEAM + 1} for one in numbers])
    db.execute(insert(objectives), [here | _objective(number) for number in range(1, count // 2 + 1)])
    db.execute(insert(key_results), [here | _key_result(number) for number in numbers])
    for week in range(WEEKS):
        at = FRIDAY - timedelta(weeks=WEEKS - week) + timedelta(days=3)
        db.execute(insert(check_ins), [here | _check_in(number, week, at) for number in numbers])
    return workspace_id


def _person(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"Person {number}",
        "email": f"person.{number}@company-x.example",
        "search_key": f" person {number}",
        "time_zone": "UTC",
        "locale": "en-US",
        "standing": "member",
        "starts_hour": 9,
        "ends_hour": 17,
        "days": "12345",
        "country": "",
        "nudges": "standard",
        "own_time_zone": False,
        "version": 1,
    }


def _team(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"Team {number}",
        "name_key": f"team {number}",
        "platform": "slack",
        "channel": f"C{number}",
        "channel_name": f"team-{number}",
        "version": 1,
        "created_at": BEGAN,
    }


def _objective(number: int) -> dict[str, Any]:
    return SPAN | {
        "id": number,
        "code": f"O-{number}",
        "title": f"Win the customers of region {number}",
        "title_key": f"win the customers of region {number}",
        "owner_id": 2 * number,
        "level": "person",
        "cycle": "2026-Q4",
        "ambition": "committed",
        "progress": Decimal("0.5"),
        "created_by": 2 * number,
        "created_at": BEGAN,
        "published_at": BEGAN,
        "version": 1,
        "drop_reason": "",
    }


def _key_result(number: int) -> dict[str, Any]:
    return SPAN | {
        "id": number,
        "code": f"KR-{number}",
        "objective_id": (number + 1) // 2,
        "title": f"Obtain {number} pre-orders",
        "title_key": f"obtain {number} pre-orders",
        "owner_id": number,
        "metric": "increase",
        "start": Decimal(0),
        "target": Decimal(100),
        "unit": "orders",
        "weight": Decimal(1),
        "current_value": Decimal(50),
        "progress": Decimal(number * 7 % 101) / 100,
        "confidence": 3 + number % 7,
        "confidence_at": FRIDAY - timedelta(days=4),
        "last_check_in_at": FRIDAY - timedelta(days=4),
        "created_by": number,
        "created_at": BEGAN,
        "version": 1,
        "drop_reason": "",
    }


def _check_in(key_result: int, week: int, at: datetime) -> dict[str, Any]:
    return {
        "key_result_id": key_result,
        "person_id": key_result,
        "value": Decimal(6 * (week + 1)),
        "progress": Decimal(6 * (week + 1)) / 100,
        "note": "",
        "unchanged": False,
        "created_at": at,
    }
