"""A newcomer's path, measured: `git clone`, `make run`, and clicks up to the first updated key result.

`make newcomer` does what the README says in an empty home, with a browser that has never been here, and prints the
commands, seconds and clicks. Packages are downloaded as on any first day; their seconds are given apart.
"""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page, expect

from bot.clock import MachineClock
from bot.gallery.camera import find_chromium
from bot.settings import Environment
from tests.browser.chromium import MISSING, chromium

ROOT = Path(__file__).parent.parent.parent
FIRST_DAY = 900.0
"""Seconds that installing and starting may take."""
RESULT = re.compile(r"1,700 of 3,000 orders")
COUNT = "addEventListener('pointerdown', () => window.clicked(), true)"


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of each part, and clicks."""

    clone: float
    environment: float
    packages: float
    start: float
    browser: float
    clicks: int

    @property
    def own(self) -> float:
        """Seconds without the packages."""
        return self.clone + self.environment + self.start + self.browser

    def __str__(self) -> str:
        rows = (
            ("git clone", self.clone),
            ("an environment for Python", self.environment),
            ("packages, downloaded and unpacked", self.packages),
            ("Rungs and the local Slack, story told", self.start),
            ("from the page to the updated key result", self.browser),
            ("all but the packages", self.own),
        )
        table = "\n".join(f"| {name} | {seconds:.1f} s |" for name, seconds in rows)
        return f"{table}\n2 commands, {self.clicks} clicks"


def newcomers_environment(home: Path) -> dict[str, str]:
    """What a shell on the first day has: nothing of Rungs', nothing of this environment's, ports that are free."""
    ours = {name.upper() for name in Environment.model_fields} | {"HOME", "VIRTUAL_ENV", "PYTHONPATH", "MAKEFLAGS"}
    kept = {name: value for name, value in os.environ.items() if name not in ours and not name.startswith("XDG_")}
    ports = {"PORT": str(free_port()), "RUNGS_PLAYGROUND_PORT": str(free_port())}
    return {**kept, **ports, "HOME": str(home)}


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def make_run(checkout: Path, environment: dict[str, str]) -> AsyncIterator[asyncio.StreamReader]:
    """`make run` in a checkout; what it says. It is stopped as by Ctrl-C."""
    started = await asyncio.create_subprocess_exec(
        "make", "run", cwd=checkout, env=environment, stdout=asyncio.subprocess.PIPE, start_new_session=True
    )
    try:
        yield started.stdout or asyncio.StreamReader()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGINT)
        await started.wait()


async def heard(said: asyncio.StreamReader, words: str) -> str:
    """The next line with these words. EOFError where it ends before."""
    async with asyncio.timeout(FIRST_DAY):
        while line := (await said.readline()).decode():
            if words in line:
                return line
    raise EOFError(f"`make run` ended and never said “{words}”.")


async def first_update(page: Page, address: str) -> None:
    """Follow the tour's first step until the key result is updated."""
    await page.goto(address)
    tour = page.get_by_role("region", name="Tour")
    await expect(tour).to_be_visible()
    way = tour.get_by_role("link", name=re.compile("^Go to "))
    if await way.count():
        await way.click()
    await tour.get_by_role("button", name="Type it for me").click()
    await page.get_by_role("main").get_by_role("button", name="Send").click()
    await expect(page.get_by_text(RESULT).first).to_be_visible()


async def measure(program: str, folder: Path) -> Measured:
    """Walk the whole way in an empty folder."""
    clock, clicks = MachineClock(), 0
    home, checkout = folder / "home", folder / "rungs"
    environment = newcomers_environment(home)

    def clicked(_: object) -> None:
        nonlocal clicks
        clicks += 1

    begun = clock.seconds()
    await asyncio.to_thread(
        subprocess.run, ("git", "clone", "--quiet", str(ROOT), str(checkout)), env=environment, check=True
    )
    cloned = clock.seconds()
    async with make_run(checkout, environment) as said, chromium(program) as browser:
        await heard(said, "Installing")
        made = clock.seconds()
        ready = await heard(said, "open http")
        at_work = clock.seconds()
        (stamp,) = (checkout / ".venv").glob("run-*.stamp")
        installed = stamp.stat().st_mtime
        context = await browser.new_context()
        await context.expose_binding("clicked", clicked)
        await context.add_init_script(COUNT)
        await first_update(await context.new_page(), re.findall(r"http://\S+", ready)[0])
        done = clock.seconds()
    return Measured(cloned - begun, made - cloned, installed - made, at_work - installed, done - at_work, clicks)


def main() -> None:
    """Measure once and say it."""
    program = find_chromium()
    if program is None:
        sys.exit(MISSING)
    with tempfile.TemporaryDirectory(prefix="rungs-newcomer-", ignore_cleanup_errors=True) as folder:
        (Path(folder) / "home").mkdir()
        sys.stdout.write(f"{asyncio.run(measure(program, Path(folder)))}\n")


if __name__ == "__main__":
    main()
