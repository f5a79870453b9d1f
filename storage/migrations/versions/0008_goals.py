"""SMART goals, their approval, and the switches that super users set."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.columns import Millionths

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TABLES = ("goal", "goal_update", "goal_plan", "goal_comment", "company_switch")
_PREFIX = "G"
"""Of the codes that are counted from now on."""

_MEASURE = (
    "(key_result_id is null or objective_id is null)"
    " and (start is null) = (target is null)"
    " and (target is null) = (key_result_id is not null or objective_id is not null)"
)


def upgrade() -> None:
    _goal()
    _goal_update()
    _goal_plan()
    _goal_comment()
    _company_switch()
    counter = sa.table("counter", sa.column("workspace_id"), sa.column("prefix"), sa.column("last"))
    workspace = sa.table("workspace", sa.column("id"))
    rows = sa.select(workspace.c.id, sa.literal(_PREFIX), sa.literal(0))
    op.execute(counter.insert().from_select(["workspace_id", "prefix", "last"], rows))


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
    counter = sa.table("counter", sa.column("prefix"))
    op.execute(counter.delete().where(counter.c.prefix == _PREFIX))


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False)


def _goal() -> None:
    op.create_table(
        "goal",
        _id(),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("weight", Millionths(), nullable=False),
        sa.Column("start", Millionths(), nullable=True),
        sa.Column("target", Millionths(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("current_value", Millionths(), nullable=True),
        sa.Column("progress", Millionths(), nullable=False),
        sa.Column("key_result_id", sa.Integer(), nullable=True),
        sa.Column("objective_id", sa.Integer(), nullable=True),
        sa.Column("last_update_at", UTCDateTime(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dropped_at", UTCDateTime(), nullable=True),
        sa.Column("drop_reason", sa.String(), nullable=False),
        sa.CheckConstraint(_MEASURE, name="goal_measure"),
        sa.CheckConstraint("progress between 0 and 1000000", name="goal_progress"),
        sa.CheckConstraint("weight >= 0", name="goal_weight"),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["key_result_id"], ["key_result.id"]),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"]),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("workspace_id", "code"),
    )
    op.create_index(op.f("ix_goal_key_result_id"), "goal", ["key_result_id"], unique=False)
    op.create_index(op.f("ix_goal_objective_id"), "goal", ["objective_id"], unique=False)
    op.create_index("ix_goal_owner_id_cycle", "goal", ["owner_id", "cycle"], unique=False)


def _goal_update() -> None:
    op.create_table(
        "goal_update",
        _id(),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("value", Millionths(), nullable=True),
        sa.Column("progress", Millionths(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["undoes_id"], ["goal_update.id"]),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_goal_update_goal_id"), "goal_update", ["goal_id"], unique=False)
    op.create_index(op.f("ix_goal_update_undoes_id"), "goal_update", ["undoes_id"], unique=False)


def _goal_plan() -> None:
    op.create_table(
        "goal_plan",
        _id(),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", UTCDateTime(), nullable=True),
        sa.Column("approved_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('open', 'submitted', 'approved')", name="goal_plan_state"),
        sa.ForeignKeyConstraint(["approver_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("owner_id", "cycle"),
    )
    op.create_index(op.f("ix_goal_plan_approver_id"), "goal_plan", ["approver_id"], unique=False)


def _goal_comment() -> None:
    op.create_table(
        "goal_comment",
        _id(),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["plan_id"], ["goal_plan.id"]),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_goal_comment_plan_id"), "goal_comment", ["plan_id"], unique=False)


def _company_switch() -> None:
    op.create_table(
        "company_switch",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
        sa.PrimaryKeyConstraint("workspace_id", "name"),
    )
