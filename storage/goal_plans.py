"""Goal plans: all goals of one person in one cycle, as they are submitted to the manager, talked about and approved."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, Connection, UniqueConstraint, bindparam, func, insert, select, update
from sqlmodel import Field

from storage.aliases import alias
from storage.columns import Stored, primary_key
from storage.people import people
from storage.upsert import Upsert

PlanState = Literal["open", "submitted", "approved"]


class GoalPlan(Stored, table=True):
    """How far the approval of somebody's goals in a cycle is. `approver_id` is who was asked, their manager then.

    A change of approved goals makes it "submitted" again; `approved_at` then still says when it last was approved.
    """

    __tablename__ = "goal_plan"
    __table_args__ = (
        UniqueConstraint("owner_id", "cycle"),
        CheckConstraint("state in ('open', 'submitted', 'approved')", name="goal_plan_state"),
    )

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    owner_id: int = Field(foreign_key="person.id")
    cycle: str
    state: str = "open"
    approver_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    submitted_at: datetime | None = None
    approved_at: datetime | None = None
    version: int = 1


class GoalComment(Stored, table=True):
    """What one of the two says about the goals while they are talked about. Append-only."""

    __tablename__ = "goal_comment"

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    plan_id: int = Field(foreign_key="goal_plan.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    text: str
    created_at: datetime


goal_plans = GoalPlan.__table__  # type: ignore[attr-defined]
goal_comments = GoalComment.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan with the names that stand beside it.

    `manager_*` is who the owner's manager is now, None and "" for nobody; `approver_*` who was asked, or has approved.
    """

    id: int
    owner_id: int
    owner_name: str
    manager_id: int | None
    manager_name: str
    manager_standing: str
    cycle: str
    state: PlanState
    approver_id: int | None
    approver_name: str
    submitted_at: datetime | None
    approved_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class CommentLine:
    """What somebody said about a plan, and when."""

    person_id: int
    person_name: str
    text: str
    created_at: datetime


_owner = alias(people, "owner", "id", "manager_id", "name", "standing")
_manager = alias(people, "manager", "id", "name", "standing")
_approver = alias(people, "approver", "id", "name")
_LINES = select(
    goal_plans.c.id,
    goal_plans.c.owner_id,
    _owner.c.name,
    _owner.c.manager_id,
    func.coalesce(_manager.c.name, ""),
    func.coalesce(_manager.c.standing, ""),
    goal_plans.c.cycle,
    goal_plans.c.state,
    goal_plans.c.approver_id,
    func.coalesce(_approver.c.name, ""),
    goal_plans.c.submitted_at,
    goal_plans.c.approved_at,
    goal_plans.c.version,
).select_from(
    goal_plans.join(_owner, _owner.c.id == goal_plans.c.owner_id)
    .outerjoin(_manager, _manager.c.id == _owner.c.manager_id)
    .outerjoin(_approver, _approver.c.id == goal_plans.c.approver_id)
)
_HERE = goal_plans.c.workspace_id == bindparam("w")
_OF_OWNER = _LINES.where(
    _HERE, goal_plans.c.owner_id == bindparam("owner"), goal_plans.c.cycle == bindparam("in_cycle")
)
_BY_ID = _LINES.where(_HERE, goal_plans.c.id == bindparam("plan"))
_OF_OWNER_LOCKED = _OF_OWNER.with_for_update(of=goal_plans)
_BY_ID_LOCKED = _BY_ID.with_for_update(of=goal_plans)
_WAITING = (
    _LINES.where(
        _HERE,
        _owner.c.manager_id == bindparam("reader"),
        _owner.c.standing == "member",
        goal_plans.c.state == "submitted",
    )
    .order_by(goal_plans.c.submitted_at, goal_plans.c.id)
    .limit(bindparam("most"))
)
_ASKED = select(goal_plans.c.id, goal_plans.c.approver_id).where(
    goal_plans.c.owner_id.in_(bindparam("owners", expanding=True)),
    goal_plans.c.state == "submitted",
    goal_plans.c.approver_id.is_not(None),
)
_BEGIN: Upsert[Any] = Upsert(lambda into: into(goal_plans).on_conflict_do_nothing(index_elements=["owner_id", "cycle"]))
_SEEN = (goal_plans.c.id == bindparam("plan"), goal_plans.c.version == bindparam("seen"))
_AT: Any = bindparam("at", type_=goal_plans.c.submitted_at.type)
_NEXT = {"version": goal_plans.c.version + 1, "approver_id": bindparam("by")}
_SUBMIT = update(goal_plans).where(*_SEEN).values(_NEXT | {"state": "submitted", "submitted_at": _AT})
_APPROVE = update(goal_plans).where(*_SEEN).values(_NEXT | {"state": "approved", "approved_at": _AT})
_COMMENTS = (
    select(goal_comments.c.person_id, people.c.name, goal_comments.c.text, goal_comments.c.created_at)
    .join(people, people.c.id == goal_comments.c.person_id)
    .where(goal_comments.c.plan_id == bindparam("plan"))
    .order_by(goal_comments.c.id.desc())
    .limit(bindparam("most"))
)


def plan_of(db: Connection, workspace_id: int, owner_id: int, cycle: str) -> PlanLine | None:
    """The plan of somebody's goals in the cycle; None while it was never submitted."""
    return _line(db, _OF_OWNER, {"w": workspace_id, "owner": owner_id, "in_cycle": cycle})


def locked_plan_of(db: Connection, workspace_id: int, owner_id: int, cycle: str) -> PlanLine | None:
    """The same, and nobody else approves or changes these goals until the transaction ends.

    Whoever changes a goal calls it before the goal's own row is locked.
    """
    return _line(db, _OF_OWNER_LOCKED, {"w": workspace_id, "owner": owner_id, "in_cycle": cycle})


def plan_by_id(db: Connection, workspace_id: int, plan_id: int) -> PlanLine | None:
    """The plan of that number."""
    return _line(db, _BY_ID, {"w": workspace_id, "plan": plan_id})


def locked_plan_by_id(db: Connection, workspace_id: int, plan_id: int) -> PlanLine | None:
    """The same, locked like locked_plan_of."""
    return _line(db, _BY_ID_LOCKED, {"w": workspace_id, "plan": plan_id})


def begin(db: Connection, workspace_id: int, owner_id: int, cycle: str) -> None:
    """Make the plan's row, unless it is there."""
    row = {"workspace_id": workspace_id, "owner_id": owner_id, "cycle": cycle, "state": "open", "version": 1}
    db.execute(_BEGIN.of(db), row)


def submit(db: Connection, plan: PlanLine, approver_id: int | None, now: datetime) -> bool:
    """Let it wait for that person's approval, if nothing changed since `plan` was read; whether it had not."""
    given = {"plan": plan.id, "seen": plan.version, "by": approver_id, "at": now}
    return db.execute(_SUBMIT, given).rowcount == 1


def approve(db: Connection, plan: PlanLine, approver_id: int, now: datetime) -> bool:
    """Keep who approved it and when, if nothing changed since `plan` was read; whether it had not."""
    given = {"plan": plan.id, "seen": plan.version, "by": approver_id, "at": now}
    return db.execute(_APPROVE, given).rowcount == 1


def waiting_for(db: Connection, workspace_id: int, manager_id: int, most: int) -> tuple[PlanLine, ...]:
    """The plans that wait for the approval of whoever is the manager now, those that wait longest first."""
    rows: Any = db.execute(_WAITING, {"w": workspace_id, "reader": manager_id, "most": most})
    return tuple(PlanLine(*row) for row in rows)


def asked(db: Connection, owner_ids: Collection[int]) -> list[tuple[int, int]]:
    """The plans of these people that wait for approval, and who was asked for each."""
    return [(plan_id, approver_id) for plan_id, approver_id in db.execute(_ASKED, {"owners": list(owner_ids)})]


def comment(db: Connection, workspace_id: int, plan_id: int, person_id: int, text: str, now: datetime) -> None:
    """Keep what somebody says about the plan."""
    row = {
        "workspace_id": workspace_id,
        "plan_id": plan_id,
        "person_id": person_id,
        "text": text,
        "created_at": now,
    }
    db.execute(insert(goal_comments), row)


def last_comments(db: Connection, plan_id: int, most: int) -> tuple[CommentLine, ...]:
    """What was said last about the plan, in the order in which it was said."""
    rows = db.execute(_COMMENTS, {"plan": plan_id, "most": most}).all()
    return tuple(CommentLine(*row) for row in reversed(rows))


def _line(db: Connection, statement: Any, given: dict[str, Any]) -> PlanLine | None:
    row: Any = db.execute(statement, given).first()
    return None if row is None else PlanLine(*row)
