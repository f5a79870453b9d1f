"""Every kind of key result on both databases: recorded, taken back, recounted, and what that makes of those above."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, select, update

from storage import check_ins, recording
from storage.database import Connection, Database
from storage.okr_lines import KeyResultLine, known_key_result
from storage.okrs import objectives
from storage.reconciliation import bands_behind, differences
from storage.recording import Recorded, Said
from storage.recounting import recount
from storage.steps import NewStep, Tick, add_steps, steps_of
from storage.tallies import band_logs
from tests.builders.check_ins import MONDAYS, Cast, a_key_result, an_objective, set_up

MADE = datetime(2026, 11, 2, 12, tzinfo=UTC)
"""A Monday, after that week's check-in was due."""
WEEK = timedelta(weeks=1)
BAND = {"target": None, "unit": "°C", "starts_on": date(2026, 11, 2), "created_at": MADE}
NOTHING, WHOLE = Decimal(0), Decimal(1)
STEPS = (NewStep("Hire designers", Decimal(3)), NewStep("Hire engineers", Decimal(5)), NewStep("Open", Decimal(2)))


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await database.write(set_up)


@dataclass(frozen=True, slots=True)
class Bench:
    """One key result of Ben's, on which check-ins are recorded."""

    database: Database
    cast: Cast
    code: str

    async def line(self) -> KeyResultLine:
        return await self.database.read(lambda db: known_key_result(db, self.cast.workspace, self.code))

    async def say(self, value: str | None, at: datetime = MADE, ticks: Sequence[Tick] = ()) -> Recorded:
        def work(db: Connection) -> Recorded:
            line = known_key_result(db, self.cast.workspace, self.code)
            one = Said(line.id, None if value is None else Decimal(value), ticks=tuple(ticks))
            return recording.record(db, self.cast.workspace, self.cast.ben, [line.objective_id], [one], at, MONDAYS)[0]

        return await self.database.write(work)

    async def undo(self, one: Recorded, at: datetime = MADE) -> Recorded:
        def work(db: Connection) -> Recorded | None:
            found = check_ins.own(db, self.cast.workspace, self.cast.ben, one.check_in_id)
            assert found is not None
            return recording.take_back(db, self.cast.workspace, self.cast.ben, found, at, MONDAYS)

        undone = await self.database.write(work)
        assert undone is not None
        return undone

    async def total(self) -> Decimal:
        line = await self.line()
        find = select(objectives.c.progress).where(objectives.c.id == line.objective_id)
        return await self.database.read(lambda db: Decimal(db.execute(find).scalar_one()))

    async def done(self) -> list[int]:
        line = await self.line()
        steps = await self.database.read(lambda db: steps_of(db, line.id))
        return [step.position for step in steps if step.is_done]

    async def unlike_the_log(self) -> list[str]:
        found = await self.database.read(lambda db: differences(db, self.cast.workspace))
        return [one.code for one in found]


async def bench(database: Database, cast: Cast, metric: str, steps: Sequence[NewStep] = (), **said: Any) -> Bench:
    """A key result of that kind, alone under an objective of its own."""

    def work(db: Connection) -> str:
        objective = an_objective(db, cast.workspace, cast.ana)
        made = {"metric": metric, "start": None, "target": None, "created_at": MADE} | said
        code = a_key_result(db, cast.workspace, objective, cast.ben, **made)
        if steps:
            add_steps(db, known_key_result(db, cast.workspace, code).id, steps)
        return code

    return Bench(database, cast, await database.write(work))


class TestYesNoAndBaseline:
    async def test_yes_is_all_and_no_is_nothing(self, database: Database, cast: Cast) -> None:
        beta = await bench(database, cast, "yes_no")

        assert [(await beta.say(value)).after.progress for value in ("0", "1", "0")] == [0, 1, 0]
        assert await beta.total() == 0

    async def test_a_baseline_is_found_with_any_number(self, database: Database, cast: Cast) -> None:
        rate = await bench(database, cast, "baseline")

        found = await rate.say("0")

        assert (found.after.progress, await rate.total()) == (WHOLE, WHOLE)
        assert (await rate.undo(found)).after.progress == 0

    async def test_saying_that_nothing_is_measured_yet_finds_nothing(self, database: Database, cast: Cast) -> None:
        rate = await bench(database, cast, "baseline")

        silent = await rate.say(None)

        assert (silent.unchanged, silent.after.current_value, silent.after.progress) == (True, None, NOTHING)
        assert (await rate.line()).last_check_in_at == MADE
        assert await rate.unlike_the_log() == []


class TestBands:
    async def test_one_that_began_outside_comes_nearer(self, database: Database, cast: Cast) -> None:
        cost = await bench(database, cast, "at_most", start=Decimal("61.20"), band_high=Decimal(45))

        assert (await cost.say("53.1")).after.progress == Decimal("0.5")
        assert (await cost.say("44")).after.progress == 1
        assert (await cost.line()).start == Decimal("61.20")

    async def test_one_that_began_within_counts_the_due_check_ins_within(self, database: Database, cast: Cast) -> None:
        warmth = await bench(
            database, cast, "between", start=Decimal(21), band_low=Decimal(20), band_high=Decimal(25), progress=None
        )

        shares = [
            (await warmth.say(value, MADE + weeks * WEEK)).after.progress
            for weeks, value in enumerate(("22", "24", "27", "25", "20"))
        ]

        assert shares == [None, 1, Decimal("0.5"), Decimal("0.666667"), Decimal("0.75")]
        assert await warmth.total() == Decimal("0.75")

    async def test_without_a_start_the_first_value_is_it(self, database: Database, cast: Cast) -> None:
        rate = await bench(database, cast, "at_least", band_low=Decimal(95))

        first = await rate.say("75")

        assert ((await rate.line()).start, first.after.progress) == (Decimal(75), NOTHING)
        assert (await rate.say("80", MADE + WEEK)).after.progress == Decimal("0.25")

    async def test_with_the_first_value_its_start_is_taken_back(self, database: Database, cast: Cast) -> None:
        rate = await bench(database, cast, "at_least", band_low=Decimal(95))
        first = await rate.say("97")

        await rate.undo(first)

        assert ((await rate.line()).start, (await rate.line()).current_value) == (None, None)
        assert (await rate.say("75")).after.progress == 0

    async def test_a_start_that_was_given_stays(self, database: Database, cast: Cast) -> None:
        rate = await bench(database, cast, "at_least", start=Decimal(75), band_low=Decimal(95))

        await rate.undo(await rate.say("75"))

        assert (await rate.line()).start == 75

    async def test_undo_counts_what_is_left(self, database: Database, cast: Cast) -> None:
        rate = await bench(database, cast, "at_least", start=Decimal(97), band_low=Decimal(95), progress=None)
        await rate.say("96", MADE + WEEK)
        wrong = await rate.say("9", MADE + 2 * WEEK)

        undone = await rate.undo(wrong, MADE + 2 * WEEK)

        assert (wrong.after.progress, undone.after.progress) == (Decimal("0.5"), WHOLE)
        assert undone.after.current_value == 96

    async def test_a_check_in_that_nobody_made_is_missed_when_its_days_of_grace_are_over(
        self, database: Database, cast: Cast
    ) -> None:
        rate = await bench(database, cast, "at_least", start=Decimal(97), band_low=Decimal(95), progress=None)
        await rate.say("96", MADE + WEEK)

        async def behind(at: datetime) -> Sequence[int]:
            found = await database.read(lambda db: bands_behind(db, cast.workspace, at, MONDAYS))
            assert found.last is None
            return found.objective_ids

        later = MADE + 2 * WEEK + timedelta(days=3)
        assert await behind(MADE + 2 * WEEK) == ()
        (objective,) = await behind(later)
        changed = await database.write(lambda db: recount(db, [objective], later, MONDAYS))

        assert [(one.before.progress, one.after.progress) for one in changed] == [(WHOLE, Decimal("0.5"))]
        assert await rate.total() == Decimal("0.5")
        assert await behind(later) == ()
        assert await rate.unlike_the_log() == []

    async def test_an_increase_beside_it_takes_no_statement_more(self, database: Database, cast: Cast) -> None:
        plain = await bench(database, cast, "increase", start=Decimal(0), target=Decimal(10))
        kept = await bench(database, cast, "at_least", start=Decimal(97), band_low=Decimal(95), progress=None)

        counts = [await statements(database, one) for one in (plain, kept)]

        assert counts[1] == counts[0] + 1


async def statements(database: Database, one: Bench) -> int:
    seen: list[str] = []

    def work(db: Connection) -> None:
        line = known_key_result(db, one.cast.workspace, one.code)
        listening: Callable[..., None] = lambda *given: seen.append(given[2])  # noqa: E731
        event.listen(db, "before_cursor_execute", listening)
        said = [Said(line.id, Decimal(5))]
        recording.record(db, one.cast.workspace, one.cast.ben, [line.objective_id], said, MADE, MONDAYS)
        event.remove(db, "before_cursor_execute", listening)

    await database.write(work)
    return len(seen)


class TestSteps:
    @pytest.fixture
    async def plan(self, database: Database, cast: Cast) -> Bench:
        return await bench(database, cast, "steps", STEPS, target=Decimal(10))

    async def test_they_count_by_weight(self, plan: Bench) -> None:
        first = await plan.say(None, ticks=[Tick(2)])
        second = await plan.say(None, ticks=[Tick(1)])

        assert [one.after.progress for one in (first, second)] == [Decimal("0.5"), Decimal("0.8")]
        assert [one.after.current_value for one in (first, second)] == [5, 8]
        assert ([step.title for step in second.moved], second.unchanged) == (["Hire designers"], False)
        assert await plan.total() == Decimal("0.8")
        assert await plan.unlike_the_log() == []

    async def test_undo_undoes_exactly_the_ticks_of_that_check_in(self, plan: Bench) -> None:
        await plan.say(None, ticks=[Tick(1)])
        both = await plan.say(None, ticks=[Tick(2), Tick(3)])
        assert both.after.progress == 1

        undone = await plan.undo(both)

        assert (await plan.done(), undone.after.progress) == ([1], Decimal("0.3"))
        assert await plan.unlike_the_log() == []

    async def test_the_only_check_in_leaves_nothing_recorded(self, plan: Bench) -> None:
        await plan.undo(await plan.say(None, ticks=[Tick(1)]))

        line = await plan.line()
        assert line.current_value is None
        assert line.progress == 0
        assert line.last_check_in_at is None

    async def test_what_was_opened_again_is_done_again_after_undo(self, plan: Bench) -> None:
        first = await plan.say(None, ticks=[Tick(1), Tick(2)])
        opened = await plan.say(None, MADE + WEEK, ticks=[Tick(1, done=False)])
        again = await plan.say(None, MADE + 2 * WEEK, ticks=[Tick(1)])
        assert [one.after.current_value for one in (first, opened, again)] == [8, 5, 8]

        await plan.undo(again)
        assert await plan.done() == [2]
        await plan.undo(opened)

        assert await plan.done() == [1, 2]

    async def test_saying_nothing_of_them_changes_nothing(self, plan: Bench) -> None:
        await plan.say(None, ticks=[Tick(1)])

        same = await plan.say(None, ticks=[Tick(1)])

        assert (same.unchanged, same.moved, same.after.progress) == (True, (), Decimal("0.3"))


class TestRollUp:
    @pytest.fixture
    async def tree(self, database: Database, cast: Cast) -> tuple[int, int]:
        """A company's objective over a team's over Ana's with KR-1 and KR-2; each rolls up what is below it."""

        def work(db: Connection) -> tuple[int, int]:
            top = an_objective(db, cast.workspace, cast.cleo, roll_up="aligned")
            middle = an_objective(db, cast.workspace, cast.cleo, roll_up="both", parent_id=top)
            a_key_result(db, cast.workspace, middle, cast.cleo)
            below = update(objectives).where(objectives.c.id == cast.objective).values(parent_id=middle)
            db.execute(below)
            return top, middle

        return await database.write(work)

    async def test_a_check_in_moves_all_above(self, database: Database, cast: Cast, tree: tuple[int, int]) -> None:
        await Bench(database, cast, "KR-1").say("1500")

        assert await progress_of(database, cast.objective, *tree[::-1]) == [
            Decimal("0.25"),
            Decimal("0.125"),
            Decimal("0.125"),
        ]
        assert await Bench(database, cast, "KR-1").unlike_the_log() == []

    async def test_undo_moves_them_back(self, database: Database, cast: Cast, tree: tuple[int, int]) -> None:
        ours = Bench(database, cast, "KR-1")

        await ours.undo(await ours.say("1500"))

        assert await progress_of(database, cast.objective, *tree) == [0, 0, 0]

    async def test_four_at_once_under_one_parent_come_to_the_right_total(self, database: Database, cast: Cast) -> None:
        def work(db: Connection) -> tuple[int, list[str]]:
            top = an_objective(db, cast.workspace, cast.ana, roll_up="aligned")
            below = [an_objective(db, cast.workspace, cast.ana, parent_id=top) for _ in range(4)]
            return top, [a_key_result(db, cast.workspace, one, cast.ben) for one in below]

        top, codes = await database.write(work)

        for value in ("300", "1500", "2400"):
            await asyncio.gather(*(Bench(database, cast, code).say(value) for code in codes))

            assert await progress_of(database, top) == [Decimal(value) / 3000]

    async def test_a_wrong_total_above_is_reported(self, database: Database, cast: Cast, tree: tuple[int, int]) -> None:
        wrong = update(objectives).where(objectives.c.id == tree[0]).values(progress=Decimal("0.9"))
        await database.write(lambda db: db.execute(wrong))

        assert await Bench(database, cast, "KR-1").unlike_the_log() == ["O-2"]


async def progress_of(database: Database, *ids: int) -> list[Decimal]:
    find = select(objectives.c.id, objectives.c.progress).where(objectives.c.id.in_(ids))
    found = await database.read(lambda db: {key: Decimal(share) for key, share in db.execute(find)})
    return [found[key] for key in ids]


async def test_a_band_that_was_a_draft_owes_nothing_from_before(database: Database, cast: Cast) -> None:
    rate = await bench(database, cast, "at_least", start=Decimal(97), band_low=Decimal(95), progress=None)
    published = MADE + 2 * WEEK
    line = await rate.line()
    late = update(objectives).where(objectives.c.id == line.objective_id).values(published_at=published)
    await database.write(lambda db: db.execute(late))

    log = (await database.read(lambda db: band_logs(db, (line.id,))))[line.id]

    assert log.made_at == published
