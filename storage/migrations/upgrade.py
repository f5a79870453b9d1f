"""Alembic, set up in code; imported only when a migration is due."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.engine import Connection


def configuration(connection: Connection | None, versions: Path) -> Config:
    """Alembic's settings for one open connection, or for looking at the scripts alone."""
    config = Config(attributes={"connection": connection})
    # Alembic interpolates options, so a percent sign in a path is doubled.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("version_locations", str(versions).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(connection: Connection, versions: Path) -> None:
    """Run the revisions that the database lacks, in the transaction that is open on the connection."""
    try:
        command.upgrade(configuration(connection, versions), "head")
    except CommandError as error:
        raise RuntimeError(
            f"The database cannot be brought to this version ({error}). If a newer Rungs has used it, "
            "install that version again, or restore a backup."
        ) from error
