"""Check-ins in the database: append-only, what counts of them, and what they feed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from storage import check_ins, recording
from storage.check_ins import CheckInLine
from storage.database import Connection, Database
from storage.okr_lines import key_result_by_code
from storage.recording import GoneError, Said
from tests.builders.check_ins import MONDAYS, NOW, Cast, set_up


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await database.write(set_up)


def say(db: Connection, cast: Cast, *values: int) -> list[int]:
    """Ben says these values of KR-1, one a week; returns the ids of the check-ins."""
    line = key_result_by_code(db, cast.workspace, "KR-1")
    assert line is not None
    ids = []
    for week, value in enumerate(values):
        said = [Said(line.id, Decimal(value))]
        at = NOW + timedelta(weeks=week)
        (one,) = recording.record(db, cast.workspace, cast.ben, [cast.objective], said, at, MONDAYS)
        ids.append(one.check_in_id)
    return ids


def history(db: Connection, cast: Cast, limit: int = 10) -> tuple[CheckInLine, ...]:
    line = key_result_by_code(db, cast.workspace, "KR-1")
    assert line is not None
    return check_ins.history(db, line.id, limit)


def take_back(db: Connection, cast: Cast, check_in_id: int) -> bool:
    found = check_ins.own(db, cast.workspace, cast.ben, check_in_id)
    assert found is not None
    return recording.take_back(db, cast.workspace, cast.ben, found, NOW, MONDAYS) is not None


async def test_history_is_the_last_ones_with_the_newest_first(database: Database, cast: Cast) -> None:
    def work(db: Connection) -> list[Decimal | None]:
        say(db, cast, 10, 20, 30)
        return [one.value for one in history(db, cast, 2)]

    assert await database.write(work) == [Decimal(30), Decimal(20)]


async def test_history_keeps_every_digit(database: Database, cast: Cast) -> None:
    def work(db: Connection) -> Decimal | None:
        line = key_result_by_code(db, cast.workspace, "KR-1")
        assert line is not None
        said = [Said(line.id, Decimal("999999999999.000001"))]
        recording.record(db, cast.workspace, cast.ben, [cast.objective], said, NOW, MONDAYS)
        return history(db, cast)[0].value

    assert await database.write(work) == Decimal("999999999999.000001")


async def test_taking_back_appends_and_neither_row_counts(database: Database, cast: Cast) -> None:
    def work(db: Connection) -> tuple[list[Decimal | None], int | None]:
        _, second = say(db, cast, 10, 20)
        assert take_back(db, cast, second)
        rows = db.execute(select(func.count()).select_from(check_ins.check_ins)).scalar()
        return [one.value for one in history(db, cast)], rows

    assert await database.write(work) == ([Decimal(10)], 3)


async def test_check_ins_are_taken_back_one_after_the_other(database: Database, cast: Cast) -> None:
    def work(db: Connection) -> tuple[list[bool], tuple[CheckInLine, ...]]:
        first, second = say(db, cast, 10, 20)
        taken = [take_back(db, cast, number) for number in (first, second, first, first)]
        return taken, history(db, cast)

    assert await database.write(work) == ([False, True, True, False], ())


async def test_the_row_that_takes_back_holds_what_stands_again(database: Database, cast: Cast) -> None:
    def work(db: Connection) -> tuple[Decimal, Decimal]:
        _, second = say(db, cast, 1500, 3000)
        take_back(db, cast, second)
        latest = select(check_ins.check_ins.c.value, check_ins.check_ins.c.progress).order_by(
            check_ins.check_ins.c.id.desc()
        )
        value, progress = db.execute(latest.limit(1)).one()
        return value, progress

    assert await database.write(work) == (Decimal(1500), Decimal("0.5"))


async def test_nothing_is_written_where_one_of_the_key_results_is_gone(database: Database, cast: Cast) -> None:
    def work(db: Connection) -> tuple[CheckInLine, ...]:
        line = key_result_by_code(db, cast.workspace, "KR-1")
        assert line is not None
        said = [Said(line.id, Decimal(1)), Said(line.id + 99, Decimal(1))]
        with pytest.raises(GoneError):
            recording.record(db, cast.workspace, cast.ben, [cast.objective], said, NOW, MONDAYS)
        return history(db, cast)

    assert await database.write(work) == ()


async def test_others_have_no_say_in_a_check_in(database: Database, cast: Cast) -> None:
    def work(db: Connection) -> bool:
        (number,) = say(db, cast, 10)
        return check_ins.own(db, cast.workspace, cast.ana, number) is None

    assert await database.write(work)
