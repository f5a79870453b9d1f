"""What objectives come to: their own key results, what is aligned under them, or both, up the whole line."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from storage.alignment import Move, align, hold_alignment, set_roll_up, stands_under
from storage.database import Connection, Database
from storage.okr_lines import ObjectiveLine
from storage.okr_removals import drop_objective
from storage.okrs import RollUp, key_results, objectives
from storage.rollups import counted, lock_objective, recompute_objective
from tests.storage.test_okrs import Shelf

NOW = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)


@pytest.fixture
async def shelf(database: Database) -> Shelf:
    opened = Shelf(database)
    await opened.open()
    return opened


async def reach(shelf: Shelf, objective: ObjectiveLine, share: str) -> None:
    """Give the objective a key result of which so much is reached, as a check-in would."""
    line = await shelf.key_result(objective)

    def work(db: Connection) -> None:
        lock_objective(db, objective.id)
        db.execute(update(key_results).where(key_results.c.id == line.id).values(progress=Decimal(share)))
        recompute_objective(db, objective.id)

    await shelf.do(work)


async def progress_of(shelf: Shelf, line: ObjectiveLine) -> Decimal:
    query = select(objectives.c.progress).where(objectives.c.id == line.id)
    progress: Decimal = await shelf.do(lambda db: db.execute(query).scalar_one())
    return progress


@pytest.mark.parametrize(("roll_up", "share"), [("key_results", "0.2"), ("aligned", "0.8"), ("both", "0.5")])
async def test_an_objective_counts_what_it_is_set_to(shelf: Shelf, roll_up: RollUp, share: str) -> None:
    top = await shelf.objective(roll_up=roll_up)
    under = await shelf.objective(parent_id=top.id)

    await reach(shelf, top, "0.2")
    await reach(shelf, under, "0.8")

    assert await progress_of(shelf, top) == Decimal(share)


async def test_it_moves_all_that_count_it_up_the_line_and_stops_where_one_does_not(shelf: Shelf) -> None:
    top = await shelf.objective()
    upper = await shelf.objective(roll_up="aligned", parent_id=top.id)
    lower = await shelf.objective(roll_up="aligned", parent_id=upper.id)
    lowest = await shelf.objective(parent_id=lower.id)

    await reach(shelf, lowest, "0.6")

    assert [await progress_of(shelf, line) for line in (top, upper, lower)] == [0, Decimal("0.6"), Decimal("0.6")]


@pytest.mark.parametrize("hidden", [{"is_private": True}, {"published_at": None}])
async def test_what_is_private_or_a_draft_counts_nowhere_above(shelf: Shelf, hidden: dict[str, Any]) -> None:
    top = await shelf.objective(roll_up="aligned")
    await reach(shelf, await shelf.objective(parent_id=top.id), "0.4")

    await reach(shelf, await shelf.objective(parent_id=top.id, **hidden), "1")

    assert await progress_of(shelf, top) == Decimal("0.4")


async def test_what_is_dropped_counts_no_more(shelf: Shelf) -> None:
    top = await shelf.objective(roll_up="aligned")
    gone = await shelf.objective(parent_id=top.id)
    await reach(shelf, gone, "1")
    await reach(shelf, await shelf.objective(parent_id=top.id), "0.5")

    def work(db: Connection) -> None:
        lock_objective(db, top.id)
        assert drop_objective(db, gone.id, gone.version, "Over", NOW)
        recompute_objective(db, top.id)

    await shelf.do(work)

    assert await progress_of(shelf, top) == Decimal("0.5")


async def test_aligning_moves_both_lines(shelf: Shelf) -> None:
    one, other = await shelf.objective(roll_up="aligned"), await shelf.objective(roll_up="aligned")
    child = await shelf.objective(parent_id=one.id)
    await reach(shelf, child, "0.7")

    assert await shelf.do(lambda db: align(db, Move(child.id, child.version, one.id, other.id)))

    assert (await progress_of(shelf, one), await progress_of(shelf, other)) == (Decimal(0), Decimal("0.7"))


async def test_who_comes_second_aligns_nothing(shelf: Shelf) -> None:
    one, child = await shelf.objective(), await shelf.objective()
    assert await shelf.do(lambda db: align(db, Move(child.id, child.version, None, one.id)))

    assert not await shelf.do(lambda db: align(db, Move(child.id, child.version, None, None)))
    assert not await shelf.do(lambda db: set_roll_up(db, child.id, child.version, "both"))


async def test_to_count_otherwise_moves_the_line_at_once(shelf: Shelf) -> None:
    top = await shelf.objective(roll_up="aligned")
    middle = await shelf.objective(parent_id=top.id)
    await reach(shelf, await shelf.objective(parent_id=middle.id), "0.9")

    assert await shelf.do(lambda db: set_roll_up(db, middle.id, middle.version, "aligned"))

    assert [await progress_of(shelf, line) for line in (middle, top)] == [Decimal("0.9"), Decimal("0.9")]


async def test_one_stands_under_itself_and_all_above(shelf: Shelf) -> None:
    top = await shelf.objective()
    middle = await shelf.objective(parent_id=top.id)
    low = await shelf.objective(parent_id=middle.id)

    pairs = [(low, top), (low, low), (top, low), (middle, low)]

    found = await shelf.do(lambda db: [stands_under(db, one.id, other.id) for one, other in pairs])

    assert found == [True, True, False, False]


async def test_two_who_align_each_under_the_other_make_no_loop(shelf: Shelf) -> None:
    one, other = await shelf.objective(), await shelf.objective()

    def under(child: ObjectiveLine, parent: ObjectiveLine) -> Callable[[Connection], bool]:
        def work(db: Connection) -> bool:
            hold_alignment(db, 1)
            if stands_under(db, parent.id, child.id):
                return False
            return align(db, Move(child.id, child.version, None, parent.id))

        return work

    done = await asyncio.gather(*(shelf.do(work) for work in (under(one, other), under(other, one))))

    assert sorted(done) == [False, True]


async def test_who_checks_in_while_another_begins_to_count_it_is_counted(shelf: Shelf) -> None:
    top = await shelf.objective()
    children = [await shelf.objective(parent_id=top.id) for _ in range(4)]

    await asyncio.gather(
        *(reach(shelf, child, "0.5") for child in children),
        shelf.do(lambda db: set_roll_up(db, top.id, top.version, "aligned")),
    )

    assert await progress_of(shelf, top) == Decimal("0.5")


async def test_a_loop_that_a_hand_in_the_database_made_is_recomputed_all_the_same(shelf: Shelf) -> None:
    one = await shelf.objective(roll_up="aligned")
    other = await shelf.objective(roll_up="both", parent_id=one.id)
    beneath = await shelf.objective(parent_id=other.id)
    close = update(objectives).where(objectives.c.id == one.id).values(parent_id=other.id)
    await shelf.do(lambda db: db.execute(close))

    await reach(shelf, beneath, "0.6")

    assert await progress_of(shelf, other) == Decimal("0.3")


def test_what_is_aligned_weighs_one_each() -> None:
    own = [(Decimal("0.1"), Decimal(3))]
    assert counted("both", own, [Decimal("0.5")]) == [(Decimal("0.1"), Decimal(3)), (Decimal("0.5"), Decimal(1))]
    assert counted("aligned", own, []) == []
