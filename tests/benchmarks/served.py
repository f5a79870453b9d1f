"""Rungs and an empty Bolt behind one HTTP server, in a process of their own: `python -m tests.benchmarks.served FILE`.

Says its port, then serves until it is ended.
"""

import asyncio
import logging
import sys

from aiohttp import web

from bot.metrics import Metrics
from bot.slack.endpoint import Endpoint
from tests.benchmarks.edge import open_office
from tests.benchmarks.floors import ack_only
from tests.serving import listening


async def serve(path: str) -> None:
    """`/rungs` records check-ins in a new SQLite file, `/empty` acknowledges and does nothing else."""
    async with open_office(f"sqlite:///{path}") as office:
        app = web.Application()
        app.router.add_post("/rungs", Endpoint(office.app, Metrics()).handle)
        app.router.add_post("/empty", Endpoint(ack_only(), Metrics()).handle)
        async with listening(app) as origin:
            print(origin.rpartition(":")[2], flush=True)
            await asyncio.Event().wait()


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    asyncio.run(serve(sys.argv[1]))
