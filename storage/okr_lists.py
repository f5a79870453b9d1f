"""Lists of objectives: of a person, a team, the company or everyone, page by page."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, literal, or_, select, union_all

from storage.columns import Millionths
from storage.okr_lines import LAST_WORD, LIVE_KEY_RESULT, OBJECTIVE_LINES, PUBLISHED, ObjectiveLine
from storage.okrs import Level, key_results, objectives
from storage.progress import NOTHING, Status
from storage.sight import IN_SIGHT, KEY_RESULT_IN_SIGHT, Sight
from storage.standings import Yardstick, stands
from storage.teams import teams

_own = key_results.alias("own")


@dataclass(frozen=True, slots=True)
class Sought:
    """A status word that is looked for, and what it is judged by."""

    status: Status
    yardstick: Yardstick


@dataclass(frozen=True, slots=True)
class Scope:
    """Which objectives; what is None does not narrow it.

    `person_id` takes in those with a key result of that person, `team_id` those with one of that team. `during` holds
    the first and the last day of a cycle and takes in what runs on any of them; without it, what is over by
    `today` is left out. `sought` takes in those with a key result of that status. `sight` is whose eyes look: nothing
    else is there for them. Drafts are not listed.
    """

    sight: Sight
    today: date
    person_id: int | None = None
    team_id: int | None = None
    level: Level | None = None
    during: tuple[date, date] | None = None
    sought: Sought | None = None

    @property
    def given(self) -> dict[str, Any]:
        """The parameters of its conditions."""
        return self.sight.given | (self.sought.yardstick.given if self.sought else {})


@dataclass(frozen=True, slots=True)
class Totals:
    """How many objectives there are, and the mean of their progress, 0..1.

    `below` is how many there are beside them in the teams below the one that the scope names.
    """

    count: int
    progress: Decimal
    below: int = 0


def list_objectives(db: Connection, scope: Scope, limit: int, skipped: int = 0) -> list[ObjectiveLine]:
    """The objectives in scope, those due first in front, after as many as are `skipped`."""
    return [ObjectiveLine(*row) for row in db.execute(in_scope(scope, limit, skipped), scope.given)]


def in_scope(scope: Scope, limit: int, skipped: int = 0) -> Select[Any]:
    """The statement behind `list_objectives`, with the parameters of Scope.given."""
    return (
        OBJECTIVE_LINES.where(*conditions(scope))
        .order_by(objectives.c.due_on, objectives.c.id)
        .limit(limit)
        .offset(skipped)
    )


def totals(db: Connection, scope: Scope) -> Totals:
    """What all the objectives in scope come to. One statement."""
    query = select(func.count(), func.sum(objectives.c.progress, type_=Millionths), literal(0)).where(
        *conditions(scope)
    )
    if scope.team_id is None:
        ((count, progress, _),) = db.execute(query, scope.given).all()
        return Totals(count, progress / count if count else NOTHING)
    both = union_all(query, _below(scope, scope.team_id))
    (count, progress, _), (below, _, _) = sorted(db.execute(both, scope.given), key=lambda row: row[2])
    return Totals(count, progress / count if count else NOTHING, below)


def _below(scope: Scope, team_id: int) -> Select[int, Decimal, int]:
    """How many are in the teams below that one, in the same scope, and not in the list itself."""
    start = select(teams.c.id).where(teams.c.parent_id == team_id, teams.c.dropped_at.is_(None))
    branch = start.cte("teams_below", recursive=True)
    # A union drops what was met before, so that a ring of teams ends.
    branch = branch.union(
        select(teams.c.id).join(branch, teams.c.parent_id == branch.c.id).where(teams.c.dropped_at.is_(None))
    )
    wanted = conditions(replace(scope, team_id=None))
    theirs = (objectives.c.team_id.in_(select(branch.c.id)), ~_names("team_id", team_id))
    return select(func.count(), literal(None, Millionths), literal(1)).where(*wanted, *theirs)


def conditions(scope: Scope, which: ColumnElement[bool] = PUBLISHED) -> list[ColumnElement[bool]]:
    """What an objective has to fulfil to be in scope, with the parameters of Scope.given; `which` leaves drafts out."""
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
    if scope.sought is not None:
        fulfilled.append(_has_one_that_stands(scope.sought.status))
    return fulfilled


def _has_one_that_stands(status: Status) -> ColumnElement[bool]:
    """A key result that the reader sees stands so; an objective without any has not started."""
    seen = (
        select(key_results.c.id)
        .where(key_results.c.objective_id == objectives.c.id, LIVE_KEY_RESULT, KEY_RESULT_IN_SIGHT)
        .correlate(objectives)
    )
    has_one = exists(seen.where(stands(status)))
    return or_(has_one, ~exists(seen)) if status is Status.NOT_STARTED else has_one


def _names(column: str, value: Any) -> ColumnElement[bool]:
    """The objective has that value there, or a live key result of it has."""
    mentioned = and_(_own.c.objective_id == objectives.c.id, _own.c[column] == value, _own.c.dropped_at.is_(None))
    return or_(objectives.c[column] == value, exists().where(mentioned))
