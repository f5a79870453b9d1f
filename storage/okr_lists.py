"""Lists of objectives: of a person, a team, the company or everyone, page by page."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from storage.columns import Millionths
from storage.okrs import (
    KEY_RESULT_LINES,
    LAST_WORD,
    LIVE_KEY_RESULT,
    OBJECTIVE_LINES,
    KeyResultLine,
    Level,
    ObjectiveLine,
    key_results,
    objectives,
)
from storage.progress import NOTHING

_own = key_results.alias("own")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which objectives; what is None does not narrow it.

    `person_id` takes in those with a key result of that person, `team_id` those with one of that team. `begun` holds
    the days between which the cycle began; without it, what is over by `today` is left out. `seen_by` sees own things.
    """

    workspace_id: int
    today: date
    person_id: int | None = None
    team_id: int | None = None
    level: Level | None = None
    begun: tuple[date, date] | None = None
    seen_by: int | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """How many objectives there are, and the mean of their progress, 0..1."""

    count: int
    progress: Decimal


def list_objectives(db: Connection, scope: Scope, limit: int, skipped: int = 0) -> list[ObjectiveLine]:
    """The objectives in scope, those due first in front, after as many as are `skipped`."""
    query = (
        OBJECTIVE_LINES.where(*_conditions(scope))
        .order_by(objectives.c.due_on, objectives.c.id)
        .limit(limit)
        .offset(skipped)
    )
    return [ObjectiveLine(*row) for row in db.execute(query)]


def totals(db: Connection, scope: Scope) -> Totals:
    """What all the objectives in scope come to."""
    query = select(func.count(), func.sum(objectives.c.progress, type_=Millionths)).where(*_conditions(scope))
    count, progress = db.execute(query).one()
    return Totals(count, progress / count if count else NOTHING)


def list_key_results(db: Connection, scope: Scope) -> list[KeyResultLine]:
    """The live key results of all the objectives in scope, by objective, oldest first."""
    query = KEY_RESULT_LINES.where(LIVE_KEY_RESULT, *_conditions(scope)).order_by(
        key_results.c.objective_id, key_results.c.id
    )
    return [KeyResultLine(*row) for row in db.execute(query)]


def _conditions(scope: Scope) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        objectives.c.workspace_id == scope.workspace_id,
        objectives.c.dropped_at.is_(None),
    ]
    if scope.begun is None:
        conditions.append(objectives.c.due_on >= scope.today - LAST_WORD)
    else:
        conditions.append(objectives.c.starts_on.between(*scope.begun))
    if scope.person_id is not None:
        conditions.append(_names("owner_id", scope.person_id))
    if scope.team_id is not None:
        conditions.append(_names("team_id", scope.team_id))
    if scope.level is not None:
        conditions.append(objectives.c.level == scope.level)
    if scope.seen_by is not None:
        conditions.append(_names("owner_id", scope.seen_by))
    return conditions


def _names(column: str, value: Any) -> ColumnElement[bool]:
    """The objective has that value there, or a live key result of it has."""
    mentioned = and_(_own.c.objective_id == objectives.c.id, _own.c[column] == value, _own.c.dropped_at.is_(None))
    return or_(objectives.c[column] == value, exists().where(mentioned))
