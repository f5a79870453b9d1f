"""Core statements for the hot paths: compiled once for each database, then run by the driver itself.

SQLAlchemy looks a statement up in its cache, and wraps its result, anew at every execution; that costs three times what
SQLite takes to run it. What stays as it was: how the statement is declared, the types of its parameters and columns,
SQLAlchemy's event before each execution, and SQLAlchemy's errors.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlmodel.sql.sqltypes import UTCDateTime

Values = Mapping[str, Any]
Rows = list[tuple[Any, ...]]
Convert = Callable[[Any], Any]
Converts = tuple[tuple[int, Convert], ...]
"""Places in a row, and what makes of the value there what the other side expects; nothing stays nothing."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The statement in one database's SQL: `names` of its parameters in the driver's order, `pick` takes their values.

    `names` are empty where the driver takes the values by their places; `lists` are given as lists, here of one value.
    """

    sql: str
    names: tuple[str, ...]
    lists: tuple[str, ...]
    pick: Callable[[Values], tuple[Any, ...]]
    constants: Values
    parameters: Converts
    columns: Converts

    def arguments(self, values: Values) -> Any:
        """The parameters as the driver takes them. KeyError for one that is not given."""
        picked = self.pick({**self.constants, **values} if self.constants else values)
        arguments = _converted(picked, self.parameters)
        return dict(zip(self.names, arguments, strict=True)) if self.names else arguments


class Prepared:
    """One statement; its values are given by name. `columns` are those that an INSERT writes.

    Several values for an expanding `IN`, or several rows to write, go the way of SQLAlchemy, which makes one statement
    of them and whose cost is then shared.
    """

    def __init__(self, statement: Any, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._written = columns
        self._by_dialect: dict[str, _Compiled] = {}

    def rows(self, db: Connection, values: Values) -> Rows:
        """What the statement finds, or returns of what it writes. Raises DBAPIError."""
        compiled = self._compiled(db.dialect)
        if compiled.lists and any(len(values[name]) != 1 for name in compiled.lists):
            return [tuple(row) for row in db.execute(self._statement, dict(values))]
        found: Rows = self._execute(db, compiled, values).fetchall()
        return [_converted(row, compiled.columns) for row in found] if compiled.columns else found

    def rows_of_all(self, db: Connection, given: Sequence[Values]) -> Rows:
        """What the statement returns of all that it writes, in no order. Raises DBAPIError."""
        if len(given) == 1:
            return self.rows(db, given[0])
        return [tuple(row) for row in db.execute(self._statement, [dict(values) for values in given])]

    def run(self, db: Connection, values: Values) -> int:
        """Write once; return how many rows that changed. Raises DBAPIError."""
        return int(self._execute(db, self._compiled(db.dialect), values).rowcount)

    def run_all(self, db: Connection, given: Sequence[Values]) -> None:
        """Write with each of the values. Raises DBAPIError."""
        if len(given) == 1:
            self.run(db, given[0])
        elif given:
            db.execute(self._statement, [dict(values) for values in given])

    def _execute(self, db: Connection, compiled: _Compiled, values: Values) -> Any:
        arguments = compiled.arguments(values)
        driver: Any = db.connection.dbapi_connection
        # The flag is SQLAlchemy's own: to look for listeners that are not there costs as much as half a statement.
        if db._has_events or db.engine._has_events:  # noqa: SLF001
            db.dispatch.before_cursor_execute(db, None, compiled.sql, arguments, None, False)
        try:
            return driver.execute(compiled.sql, arguments)
        except db.dialect.loaded_dbapi.Error as error:
            # Without the parameters: they hold what people wrote.
            raise _wrapped(db.dialect, compiled.sql, error) from error

    def _compiled(self, dialect: Dialect) -> _Compiled:
        found = self._by_dialect.get(dialect.name)
        if found is None:
            found = self._by_dialect[dialect.name] = _compile(self._statement, self._written, dialect)
        return found


def _compile(statement: Any, written: Sequence[str] | None, dialect: Dialect) -> _Compiled:
    draft = statement.compile(dialect=dialect, column_keys=written)
    state = draft.construct_expanded_state(
        {name: [None] if bind.expanding else None for name, bind in draft.binds.items()}
    )
    expanded = {one: name for name, several in state.parameter_expansion.items() for one in several}
    names = tuple(state.positiontup if draft.positional else state.parameters)
    binds = [draft.binds[expanded.get(name, name)] for name in names]
    return _Compiled(
        sql=state.statement,
        names=() if draft.positional else names,
        lists=tuple(state.parameter_expansion),
        pick=_picker([bind.key for bind in binds]),
        constants={bind.key: bind.effective_value for bind in binds if not bind.required},
        parameters=_converts([_to_driver(bind, dialect) for bind in binds]),
        columns=_converts([_from_driver(column, dialect) for column in statement.exported_columns]),
    )


def _picker(keys: Sequence[str]) -> Callable[[Values], tuple[Any, ...]]:
    if len(keys) > 1:
        return itemgetter(*keys)
    return lambda values: tuple(values[key] for key in keys)


def _converts(converts: Sequence[Convert | None]) -> Converts:
    return tuple((place, convert) for place, convert in enumerate(converts) if convert is not None)


def _to_driver(bind: BindParameter[Any], dialect: Dialect) -> Convert | None:
    convert: Convert | None = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if _is_instant_in_text(bind.type, dialect):
        convert = _written_instant
    if not bind.expanding:
        return convert
    return lambda values: values[0] if convert is None else convert(values[0])


def _from_driver(column: ColumnElement[Any], dialect: Dialect) -> Convert | None:
    if _is_instant_in_text(column.type, dialect):
        return _read_instant
    return column.type.dialect_impl(dialect).result_processor(dialect, None)


def _is_instant_in_text(kind: object, dialect: Dialect) -> bool:
    """Where SQLAlchemy's own way through three layers costs as much as SQLite takes for the row."""
    return isinstance(kind, UTCDateTime) and dialect.name == "sqlite"


def _written_instant(instant: datetime) -> str:
    if instant.tzinfo is not UTC:
        if instant.utcoffset() is None:
            raise ValueError("An instant without a time zone cannot be stored: make it aware, in UTC.")
        instant = instant.astimezone(UTC)
    return instant.isoformat(" ", "microseconds").removesuffix("+00:00")


def _read_instant(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


def _converted(row: tuple[Any, ...], converts: Converts) -> tuple[Any, ...]:
    if not converts:
        return row
    values = list(row)
    for place, convert in converts:
        value = values[place]
        if value is not None:
            values[place] = convert(value)
    return tuple(values)


def _wrapped(dialect: Dialect, sql: str, error: Exception) -> Exception:
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(sql, None, error, base, hide_parameters=True, dialect=dialect)
