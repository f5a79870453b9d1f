"""Bands over which time has passed are recounted once a day, before anything is said of them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot.recount import OBJECTIVES_AT_ONCE, keep_up
from storage.database import Connection, Database
from storage.okr_lines import known_key_result
from storage.rollups import recompute_objective
from tests.builders.check_ins import MONDAYS, Cast, a_key_result, an_objective, set_up

MADE = datetime(2026, 11, 2, 12, tzinfo=UTC)
MISSED = MADE + timedelta(weeks=1, days=3)


def a_kept_band(db: Connection, cast: Cast) -> str:
    objective = an_objective(db, cast.workspace, cast.ana)
    code = a_key_result(
        db,
        cast.workspace,
        objective,
        cast.ben,
        metric="at_least",
        start=Decimal(97),
        target=None,
        band_low=Decimal(95),
        progress=None,
        starts_on=date(2026, 11, 2),
        created_at=MADE,
    )
    recompute_objective(db, objective)
    return code


async def test_what_nobody_answered_is_counted_once(database: Database) -> None:
    cast = await database.write(set_up)
    code = await database.write(lambda db: a_kept_band(db, cast))

    changed = [await keep_up(database, cast.workspace, at, MONDAYS) for at in (MADE, MISSED, MISSED)]

    line = await database.read(lambda db: known_key_result(db, cast.workspace, code))
    assert changed == [0, 1, 0]
    assert line.progress == 0


async def test_many_are_gone_through_in_batches(database: Database) -> None:
    cast = await database.write(set_up)
    many = OBJECTIVES_AT_ONCE + 10
    await database.write(lambda db: [a_kept_band(db, cast) for _ in range(many)])

    assert await keep_up(database, cast.workspace, MISSED, MONDAYS) == many
