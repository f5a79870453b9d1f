"""Goal plans: all goals of one person in one cycle, as they are submitted to the manager, talked about and approved."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from storage.columns import Stored, primary_key


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
