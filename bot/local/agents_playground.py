"""Microsoft's Agents Playground: a Teams client on this machine, with people of Company X in it. Node runs it."""

import asyncio
import os
import re
import shutil
from asyncio import StreamReader
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from bot.demo.company_x import PEOPLE, TIME_ZONE, Colleague
from bot.settings import Misconfigured

FOLDER: Final = Path(".playground")
"""Where npm puts it, in the folder in which Rungs is started."""
PACKAGES: Final = ("@microsoft/m365agentsplayground@0.2.28", "@microsoft/app-manifest@1.1.2")
"""The client; and the schema of manifests, which the tests hold theirs against."""
CLI: Final = Path("node_modules/@microsoft/m365agentsplayground/cli.js")
OLDEST_NODE: Final = 20
PORT: Final = 56150
PATIENCE: Final = 30.0
"""Seconds that the client may take to listen."""

TENANT: Final = "c0a7e000-0000-4000-8000-000000000000"
BOT: Final = "28:rungs"
WHO: Final = "emil"
COLLEAGUES: Final = ("ines", "ana", "ben", "emil", "farah", "goran")
"""The client takes five people beside the one who sits at it."""

_NEEDS_NODE: Final = "Microsoft's Agents Playground needs Node.js 20 or later, with npm. Install it from nodejs.org."


@dataclass(frozen=True, slots=True)
class Tools:
    """What of Node was found."""

    node: str
    npm: str


async def installed(folder: Path = FOLDER) -> Path:
    """The client's program, fetched by npm where it is not there yet. Raises Misconfigured."""
    tools = await _tools()
    program = folder / CLI
    if not program.is_file():
        said = ("install", "--prefix", str(folder), "--no-audit", "--no-fund", "--loglevel=error", *PACKAGES)
        if await _ended(tools.npm, *said) or not program.is_file():
            raise Misconfigured(f"npm could not install {PACKAGES[0]} into {folder}. Its words above say why.")
    return program.resolve()


def description(who: str) -> dict[str, Any]:
    """What the client knows of the company: `who` sits at it, five others are there. Misconfigured for nobody known."""
    people = {colleague.handle: _person(colleague) for colleague in PEOPLE}
    if who not in people:
        raise Misconfigured(f"Nobody is called “{who}” in Company X. Choose one of {', '.join(people)}.")
    others = [handle for handle in COLLEAGUES if handle != who][:5]
    return {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": {"id": BOT, "name": "Rungs"},
        "currentUser": people[who],
        "users": [people[handle] for handle in others],
        "personalChat": {"id": f"a:rungs-and-{who}"},
        "groupChat": {"id": "19:breakfast@thread.v2", "name": "Breakfast"},
        "team": {
            "id": "19:company-x@thread.tacv2",
            "name": "Company X",
            "aadGroupId": "c0a7e000-0000-4000-8000-000000000031",
            "channels": [{"id": "19:marketing@thread.tacv2", "name": "Marketing"}],
        },
    }


@asynccontextmanager
async def agents_playground(program: Path, endpoint: str, who: str = WHO, port: int = PORT) -> AsyncIterator[str]:
    """The client at work for the bot at `endpoint`; yields its address. Raises Misconfigured where it does not start.

    Where the port is taken, it takes another one.
    """
    folder = program.parents[len(CLI.parts) - 1]
    config = folder / ".m365agentsplayground.yml"
    config.write_text(yaml.safe_dump(description(who), sort_keys=False, allow_unicode=True), "utf-8")
    own = {"TEAMSAPPTESTER_BROWSER": "none", "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(config), "TZ": TIME_ZONE}
    process = await asyncio.create_subprocess_exec(
        (await _tools()).node,
        *(str(program), "start", "-e", endpoint, "-c", "msteams", "-p", str(port), "--dt"),
        cwd=folder,
        env={**os.environ, **own},
        stdout=PIPE,
        stderr=DEVNULL,
    )
    try:
        said = _said(process)
        taken = await _port(said)
        # A pipe that nobody empties would stop the client one day.
        emptying = asyncio.create_task(_emptied(said))
        yield f"http://127.0.0.1:{taken}"
        emptying.cancel()
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


def _said(process: Process) -> StreamReader:
    if process.stdout is None:
        raise TypeError("the process was started without a pipe")
    return process.stdout


async def _port(said: StreamReader) -> int:
    """The port on which it listens, in its own words."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while line := await said.readline():
                if found := re.search(rb"Listening on (\d+)", line):
                    return int(found[1])
    raise Misconfigured(f"Microsoft's Agents Playground does not start. Delete the folder {FOLDER} and try again.")


async def _emptied(said: StreamReader) -> None:
    while await said.read(65_536):
        pass


async def _tools() -> Tools:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise Misconfigured(_NEEDS_NODE)
    asking = await asyncio.create_subprocess_exec(node, "--version", stdout=PIPE)
    said, _ = await asking.communicate()
    major = re.match(rb"v(\d+)", said)
    if major is None or int(major[1]) < OLDEST_NODE:
        raise Misconfigured(f"{_NEEDS_NODE} The one that is there is {said.decode().strip() or 'of no known version'}.")
    return Tools(node, npm)


async def _ended(*words: str) -> int:
    """Run a program to its end; return its exit code."""
    process = await asyncio.create_subprocess_exec(*words, stdout=DEVNULL)
    return await process.wait()


def _person(colleague: Colleague) -> dict[str, str]:
    given, _, surname = colleague.name.partition(" ")
    return {
        "id": f"29:{colleague.handle}",
        "name": colleague.name,
        "userPrincipleName": colleague.email,
        "aadObjectId": f"c0a7e000-0000-4000-8000-{PEOPLE.index(colleague) + 1:012d}",
        "givenName": given,
        "surname": surname,
        "email": colleague.email,
    }
