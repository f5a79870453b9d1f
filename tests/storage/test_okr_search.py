"""Objectives and key results found by their words, on both databases."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import update

from storage.database import Connection, Database
from storage.involvements import involve
from storage.okr_changes import NewKeyResult, NewObjective, add_key_result, add_objective
from storage.okr_lines import known_objective
from storage.okr_search import Hits, search
from storage.okrs import objectives, title_key
from storage.progress import Metric
from storage.sight import Sight
from tests.builders import company as build

EVERY = 100


@dataclass(frozen=True, slots=True)
class Shelf:
    """A company with objectives to look for: Ana's, Ben's and José's of the team Marketing."""

    database: Database
    workspace: int
    ana: int
    ben: int
    jose: int
    gus: int
    marketing: int

    async def found(self, words: str, who: int | None = None, limit: int = EVERY, skipped: int = 0) -> list[str]:
        return [line.code for line in (await self.hits(words, who, limit, skipped)).lines]

    async def hits(self, words: str, who: int | None = None, limit: int = EVERY, skipped: int = 0) -> Hits:
        person = who or self.ana
        sight = Sight(self.workspace, person, "named" if person == self.gus else "open")
        return await self.database.read(lambda db: search(db, sight, words, limit, skipped))

    async def change(self, code: str, **values: object) -> None:
        await self.database.write(
            lambda db: db.execute(update(objectives).where(objectives.c.code == code).values(values))
        )


def objective(db: Connection, workspace: int, title: str, owner: int, **more: object) -> int:
    given: dict[str, object] = {
        "level": "person",
        "team_id": None,
        "parent_id": None,
        "cycle": "2026-Q4",
        "starts_on": date(2026, 10, 1),
        "due_on": date(2026, 12, 31),
        "ambition": "committed",
        "published_at": build.NOW,
        "is_private": False,
    }
    new = NewObjective(
        workspace_id=workspace,
        title=title,
        owner_id=owner,
        created_by=owner,
        created_at=build.NOW,
        **{**given, **more},  # type: ignore[arg-type]
    )
    return known_objective(db, workspace, add_objective(db, new)).id


def key_result(db: Connection, workspace: int, objective_id: int, title: str, owner: int) -> None:
    add_key_result(
        db,
        NewKeyResult(
            workspace_id=workspace,
            objective_id=objective_id,
            title=title,
            owner_id=owner,
            team_id=None,
            metric=Metric.INCREASE,
            start=Decimal(0),
            target=Decimal(10),
            unit="",
            weight=Decimal(1),
            starts_on=date(2026, 10, 1),
            due_on=date(2026, 12, 31),
            created_by=owner,
            created_at=build.NOW,
        ),
    )


@pytest.fixture
async def shelf(database: Database) -> Shelf:
    def fill(db: Connection) -> Shelf:
        build.create_tables(db)
        workspace = build.a_workspace(db)
        ana, ben, jose = (build.a_person(db, workspace, name) for name in ("Ana Ruiz", "Ben Okafor", "José Núñez"))
        gus = build.a_person(db, workspace, "Gus Guest", standing="guest")
        marketing = build.a_team(db, workspace, "Marketing", [jose], lead=jose)
        first = objective(db, workspace, "Win customers for the car", ben)
        objective(db, workspace, "Make the car loved in cafés", jose, team_id=marketing, level="team")
        objective(db, workspace, "100%_sure \\ of it", ana)
        key_result(db, workspace, first, "Obtain pre-orders of the car", ana)
        key_result(db, workspace, first, "Car tests", gus)
        return Shelf(database, workspace, ana, ben, jose, gus, marketing)

    return await database.write(fill)


FOUND = {
    "car": ["KR-1", "O-1", "O-2", "KR-2"],
    "CAR customers": ["O-1"],
    "customers win": ["O-1"],
    "cust": ["O-1"],
    "cafes": ["O-2"],
    "CAFÉS": ["O-2"],
    "jose": ["O-2"],
    "núñez car": ["O-2"],
    "marketing": ["O-2"],
    "okafor": ["O-1"],
    "company-x": [],
    "car boat": [],
    "%": ["O-3"],
    "_": ["O-3"],
    "\\": ["O-3"],
    "%_": ["O-3"],
    "100_": [],
    "o-1": ["O-1"],
    "kr-2": ["KR-2"],
    "O-1 car": ["O-1"],
    "'; drop table objective; --": [],
    "": [],
}
"""What Ana finds, by the words she types: her own first."""


@pytest.mark.parametrize("words", FOUND)
async def test_every_word_has_to_be_in_it_in_any_order(shelf: Shelf, words: str) -> None:
    assert await shelf.found(words) == FOUND[words]


async def test_a_page_tells_how_many_there_are_in_all(shelf: Shelf) -> None:
    first, second = await shelf.hits("car", limit=3), await shelf.hits("car", limit=3, skipped=3)

    assert ([line.code for line in first.lines], first.count) == (["KR-1", "O-1", "O-2"], 4)
    assert ([line.code for line in second.lines], second.count) == (["KR-2"], 4)


async def test_what_was_dropped_is_not_found_and_what_is_over_is(shelf: Shelf) -> None:
    await shelf.change("O-1", dropped_at=build.NOW)
    await shelf.change("O-2", starts_on=date(2020, 1, 1), due_on=date(2020, 3, 31))

    assert await shelf.found("car") == ["O-2"]


async def test_what_is_private_is_neither_found_nor_counted(shelf: Shelf) -> None:
    await shelf.change("O-1", is_private=True)

    counts = {who: (await shelf.hits("car", who)).count for who in (shelf.ana, shelf.ben, shelf.jose, shelf.gus)}

    # Ana and Gus own a key result of it.
    assert counts == {shelf.ana: 4, shelf.ben: 4, shelf.jose: 1, shelf.gus: 2}


async def test_a_guest_finds_only_their_part(shelf: Shelf) -> None:
    assert await shelf.found("car", shelf.gus) == ["KR-2", "O-1"]


async def test_a_draft_is_found_by_who_works_on_it(shelf: Shelf) -> None:
    await shelf.change("O-1", published_at=None)

    def name(db: Connection) -> None:
        line = known_objective(db, shelf.workspace, "O-1")
        involve(db, line.id, "reader", [shelf.jose], build.NOW)

    before = await shelf.found("customers", shelf.jose)
    await shelf.database.write(name)

    assert (before, await shelf.found("customers", shelf.jose)) == ([], ["O-1"])
    assert await shelf.found("customers", shelf.ben) == ["O-1"]


async def test_a_title_is_searched_without_its_accents(shelf: Shelf) -> None:
    assert title_key("  Café  ÜBER\u00a0ß ") == "cafe uber ss"
