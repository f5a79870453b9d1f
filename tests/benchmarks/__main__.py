"""`make bench`: what things cost, each beside its floor or its target. It says "over" and never fails."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import (
    acknowledging,
    digests,
    memory,
    reads,
    recording,
    rollup,
    sending,
    statements,
    talking,
    teams,
    teams_sending,
    tick,
)
from tests.benchmarks.edge import opened
from tests.benchmarks.servers import PostgresServer, postgres
from tests.benchmarks.table import HEAD, Line, at_most, beside, row, verdict

SMALL, LARGE = 10, 1_000
"""Key results of the companies whose statements are compared."""
TALKING = 10, 10_000
"""People of those who talk to each other; ten times as much is said as there are people."""

Section = Callable[[Path, PostgresServer], AsyncIterator[Line]]


async def recordings(folder: Path, server: PostgresServer) -> AsyncIterator[Line]:
    on_sqlite = await recording.on_sqlite(folder)
    yield beside("check-in, CPU, SQLite", on_sqlite.ours, on_sqlite.floor, on_sqlite.ratio, "ms", 2.0)
    on_postgres = await recording.on_postgres(server)
    yield beside("check-in, CPU, PostgreSQL", on_postgres.ours, on_postgres.floor, on_postgres.ratio, "ms")
    waited = await acknowledging.over_http(folder)
    yield beside("acknowledgement, p95, 16 at once", waited.ours, waited.empty, waited.ratio, "ms", 5.0)
    waited = await acknowledging.over_sockets(folder)
    yield beside("the same by Socket Mode", waited.ours, waited.empty, waited.ratio, "ms", 5.0)


async def ticks(folder: Path, server: PostgresServer) -> AsyncIterator[Line]:
    for name, url, idle in (
        ("SQLite", f"sqlite:///{folder / 'tick.db'}", 0.1),
        ("PostgreSQL", server.create(), 1.0),
    ):
        async with opened(url) as database:
            measured = await tick.measure(database)
        yield at_most(f"idle tick beside {tick.REMINDERS:,} reminders, {name}", measured.idle_ms, idle, "ms")
        yield Line(f"{tick.REMINDERS:,} due at once, {name}", f"{measured.drained_s:.1f} s")
        stop = f"longest stop of the loop meanwhile, {name}"
        yield at_most(stop, measured.longest_stop_ms, 15.0, "ms")


async def digesting(folder: Path, server: PostgresServer) -> AsyncIterator[Line]:
    costs = []
    for count in (1_000, 10_000):
        async with opened(f"sqlite:///{folder / f'digests-{count}.db'}") as database:
            cost = await digests.measure(database, count)
        costs.append(cost.microseconds * count)
        yield at_most(f"digests of {count:,} people, CPU an owner", cost.microseconds, 30.0, "us")
        yield at_most(f"digests of {count:,} people, statements", cost.statements, 4, "")
    yield at_most("digests of ten times the people", costs[1] / costs[0], 15.0, "x")


async def sendings(folder: Path, server: PostgresServer) -> AsyncIterator[Line]:
    paced = await sending.paced(folder)
    share = verdict(paced.share >= 0.98)
    yield Line("sending, share of the allowed rate", f"{paced.share:.1%}", target=">= 98%", verdict=share)
    yield at_most("sending, refused with 429", paced.refused, 0, "")
    # As many as are under way at once; every further message goes over one of them.
    yield at_most("sending, new connections a message", paced.connections, 4 / sending.PEOPLE, "")
    sent = await sending.freely(folder)
    yield beside("sending, CPU a message", sent.ours, sent.floor, sent.ratio, "ms", 2.0)


async def on_teams(folder: Path, server: PostgresServer) -> AsyncIterator[Line]:
    turn = await teams.turn()
    yield beside("Teams, a turn beside the SDK's adapter alone", turn.ours, turn.floor, turn.ratio, "ms", 1.25)
    check_in = await teams.check_in(folder)
    yield beside("Teams, check-in beside the same on Slack", check_in.ours, check_in.floor, check_in.ratio, "ms")
    ours, slack = await teams.statements(folder)
    # Slack's answer goes with the acknowledgement; the one on Teams is a message, which waits in the outbox.
    yield at_most("Teams, statements of a check-in", ours, slack + 1, "")
    paced = await teams_sending.paced(folder)
    share = verdict(0.98 <= paced.share <= 1.0)
    yield Line("Teams, sending, share of the allowed rate", f"{paced.share:.1%}", target=">= 98%", verdict=share)
    yield at_most("Teams, sending, refused with 429", paced.refused, 0, "")
    yield at_most("Teams, sending, new connections a message", paced.connections, 0, "")


async def memories(folder: Path, server: PostgresServer) -> AsyncIterator[Line]:
    on_sqlite = f"sqlite:///{folder / 'memory.db'}"
    yield at_most("memory after the start, SQLite", await memory.resident_megabytes(folder, on_sqlite), 95.0, "MB")
    on_postgres = await memory.resident_megabytes(folder, server.create())
    yield at_most("memory after the start, PostgreSQL", on_postgres, 105.0, "MB")
    on_both = await memory.megabytes_on_both_platforms(folder, on_sqlite)
    yield at_most("memory after the start, SQLite, both platforms", on_both, 120.0, "MB")
    needless = (await memory.loaded(folder, on_sqlite)).intersection(memory.NEVER_LOADED)
    found = ", ".join(sorted(needless)) or "none"
    yield Line("modules loaded without need", found, target="none", verdict=verdict(not needless))


async def counts(folder: Path, server: PostgresServer) -> AsyncIterator[Line]:
    found = []
    for size in (SMALL, LARGE):
        async with opened(f"sqlite:///{folder / f'statements-{size}.db'}") as database:
            found.append(await statements.count(database, size))
    for small, large in zip(*found, strict=True):
        kept = verdict(small.statements == large.statements)
        what = f"statements at {SMALL} and {LARGE:,}: {' '.join(small.command.split()[:3])}"
        yield Line(what, f"{small.statements}, {large.statements}", target="equal", verdict=kept)


async def talks(folder: Path, server: PostgresServer) -> AsyncIterator[Line]:
    for name, urls in (
        ("SQLite", [f"sqlite:///{folder / f'talks-{size}.db'}" for size in TALKING]),
        ("PostgreSQL", [server.create() for _ in TALKING]),
    ):
        found = []
        for url, size in zip(urls, TALKING, strict=True):
            async with opened(url) as database:
                found.append(await talking.count(database, size))
        for small, large in zip(*found, strict=True):
            kept = verdict(small.every == large.every and not large.whole)
            whole = f", all of {', '.join(sorted(large.whole))}" if large.whole else ""
            what = f"{large.what}, {name}, statements"
            yield Line(what, f"{small.every}, {large.every}{whole}", target="equal", verdict=kept)
            if large.what in talking.LIMITED:
                yield at_most(f"{what} of its own", large.own, talking.MOST, "")


async def rollups(folder: Path, server: PostgresServer) -> AsyncIterator[Line]:
    for name, urls in (
        ("SQLite", [f"sqlite:///{folder / f'rollup-{size}.db'}" for size in rollup.SIZES]),
        ("PostgreSQL", [server.create() for _ in rollup.SIZES]),
    ):
        costs = []
        for url, size in zip(urls, rollup.SIZES, strict=True):
            async with opened(url) as database:
                costs.append(await rollup.measure(database, size))
        small, large = costs
        what = f"tree of {rollup.SIZES[0]:,} objectives, {name}"
        yield beside(what, small.ours, small.floor, small.ratio, "ms", 1.3)
        yield at_most(f"tree of ten times the objectives, {name}", large.ours / small.ours, 15.0, "x")


async def readings(folder: Path, server: PostgresServer) -> AsyncIterator[Line]:
    found = []
    for size in (reads.SMALL, reads.LARGE):
        async with opened(f"sqlite:///{folder / f'reads-{size}.db'}") as database:
            workspace_id = await reads.fill(database, size)
            async with reads.reader(database, workspace_id) as reader:
                found.append(await reader.all())
    for small, large in zip(*found, strict=True):
        what = f"{large.command}, {reads.LARGE:,} people"
        yield at_most(f"{what}, statements", large.statements, reads.most_statements(large.command), "")
        yield beside(f"{what}, p95", large.ours, large.floor, large.ratio, "ms", 5.0)
        yield at_most(f"{large.command}, ten times the people", large.ours / small.ours, 15.0, "x")


SECTIONS: tuple[Section, ...] = (
    recordings,
    ticks,
    digesting,
    sendings,
    on_teams,
    memories,
    counts,
    talks,
    rollups,
    readings,
)


async def run(folder: Path, server: PostgresServer) -> None:
    """Measure one after the other, and print each row as soon as it is known."""
    print(row(HEAD), flush=True)
    for section in SECTIONS:
        async for line in section(folder, server):
            print(row(line), flush=True)


def main() -> None:
    """Measure everything."""
    # What the parts under measurement have to say is not for this table.
    logging.disable(logging.CRITICAL)
    with TemporaryDirectory(prefix="rungs-bench-") as folder, postgres() as server:
        asyncio.run(run(Path(folder), server))


if __name__ == "__main__":
    main()
