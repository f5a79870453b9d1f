"""Migrations: all or nothing, once, and Alembic only when one is due."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

import storage.tables
from storage.database import Database, open_database
from storage.migrations import HEAD, VERSIONS, migrate
from storage.migrations.upgrade import configuration

REVISION = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = {name!r}, {after!r}, None, None
def upgrade() -> None:
    op.create_table({table!r}, sa.Column("id", sa.Integer(), primary_key=True))
    {then}
"""


START = """
import pathlib, sys
from storage.migrations import migrate
migrate(sys.argv[1], head="first", versions=pathlib.Path(sys.argv[2]))
"""

LOOK_FOR_ALEMBIC = """
import sys
from storage.migrations import migrate
migrate(sys.argv[1])
sys.exit("alembic" in sys.modules or "psycopg" in sys.modules)
"""


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    """A folder for revisions of the test's own."""
    folder = tmp_path / "100% versions"
    folder.mkdir()
    return folder


def add_revision(folder: Path, name: str, after: str | None, then: str = "") -> None:
    script = REVISION.format(name=name, after=after, table=f"scratch_{name}", then=then)
    (folder / f"{name}.py").write_text(script)


async def look(url: str, work: Callable[[Connection], object]) -> object:
    database = open_database(url)
    await database.start()
    try:
        return await database.read(work)
    finally:
        await database.close()


async def change(url: str, work: Callable[[Connection], object]) -> None:
    database = open_database(url)
    await database.start()
    try:
        await database.write(work)
    finally:
        await database.close()


def a_company_before_teams(db: Connection) -> None:
    """Ana, and Ben, who has left, as the tables were until then."""
    db.execute(text("INSERT INTO workspace (id, name, created_at) VALUES (1, 'Company X', '2026-10-01')"))
    for number, name, standing in ((1, "ANA", "member"), (2, "BEN", "deactivated")):
        person = {"id": number, "name": name, "standing": standing}
        db.execute(
            text(
                "INSERT INTO person (id, workspace_id, name, email, search_key, time_zone, locale, standing, "
                "starts_hour, ends_hour, days, country, nudges, own_time_zone, version) VALUES "
                "(:id, 1, :name, '', '', 'UTC', 'en-US', :standing, 9, 17, '12345', '', 'standard', false, 1)"
            ),
            person,
        )
        db.execute(
            text(
                "INSERT INTO account (workspace_id, person_id, platform, external_id, handle, is_admin, verified, "
                "refreshed_at) VALUES (1, :id, 'slack', 'U0' || :name, '', false, true, '2026-10-01')"
            ),
            person,
        )


def scratch_tables(connection: Connection) -> list[str]:
    return sorted(name for name in inspect(connection).get_table_names() if name.startswith("scratch"))


def test_the_revision_in_code_is_the_newest_script() -> None:
    scripts = ScriptDirectory.from_config(configuration(None, VERSIONS))

    assert scripts.get_current_head() == HEAD


async def test_the_migrated_tables_are_those_the_code_declares(database: Database) -> None:
    assert storage.tables.ALL

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))

    assert await database.read(differences) == []


async def test_an_empty_database_gets_every_revision_in_order(empty_database_url: str, versions: Path) -> None:
    add_revision(versions, "first", None)
    add_revision(versions, "second", "first", 'op.execute("INSERT INTO scratch_first VALUES (1)")')

    migrate(empty_database_url, head="second", versions=versions)

    assert await look(empty_database_url, scratch_tables) == ["scratch_first", "scratch_second"]


async def test_a_database_gets_only_what_it_lacks(empty_database_url: str, versions: Path) -> None:
    add_revision(versions, "first", None)
    migrate(empty_database_url, head="first", versions=versions)
    add_revision(versions, "second", "first")

    migrate(empty_database_url, head="second", versions=versions)
    migrate(empty_database_url, head="second", versions=versions)

    assert await look(empty_database_url, scratch_tables) == ["scratch_first", "scratch_second"]


async def test_a_revision_that_fails_leaves_the_database_as_it_was(empty_database_url: str, versions: Path) -> None:
    add_revision(versions, "first", None)
    add_revision(versions, "second", "first", 'raise LookupError("half way")')

    with pytest.raises(LookupError, match="half way"):
        migrate(empty_database_url, head="second", versions=versions)

    assert await look(empty_database_url, scratch_tables) == []


async def test_processes_that_start_together_migrate_once(empty_database_url: str, versions: Path) -> None:
    add_revision(versions, "first", None)

    arguments = [sys.executable, "-c", START, empty_database_url, str(versions)]
    replicas = [
        await asyncio.create_subprocess_exec(*arguments, stderr=subprocess.PIPE, cwd=VERSIONS.parents[2])
        for _ in range(4)
    ]
    errors = [(await replica.communicate())[1] for replica in replicas]

    assert errors == [b""] * 4
    assert [replica.returncode for replica in replicas] == [0] * 4
    assert await look(empty_database_url, scratch_tables) == ["scratch_first"]


def test_a_database_of_a_newer_version_is_refused_with_advice(empty_database_url: str, versions: Path) -> None:
    add_revision(versions, "first", None)
    add_revision(versions, "second", "first")
    migrate(empty_database_url, head="second", versions=versions)
    (versions / "second.py").unlink()

    with pytest.raises(RuntimeError, match="newer Rungs"):
        migrate(empty_database_url, head="first", versions=versions)


async def test_accounts_that_were_there_before_teams_keep_what_is_known_of_them(
    empty_database_url: str, versions: Path
) -> None:
    for script in sorted(VERSIONS.glob("000[1-5]_*.py")):
        shutil.copy(script, versions)
    migrate(empty_database_url, head="0005", versions=versions)
    await change(empty_database_url, a_company_before_teams)

    migrate(empty_database_url)

    found = text("SELECT external_id, standing, address, used_at, unreachable_at FROM account ORDER BY id")
    rows = await look(empty_database_url, lambda db: [tuple(row) for row in db.execute(found)])
    assert rows == [("U0ANA", "member", "", None, None), ("U0BEN", "deactivated", "", None, None)]


def test_rebuilding_a_sqlite_table_keeps_the_rows_that_point_to_it(tmp_path: Path, versions: Path) -> None:
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    rebuild = """
    op.execute("CREATE TABLE scratch_child (id INTEGER, parent INTEGER REFERENCES scratch_first ON DELETE CASCADE)")
    op.execute("INSERT INTO scratch_first VALUES (1)")
    op.execute("INSERT INTO scratch_child VALUES (1, 1)")
    with op.batch_alter_table("scratch_first", recreate="always") as table:
        table.add_column(sa.Column("name", sa.String()))
"""
    add_revision(versions, "first", None, rebuild)

    migrate(url, head="first", versions=versions)

    children = asyncio.run(look(url, lambda connection: connection.scalar(text("SELECT count(*) FROM scratch_child"))))
    assert children == 1


def test_a_sqlite_migration_that_breaks_references_is_undone(tmp_path: Path, versions: Path) -> None:
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    orphan = """
    op.execute("CREATE TABLE scratch_child (id INTEGER, parent INTEGER REFERENCES scratch_first)")
    op.execute("INSERT INTO scratch_child VALUES (1, 99)")
"""
    add_revision(versions, "first", None, orphan)

    with pytest.raises(RuntimeError, match="point to nothing, in scratch_child"):
        migrate(url, head="first", versions=versions)

    assert asyncio.run(look(url, scratch_tables)) == []


def test_alembic_is_not_loaded_for_a_database_that_is_up_to_date(sqlite_url: str) -> None:
    subprocess.run([sys.executable, "-c", LOOK_FOR_ALEMBIC, sqlite_url], check=True, cwd=VERSIONS.parents[2])
