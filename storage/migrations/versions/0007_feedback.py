"""Feedback and praise, requests for it, reactions, answers to check-ins, and one-to-ones."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TABLES = (
    "feedback_request",
    "feedback_asked",
    "feedback",
    "feedback_addition",
    "reaction",
    "check_in_answer",
    "one_to_one",
    "agenda_item",
)
_PREFIX = "F"
"""Of the codes that are counted from now on."""


def upgrade() -> None:
    _feedback_request()
    _feedback_asked()
    _feedback()
    _feedback_addition()
    _reaction()
    _check_in_answer()
    _one_to_one()
    _agenda_item()
    op.add_column("evidence", sa.Column("told_at", UTCDateTime(), nullable=True))
    counter = sa.table("counter", sa.column("workspace_id"), sa.column("prefix"), sa.column("last"))
    workspace = sa.table("workspace", sa.column("id"))
    rows = sa.select(workspace.c.id, sa.literal(_PREFIX), sa.literal(0))
    op.execute(counter.insert().from_select(["workspace_id", "prefix", "last"], rows))


def downgrade() -> None:
    with op.batch_alter_table("evidence") as evidence:
        evidence.drop_column("told_at")
    for table in reversed(_TABLES):
        op.drop_table(table)
    counter = sa.table("counter", sa.column("prefix"))
    op.execute(counter.delete().where(counter.c.prefix == _PREFIX))


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False)


def _feedback_request() -> None:
    op.create_table(
        "feedback_request",
        _id(),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["about_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_feedback_request_asked_by"), "feedback_request", ["asked_by"], unique=False)


def _feedback_asked() -> None:
    op.create_table(
        "feedback_asked",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("reminded_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("state in ('waiting', 'answered', 'declined')", name="feedback_asked_state"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["request_id"], ["feedback_request.id"]),
        sa.PrimaryKeyConstraint("request_id", "person_id"),
    )
    op.create_index(op.f("ix_feedback_asked_person_id"), "feedback_asked", ["person_id"], unique=False)


def _feedback() -> None:
    op.create_table(
        "feedback",
        _id(),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("is_praise", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("company_value", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=True),
        sa.Column("key_result_id", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("edited_at", UTCDateTime(), nullable=True),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("visibility in ('private', 'manager', 'public')", name="feedback_visibility"),
        sa.ForeignKeyConstraint(["about_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["key_result_id"], ["key_result.id"]),
        sa.ForeignKeyConstraint(["manager_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"]),
        sa.ForeignKeyConstraint(["receiver_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["request_id"], ["feedback_request.id"]),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("workspace_id", "code"),
    )
    op.create_index("ix_feedback_about_id_id", "feedback", ["about_id", "id"], unique=False)
    op.create_index("ix_feedback_author_id_id", "feedback", ["author_id", "id"], unique=False)
    op.create_index(op.f("ix_feedback_manager_id"), "feedback", ["manager_id"], unique=False)
    op.create_index(op.f("ix_feedback_message_id"), "feedback", ["message_id"], unique=False)
    op.create_index("ix_feedback_receiver_id_id", "feedback", ["receiver_id", "id"], unique=False)
    op.create_index(op.f("ix_feedback_request_id"), "feedback", ["request_id"], unique=False)


def _feedback_addition() -> None:
    op.create_table(
        "feedback_addition",
        _id(),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("feedback_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"]),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_feedback_addition_feedback_id"), "feedback_addition", ["feedback_id"], unique=False)


def _reaction() -> None:
    op.create_table(
        "reaction",
        _id(),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("emoji", sa.String(), nullable=False),
        sa.Column("is_there", sa.Boolean(), nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("message_id", "person_id", "emoji"),
    )
    op.create_index(op.f("ix_reaction_person_id"), "reaction", ["person_id"], unique=False)


def _check_in_answer() -> None:
    op.create_table(
        "check_in_answer",
        _id(),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("check_in_id", sa.Integer(), nullable=False),
        sa.Column("key_result_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"]),
        sa.ForeignKeyConstraint(["key_result_id"], ["key_result.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_check_in_answer_check_in_id"), "check_in_answer", ["check_in_id"], unique=False)
    op.create_index(op.f("ix_check_in_answer_key_result_id"), "check_in_answer", ["key_result_id"], unique=False)


def _one_to_one() -> None:
    op.create_table(
        "one_to_one",
        _id(),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("held_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["first_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["second_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("first_id", "second_id"),
    )
    op.create_index(op.f("ix_one_to_one_second_id"), "one_to_one", ["second_id"], unique=False)


def _agenda_item() -> None:
    op.create_table(
        "agenda_item",
        _id(),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("one_to_one_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind in ('topic', 'action')", name="agenda_item_kind"),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["one_to_one_id"], ["one_to_one.id"]),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_agenda_item_one_to_one_id"), "agenda_item", ["one_to_one_id"], unique=False)
