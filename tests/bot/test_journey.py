"""The way into the future: everything that is due is done at its own time, and said before the clock goes on."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from bot.app import App
from bot.capabilities import Capabilities
from bot.clock import MachineClock, MovableClock
from bot.delivery import Delivery
from bot.local.journey import Journey
from bot.metrics import Metrics
from handlers.chat.due import Occasion
from handlers.chat.outgoing import Note, tell_many
from handlers.company import Company
from storage.database import Database
from storage.outbox import next_release
from storage.reminders import Plan, earliest, plan
from tests.bot.post_office import BusinessClock, Platform, card
from tests.builders import NOW, a_person, a_workspace

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


class Town:
    """Two people: "daily" reminds Ana once a day, and each reminder is held for an hour."""

    def __init__(self, database: Database, workspace_id: int, ana: int) -> None:
        self.fired: list[datetime] = []
        self.leaps = 0
        self.clock = MovableClock(BusinessClock())
        self.platform = Platform(MachineClock())
        self.sent: list[datetime] = []
        self.ana = ana
        self.app = App(
            database,
            Company(),
            self.clock,
            workspace_id,
            Capabilities((), {"daily": self.rule}),
            Metrics(),
            ("slack",),
            None,
        )
        self.app.delivery = Delivery(database, {"slack": self.platform}, self.clock, MachineClock(), holder="journey")
        self.journey = Journey(self.app, self.clock, self.leap)

    def rule(self, occasion: Occasion) -> Mapping[int, datetime | None]:
        self.fired.append(occasion.now)
        held = Note(self.ana, card("hello"), f"daily:{occasion.now}", held_until=occasion.now + HOUR)
        tell_many(occasion, [held])
        return {due.id: occasion.now + DAY for due in occasion.due}

    def leap(self) -> None:
        self.leaps += 1


@pytest.fixture
async def town(database: Database) -> Town:
    workspace_id = await database.write(a_workspace)
    ana = await database.write(lambda db: a_person(db, workspace_id, "ana"))
    return Town(database, workspace_id, ana)


async def keep(town: Town, due_at: datetime) -> None:
    await town.app.database.write(
        lambda db: plan(db, town.app.workspace_id, [Plan("daily", "person:1", town.ana, due_at)])
    )


async def test_what_is_due_on_the_way_is_done_at_its_own_time(town: Town) -> None:
    await keep(town, NOW + HOUR)

    await town.journey.reach(NOW + 2 * DAY)

    assert town.fired == [NOW + HOUR, NOW + HOUR + DAY]
    assert town.clock.now() == NOW + 2 * DAY


async def test_what_is_held_goes_when_its_hour_has_come(town: Town) -> None:
    await keep(town, NOW + HOUR)

    await town.journey.reach(NOW + HOUR)
    assert town.platform.letters == []
    await town.journey.reach(NOW + 3 * HOUR)

    assert len(town.platform.letters) == 1


async def test_every_leap_is_told(town: Town) -> None:
    await keep(town, NOW + HOUR)

    await town.journey.reach(NOW + DAY)

    stops = [NOW + HOUR, NOW + 2 * HOUR, NOW + DAY]
    assert town.leaps == len(stops)


async def test_what_has_passed_is_where_one_stays(town: Town) -> None:
    await town.journey.reach(NOW - DAY)

    assert (town.clock.now(), town.leaps) == (NOW, 0)


async def test_the_earliest_of_each_kind_is_known(database: Database) -> None:
    workspace_id = await database.write(a_workspace)
    plans = [Plan("a", "team:1", 1, NOW + DAY), Plan("a", "team:2", 2, NOW), Plan("b", "team:1", 1, NOW + HOUR)]
    await database.write(lambda db: plan(db, workspace_id, plans))

    assert await database.read(lambda db: earliest(db, workspace_id)) == {"a": NOW, "b": NOW + HOUR}


async def test_nothing_is_held_in_an_empty_outbox(database: Database) -> None:
    workspace_id = await database.write(a_workspace)

    assert await database.read(lambda db: next_release(db, workspace_id, NOW)) is None
