"""Column types that mean the same in both databases."""

from collections.abc import Callable
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Integer
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.declarative import DeferredReflection
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

MILLION = Decimal(1_000_000)


class Stored(DeferredReflection, SQLModel):
    """What a table's declaration is made from.

    Rows are read and written by statements: no table ever validates one or maps it to an object, so what would do that
    is not made. `DeferredReflection` is SQLAlchemy's way to put the mapping off, here for good.
    """

    model_config = {"defer_build": True}


BigId = BigInteger().with_variant(Integer(), "sqlite")
"""A key: SQLite numbers rows by itself only where the type is INTEGER."""


class Millionths(TypeDecorator[Decimal]):
    """A Decimal, kept as whole millionths: exact and comparable in SQLite and PostgreSQL alike.

    At most 12 digits before the point and 6 after; further places are rounded half to even.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return _to_millionths(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return _from_millionths(value)

    # Overridden as a whole besides: SQLAlchemy's way to the two above costs more than they do.
    def bind_processor(self, dialect: Dialect) -> Callable[[Decimal | None], int | None]:
        return _to_millionths

    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], Decimal | None]:
        return _from_millionths


def _to_millionths(value: Decimal | None) -> int | None:
    return None if value is None else int((value * MILLION).to_integral_value(ROUND_HALF_EVEN))


def _from_millionths(value: int | None) -> Decimal | None:
    return None if value is None else value / MILLION


class ReadInstant(TypeDecorator[datetime]):
    """An aware instant of a UTCDateTime column, read at a fifth of the cost: for statements that read thousands."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], Any] | None:
        # Overridden as a whole: to read first without a zone and then add one is what costs.
        return _read_instant if dialect.name == "sqlite" else None


def _read_instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


def primary_key() -> Any:
    """A field for the row's own id, given by the database."""
    return Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
