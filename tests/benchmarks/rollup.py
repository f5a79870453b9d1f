"""What all objectives of a company come to, in its tree, beside plain SQL that carries sums upward."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from decimal import Decimal
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, text

from storage import workspaces
from storage.database import Connection, Database
from storage.okrs import key_results, objectives
from storage.people import people
from storage.progress import StatusRules
from storage.sight import Sight
from storage.standings import Rhythm, Yardstick
from storage.trees import Stand, read_tree

SIZES = (5_000, 50_000)
"""Objectives of the companies that are compared."""
EACH = 4
"""Key results of an objective."""
FAN = (10, 7, 10)
"""Departments, teams of a department and people of a team: how many stand under each; the rest stands under nothing."""
ROUNDS = 9
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BEGAN = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
SPAN = {"starts_on": date(2026, 10, 1), "due_on": date(2026, 12, 31)}
YARDSTICK = Yardstick(
    StatusRules(), Rhythm(1, hour(9), ZoneInfo("UTC")), MONDAY.date(), datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
)

UPWARD = """
WITH RECURSIVE own AS (
  SELECT o.id, o.parent_id, COALESCE(SUM(k.progress * k.weight), 0) AS reached, COALESCE(SUM(k.weight), 0) AS weight
  FROM objective o LEFT JOIN key_result k ON k.objective_id = o.id AND k.dropped_at IS NULL
  WHERE o.workspace_id = 1 AND o.dropped_at IS NULL
  GROUP BY o.id, o.parent_id
), up AS (
  SELECT id, parent_id, reached, weight FROM own
  UNION ALL
  SELECT o.id, o.parent_id, up.reached, up.weight FROM up JOIN objective o ON o.id = up.parent_id
)
SELECT id, SUM(reached), SUM(weight) FROM up GROUP BY id
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds until all is known (medians), of the tree and of the floor, and the median of the rounds' ratios."""

    ours: float
    floor: float
    ratio: float


async def measure(database: Database, count: int) -> Cost:
    """Fill the empty, migrated database with so many objectives, and read the tree of all."""
    workspace_id = await database.write(lambda db: _fill(db, count))
    await database.write(lambda db: db.execute(text("ANALYZE")))
    stand = Stand(Sight(workspace_id, 1), (SPAN["starts_on"], SPAN["due_on"]))

    def ours(db: Connection) -> None:
        tree = read_tree(db, stand, YARDSTICK)
        assert tree is not None
        assert tree.below.count == count

    def floor(db: Connection) -> None:
        # Past SQLAlchemy: the driver alone, with the whole answer fetched.
        driver: Any = db.connection.dbapi_connection
        assert len(driver.execute(UPWARD).fetchall()) == count

    gc.collect()
    gc.freeze()
    rounds = [await database.read(lambda db: (_spent(ours, db), _spent(floor, db))) for _ in range(ROUNDS)]
    counted = rounds[1:]
    return Cost(
        ours=median(one for one, _ in counted),
        floor=median(least for _, least in counted),
        ratio=median(one / least for one, least in counted),
    )


def _spent(work: Callable[[Connection], None], db: Connection) -> float:
    began = time.perf_counter()
    work(db)
    return (time.perf_counter() - began) * 1_000


def _fill(db: Connection, count: int) -> int:
    workspace_id = workspaces.install(db, "slack", "T0BENCH", "Company X", BEGAN)
    here = {"workspace_id": workspace_id}
    db.execute(insert(people), here | _PERSON)
    for first in range(1, count + 1, 500):
        numbers = range(first, min(first + 500, count + 1))
        db.execute(insert(objectives), [here | _objective(number, count) for number in numbers])
    for first in range(1, count * EACH + 1, 500):
        numbers = range(first, min(first + 500, count * EACH + 1))
        db.execute(insert(key_results), [here | _key_result(number) for number in numbers])
    return workspace_id


_PERSON: dict[str, Any] = {
    "name": "Ana Ruiz",
    "email": "ana.ruiz@company-x.example",
    "search_key": " ana ruiz",
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


def _objective(number: int, count: int) -> dict[str, Any]:
    """One of the company for every 711 (10 departments of 7 teams of 10 people), then those under it."""
    parent_id = _parent_of(number, count)
    return SPAN | {
        "id": number,
        "code": f"O-{number}",
        "title": f"Win the customers of region {number}",
        "title_key": f"win the customers of region {number}",
        "owner_id": 1,
        "level": "company" if parent_id is None else "person",
        "parent_id": parent_id,
        "cycle": "2026-Q4",
        "ambition": "committed",
        "progress": Decimal(number * 7 % 101) / 100,
        "created_by": 1,
        "created_at": BEGAN,
        "published_at": BEGAN,
        "version": 1,
        "drop_reason": "",
    }


def _parent_of(number: int, count: int) -> int | None:
    first, size = 1, max(1, count // 711)
    for fan in FAN:
        below = first + size
        if number < below:
            break
        if number < below + size * fan:
            return first + (number - below) // fan
        first, size = below, size * fan
    return None


def _key_result(number: int) -> dict[str, Any]:
    said_at = MONDAY - timedelta(days=number % 15)
    return SPAN | {
        "id": number,
        "code": f"KR-{number}",
        "objective_id": (number - 1) // EACH + 1,
        "title": f"Obtain {number} pre-orders",
        "title_key": f"obtain {number} pre-orders",
        "owner_id": 1,
        "metric": "increase",
        "start": Decimal(0),
        "target": Decimal(100),
        "unit": "orders",
        "weight": Decimal(1),
        "current_value": Decimal(50),
        "progress": Decimal(number * 7 % 101) / 100,
        "confidence": 3 + number % 7,
        "confidence_at": said_at,
        "last_check_in_at": said_at,
        "created_by": 1,
        "created_at": BEGAN,
        "version": 1,
        "drop_reason": "",
    }
