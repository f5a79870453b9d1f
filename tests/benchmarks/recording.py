"""What it costs to record a check-in, from Slack's signed request to the acknowledgement."""

from contextlib import closing
from pathlib import Path

from tests.benchmarks.edge import Office, open_office
from tests.benchmarks.floors import Floor, PostgresFloor, SqliteFloor
from tests.benchmarks.rounds import Compared, compare
from tests.benchmarks.servers import PostgresServer


async def on_sqlite(folder: Path) -> Compared:
    """CPU of one check-in beside the floor, both durable, in files of their own in the folder."""
    bare = folder / "floor.db"
    async with open_office(f"sqlite:///{bare}"):
        pass
    with closing(SqliteFloor(bare)) as floor:
        async with open_office(f"sqlite:///{folder / 'recording.db'}") as office:
            return await _compared(office, floor)


async def on_postgres(server: PostgresServer) -> Compared:
    """The same with databases of their own on one server; CPU of the bot's process alone."""
    bare = server.create()
    async with open_office(bare):
        pass
    with closing(PostgresFloor(bare)) as floor:
        async with open_office(server.create()) as office:
            return await _compared(office, floor)


async def _compared(office: Office, floor: SqliteFloor | PostgresFloor) -> Compared:
    async def ours(number: int) -> None:
        assert "KR-" in await office.update(number)

    return await compare(ours, Floor(floor.record, office.key_results).update)
