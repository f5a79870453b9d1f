"""The product as an operator starts it: `python -m bot` in a process of its own."""

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.playground.server import Playground
from tests.e2e.slack_town import Carrier, addressed

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0
"""Seconds that a process may take to say what it has to say."""
OURS = ("SLACK_", "TEAMS_", "RUNGS_", "DATABASE_URL", "HOST", "PORT")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended, and what it said on the way."""

    code: int
    out: str
    err: str


def surroundings(said: Mapping[str, str]) -> dict[str, str]:
    """The environment for a process: this one's, without what configures Rungs, and what was said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**kept, "PYTHONPATH": str(ROOT), "PORT": "0", **said}


def tokens(slack: Playground, carrier: Carrier = "http") -> dict[str, str]:
    """What an operator copies from Slack."""
    address = addressed(slack.base_url, carrier)
    return {
        "SLACK_BOT_TOKEN": address.bot_token,
        "SLACK_SIGNING_SECRET": address.signing_secret,
        "SLACK_APP_TOKEN": address.app_token,
        "SLACK_API_URL": address.api_url,
    }


async def run(folder: Path, *words: str, **said: str) -> Ended:
    """Run a command in a folder to its end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, cwd=folder, env=surroundings(said), stdout=PIPE, stderr=PIPE
    )
    async with asyncio.timeout(PATIENCE):
        out, err = await process.communicate()
    return Ended(process.returncode or 0, out.decode(), err.decode())


@asynccontextmanager
async def serving(folder: Path, slack: Playground, *, carrier: Carrier = "http", **said: str) -> AsyncIterator[Process]:
    """The bot at work for this Slack, until the block ends or something worse happens to it."""
    if carrier == "socket":
        slack.enable_socket_mode()
    with (folder / "bot.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=folder,
            env=surroundings({**tokens(slack, carrier), **said}),
            stdout=PIPE,
            stderr=log,
        )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            line = (await process.stdout.readline()).decode()
        port = re.search(r":(\d+)/(?:slack/events|healthz)", line)
        assert port, line or (folder / "bot.log").read_text()
        slack.connect(f"http://127.0.0.1:{port[1]}/slack/events")
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(PATIENCE):
            await process.wait()
