"""The tick: what is due is done once, by its rule, and a rule that fails holds up nobody."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.tick import BATCH, PUT_OFF, tick
from handlers.chat.due import Occasion, Rule
from handlers.chat.outgoing import Note, tell_many
from handlers.company import Company
from storage.calendar import weekly
from storage.database import Database, open_database
from storage.outbox import outbox
from storage.reminders import Plan, cancel, plan, reminders
from tests.bot.post_office import card
from tests.builders import NOW, a_person, a_workspace

WEEK = timedelta(days=7)


class Diary:
    """A weekly rule that notes what it was given."""

    def __init__(self) -> None:
        self.calls: list[Occasion] = []

    @property
    def subjects(self) -> list[str]:
        return [due.subject for occasion in self.calls for due in occasion.due]

    def rule(self, occasion: Occasion) -> Mapping[int, datetime | None]:
        self.calls.append(occasion)
        return {due.id: occasion.now + WEEK for due in occasion.due}


@pytest.fixture
async def workspace(database: Database) -> int:
    return await database.write(a_workspace)


async def keep(database: Database, workspace: int, count: int = 1, kind: str = "weekly", due: datetime = NOW) -> None:
    """Plan so many reminders of the kind."""
    plans = [Plan(kind, f"{kind}:{number}", number, due) for number in range(count)]
    await database.write(lambda db: plan(db, workspace, plans))


async def run(database: Database, rules: Mapping[str, Rule], now: datetime = NOW) -> int:
    return await tick(database, now, rules, Company(), pause=lambda _: asyncio.sleep(0))


async def dues(database: Database) -> list[datetime]:
    query = select(reminders.c.due_at).order_by(reminders.c.id)
    return await database.read(lambda db: list(db.execute(query).scalars()))


async def test_what_is_due_is_done_and_set_to_its_next_time(database: Database, workspace: int) -> None:
    diary = Diary()
    await keep(database, workspace)

    assert await run(database, {"weekly": diary.rule}) == 1
    assert (diary.subjects, await dues(database)) == (["weekly:0"], [NOW + WEEK])


async def test_what_is_not_due_yet_is_left_alone(database: Database, workspace: int) -> None:
    diary = Diary()
    await keep(database, workspace, due=NOW + timedelta(seconds=1))

    assert await run(database, {"weekly": diary.rule}) == 0
    assert diary.calls == []


async def test_several_missed_occurrences_become_one(database: Database, workspace: int) -> None:
    diary = Diary()
    await keep(database, workspace, due=NOW - 8 * WEEK)

    await run(database, {"weekly": diary.rule})

    assert diary.subjects == ["weekly:0"]


async def test_a_rule_gets_what_is_due_together(database: Database, workspace: int) -> None:
    diary = Diary()
    await keep(database, workspace, BATCH + 3)

    assert await run(database, {"weekly": diary.rule}) == BATCH + 3
    assert [len(occasion.due) for occasion in diary.calls] == [BATCH, 3]


async def test_each_kind_goes_to_its_own_rule(database: Database, workspace: int) -> None:
    one, two = Diary(), Diary()
    await keep(database, workspace, 2, "one")
    await keep(database, workspace, 3, "two")

    await run(database, {"one": one.rule, "two": two.rule})

    assert (len(one.subjects), len(two.subjects)) == (2, 3)


async def test_none_ends_a_reminder(database: Database, workspace: int) -> None:
    await keep(database, workspace)

    await run(database, {"weekly": lambda occasion: {due.id: None for due in occasion.due}})

    assert await dues(database) == []


async def test_a_kind_without_a_rule_is_put_off_by_a_day(database: Database, workspace: int) -> None:
    await keep(database, workspace, kind="forgotten")

    await run(database, {})

    assert await dues(database) == [NOW + PUT_OFF]


async def test_one_reminder_at_which_a_rule_fails_holds_up_no_other(database: Database, workspace: int) -> None:
    diary = Diary()

    def fussy(occasion: Occasion) -> Mapping[int, datetime | None]:
        if any(due.subject_id == 7 for due in occasion.due):
            raise RuntimeError("no")
        return diary.rule(occasion)

    await keep(database, workspace, 20)

    assert await run(database, {"weekly": fussy}) == 19
    assert len(set(diary.subjects)) == len(diary.subjects) == 19
    assert (await dues(database)).count(NOW + PUT_OFF) == 1


async def test_what_a_failing_rule_wrote_is_not_said(database: Database, workspace: int) -> None:
    person = await database.write(lambda db: a_person(db, workspace))

    def careless(occasion: Occasion) -> Mapping[int, datetime | None]:
        tell_many(occasion, [Note(person, card("Half done"))])
        raise RuntimeError("no")

    await keep(database, workspace)
    await run(database, {"weekly": careless})

    assert await database.read(lambda db: list(db.execute(select(outbox.c.id)))) == []


async def test_a_rule_that_names_no_later_time_cannot_make_the_tick_go_round(
    database: Database, workspace: int
) -> None:
    await keep(database, workspace)

    await run(database, {"weekly": lambda occasion: {due.id: occasion.now for due in occasion.due}})

    assert await dues(database) == [NOW + PUT_OFF]


async def test_a_weekly_time_of_day_stays_when_the_clocks_change(database: Database, workspace: int) -> None:
    lisbon = ZoneInfo("Europe/Lisbon")
    before = datetime(2026, 10, 19, 8, 0, tzinfo=UTC)

    def monday(occasion: Occasion) -> Mapping[int, datetime | None]:
        return {due.id: weekly(occasion.now, 1, time(9), lisbon) for due in occasion.due}

    await keep(database, workspace, due=before)
    await run(database, {"weekly": monday}, now=before)

    assert await dues(database) == [datetime(2026, 10, 26, 9, 0, tzinfo=UTC)]


async def test_two_processes_do_each_reminder_once(database: Database, database_url: str, workspace: int) -> None:
    other = open_database(database_url)
    await other.start()
    diary = Diary()
    await keep(database, workspace, 3 * BATCH)

    done = await asyncio.gather(run(database, {"weekly": diary.rule}), run(other, {"weekly": diary.rule}))
    await other.close()

    assert sum(done) == 3 * BATCH
    assert len(set(await dues(database))) == 1


async def test_an_idle_tick_is_one_statement_however_many_wait(
    database: Database, workspace: int, statements: list[str]
) -> None:
    await keep(database, workspace, 2_000, due=NOW + WEEK)
    statements.clear()

    await run(database, {})

    assert len(statements) == 1


async def test_the_statements_of_a_tick_do_not_grow_with_what_is_due(
    database: Database, workspace: int, statements: list[str]
) -> None:
    counts = []
    for count in (1, BATCH - 1):
        await keep(database, workspace, count)
        statements.clear()
        await run(database, {"weekly": Diary().rule})
        counts.append(len(statements))

    assert counts[0] == counts[1] == 4


async def test_a_plan_that_is_there_already_is_moved(database: Database, workspace: int) -> None:
    await keep(database, workspace)
    await keep(database, workspace, due=NOW + WEEK)

    assert await dues(database) == [NOW + WEEK]


async def test_a_cancelled_reminder_is_gone(database: Database, workspace: int) -> None:
    await keep(database, workspace)

    await database.write(lambda db: cancel(db, workspace, "weekly", "weekly:0"))

    assert await dues(database) == []
