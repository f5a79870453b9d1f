"""Objectives and key results in both databases: codes, finding by title, totals, and versions that are compared."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeVar

import pytest
from sqlmodel import SQLModel

from storage import tables
from storage.database import Connection, Database
from storage.okr_changes import (
    NewKeyResult,
    NewObjective,
    add_key_result,
    add_objective,
    hand_over,
)
from storage.okr_lines import (
    KeyResultLine,
    ObjectiveLine,
    key_result_by_code,
    key_results_ever_of,
    key_results_of_objectives,
    key_results_of_owner,
    objective_by_code,
)
from storage.okr_removals import drop_key_result
from storage.okr_search import find_key_results, find_objectives
from storage.people import people
from storage.rollups import lock_objective, recompute_objective
from storage.sight import Sight
from storage.teams import teams
from storage.workspaces import install

NOW = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
ANA, BEN, CHEN = 1, 2, 3

T = TypeVar("T")


class Shelf:
    """One workspace with three people and a team, and the shortest way to put things into it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def do(self, work: Callable[[Connection], T]) -> T:
        return await self._database.write(work)

    async def open(self) -> None:
        assert tables.ALL
        await self.do(SQLModel.metadata.create_all)
        await self.do(_people)

    async def objective(self, title: str = "Win", owner_id: int = ANA, **changed: object) -> ObjectiveLine:
        new = replace(NEW_OBJECTIVE, title=title, owner_id=owner_id, **changed)  # type: ignore[arg-type]
        code = await self.do(lambda db: add_objective(db, new))
        found = await self.do(lambda db: objective_by_code(db, 1, code))
        assert found is not None
        return found

    async def key_result(self, objective: ObjectiveLine, title: str = "Sell", **changed: object) -> KeyResultLine:
        new = replace(NEW_KEY_RESULT, objective_id=objective.id, title=title, **changed)  # type: ignore[arg-type]
        code = await self.do(lambda db: add_key_result(db, new))
        found = await self.do(lambda db: key_result_by_code(db, 1, code))
        assert found is not None
        return found


NEW_OBJECTIVE = NewObjective(
    workspace_id=1,
    title="Win",
    owner_id=ANA,
    level="person",
    team_id=None,
    parent_id=None,
    cycle="2026-Q4",
    starts_on=date(2026, 10, 1),
    due_on=date(2026, 12, 31),
    ambition="committed",
    created_by=ANA,
    created_at=NOW,
    published_at=NOW,
)
NEW_KEY_RESULT = NewKeyResult(
    workspace_id=1,
    objective_id=0,
    title="Sell",
    owner_id=ANA,
    team_id=None,
    metric="increase",
    start=Decimal(0),
    target=Decimal(3000),
    unit="orders",
    weight=Decimal(1),
    starts_on=date(2026, 10, 1),
    due_on=date(2026, 12, 31),
    created_by=ANA,
    created_at=NOW,
)


def _people(db: Connection) -> None:
    install(db, "slack", "T1", "Company X", NOW)
    named = [{"workspace_id": 1, "name": name} for name in ("Ana", "Ben", "Chen")]
    defaults = {
        "email": "",
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
    db.execute(people.insert(), [defaults | row for row in named])
    team = {"workspace_id": 1, "name": "Sales", "name_key": "sales", "lead_id": CHEN, "created_at": NOW, "version": 1}
    db.execute(teams.insert(), team | {"platform": "", "channel": "", "channel_name": ""})


@pytest.fixture
async def shelf(database: Database) -> Shelf:
    opened = Shelf(database)
    await opened.open()
    return opened


async def test_codes_count_up_for_each_kind(shelf: Shelf) -> None:
    first, second = await shelf.objective(), await shelf.objective()
    key_result = await shelf.key_result(first)

    assert (first.code, second.code, key_result.code) == ("O-1", "O-2", "KR-1")


async def test_a_key_result_says_what_surrounds_it(shelf: Shelf) -> None:
    objective = await shelf.objective(owner_id=BEN, level="team", team_id=1)

    line = await shelf.key_result(objective, start=Decimal("61.20"), target=Decimal(45))

    assert (line.start, line.target, line.current_value) == (Decimal("61.2"), Decimal(45), None)
    assert (line.owner_name, line.objective_code, line.objective_owner_name) == ("Ana", "O-1", "Ben")
    assert (line.team_id, line.team_lead_id) == (None, CHEN)


async def test_an_unknown_code_is_none(shelf: Shelf) -> None:
    assert await shelf.do(lambda db: key_result_by_code(db, 1, "KR-404")) is None
    assert await shelf.do(lambda db: objective_by_code(db, 2, "O-1")) is None


@pytest.mark.parametrize("text", ["OBTAIN", "3,000 pre", "größe", "GRÖSSE", "100 %", "a_b", "back\\slash"])
async def test_part_of_a_title_finds_it_in_any_case(shelf: Shelf, text: str) -> None:
    objective = await shelf.objective()
    await shelf.key_result(objective, r"Obtain  3,000 pre-orders of GRÖSSE, 100 % a_b back\slash")
    await shelf.key_result(objective, "Something else, 100 and axb")

    found = await shelf.do(lambda db: find_key_results(db, Sight(1, ANA), text, 15))

    assert [line.code for line in found] == ["KR-1"]


async def test_what_like_would_interpret_stands_for_itself(shelf: Shelf) -> None:
    await shelf.key_result(await shelf.objective())

    assert await shelf.do(lambda db: find_key_results(db, Sight(1, ANA), "%", 15)) == []


async def test_the_seekers_own_come_first(shelf: Shelf) -> None:
    await shelf.objective("Win A", owner_id=ANA)
    await shelf.objective("Win B", owner_id=BEN)

    found = await shelf.do(lambda db: find_objectives(db, Sight(1, BEN), "win", 15))

    assert [line.owner_name for line in found] == ["Ben", "Ana"]


async def test_who_does_not_see_all_finds_what_names_them(shelf: Shelf) -> None:
    own, other = await shelf.objective("Win A"), await shelf.objective("Win B")
    await shelf.key_result(own, owner_id=BEN)
    await shelf.key_result(other)
    guest = Sight(1, BEN, "named")

    assert [line.code for line in await shelf.do(lambda db: find_objectives(db, guest, "", 15))] == ["O-1"]
    assert [line.code for line in await shelf.do(lambda db: find_key_results(db, guest, "", 15))] == ["KR-1"]


async def test_an_owner_keeps_a_key_result_for_two_weeks_after_it_was_due(shelf: Shelf) -> None:
    objective = await shelf.objective(due_on=date(2026, 11, 2))
    await shelf.key_result(objective, due_on=date(2026, 11, 2))

    last_day, day_after = date(2026, 11, 16), date(2026, 11, 17)
    assert len(await shelf.do(lambda db: key_results_of_owner(db, 1, ANA, last_day))) == 1
    assert await shelf.do(lambda db: key_results_of_owner(db, 1, ANA, day_after)) == []


async def test_an_owner_has_none_that_begin_later_or_were_dropped(shelf: Shelf) -> None:
    objective = await shelf.objective()
    dropped = await shelf.key_result(objective)
    await shelf.key_result(objective, starts_on=date(2027, 1, 1))
    await shelf.do(lambda db: drop_key_result(db, dropped.id, dropped.version, "No longer needed", NOW))

    assert await shelf.do(lambda db: key_results_of_owner(db, 1, ANA, TODAY)) == []


async def test_an_objective_is_the_weighted_mean_of_what_was_not_dropped(shelf: Shelf) -> None:
    objective = await shelf.objective()
    lines = [await shelf.key_result(objective, weight=Decimal(weight)) for weight in (1, 3, 5)]
    await shelf.do(lambda db: _set_progress(db, {lines[0].id: "1", lines[1].id: "0.5", lines[2].id: "0"}))
    await shelf.do(lambda db: drop_key_result(db, lines[2].id, 1, "Too much", NOW))

    await shelf.do(lambda db: lock_objective(db, objective.id))
    share = await shelf.do(lambda db: recompute_objective(db, objective.id))

    stored = await shelf.do(lambda db: objective_by_code(db, 1, objective.code))
    assert share == Decimal("0.625")
    assert stored is not None
    assert (stored.progress, stored.key_result_count) == (Decimal("0.625"), 2)


async def test_an_objective_remembers_what_was_dropped(shelf: Shelf) -> None:
    objective, other = await shelf.objective(), await shelf.objective()
    kept, dropped = await shelf.key_result(objective), await shelf.key_result(objective)
    await shelf.key_result(other)
    await shelf.do(lambda db: drop_key_result(db, dropped.id, dropped.version, "Too much", NOW))

    ever = await shelf.do(lambda db: key_results_ever_of(db, objective.id))

    assert [(line.code, line.drop_reason) for line in ever] == [(kept.code, ""), (dropped.code, "Too much")]


async def test_an_objective_without_key_results_has_no_progress(shelf: Shelf) -> None:
    objective = await shelf.objective()

    assert await shelf.do(lambda db: recompute_objective(db, objective.id)) == 0
    assert await shelf.do(lambda db: key_results_of_objectives(db, (objective.id,))) == []


async def test_of_two_who_hand_over_the_second_is_told(shelf: Shelf) -> None:
    line = await shelf.key_result(await shelf.objective())

    assert await shelf.do(lambda db: hand_over(db, line.id, line.version, BEN))
    assert not await shelf.do(lambda db: hand_over(db, line.id, line.version, CHEN))

    stored = await shelf.do(lambda db: key_result_by_code(db, 1, line.code))
    assert stored is not None
    assert (stored.owner_name, stored.version) == ("Ben", 2)


def _set_progress(db: Connection, shares: dict[int, str]) -> None:
    table = SQLModel.metadata.tables["key_result"]
    for key_result_id, share in shares.items():
        db.execute(table.update().where(table.c.id == key_result_id).values(progress=Decimal(share)))
