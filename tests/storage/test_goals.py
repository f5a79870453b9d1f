"""Goals in the database: who sees them, and what of a thing that one follows its readers see."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from sqlalchemy import update

from storage import goal_changes, goal_lines
from storage.database import Connection, Database
from storage.goal_changes import NewGoal
from storage.goal_sight import GoalSight, readers_of
from storage.okr_lines import known_key_result
from storage.okrs import objectives
from storage.roles import set_manager
from storage.sight import Sight
from tests.builders import company as build
from tests.builders.check_ins import NOW, a_key_result, an_objective

CYCLE = "2026-Q4"


@dataclass(frozen=True, slots=True)
class Cast:
    workspace: int
    ana: int
    ben: int
    cleo: int
    dan: int


@pytest.fixture
async def cast(database: Database) -> Cast:
    """Cleo manages ben, who manages ana; dan is a peer."""
    return await database.write(_set_up)


def _set_up(db: Connection) -> Cast:
    workspace = build.a_workspace(db)
    names = ("Ana Ruiz", "Ben Okafor", "Cleo Lind", "Dan Park")
    ana, ben, cleo, dan = (build.a_person(db, workspace, name) for name in names)
    set_manager(db, [ana], ben)
    set_manager(db, [ben], cleo)
    build.a_team(db, workspace, "Field Sales", [ana])
    return Cast(workspace, ana, ben, cleo, dan)


def a_goal(db: Connection, cast: Cast, title: str = "Speak at fairs", **changes: object) -> str:
    given: dict[str, object] = {
        "workspace_id": cast.workspace,
        "title": title,
        "owner_id": cast.ana,
        "cycle": CYCLE,
        "starts_on": NOW.date(),
        "due_on": NOW.date(),
        "weight": Decimal(30),
        "created_by": cast.ana,
        "created_at": NOW,
    }
    return goal_changes.add_goal(db, NewGoal(**{**given, **changes}))  # type: ignore[arg-type]


def an_objective_at(db: Connection, cast: Cast, **changes: object) -> int:
    """An objective of ana's that is at 25 %."""
    objective = an_objective(db, cast.workspace, cast.ana, **changes)
    db.execute(update(objectives).where(objectives.c.id == objective).values(progress=Decimal("0.25")))
    return objective


def measured(db: Connection, cast: Cast) -> str:
    return a_goal(db, cast, start=Decimal(0), target=Decimal(10))


async def test_the_line_above_and_those_who_look_after_them_find_a_goal_by_its_title(
    database: Database, cast: Cast
) -> None:
    await database.write(lambda db: measured(db, cast))

    def found(db: Connection, person: int, **looks: object) -> list[str]:
        eyes = GoalSight(Sight(cast.workspace, person), **looks)  # type: ignore[arg-type]
        return [line.code for line in goal_lines.find_goals(db, eyes, "fairs", 5)]

    for person in (cast.ana, cast.ben, cast.cleo):
        assert await database.read(lambda db, person=person: found(db, person)) == ["G-1"]  # type: ignore[misc]
    assert await database.read(lambda db: found(db, cast.dan)) == []
    assert await database.read(lambda db: found(db, cast.dan, looks_after_all=True)) == ["G-1"]
    assert await database.read(lambda db: found(db, cast.dan, teams=("field  SALES",))) == ["G-1"]
    assert await database.read(lambda db: found(db, cast.dan, teams=("Marketing",))) == []


async def test_aloud_nobody_finds_a_goal(database: Database, cast: Cast) -> None:
    await database.write(lambda db: measured(db, cast))
    eyes = GoalSight(Sight(cast.workspace, cast.ana, is_aloud=True), looks_after_all=True, teams=("Field Sales",))

    assert await database.read(lambda db: goal_lines.find_goals(db, eyes, "fairs", 5)) == []


async def test_who_reads_somebody_s_goals_is_one_statement(
    database: Database, cast: Cast, statements: list[str]
) -> None:
    statements.clear()
    readers = await database.read(lambda db: readers_of(db, cast.ana, ("FIELD sales", "Marketing")))

    assert readers.above == {cast.ben, cast.cleo}
    assert readers.is_in
    assert len(statements) == 1
    assert not (await database.read(lambda db: readers_of(db, cast.ben, ("Field Sales",)))).is_in
    assert not (await database.read(lambda db: readers_of(db, cast.ana, ()))).is_in


async def test_a_ring_of_managers_ends(database: Database, cast: Cast) -> None:
    await database.write(lambda db: set_manager(db, [cast.cleo], cast.ana))

    readers = await database.read(lambda db: readers_of(db, cast.ana, ()))

    assert readers.above == {cast.ana, cast.ben, cast.cleo}


async def test_what_it_follows_is_read_as_it_is_now(database: Database, cast: Cast) -> None:
    def follow(db: Connection) -> None:
        objective = an_objective_at(db, cast)
        code = a_key_result(db, cast.workspace, objective, cast.ana, progress=Decimal("0.5"))
        a_goal(db, cast, objective_id=objective)
        a_goal(db, cast, key_result_id=known_key_result(db, cast.workspace, code).id)

    await database.write(follow)

    one, two = await database.read(lambda db: goal_lines.of_owner(db, Sight(cast.workspace, cast.ana), cast.ana, CYCLE))

    assert (one.follows_code, one.share) == ("O-1", Decimal("0.25"))
    assert (two.follows_code, two.share) == ("KR-1", Decimal("0.5"))


async def test_a_private_thing_lends_its_progress_and_neither_code_nor_title(database: Database, cast: Cast) -> None:
    def follow(db: Connection) -> None:
        a_goal(db, cast, objective_id=an_objective_at(db, cast, is_private=True))

    await database.write(follow)

    async def read(person: int) -> tuple[str, str, Decimal | None]:
        line = await database.read(lambda db: goal_lines.by_code(db, Sight(cast.workspace, person), "G-1"))
        assert line is not None
        return line.follows_code, line.follows_title, line.share

    for person in (cast.ana, cast.ben, cast.cleo):
        assert (await read(person))[0] == "O-1"
    assert await read(cast.dan) == ("", "", Decimal("0.25"))
