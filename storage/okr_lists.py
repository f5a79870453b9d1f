"""Lists of objectives: of a person, a team, the company or everyone, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, exists, func, or_, select

from storage.columns import Millionths
from storage.okr_lines import LAST_WORD, LIVE_KEY_RESULT, OBJECTIVE_LINES, PUBLISHED, ObjectiveLine
from storage.okrs import Level, key_results, objectives
from storage.progress import NOTHING
from storage.sight import IN_SIGHT, KEY_RESULT_IN_SIGHT, Sight

_own = key_results.alias("own")
_OF_IDS = OBJECTIVE_LINES.where(objectives.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class Scope:
    """Which objectives; what is None does not narrow it.

    `person_id` takes in those with a key result of that person, `team_id` those with one of that team. `during` holds
    the first and the last day of a cycle and takes in what runs on any of them; without it, what is over by
    `today` is left out. `sight` is whose eyes look: nothing else is there for them. Drafts are not listed.
    """

    sight: Sight
    today: date
    person_id: int | None = None
    team_id: int | None = None
    level: Level | None = None
    during: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """Of a key result, only what its status is judged by: a list by status looks at thousands."""

    objective_id: int
    metric: str
    starts_on: date
    due_on: date
    progress: Decimal | None
    confidence: int | None
    last_check_in_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Totals:
    """How many objectives there are, and the mean of their progress, 0..1."""

    count: int
    progress: Decimal


def list_objectives(db: Connection, scope: Scope, limit: int, skipped: int = 0) -> list[ObjectiveLine]:
    """The objectives in scope, those due first in front, after as many as are `skipped`."""
    return [ObjectiveLine(*row) for row in db.execute(in_scope(scope, limit, skipped), scope.sight.given)]


def in_scope(scope: Scope, limit: int, skipped: int = 0) -> Select[Any]:
    """The statement behind `list_objectives`, with the parameters of Sight.given."""
    return (
        OBJECTIVE_LINES.where(*conditions(scope))
        .order_by(objectives.c.due_on, objectives.c.id)
        .limit(limit)
        .offset(skipped)
    )


def totals(db: Connection, scope: Scope) -> Totals:
    """What all the objectives in scope come to."""
    query = select(func.count(), func.sum(objectives.c.progress, type_=Millionths)).where(*conditions(scope))
    count, progress = db.execute(query, scope.sight.given).one()
    return Totals(count, progress / count if count else NOTHING)


def shares(db: Connection, scope: Scope) -> dict[int, Decimal]:
    """The progress of each objective in scope by its id, those due first in front."""
    query = (
        select(objectives.c.id, objectives.c.progress)
        .where(*conditions(scope))
        .order_by(objectives.c.due_on, objectives.c.id)
    )
    return {row.id: row.progress for row in db.execute(query, scope.sight.given)}


def judged(db: Connection, scope: Scope) -> list[Judged]:
    """What the status of each live key result in scope is judged by."""
    query = (
        select(*(key_results.c[field.name] for field in fields(Judged)))
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .where(LIVE_KEY_RESULT, *conditions(scope), KEY_RESULT_IN_SIGHT)
    )
    return [Judged(*row) for row in db.execute(query, scope.sight.given)]


def objectives_of(db: Connection, ids: Sequence[int]) -> list[ObjectiveLine]:
    """The objectives of these ids, in their order."""
    found = {row.id: ObjectiveLine(*row) for row in db.execute(_OF_IDS, {"ids": list(ids)})}
    return [found[objective_id] for objective_id in ids]


def conditions(scope: Scope, which: ColumnElement[bool] = PUBLISHED) -> list[ColumnElement[bool]]:
    """What an objective has to fulfil to be in scope, with the parameters of Sight.given; `which` leaves drafts out."""
    fulfilled: list[ColumnElement[bool]] = [
        objectives.c.workspace_id == scope.sight.workspace_id,
        objectives.c.dropped_at.is_(None),
        which,
        IN_SIGHT,
    ]
    if scope.during is None:
        fulfilled.append(objectives.c.due_on >= scope.today - LAST_WORD)
    else:
        first, last = scope.during
        fulfilled += (objectives.c.starts_on <= last, objectives.c.due_on >= first)
    if scope.person_id is not None:
        fulfilled.append(_names("owner_id", scope.person_id))
    if scope.team_id is not None:
        fulfilled.append(_names("team_id", scope.team_id))
    if scope.level is not None:
        fulfilled.append(objectives.c.level == scope.level)
    return fulfilled


def _names(column: str, value: Any) -> ColumnElement[bool]:
    """The objective has that value there, or a live key result of it has."""
    mentioned = and_(_own.c.objective_id == objectives.c.id, _own.c[column] == value, _own.c.dropped_at.is_(None))
    return or_(objectives.c[column] == value, exists().where(mentioned))
