"""What the running bot takes of memory after its start, and what it has loaded by then."""

import asyncio
import re
import shutil
from pathlib import Path

from bot.clock import MachineClock
from bot.playground.residents import Install, Resident, Room
from bot.playground.server import Playground
from storage.migrations import migrate
from tests.e2e.program import ROOT, serving
from tests.teams.service import TeamsService

NEVER_LOADED = (
    *("matplotlib", "numpy", "alembic", "jinja2", "pygments"),
    *("botbuilder", "botframework", "msrest", "msal", "requests", "jwt", "cryptography"),
    *(f"handlers.transfer.{part}" for part in ("reading", "planning", "applying", "importing", "exporting")),
)
"""Modules that a start with Slack alone and nothing to migrate has no use for.

Pygments comes with rich, whose own name is written down even where it is looked for and not found.
"""

STARTS = 2
SETTLED = 2.0
"""Seconds after which everything that a start does is done."""

_IMPORTED = re.compile(r"^import time:\s+\d+ \|\s+\d+ \|\s*([\w.]+)$", re.MULTILINE)


async def resident_megabytes(folder: Path, url: str, **said: str) -> float:
    """The resident memory of `python -m bot run` at its second start, connected to a local Slack in this process.

    The first one compiles what every later one finds compiled, and keeps 8 MB of that.
    """
    _settle(folder, url)
    as_installed = {
        "DATABASE_URL": url,
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "PYTHONPATH": f"{_without_greenlet(folder)}:{ROOT}",
    }
    async with _slack() as slack:
        async with serving(folder, slack, carrier="http", **as_installed, **said):
            pass
        async with serving(folder, slack, carrier="http", **as_installed, **said) as process:
            await asyncio.sleep(SETTLED)
            return _resident(process.pid)


async def megabytes_on_both_platforms(folder: Path, url: str) -> float:
    """The same, connected to a local Microsoft too: its keys are read, its token is fetched."""
    async with TeamsService() as teams:
        taken = await resident_megabytes(folder, url, **teams.environment())
        assert teams.logins == STARTS
        assert teams.key_reads == STARTS
        return taken


async def loaded(folder: Path, url: str) -> frozenset[str]:
    """The names of the modules and packages that the bot imports until it listens."""
    _settle(folder, url)
    async with _slack() as slack, serving(folder, slack, DATABASE_URL=url, PYTHONPROFILEIMPORTTIME="1"):
        pass
    names = _IMPORTED.findall((folder / "bot.log").read_text())
    return frozenset(names) | {name.partition(".")[0] for name in names}


def _without_greenlet(folder: Path) -> Path:
    """A folder for the path, which hides what only developers have: playwright brings it, and structlog loads it."""
    hiding = folder / "hiding"
    hiding.mkdir(exist_ok=True)
    (hiding / "greenlet.py").write_text("raise ImportError")
    return hiding


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)
    assert found
    return int(found[1]) / 1_024


def _settle(folder: Path, url: str) -> None:
    """What an operator has before the start: a configuration, and a database from the time before."""
    migrate(url)
    shutil.copy(ROOT / "app.yaml", folder)


def _slack() -> Playground:
    install = Install()
    people = [Resident(id="U1ANA", name="ana", real_name="Ana Ruiz", email="ana@company-x.example")]
    rooms = [Room("C1GEN", "general", ("U1ANA", install.bot.user_id))]
    return Playground(people=people, rooms=rooms, now=MachineClock().seconds, install=install)
