"""What Alembic runs around the revisions: our open connection, and the tables of this version to compare with."""

from alembic import context
from sqlmodel import SQLModel

import storage.tables  # noqa: F401

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
