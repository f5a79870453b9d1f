"""Rungs and an empty Bolt behind a socket each, in a process of their own: `-m tests.benchmarks.linked FILE URL`.

Calls the Slack at URL/rungs/api/ and URL/empty/api/, says "open", then answers until it is ended.
"""

import asyncio
import logging
import sys

import aiohttp
import structlog

from bot.metrics import Metrics
from bot.slack.connection import web_client
from bot.slack.socket import Socket
from tests.benchmarks.edge import TOKEN, open_office
from tests.benchmarks.floors import ack_only


async def answer(path: str, url: str) -> None:
    """Record check-ins in a new SQLite file over the one socket, acknowledge and do nothing else over the other."""
    async with open_office(f"sqlite:///{path}") as office, aiohttp.ClientSession() as session:
        sockets = []
        for name, bolt in (("rungs", office.app), ("empty", ack_only())):
            client = web_client(TOKEN, f"{url}/{name}/api/", session)
            sockets.append(Socket(client, session, "xapp-benchmark", bolt, Metrics()))
            await sockets[-1].open()
        print("open", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    asyncio.run(answer(sys.argv[1], sys.argv[2]))
