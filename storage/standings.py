"""The status word of a key result as a number in SQL: the very one of storage.progress, for lists of thousands.

The number is its place in WORST_FIRST, so the least is the worst.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, Date, Integer, String, and_, bindparam, case, or_, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.calendar import last_due
from storage.columns import MILLION
from storage.okrs import key_results
from storage.progress import PACED, WORST_FIRST, Status, StatusRules

WEEKS: Final = 522
"""Due check-ins that are known, back from the last one; what was due more than ten years ago owes the first of them."""

_WHOLE = int(MILLION)
_WRITTEN = 26
"""Characters of an instant as SQLite keeps it: 2026-11-16 09:00:00.000000."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a company checks in: an ISO weekday and an hour, in its zone."""

    weekday: int
    at: time
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What all key results are judged by on a day of the company.

    `answer_due_at` is the last due check-in whose days of grace are over, aware UTC.
    """

    rules: StatusRules
    rhythm: Rhythm
    today: date
    answer_due_at: datetime

    @property
    def given(self) -> dict[str, Any]:
        """The parameters of RANK."""
        newest = _last_day_of_week(self.today, self.rhythm)
        rules = self.rules
        return {
            "judged_on": self.today,
            "answer_due_at": self.answer_due_at,
            "answer_begun_by": _first_day_of_week(self.answer_due_at.astimezone(self.rhythm.zone).date(), self.rhythm),
            "judged_on_day": self.today.toordinal(),
            "newest_day": newest.toordinal(),
            "due_by_week": _due_by_week(self.rhythm, newest, self.answer_due_at),
            "off_track_confidence": min(rules.off_track_confidence, rules.at_risk_confidence),
            "at_risk_confidence": rules.at_risk_confidence,
            "off_track_pace": _whole_millionths(rules.off_track_pace),
            "least_pace": _whole_millionths(min(rules.at_risk_pace, rules.off_track_pace)),
        }


def status_of(rank: int) -> Status:
    """The status word of that number."""
    return WORST_FIRST[rank]


def rank_of(status: Status) -> int:
    """The number of that status word."""
    return WORST_FIRST.index(status)


class _Day(FunctionElement[int]):
    """The number of a day, as date.toordinal() gives it."""

    type = BigInteger()
    inherit_cache = True


class _Weeks(FunctionElement[int]):
    """The whole weeks in a number of days."""

    type = BigInteger()
    inherit_cache = True


class _Due(FunctionElement[datetime]):
    """The instant that stands at that place, from 0 on, of a text of instants."""

    type = UTCDateTime()
    inherit_cache = True


def _parts(element: FunctionElement[Any], compiler: SQLCompiler) -> list[str]:
    return [compiler.process(clause) for clause in element.clauses]


@compiles(_Day, "sqlite")
def _day_on_sqlite(element: _Day, compiler: SQLCompiler, **_: Any) -> str:
    (day,) = _parts(element, compiler)
    return f"(julianday({day}) - 1721424.5)"


@compiles(_Day, "postgresql")
def _day_on_postgres(element: _Day, compiler: SQLCompiler, **_: Any) -> str:
    (day,) = _parts(element, compiler)
    return f"({day} - DATE '0001-01-01' + 1)"


@compiles(_Weeks, "sqlite")
def _weeks_on_sqlite(element: _Weeks, compiler: SQLCompiler, **_: Any) -> str:
    (days,) = _parts(element, compiler)
    return f"(CAST({days} AS INTEGER) / 7)"


@compiles(_Weeks, "postgresql")
def _weeks_on_postgres(element: _Weeks, compiler: SQLCompiler, **_: Any) -> str:
    (days,) = _parts(element, compiler)
    return f"(({days}) / 7)"


@compiles(_Due, "sqlite")
def _due_on_sqlite(element: _Due, compiler: SQLCompiler, **_: Any) -> str:
    instants, place = _parts(element, compiler)
    return f"substr({instants}, {place} * {_WRITTEN} + 1, {_WRITTEN})"


@compiles(_Due, "postgresql")
def _due_on_postgres(element: _Due, compiler: SQLCompiler, **_: Any) -> str:
    instants, place = _parts(element, compiler)
    first = f"CAST({place} AS INTEGER) * {_WRITTEN} + 1"
    return f"CAST(substr({instants}, {first}, {_WRITTEN}) || '+00' AS TIMESTAMP WITH TIME ZONE)"


_TODAY: Any = bindparam("judged_on", type_=Date)
_TODAYS_NUMBER: Any = bindparam("judged_on_day", type_=BigInteger)
_NEWEST: Any = bindparam("newest_day", type_=BigInteger)
_ANSWER_DUE_AT: Any = bindparam("answer_due_at", type_=UTCDateTime)
_PROGRESS: Any = type_coerce(key_results.c.progress, BigInteger)
_STARTS: Any = _Day(key_results.c.starts_on)
_DUE: Any = _Day(key_results.c.due_on)
_LAST = key_results.c.last_check_in_at

# How many weeks before the newest one the key result was due; a week begins with the check-in that is due in it.
_AGO: Any = _Weeks(_NEWEST - _DUE)
_IS_OVER = key_results.c.due_on < _TODAY
_OWED: Any = case(
    (_IS_OVER, _Due(bindparam("due_by_week", type_=String), case((_AGO >= WEEKS, WEEKS - 1), else_=_AGO))),
    else_=_ANSWER_DUE_AT,
)
# None is due after the key result's own due date, nor before its first day: a week has to begin between the two. What
# rules most of them out stands in front.
_IS_STALE = and_(
    or_(_LAST.is_(None), _LAST < _ANSWER_DUE_AT),
    key_results.c.starts_on <= bindparam("answer_begun_by", type_=Date),
    or_(~_IS_OVER, _NEWEST - _STARTS >= 7 * _AGO + 6),
    key_results.c.created_at < _OWED,
    or_(_LAST.is_(None), _LAST < _OWED),
)


def _behind_by_more_than(name: str) -> ColumnElement[bool]:
    """Behind the pace, which is rounded down, by more than those points: a product on both sides, nothing divided."""
    points: Any = bindparam(name, type_=BigInteger)
    behind: ColumnElement[bool] = case(
        (key_results.c.due_on <= _TODAY, points < _WHOLE - _PROGRESS),
        else_=(_PROGRESS + points + 1) * (_DUE - _STARTS) <= (_TODAYS_NUMBER - _STARTS) * _WHOLE,
    )
    return and_(or_(*(key_results.c.metric == metric.value for metric in sorted(PACED))), behind)


def _trouble(confidence: str, pace: str) -> ColumnElement[bool]:
    return or_(key_results.c.confidence <= bindparam(confidence, type_=Integer), _behind_by_more_than(pace))


RANK: ColumnElement[int] = case(
    (_PROGRESS == _WHOLE, rank_of(Status.DONE)),
    (_IS_STALE, rank_of(Status.STALE)),
    (
        _trouble("at_risk_confidence", "least_pace"),
        case(
            (_trouble("off_track_confidence", "off_track_pace"), rank_of(Status.OFF_TRACK)),
            else_=rank_of(Status.AT_RISK),
        ),
    ),
    (_LAST.is_(None), rank_of(Status.NOT_STARTED)),
    else_=rank_of(Status.ON_TRACK),
)
"""Of a row of `key_results`, with the parameters of Yardstick.given."""


def stands(status: Status) -> ColumnElement[bool]:
    """Whether a row of `key_results` stands so, with the parameters of Yardstick.given."""
    rank: ColumnElement[int] = RANK
    return rank == rank_of(status)


def _first_day_of_week(day: date, rhythm: Rhythm) -> date:
    """The latest day, that one included, with which a week began: who begins later does not owe its check-in.

    One that is due at midnight is due when its eve ends.
    """
    begins_on = rhythm.weekday if rhythm.at > time(0) else (rhythm.weekday + 5) % 7 + 1
    return day - timedelta(days=(day.isoweekday() - begins_on) % 7)


def _last_day_of_week(day: date, rhythm: Rhythm) -> date:
    return _first_day_of_week(day, rhythm) + timedelta(days=6)


@lru_cache(maxsize=64)
def _due_by_week(rhythm: Rhythm, newest: date, answer_due_at: datetime) -> str:
    """When the check-ins of the weeks were due, the newest first; none later than the one that is to be answered."""
    return "".join(_written(min(answer_due_at, _due_by(newest - timedelta(weeks=ago), rhythm))) for ago in range(WEEKS))


def _due_by(day: date, rhythm: Rhythm) -> datetime:
    """The last check-in that was due by the end of that day."""
    night = datetime.combine(day + timedelta(days=1), time(0), rhythm.zone)
    return last_due(night, rhythm.weekday, rhythm.at, rhythm.zone)


def _written(instant: datetime) -> str:
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _whole_millionths(share: Decimal) -> int:
    return int((share * MILLION).to_integral_value(ROUND_FLOOR))
