"""What somebody sees is the same by every way into the store, and as the rule has it in plain words."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final, Literal

import pytest
from sqlalchemy import update

from handlers.chat.ask import Ask
from handlers.okrs.sight import sees, visible, within_sight
from storage.database import Connection, Database
from storage.involvements import Part, involve
from storage.okr_lines import ObjectiveLine, key_results_ever_of, objective_by_code
from storage.okr_lists import Scope, list_objectives, totals
from storage.okr_search import find_key_results, find_objectives
from storage.okrs import key_results, objectives
from storage.people import people
from storage.sight import Sight, key_results_in_sight, sees_key_result, sees_objective
from tests.builders import company as build
from tests.builders.check_ins import a_key_result, an_objective
from tests.handlers.okrs.stage import Stage

TODAY: Final = date(2026, 11, 23)
PEOPLE: Final = 14
OBJECTIVES: Final = 24
Standing = Literal["member", "guest", "deactivated"]
STANDINGS: Final[tuple[Standing, ...]] = ("member", "guest", "deactivated")
READ_COMMANDS: Final = ("okr list", "okr list all", "okr show O-1", "okr why O-1", "okr show KR-1", "okr why KR-1")
PARTS: Final[tuple[Part, ...]] = ("co_owner", "reader", "follower", "agreed")


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person as the rule knows one."""

    id: int
    standing: Standing
    manager_id: int | None


@dataclass(frozen=True, slots=True)
class KeyResult:
    """A key result as the rule knows one; `co_owners` are of it alone, as are its readers."""

    id: int
    owner_id: int
    is_dropped: bool
    named: frozenset[int]


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective as the rule knows one; `named` are its co-owners and readers."""

    id: int
    code: str
    owner_id: int
    is_private: bool
    is_dropped: bool
    is_draft: bool
    named: frozenset[int]
    key_results: tuple[KeyResult, ...]


@dataclass(frozen=True, slots=True)
class Town:
    """Everybody and everything."""

    workspace: int
    people: dict[int, Somebody]
    objectives: tuple[Objective, ...]

    def above(self, person_id: int) -> Iterator[int]:
        """Everybody above a person in the line of managers, which may run in a circle."""
        met = {person_id}
        at = self.people[person_id].manager_id
        while at is not None and at not in met:
            yield at
            met.add(at)
            at = self.people[at].manager_id

    def may_see(self, person: Somebody, objective: Objective) -> bool:
        """The rule: open to members, else to whom it names and to all above the owner; to guests what names them."""
        if person.standing == "deactivated":
            return False
        owners = {one.owner_id for one in objective.key_results if not one.is_dropped}
        parts = frozenset[int]().union(*(one.named for one in objective.key_results))
        if person.id in {objective.owner_id, *objective.named, *owners, *parts}:
            return True
        if person.standing == "guest":
            return False
        return not objective.is_private or person.id in self.above(objective.owner_id)

    def may_see_part(self, person: Somebody, objective: Objective, key_result: KeyResult) -> bool:
        """Members see all of an objective; guests their own part of it."""
        if not self.may_see(person, objective):
            return False
        own = {objective.owner_id, *objective.named, key_result.owner_id, *key_result.named}
        return person.standing == "member" or person.id in own


@pytest.mark.parametrize("seed", range(4))
async def test_everybody_sees_what_the_rule_says_and_nothing_else(database: Database, seed: int) -> None:
    town = await database.write(lambda db: _a_town(db, random.Random(seed)))

    for person in town.people.values():
        await database.read(partial(_look_around, town, person))


async def test_the_rule_was_tried_on_every_case(database: Database) -> None:
    towns = await database.write(lambda db: [_a_town(db, random.Random(seed), seed) for seed in range(4)])

    cases = {
        (person.standing, one.is_private, town.may_see(person, one), person.id in set(town.above(one.owner_id)))
        for town in towns
        for person in town.people.values()
        for one in town.objectives
    }
    assert {case for case in cases if case[0] == "member" and case[1]} == {
        ("member", True, True, True),
        ("member", True, True, False),
        ("member", True, False, False),
    }
    assert {case[2] for case in cases if case[0] == "guest"} == {True, False}
    assert {case[2] for case in cases if case[0] == "deactivated"} == {False}
    assert any(_runs_in_a_circle(town) for town in towns)


@pytest.mark.parametrize("words", READ_COMMANDS)
async def test_what_is_private_costs_no_statement_more(stage: Stage, statements: list[str], words: str) -> None:
    await stage.type(stage.ben, "okr new Win --private")
    await stage.type(stage.ben, "okr kr O-1 Sell from 0 to 10")
    few = await _cost(stage, statements, words)
    for number in range(2, 9):
        await stage.type(stage.ben, f"okr new Win {number} --private --parent O-1")
        await stage.type(stage.ben, f"okr kr O-{number} Sell from 0 to 10")
        await stage.type(stage.ben, f"okr kr O-1 Sell {number} from 0 to 10")

    assert await _cost(stage, statements, words) == few
    assert few <= 6


async def _cost(stage: Stage, statements: list[str], words: str) -> int:
    statements.clear()
    await stage.type(stage.ben, words)
    # The mentions that the stage puts into words are looked up by it alone.
    return len([sent for sent in statements if "person" not in sent or "objective" in sent]) + 1


def _look_around(town: Town, person: Somebody, db: Connection) -> None:
    own = build.an_ask(db, person.id)
    seen = [one for one in town.objectives if town.may_see(person, one)]
    _compare(own, town, person, seen)
    _compare(replace(own, is_aloud=True), town, person, [one for one in seen if not one.is_private])


def _compare(ask: Ask, town: Town, person: Somebody, seen: list[Objective]) -> None:
    """Every way in shows exactly `seen`."""
    db, expected = ask.db, {one.id for one in seen}
    sight = _sight(ask)
    alive = [one for one in seen if not one.is_dropped]
    listed = {one.id for one in alive if not one.is_draft}
    scope = Scope(sight, TODAY, during=(date(2020, 1, 1), date(2030, 1, 1)))

    assert {one.id for one in list_objectives(db, scope, 100)} == listed
    assert totals(db, scope).count == len(listed)
    assert {one.id for one in find_objectives(db, sight, "toasters", 100)} == {one.id for one in alive}
    parts = {part.id for one in seen for part in one.key_results if town.may_see_part(person, one, part)}
    dropped = {part.id for one in seen for part in one.key_results if part.is_dropped or one.is_dropped}
    assert {one.id for one in find_key_results(db, sight, "pre-orders", 500)} == parts - dropped
    every = [part.id for one in town.objectives for part in one.key_results]
    assert key_results_in_sight(db, sight, every) == parts
    for one in town.objectives:
        _compare_one(ask, sight, one, is_seen=one.id in expected, parts=frozenset(parts))


def _compare_one(ask: Ask, sight: Sight, one: Objective, *, is_seen: bool, parts: frozenset[int]) -> None:
    line = _line(ask, one.code)
    lines = key_results_ever_of(ask.db, one.id)

    assert sees(ask, line) is sees_objective(ask.db, sight, one.id) is is_seen
    assert {part.id for part in lines if sees(ask, part)} == {part.id for part in lines} & parts
    assert [sees_key_result(ask.db, sight, part.id) for part in lines] == [part.id in parts for part in lines]
    if is_seen:
        assert {part.id for part in visible(ask, lines)} == {part.id for part in lines} & parts
    above = within_sight(ask, line)
    if line.parent_id is not None:
        assert (above.parent_code is not None) is sees_objective(ask.db, sight, line.parent_id)


def _sight(ask: Ask) -> Sight:
    reach: Literal["open", "named", "nothing"] = "nothing"
    if ask.person.standing == "member":
        reach = "open"
    if ask.person.standing == "guest":
        reach = "named"
    return Sight(ask.workspace_id, ask.person.id, reach, ask.is_aloud)


def _line(ask: Ask, code: str) -> ObjectiveLine:
    line = objective_by_code(ask.db, ask.workspace_id, code)
    assert line is not None
    return line


def _runs_in_a_circle(town: Town) -> bool:
    return any(
        person.manager_id is not None
        and person.id in {town.people[above].manager_id for above in town.above(person.id)}
        for person in town.people.values()
    )


def _a_town(db: Connection, luck: random.Random, number: int = 0) -> Town:
    build.create_tables(db)
    workspace = build.a_workspace(db)
    names = [f"{number}{chr(ord('a') + index)}{index}" for index in range(PEOPLE)]
    ids = [build.a_person(db, workspace, f"Person {name}") for name in names]
    everybody = {}
    for person_id in ids:
        standing = luck.choices(STANDINGS, (8, 3, 1))[0]
        manager_id = luck.choice([None, *(other for other in ids if other != person_id)])
        change = update(people).where(people.c.id == person_id)
        db.execute(change.values(standing=standing, manager_id=manager_id))
        everybody[person_id] = Somebody(person_id, standing, manager_id)
    made: list[Objective] = []
    for _ in range(OBJECTIVES):
        made.append(_an_objective(db, luck, workspace, ids, [one.id for one in made]))
    return Town(workspace, everybody, tuple(made))


def _an_objective(db: Connection, luck: random.Random, workspace: int, ids: list[int], above: list[int]) -> Objective:
    is_private, is_dropped, is_draft = luck.random() < 0.6, luck.random() < 0.15, luck.random() < 0.15
    owner_id = luck.choice(ids)
    changes = {"published_at": None} if is_draft else {}
    parent_id = luck.choice([None, *above])
    objective_id = an_objective(
        db, workspace, owner_id, is_private=is_private, parent_id=parent_id, created_by=luck.choice(ids), **changes
    )
    parts = tuple(_a_key_result(db, luck, workspace, objective_id, ids) for _ in range(luck.randrange(4)))
    named = _involved(db, luck, objective_id, 0, ids)
    if is_dropped:
        db.execute(update(objectives).where(objectives.c.id == objective_id).values(dropped_at=build.NOW))
    code = db.execute(objectives.select().where(objectives.c.id == objective_id)).one().code
    return Objective(objective_id, code, owner_id, is_private, is_dropped, is_draft, named, parts)


def _a_key_result(db: Connection, luck: random.Random, workspace: int, objective_id: int, ids: list[int]) -> KeyResult:
    owner_id, is_dropped = luck.choice(ids), luck.random() < 0.4
    code = a_key_result(db, workspace, objective_id, owner_id)
    found = db.execute(key_results.select().where(key_results.c.code == code, key_results.c.workspace_id == workspace))
    key_result_id: int = found.one().id
    if is_dropped:
        db.execute(update(key_results).where(key_results.c.id == key_result_id).values(dropped_at=build.NOW))
    named = _involved(db, luck, objective_id, key_result_id, ids) if luck.random() < 0.3 else frozenset()
    return KeyResult(key_result_id, owner_id, is_dropped, named)


def _involved(db: Connection, luck: random.Random, objective_id: int, part_of: int, ids: list[int]) -> frozenset[int]:
    """Give some people parts; return those who are named by theirs."""
    named: set[int] = set()
    for part in PARTS:
        chosen = [person_id for person_id in ids if luck.random() < 0.05]
        involve(db, objective_id, part, chosen, build.NOW, part_of)
        named |= set(chosen) if part in ("co_owner", "reader") else set()
    return frozenset(named)
