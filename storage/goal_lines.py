"""Reading goals, each with its owner and with what it follows: by code, by words of the title, and all of somebody."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, exists, func, or_, select

from storage.aliases import alias
from storage.goal_sight import GOAL_IN_SIGHT, GoalSight
from storage.goals import goal_updates, goals
from storage.okrs import key_results, objectives, title_key
from storage.people import like, people
from storage.progress import Measure, Metric
from storage.sight import IN_SIGHT, Sight


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal with the names that stand beside it, as one reader sees it.

    What it follows has a code and a title only for whom may see that (`follows_in_sight`); everybody who sees the goal
    reads `follows_progress`, 0..1, None while nothing of it counts yet.
    """

    id: int
    code: str
    title: str
    owner_id: int
    owner_name: str
    owner_manager_id: int | None
    cycle: str
    starts_on: date
    due_on: date
    weight: Decimal
    start: Decimal | None
    target: Decimal | None
    unit: str
    current_value: Decimal | None
    progress: Decimal
    key_result_id: int | None
    objective_id: int | None
    follows_code: str
    follows_title: str
    follows_progress: Decimal | None
    follows_dropped_at: datetime | None
    follows_in_sight: bool
    last_update_at: datetime | None
    created_at: datetime
    version: int
    dropped_at: datetime | None
    drop_reason: str

    @property
    def follows(self) -> bool:
        """Whether its progress is that of a key result or an objective."""
        return self.key_result_id is not None or self.objective_id is not None

    @property
    def share(self) -> Decimal | None:
        """How far it has come, 0..1; None while nothing of what it follows counts yet."""
        return self.follows_progress if self.follows else self.progress

    @property
    def measure(self) -> Measure | None:
        """How it is measured by itself; None for one that follows."""
        if self.start is None or self.target is None:
            return None
        return measure_between(self.start, self.target)


@dataclass(frozen=True, slots=True)
class UpdateLine:
    """One value that was recorded for a goal and counts; `progress` is 0..1."""

    id: int
    value: Decimal | None
    progress: Decimal
    note: str
    person_id: int
    person_name: str
    created_at: datetime


def measure_between(start: Decimal, target: Decimal) -> Measure:
    """The measure of a way from the one number to the other."""
    return Measure(Metric.INCREASE if target > start else Metric.DECREASE, start=start, target=target)


_owner = alias(people, "owner", "id", "manager_id", "name")
_FOLLOWS_KEY_RESULT = goals.c.key_result_id.is_not(None)
_EXTRAS: dict[str, Any] = {
    "owner_name": _owner.c.name,
    "owner_manager_id": _owner.c.manager_id,
    "follows_code": func.coalesce(key_results.c.code, objectives.c.code, ""),
    "follows_title": func.coalesce(key_results.c.title, objectives.c.title, ""),
    "follows_progress": case((_FOLLOWS_KEY_RESULT, key_results.c.progress), else_=objectives.c.progress),
    "follows_dropped_at": func.coalesce(key_results.c.dropped_at, objectives.c.dropped_at),
    "follows_in_sight": case((IN_SIGHT, True), else_=False),
}
_LINES: Select[Any] = select(
    *(_EXTRAS[one.name].label(one.name) if one.name in _EXTRAS else goals.c[one.name] for one in fields(GoalLine))
).select_from(
    goals.join(_owner, _owner.c.id == goals.c.owner_id)
    .outerjoin(key_results, key_results.c.id == goals.c.key_result_id)
    .outerjoin(objectives, objectives.c.id == func.coalesce(goals.c.objective_id, key_results.c.objective_id))
)
_HERE = goals.c.workspace_id == bindparam("workspace_id")
_LIVE = goals.c.dropped_at.is_(None)
_BY_CODE = _LINES.where(_HERE, goals.c.code == bindparam("code"))
_OF_OWNER = _LINES.where(
    _HERE, goals.c.owner_id == bindparam("owner"), goals.c.cycle == bindparam("in_cycle"), _LIVE
).order_by(goals.c.id)
_CURRENT = _LINES.where(
    _HERE,
    goals.c.owner_id == bindparam("owner"),
    or_(goals.c.cycle == bindparam("in_cycle"), goals.c.due_on >= bindparam("today")),
    _LIVE,
).order_by(goals.c.starts_on, goals.c.id)
_FIND = (
    _LINES.where(_HERE, _LIVE, goals.c.title_key.like(bindparam("like"), escape="\\"), GOAL_IN_SIGHT)
    .order_by((goals.c.owner_id == bindparam("person_id")).desc(), goals.c.due_on.desc(), goals.c.id)
    .limit(bindparam("most"))
)
_taking_back = alias(goal_updates, "taking_back", "undoes_id")
_COUNTS = goal_updates.c.undoes_id.is_(None) & ~exists().where(_taking_back.c.undoes_id == goal_updates.c.id)
_HISTORY = (
    select(
        goal_updates.c.id,
        goal_updates.c.value,
        goal_updates.c.progress,
        goal_updates.c.note,
        goal_updates.c.person_id,
        people.c.name,
        goal_updates.c.created_at,
    )
    .join(people, people.c.id == goal_updates.c.person_id)
    .where(goal_updates.c.goal_id == bindparam("goal"), _COUNTS)
    .order_by(goal_updates.c.id.desc())
    .limit(bindparam("most"))
)


def by_code(db: Connection, sight: Sight, code: str) -> GoalLine | None:
    """The goal of that code ("G-3"), dropped ones too; whoever asks must see that the reader may see the owner's."""
    row: Any = db.execute(_BY_CODE, {"workspace_id": sight.workspace_id, "code": code} | sight.given).first()
    return None if row is None else _line(row)


def of_owner(db: Connection, sight: Sight, owner_id: int, cycle: str) -> list[GoalLine]:
    """The live goals of somebody in a cycle, oldest first, as that reader sees them; one statement.

    Whoever asks must see that the reader may see the owner's goals.
    """
    given = {"workspace_id": sight.workspace_id, "owner": owner_id, "in_cycle": cycle} | sight.given
    return [_line(row) for row in db.execute(_OF_OWNER, given)]


def current_of(db: Connection, sight: Sight, owner_id: int, cycle: str, today: date) -> list[GoalLine]:
    """Those of the cycle, and those of other cycles that are not due before that day; one statement."""
    given = {"workspace_id": sight.workspace_id, "owner": owner_id, "in_cycle": cycle, "today": today} | sight.given
    return [_line(row) for row in db.execute(_CURRENT, given)]


def find_goals(db: Connection, eyes: GoalSight, text: str, limit: int) -> list[GoalLine]:
    """Live goals in sight whose title holds the text, in any case; own ones first."""
    given = {
        "workspace_id": eyes.sight.workspace_id,
        "person_id": eyes.sight.person_id,
        "like": f"%{like(title_key(text))}%",
        "most": limit,
    }
    return [_line(row) for row in db.execute(_FIND, given | eyes.given)]


def history(db: Connection, goal_id: int, limit: int) -> tuple[UpdateLine, ...]:
    """The last updates of a goal that count, newest first."""
    rows: Any = db.execute(_HISTORY, {"goal": goal_id, "most": limit})
    return tuple(UpdateLine(*row) for row in rows)


def _line(row: Any) -> GoalLine:
    line = GoalLine(*row)
    return line if line.follows_in_sight else replace(line, follows_code="", follows_title="")
