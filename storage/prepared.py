"""Core statements for the hot paths: compiled once for each database, then run on the driver's own cursor.

SQLAlchemy looks a statement up in its cache, and wraps its result, anew at every execution; that costs three times what
SQLite takes to run it. What stays as it was: how the statement is declared, the types of its parameters and columns,
SQLAlchemy's event before each execution, and SQLAlchemy's errors.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError

Values = Mapping[str, Any]
Rows = list[tuple[Any, ...]]
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Parameter:
    """How one parameter reaches the driver: `given` is its name in the statement, unless it is a constant of it."""

    name: str
    given: str
    constant: Any
    is_list: bool
    convert: Convert | None

    def value(self, values: Values) -> Any:
        value = values[self.given] if self.given else self.constant
        if self.is_list:
            (value,) = value
        return value if self.convert is None else self.convert(value)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The statement in one database's SQL. `columns` are the places of the columns to convert."""

    sql: str
    positional: bool
    parameters: tuple[_Parameter, ...]
    columns: tuple[tuple[int, Convert], ...]

    def arguments(self, values: Values) -> Any:
        """The parameters as the driver takes them."""
        if self.positional:
            return tuple([one.value(values) for one in self.parameters])
        return {one.name: one.value(values) for one in self.parameters}

    def row(self, raw: Sequence[Any]) -> tuple[Any, ...]:
        """A row of the driver's with the values that the columns' types make of it."""
        values = list(raw)
        for place, convert in self.columns:
            values[place] = convert(values[place])
        return tuple(values)


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
        if any(isinstance(value, list) and len(value) != 1 for value in values.values()):
            return [tuple(row) for row in db.execute(self._statement, dict(values))]
        compiled = self._compiled(db.dialect)
        found = self._execute(db, compiled, values).fetchall()
        return [compiled.row(raw) for raw in found] if compiled.columns else found

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
        cursor = db.connection.cursor()
        for listener in db.dispatch.before_cursor_execute:
            listener(db, cursor, compiled.sql, arguments, None, False)
        try:
            cursor.execute(compiled.sql, arguments)
        except db.dialect.loaded_dbapi.Error as error:
            # Without the parameters: they hold what people wrote.
            raise _wrapped(db.dialect, compiled.sql, error) from error
        return cursor

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
    given = {one: name for name, expanded in state.parameter_expansion.items() for one in expanded}
    names = state.positiontup if draft.positional else state.parameters
    parameters = tuple(_parameter(name, draft.binds[given.get(name, name)], dialect) for name in names)
    converts = [
        column.type.dialect_impl(dialect).result_processor(dialect, None) for column in statement.exported_columns
    ]
    columns = tuple((place, convert) for place, convert in enumerate(converts) if convert is not None)
    return _Compiled(state.statement, draft.positional, parameters, columns)


def _parameter(name: str, bind: BindParameter[Any], dialect: Dialect) -> _Parameter:
    convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
    return _Parameter(name, bind.key if bind.required else "", bind.effective_value, bind.expanding, convert)


def _wrapped(dialect: Dialect, sql: str, error: Exception) -> Exception:
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(sql, None, error, base, hide_parameters=True, dialect=dialect)
