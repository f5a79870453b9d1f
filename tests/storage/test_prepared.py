"""A prepared statement does what the Core statement does, only sooner."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, bindparam, insert, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import AutoString
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.columns import Millionths
from storage.database import Connection, Database
from storage.prepared import Prepared

TABLES = MetaData()
jar = Table(
    "scratch_jar",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("label", AutoString, unique=True),
    Column("weight", Millionths),
    Column("filled_at", UTCDateTime),
)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SECRET = "something private"

PUT = Prepared(insert(jar).returning(jar.c.id, jar.c.label), columns=["label", "weight", "filled_at"])
WEIGHED = Prepared(
    select(jar.c.label, jar.c.weight, jar.c.filled_at, literal("g", String))
    .where(jar.c.label.in_(bindparam("labels", expanding=True)))
    .order_by(jar.c.id)
)
RELABEL = Prepared(update(jar).where(jar.c.label == bindparam("old")).values(label=bindparam("new")))


def a_jar(label: str, weight: str = "1.5") -> dict[str, object]:
    return {"label": label, "weight": Decimal(weight), "filled_at": NOON}


@pytest.fixture
async def shelf(database: Database) -> Database:
    """A database with an empty table of jars."""
    await database.write(TABLES.create_all)
    return database


async def test_values_come_back_as_their_types_say(shelf: Database) -> None:
    def work(db: Connection) -> list[tuple[object, ...]]:
        PUT.rows(db, a_jar("figs", "123456789012.123456"))
        return WEIGHED.rows(db, {"labels": ["figs"]})

    assert await shelf.write(work) == [("figs", Decimal("123456789012.123456"), NOON, "g")]


@pytest.mark.parametrize("count", [1, 3])
async def test_one_row_or_many_are_written_and_returned(shelf: Database, count: int) -> None:
    def work(db: Connection) -> list[tuple[object, ...]]:
        return PUT.rows_of_all(db, [a_jar(f"jar {number}") for number in range(count)])

    assert sorted(await shelf.write(work)) == [(number + 1, f"jar {number}") for number in range(count)]


@pytest.mark.parametrize("labels", [[], ["figs"], ["figs", "plums"]])
async def test_a_list_may_be_of_any_length(shelf: Database, labels: list[str]) -> None:
    def work(db: Connection) -> list[object]:
        PUT.rows_of_all(db, [a_jar("figs"), a_jar("plums"), a_jar("pears")])
        return [row[0] for row in WEIGHED.rows(db, {"labels": labels})]

    assert await shelf.write(work) == labels


async def test_a_write_says_how_many_rows_it_changed(shelf: Database) -> None:
    def work(db: Connection) -> list[int]:
        PUT.rows(db, a_jar("figs"))
        return [RELABEL.run(db, {"old": old, "new": "dates"}) for old in ("figs", "plums")]

    assert await shelf.write(work) == [1, 0]


async def test_a_value_left_out_is_an_error_and_not_null(shelf: Database) -> None:
    with pytest.raises(KeyError, match="weight"):
        await shelf.write(lambda db: PUT.rows(db, {"label": "figs", "filled_at": NOON}))


async def test_an_error_is_sqlalchemys_and_holds_nothing_that_was_written(shelf: Database) -> None:
    def twice(db: Connection) -> None:
        PUT.rows(db, a_jar(SECRET))
        PUT.rows(db, a_jar(SECRET))

    with pytest.raises(IntegrityError) as caught:
        await shelf.write(twice)

    assert caught.value.params is None


async def test_each_statement_is_reported_as_sqlalchemys_are(shelf: Database, statements: list[str]) -> None:
    def work(db: Connection) -> None:
        PUT.rows(db, a_jar("figs"))
        WEIGHED.rows(db, {"labels": ["figs"]})

    await shelf.write(work)

    assert [statement.split()[0] for statement in statements] == ["INSERT", "SELECT"]


async def test_an_instant_of_another_zone_is_stored_in_utc(shelf: Database) -> None:
    in_tokyo = {**a_jar("figs"), "filled_at": NOON.astimezone(ZoneInfo("Asia/Tokyo"))}

    def work(db: Connection) -> tuple[object, object]:
        PUT.rows(db, in_tokyo)
        return WEIGHED.rows(db, {"labels": ["figs"]})[0][2], db.execute(select(jar.c.filled_at)).scalar_one()

    assert await shelf.write(work) == (NOON, NOON)


async def test_an_instant_without_a_zone_is_refused(shelf: Database) -> None:
    naive = {**a_jar("figs"), "filled_at": NOON.replace(tzinfo=None)}

    with pytest.raises(ValueError, match="zone"):
        await shelf.write(lambda db: PUT.rows(db, naive))


async def test_nothing_stays_nothing(shelf: Database) -> None:
    def work(db: Connection) -> list[tuple[object, ...]]:
        PUT.rows(db, {"label": "figs", "weight": None, "filled_at": None})
        return WEIGHED.rows(db, {"labels": ["figs"]})

    assert await shelf.write(work) == [("figs", None, None, "g")]
