"""What they aim at: objectives, key results, check-ins and evidence."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.columns import Millionths

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _evidence()
    _objective()
    _key_result()
    _check_in()


def downgrade() -> None:
    tables = (
        "check_in",
        "key_result",
        "objective",
        "evidence",
    )
    for table in tables:
        op.drop_table(table)


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("said_at", UTCDateTime(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["about_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["said_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["saved_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("saved_by", "about_id", "platform", "conversation", "message"),
    )
    op.create_index(op.f("ix_evidence_about_id"), "evidence", ["about_id"], unique=False)
    op.create_index(op.f("ix_evidence_saved_by"), "evidence", ["saved_by"], unique=False)


def _objective() -> None:
    op.create_table(
        "objective",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("ambition", sa.String(), nullable=False),
        sa.Column("progress", Millionths(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dropped_at", UTCDateTime(), nullable=True),
        sa.Column("drop_reason", sa.String(), nullable=False),
        sa.CheckConstraint("ambition in ('committed', 'aspirational')", name="objective_ambition"),
        sa.CheckConstraint("level in ('company', 'team', 'person')", name="objective_level"),
        sa.CheckConstraint("progress between 0 and 1000000", name="objective_progress"),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["objective.id"],
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["team.id"],
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("workspace_id", "code"),
    )
    op.create_index(op.f("ix_objective_owner_id"), "objective", ["owner_id"], unique=False)
    op.create_index(op.f("ix_objective_parent_id"), "objective", ["parent_id"], unique=False)
    op.create_index(op.f("ix_objective_team_id"), "objective", ["team_id"], unique=False)
    op.create_index("ix_objective_workspace_id_due_on", "objective", ["workspace_id", "due_on"], unique=False)


def _key_result() -> None:
    op.create_table(
        "key_result",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("start", Millionths(), nullable=True),
        sa.Column("target", Millionths(), nullable=True),
        sa.Column("band_low", Millionths(), nullable=True),
        sa.Column("band_high", Millionths(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("weight", Millionths(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("current_value", Millionths(), nullable=True),
        sa.Column("progress", Millionths(), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("confidence_at", UTCDateTime(), nullable=True),
        sa.Column("last_check_in_at", UTCDateTime(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dropped_at", UTCDateTime(), nullable=True),
        sa.Column("drop_reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "metric in ('increase', 'decrease', 'at_least', 'at_most', 'between', 'steps', 'yes_no', 'baseline')",
            name="key_result_metric",
        ),
        sa.CheckConstraint("confidence is null or confidence between 1 and 10", name="key_result_confidence"),
        sa.CheckConstraint("progress between 0 and 1000000", name="key_result_progress"),
        sa.CheckConstraint("weight >= 0", name="key_result_weight"),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["objective_id"],
            ["objective.id"],
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["team.id"],
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("workspace_id", "code"),
    )
    op.create_index(op.f("ix_key_result_objective_id"), "key_result", ["objective_id"], unique=False)
    op.create_index(op.f("ix_key_result_owner_id"), "key_result", ["owner_id"], unique=False)
    op.create_index(op.f("ix_key_result_team_id"), "key_result", ["team_id"], unique=False)


def _check_in() -> None:
    op.create_table(
        "check_in",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("key_result_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("value", Millionths(), nullable=False),
        sa.Column("progress", Millionths(), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("unchanged", sa.Boolean(), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("confidence is null or confidence between 1 and 10", name="check_in_confidence"),
        sa.ForeignKeyConstraint(
            ["key_result_id"],
            ["key_result.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"],
            ["check_in.id"],
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_check_in_key_result_id_id", "check_in", ["key_result_id", "id"], unique=False)
    op.create_index("ix_check_in_person_id_created_at", "check_in", ["person_id", "created_at"], unique=False)
    op.create_index(op.f("ix_check_in_undoes_id"), "check_in", ["undoes_id"], unique=False)
