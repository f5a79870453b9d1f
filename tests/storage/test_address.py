"""What DATABASE_URL may say."""

from pathlib import Path

import pytest

from storage.database import open_database


@pytest.mark.parametrize(
    ("url", "dialect"),
    [
        ("sqlite:///rungs.db", "sqlite"),
        ("sqlite:////var/lib/rungs.db", "sqlite"),
        ("postgresql://u:p@host/name", "postgresql"),
        ("postgresql+psycopg://u:p@host/name?sslmode=require", "postgresql"),
    ],
)
def test_a_file_or_a_server_is_understood(url: str, dialect: str) -> None:
    assert open_database(url).dialect == dialect


@pytest.mark.parametrize(
    "url",
    [
        "",
        "rungs.db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite://rungs.db",
        "sqlite:///rungs.db?mode=ro",
        "sqlite+aiosqlite:///rungs.db",
        "mysql://root:hunter2@host/name",
        "postgresql+asyncpg://root:hunter2@host/name",
        "postgresql://root:hunter2@host:port/name",
    ],
)
def test_anything_else_is_refused_with_advice_and_without_the_password(url: str) -> None:
    with pytest.raises(ValueError, match=r"DATABASE_URL.*sqlite:///rungs.db") as refused:
        open_database(url)

    assert "hunter2" not in str(refused.value)
    assert refused.value.__cause__ is None


async def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'nowhere' / 'rungs.db'}")

    with pytest.raises(ValueError, match=r"nowhere.*Check that its folder exists"):
        await database.start()


async def test_a_database_that_could_not_be_opened_opens_once_the_reason_is_gone(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'nowhere' / 'rungs.db'}")
    with pytest.raises(ValueError, match="nowhere"):
        await database.start()
    (tmp_path / "nowhere").mkdir()

    await database.start()

    assert await database.write(lambda connection: connection.exec_driver_sql("SELECT 1").scalar_one()) == 1
    await database.close()


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rungs.db"
    path.write_text("objective,owner\n" * 100)

    with pytest.raises(ValueError, match=r"rungs\.db cannot be used .*that it is a SQLite file"):
        await open_database(f"sqlite:///{path}").start()
