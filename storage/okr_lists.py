"""Lists of objectives: of a person, a team, the company or everyone, page by page."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Integer,
    Select,
    bindparam,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)

from storage.aliases import alias
from storage.columns import BigId, Millionths
from storage.okr_lines import LAST_WORD, LIVE_KEY_RESULT, OBJECTIVE_LINES, PUBLISHED, ObjectiveLine
from storage.okrs import Level, key_results, objectives
from storage.prepared import Prepared
from storage.progress import NOTHING, Status
from storage.sight import IN_SIGHT, KEY_RESULT_IN_SIGHT, Sight
from storage.standings import RANK, Yardstick, rank_of
from storage.teams import teams

_all = alias(objectives, "all_objectives", "id", "owner_id", "team_id")
_own = alias(key_results, "own", "objective_id", "owner_id", "team_id", "dropped_at")
_PERSON_ID: Any = bindparam("person_id", type_=BigId)
_TEAM_ID: Any = bindparam("team_id", type_=BigId)


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
        first, last = self.during or (self.today - LAST_WORD, date.max)
        narrowed = {
            "workspace_id": self.sight.workspace_id,
            "first_day": first,
            "last_day": last,
            "person_id": self.person_id,
            "team_id": self.team_id,
            "level": self.level,
        }
        if self.sought is None:
            return narrowed | self.sight.given
        judged = {"sought": rank_of(self.sought.status)} | self.sought.yardstick.given
        return narrowed | self.sight.given | judged

    @property
    def shape(self) -> "Shape":
        """By what it narrows, which is what its statements depend on."""
        status = self.sought.status if self.sought else None
        by_person, by_team, by_level = (one is not None for one in (self.person_id, self.team_id, self.level))
        return Shape(by_person, by_team, by_level, status is not None, status is Status.NOT_STARTED)


class Shape(NamedTuple):
    """By what a list is narrowed; with `takes_unmeasured` those without a key result have the status too."""

    by_person: bool
    by_team: bool
    by_level: bool
    by_status: bool
    takes_unmeasured: bool


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
    rows = _page(scope.shape, limit).rows(db, scope.given | {"skipped": skipped})
    return sorted((ObjectiveLine(*row) for row in rows), key=in_order)


def totals(db: Connection, scope: Scope) -> Totals:
    """What all the objectives in scope come to. One statement."""
    rows = _totals(scope.shape).rows(db, scope.given)
    count, progress, _ = next(row for row in rows if not row[2])
    below = next((row[0] for row in rows if row[2]), 0)
    return Totals(count, progress / count if count else NOTHING, below)


def in_order(line: ObjectiveLine) -> tuple[date, int]:
    """Those due first in front."""
    return line.due_on, line.id


def page_in_scope(shape: Shape, limit: int) -> Select[Any]:
    """The ids of a page of the list, with the parameters of Scope.given and `skipped`."""
    return first_of(conditions(shape), limit).offset(bindparam("skipped", type_=Integer))


def first_of(conditions: list[ColumnElement[bool]], limit: int) -> Select[Any]:
    """The ids of the first objectives that fulfil these, in the order of a list."""
    # The limit is written out: not knowing how few they are, PostgreSQL would look up the names of all.
    few: ColumnElement[int] = literal_column(str(limit))
    return select(objectives.c.id).where(*conditions).order_by(objectives.c.due_on, objectives.c.id).limit(few)


def lines_of(ids: Any) -> Select[Any]:
    """The lines of a page: names are looked up only for what is on it."""
    return OBJECTIVE_LINES.where(objectives.c.id.in_(select(ids.c.id)))


@cache
def _page(shape: Shape, limit: int) -> Prepared:
    return Prepared(lines_of(page_in_scope(shape, limit).subquery()))


@cache
def _totals(shape: Shape) -> Prepared:
    every = select(func.count(), func.sum(objectives.c.progress, type_=Millionths), literal(0)).where(
        *conditions(shape)
    )
    return Prepared(union_all(every, _below(shape)) if shape.by_team else every)


def _below(shape: Shape) -> Select[int, Decimal, int]:
    """How many are in the teams below the one of the list, in the same scope, and not in the list itself."""
    start = select(teams.c.id).where(teams.c.parent_id == _TEAM_ID, teams.c.dropped_at.is_(None))
    branch = start.cte("teams_below", recursive=True)
    # A union drops what was met before, so that a ring of teams ends.
    branch = branch.union(
        select(teams.c.id).join(branch, teams.c.parent_id == branch.c.id).where(teams.c.dropped_at.is_(None))
    )
    wanted = conditions(shape._replace(by_team=False))
    theirs = (objectives.c.team_id.in_(select(branch.c.id)), objectives.c.id.not_in(_naming("team_id", _TEAM_ID)))
    return select(func.count(), literal(None, Millionths), literal(1)).where(*wanted, *theirs)


def conditions(shape: Shape, which: ColumnElement[bool] = PUBLISHED) -> list[ColumnElement[bool]]:
    """What an objective has to fulfil to be in scope, with the parameters of Scope.given; `which` leaves drafts out."""
    fulfilled: list[ColumnElement[bool]] = [
        objectives.c.workspace_id == bindparam("workspace_id", type_=BigId),
        objectives.c.dropped_at.is_(None),
        which,
        objectives.c.starts_on <= bindparam("last_day", type_=Date),
        objectives.c.due_on >= bindparam("first_day", type_=Date),
    ]
    if shape.by_person:
        fulfilled.append(objectives.c.id.in_(_naming("owner_id", _PERSON_ID)))
    if shape.by_team:
        fulfilled.append(objectives.c.id.in_(_naming("team_id", _TEAM_ID)))
    if shape.by_level:
        fulfilled.append(objectives.c.level == bindparam("level"))
    fulfilled.append(IN_SIGHT)
    if shape.by_status:
        fulfilled.append(_has_one_that_stands(takes_unmeasured=shape.takes_unmeasured))
    return fulfilled


def _has_one_that_stands(*, takes_unmeasured: bool) -> ColumnElement[bool]:
    """A key result that the reader sees has the status that is sought; an objective without any has not started."""
    seen = (
        select(key_results.c.id)
        .where(key_results.c.objective_id == objectives.c.id, LIVE_KEY_RESULT, KEY_RESULT_IN_SIGHT)
        .correlate(objectives)
    )
    sought: ColumnElement[int] = bindparam("sought", type_=Integer)
    has_one = exists(seen.where(sought == RANK))
    return or_(has_one, ~exists(seen)) if takes_unmeasured else has_one


def _naming(column: str, value: Any) -> Any:
    """The ids of the objectives that have the value there, and of those of which a live key result has it."""
    return union_all(
        select(_all.c.id).where(_all.c[column] == value),
        select(_own.c.objective_id).where(_own.c[column] == value, _own.c.dropped_at.is_(None)),
    )
