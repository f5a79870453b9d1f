"""What the clock costs: an idle tick beside 100,000 reminders, all of them due at once, the loop's longest stop."""

import asyncio
import gc
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.tick import tick
from handlers.chat.card import Card, Paragraph
from handlers.chat.due import Occasion
from handlers.chat.outgoing import Note, tell_many
from handlers.company import Company
from storage.arrivals import Arrival, register
from storage.database import Connection, Database
from storage.reminders import Plan, plan
from storage.workspaces import install

REMINDERS = 100_000
PEOPLE = 1_000
IDLE_TICKS = 1_000
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PROMPT = Card("Your check-in is due", (Paragraph.of("Your check-in is due"),))


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds of an idle tick (the median), seconds for all that is due, and milliseconds of the longest stop."""

    idle_ms: float
    drained_s: float
    longest_stop_ms: float


async def measure(database: Database) -> Measured:
    """Measure on an open, migrated, empty database."""
    # As the bot does at its start: a full collection over what was imported would stop the loop for 50 ms by itself.
    gc.collect()
    gc.freeze()
    try:
        await _fill(database)
        return Measured(await _idle(database), *await _drained(database))
    finally:
        gc.unfreeze()


async def _fill(database: Database) -> None:
    def company(db: Connection) -> tuple[int, list[int]]:
        workspace_id = install(db, "slack", "T1", "Company X", NOW)
        arrivals = [_arrival(number) for number in range(PEOPLE)]
        return workspace_id, list(register(db, workspace_id, "slack", arrivals, NOW).values())

    workspace_id, people = await database.write(company)
    for first in range(0, REMINDERS, 5_000):
        plans = [
            Plan("bench", f"bench:{number}", people[number % PEOPLE], NOW) for number in range(first, first + 5_000)
        ]
        await database.write(partial(plan, workspace_id=workspace_id, plans=plans))
    # PostgreSQL does so by itself within a minute; SQLite keeps to its indexes without.
    await database.write(_analyze)


def _analyze(db: Connection) -> None:
    if db.dialect.name == "postgresql":
        db.exec_driver_sql("ANALYZE")


def _arrival(number: int) -> Arrival:
    return Arrival(
        external_id=f"U{number}",
        handle=f"p{number}",
        name=f"Person {number}",
        email=f"p{number}@x.example",
        time_zone="UTC",
        locale="en-US",
        standing="member",
        is_admin=False,
        verified=True,
    )


def _prompt(occasion: Occasion) -> Mapping[int, datetime | None]:
    following = occasion.now + timedelta(days=7)
    week = f"{occasion.now:%G-W%V}"
    tell_many(occasion, [Note(due.subject_id, PROMPT, f"bench:{due.id}:{week}") for due in occasion.due])
    return {due.id: following for due in occasion.due}


async def _idle(database: Database) -> float:
    early = NOW - timedelta(hours=1)
    times = []
    for _ in range(IDLE_TICKS):
        started = time.perf_counter()
        await tick(database, early, {"bench": _prompt}, Company())
        times.append(time.perf_counter() - started)
    return sorted(times)[IDLE_TICKS // 2] * 1_000


async def _drained(database: Database) -> tuple[float, float]:
    stops: list[float] = []
    watching = asyncio.create_task(_watch(stops))
    started = time.perf_counter()
    done = await tick(database, NOW, {"bench": _prompt}, Company())
    seconds = time.perf_counter() - started
    watching.cancel()
    assert done == REMINDERS
    return seconds, max(stops) * 1_000


async def _watch(stops: list[float]) -> None:
    while True:
        asked = time.perf_counter()
        await asyncio.sleep(0.001)
        stops.append(time.perf_counter() - asked - 0.001)
