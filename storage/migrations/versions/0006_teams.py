"""Where people are met on Microsoft Teams: addresses, conversations, last use, and files that wait for consent."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_STANDING = "standing in ('member', 'guest', 'bot', 'deactivated')"


def upgrade() -> None:
    with op.batch_alter_table("account") as account:
        account.add_column(sa.Column("address", sa.String(), nullable=False, server_default=""))
        account.add_column(sa.Column("standing", sa.String(), nullable=False, server_default="member"))
        account.add_column(sa.Column("used_at", UTCDateTime(), nullable=True))
        account.add_column(sa.Column("unreachable_at", UTCDateTime(), nullable=True))
        account.create_check_constraint("account_standing", _STANDING)
    op.execute("UPDATE account SET standing = (SELECT person.standing FROM person WHERE person.id = account.person_id)")
    with op.batch_alter_table("account") as account:
        account.alter_column("address", server_default=None)
        account.alter_column("standing", server_default=None)
    _conversation()
    _file_offer()


def downgrade() -> None:
    op.drop_table("file_offer")
    op.drop_table("conversation")
    with op.batch_alter_table("account") as account:
        account.drop_constraint("account_standing", type_="check")
        for column in ("unreachable_at", "used_at", "standing", "address"):
            account.drop_column(column)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False)


def _conversation() -> None:
    op.create_table(
        "conversation",
        _id(),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("service_url", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("left_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("kind in ('personal', 'group', 'channel')", name="conversation_kind"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("workspace_id", "platform", "external_id"),
    )
    op.create_index(op.f("ix_conversation_person_id"), "conversation", ["person_id"], unique=False)


def _file_offer() -> None:
    op.create_table(
        "file_offer",
        _id(),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_file_offer_created_at"), "file_offer", ["created_at"], unique=False)
