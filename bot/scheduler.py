"""The handful of jobs that come round again, and nothing per person."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.clock import Clock, MachineClock
from storage import drafts, file_offers, idempotency, outbox
from storage.database import Connection, Database

TICK_SECONDS: Final = 5
CLEAN_UP_MINUTES: Final = 30
RECONCILIATION_HOUR: Final = 3
KEYS_KEPT: Final = timedelta(hours=48)
DRAFTS_KEPT: Final = timedelta(days=30)
SENT_KEPT: Final = timedelta(days=30)
BATCH: Final = 500

Job = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Jobs:
    """What comes round: the tick and a look at the outbox every few seconds, tidying, and the recount at night."""

    tick: Job
    deliver: Callable[[], None]
    clean_up: Job
    reconcile: Job


class Scheduler:
    """Runs the jobs on the event loop; one that is still running is not started again, and missed runs become one."""

    def __init__(self, jobs: Jobs) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        )
        every_tick = IntervalTrigger(seconds=TICK_SECONDS)
        self._scheduler.add_job(jobs.tick, every_tick, id="tick")
        self._scheduler.add_job(_async(jobs.deliver), IntervalTrigger(seconds=TICK_SECONDS), id="deliver")
        self._scheduler.add_job(jobs.clean_up, IntervalTrigger(minutes=CLEAN_UP_MINUTES), id="clean-up")
        self._scheduler.add_job(jobs.reconcile, CronTrigger(hour=RECONCILIATION_HOUR, timezone="UTC"), id="reconcile")

    def start(self) -> None:
        """Begin, on the running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """End, without waiting for a job under way."""
        self._scheduler.shutdown(wait=False)


async def clean_up(database: Database, clock: Clock, machine: MachineClock) -> int:
    """Drop old rows, 500 a transaction; return how many went.

    Keys after 48 hours and what was sent after 30 days, by the machine's clock; drafts and offered files after 30 days
    of the business clock.
    """
    gone = 0
    for forget, before in (
        (idempotency.forget, machine.instant() - KEYS_KEPT),
        (outbox.forget, machine.instant() - SENT_KEPT),
        (drafts.forget, clock.now() - DRAFTS_KEPT),
        (file_offers.forget, clock.now() - DRAFTS_KEPT),
    ):
        gone += await _forget_all(database, forget, before)
    return gone


async def _forget_all(database: Database, forget: Callable[[Connection, datetime, int], int], before: datetime) -> int:
    gone = 0
    while True:
        batch = await database.write(lambda db: forget(db, before, BATCH))
        gone += batch
        if batch < BATCH:
            return gone


def _async(work: Callable[[], None]) -> Job:
    # Without this, the scheduler would run it in a thread.
    async def job() -> None:
        work()

    return job
