"""Column types that mean the same in both databases."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sqlalchemy import BigInteger, Column, Integer
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

MILLION = Decimal(1_000_000)

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""A key: SQLite numbers rows by itself only where the type is INTEGER."""


class Millionths(TypeDecorator[Decimal]):
    """A Decimal, kept as whole millionths: exact and comparable in SQLite and PostgreSQL alike.

    At most 12 digits before the point and 6 after; further places are rounded half to even.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        return int((value * MILLION).to_integral_value(ROUND_HALF_EVEN))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        return Decimal(value) / MILLION


def primary_key() -> Any:
    """A field for the row's own id, given by the database."""
    return Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
