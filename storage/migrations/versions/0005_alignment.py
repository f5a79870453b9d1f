"""Drafts, private objectives, roll-up, steps, co-owners, readers, followers, suggestions and what imports said."""

import unicodedata

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.columns import Millionths

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_BATCH = 500
_IS_DRAFT = sa.text("published_at IS NULL AND dropped_at IS NULL")
_TITLED = tuple(sa.table(name, sa.column("id"), sa.column("title_key")) for name in ("objective", "key_result"))


def upgrade() -> None:
    with op.batch_alter_table("objective") as objective:
        objective.add_column(sa.Column("is_private", sa.Boolean(), nullable=False, server_default=sa.false()))
        objective.add_column(sa.Column("roll_up", sa.String(), nullable=False, server_default="key_results"))
        objective.add_column(sa.Column("published_at", UTCDateTime(), nullable=True))
        objective.create_check_constraint("objective_roll_up", "roll_up in ('key_results', 'aligned', 'both')")
    op.execute("UPDATE objective SET published_at = created_at")
    with op.batch_alter_table("objective") as objective:
        objective.alter_column("is_private", server_default=None)
        objective.alter_column("roll_up", server_default=None)
    op.drop_index("ix_objective_workspace_id_due_on", "objective")
    op.create_index("ix_objective_listed", "objective", ["workspace_id", "due_on", "id"], unique=False)
    op.create_index(
        "ix_objective_draft",
        "objective",
        ["workspace_id", "due_on", "id"],
        unique=False,
        sqlite_where=_IS_DRAFT,
        postgresql_where=_IS_DRAFT,
    )
    with op.batch_alter_table("key_result") as key_result:
        key_result.alter_column("progress", existing_type=Millionths(), nullable=True)
        key_result.add_column(sa.Column("start_is_measured", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("key_result") as key_result:
        key_result.alter_column("start_is_measured", server_default=None)
    with op.batch_alter_table("check_in") as check_in:
        check_in.alter_column("value", existing_type=Millionths(), nullable=True)
        check_in.alter_column("progress", existing_type=Millionths(), nullable=True)
    _step()
    _step_tick()
    _involvement()
    _suggestion()
    _followed_change()
    _imported_cell()
    for table in _TITLED:
        _fold_titles(table)


def downgrade() -> None:
    for table in ("imported_cell", "followed_change", "suggestion", "involvement", "step_tick", "step"):
        op.drop_table(table)
    op.execute("UPDATE key_result SET progress = 0 WHERE progress IS NULL")
    op.execute("UPDATE check_in SET progress = 0 WHERE progress IS NULL")
    op.execute("UPDATE check_in SET value = 0 WHERE value IS NULL")
    with op.batch_alter_table("check_in") as check_in:
        check_in.alter_column("progress", existing_type=Millionths(), nullable=False)
        check_in.alter_column("value", existing_type=Millionths(), nullable=False)
    with op.batch_alter_table("key_result") as key_result:
        key_result.drop_column("start_is_measured")
        key_result.alter_column("progress", existing_type=Millionths(), nullable=False)
    op.drop_index("ix_objective_draft", "objective")
    op.drop_index("ix_objective_listed", "objective")
    op.create_index("ix_objective_workspace_id_due_on", "objective", ["workspace_id", "due_on"], unique=False)
    with op.batch_alter_table("objective") as objective:
        objective.drop_constraint("objective_roll_up", type_="check")
        for column in ("published_at", "roll_up", "is_private"):
            objective.drop_column(column)


def _fold_titles(table: sa.TableClause) -> None:
    """Search in titles without their accents: write those anew that have any, a batch at a time."""
    bind, last = op.get_bind(), 0
    write = table.update().where(table.c.id == sa.bindparam("of")).values(title_key=sa.bindparam("key"))
    while rows := bind.execute(sa.select(table).where(table.c.id > last).order_by(table.c.id).limit(_BATCH)).all():
        last = rows[-1].id
        keys = [{"of": row.id, "key": key} for row in rows if (key := _without_accents(row.title_key)) != row.title_key]
        if keys:
            bind.execute(write, keys)


def _without_accents(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False)


def _step() -> None:
    op.create_table(
        "step",
        _id(),
        sa.Column("key_result_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("weight", Millionths(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("weight > 0", name="step_weight"),
        sa.ForeignKeyConstraint(["key_result_id"], ["key_result.id"]),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key_result_id", "position"),
    )


def _step_tick() -> None:
    op.create_table(
        "step_tick",
        sa.Column("check_in_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"]),
        sa.PrimaryKeyConstraint("check_in_id", "step_id"),
    )
    op.create_index(op.f("ix_step_tick_step_id"), "step_tick", ["step_id"], unique=False)


def _involvement() -> None:
    op.create_table(
        "involvement",
        sa.Column("objective_id", sa.Integer(), nullable=False),
        sa.Column("key_result_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("part in ('co_owner', 'reader', 'follower', 'agreed')", name="involvement_part"),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("objective_id", "key_result_id", "person_id", "part"),
    )
    op.create_index(op.f("ix_involvement_person_id"), "involvement", ["person_id"], unique=False)


def _suggestion() -> None:
    op.create_table(
        "suggestion",
        _id(),
        sa.Column("objective_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("key_result", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("taken_at", UTCDateTime(), nullable=True),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["taken_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_suggestion_objective_id"), "suggestion", ["objective_id"], unique=False)


def _imported_cell() -> None:
    op.create_table(
        "imported_cell",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
        sa.PrimaryKeyConstraint("workspace_id", "code", "name"),
    )


def _followed_change() -> None:
    op.create_table(
        "followed_change",
        _id(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=False),
        sa.Column("key_result_id", sa.Integer(), nullable=False),
        sa.Column("followed_id", sa.Integer(), nullable=False),
        sa.Column("card", sa.String(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_followed_change_person_id"), "followed_change", ["person_id"], unique=False)
