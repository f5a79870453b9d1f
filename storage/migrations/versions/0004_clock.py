"""Where the company's clock was set to."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workspace", sa.Column("moved_to", UTCDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("workspace", "moved_to")
