"""The recurring jobs: they run on the loop, and tidying drops what is old and keeps the rest."""

import asyncio
from datetime import timedelta

from sqlalchemy import func, insert, select

from bot.clock import MovableClock, SystemClock
from bot.scheduler import Jobs, Scheduler, clean_up
from handlers.chat.outgoing import post_in
from storage.database import Connection, Database
from storage.drafts import drafts
from storage.file_offers import file_offers
from storage.idempotency import keys
from storage.outbox import outbox
from tests.bot.clocks import HandClock
from tests.bot.post_office import card, channel, open_office


async def test_tidying_drops_old_keys_sent_rows_drafts_and_offers_and_keeps_the_rest(database: Database) -> None:
    machine = HandClock()
    office = await open_office(database, machine)
    machine.at += 365 * 86_400.0
    now = machine.instant()

    def fill(db: Connection) -> None:
        db.execute(insert(keys), [{"key": f"k{age}", "created_at": now - timedelta(hours=age)} for age in (47, 49)])
        for age in (29, 31):
            row = {"workspace_id": office.workspace_id, "person_id": office.ana, "body": "{}"}
            row |= {"created_at": office.clock.now() - timedelta(days=age)}
            db.execute(insert(drafts), row)
            offer = {name: row[name] for name in ("workspace_id", "person_id", "created_at")}
            db.execute(insert(file_offers), offer | {"name": "okrs.csv", "content": b""})
            db.execute(insert(outbox), sent_row(office.workspace_id) | {"sent_at": now - timedelta(days=age)})
        db.execute(insert(outbox), sent_row(office.workspace_id) | {"state": "waiting"})

    def sent_row(workspace_id: int) -> dict[str, object]:
        return {
            "workspace_id": workspace_id,
            "queue": "q",
            "lane": 1,
            "action": "post",
            "platform": "slack",
            "card": "",
            "state": "sent",
            "created_at": now,
        }

    await database.write(fill)

    assert await clean_up(database, office.clock, machine) == 4
    counts = [select(func.count()).select_from(table) for table in (keys, drafts, file_offers, outbox)]
    assert await database.read(lambda db: [db.execute(count).scalar_one() for count in counts]) == [1, 1, 1, 2]


async def test_tidying_goes_on_past_one_batch(database: Database) -> None:
    machine = HandClock()
    office = await open_office(database, machine)
    old = machine.instant() - timedelta(days=3)
    rows = [{"key": f"k{number}", "created_at": old} for number in range(1_200)]
    await database.write(lambda db: db.execute(insert(keys), rows).rowcount)

    assert await clean_up(database, office.clock, machine) == 1_200


async def test_what_was_delivered_is_tidied_by_the_machine_s_clock(database: Database) -> None:
    office = await open_office(database, HandClock())
    await office.handle(lambda ask: post_in(ask, channel("C1"), card("Hello")))
    await office.drain()
    clock = MovableClock(SystemClock())
    clock.forward_to(clock.now() + timedelta(days=365))

    assert await clean_up(database, clock, office.machine) == 0


async def test_the_scheduler_starts_and_stops_on_the_loop() -> None:
    async def nothing() -> None:
        await asyncio.sleep(0)

    scheduler = Scheduler(Jobs(tick=nothing, deliver=lambda: None, clean_up=nothing, reconcile=nothing))
    scheduler.start()
    scheduler.stop()
