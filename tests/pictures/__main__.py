"""Take the pictures of README.md and docs/: `make pictures`, or those named behind. It needs a Chromium."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Literal, get_args

from playwright.async_api import Browser, ViewportSize

from bot.gallery.camera import find_chromium
from bot.local.workspace import local_workspace
from bot.playground.server import Playground
from bot.settings import read_company, read_environment
from tests.browser.chromium import MISSING, chromium
from tests.browser.seat import Seat
from tests.pictures.growth import grow
from tests.pictures.png import smaller
from tests.pictures.scenes import SCENES, SIZES, Scene

ROOT = Path(__file__).parent.parent.parent
PICTURES = ROOT / "docs" / "pictures"
Scheme = Literal["light", "dark"]
WINDOW = ViewportSize(width=1280, height=800)
LARGEST = 200_000
"""Bytes of a picture."""
PATIENCE = 20_000
"""Milliseconds that anything on the page may take."""
STORY_TIME = datetime(2026, 11, 24, 13, 24, tzinfo=UTC)
"""A Tuesday; the pictures show the same day whenever they are taken."""


@dataclass(frozen=True, slots=True)
class StillClock:
    """The business clock of the pictures."""

    instant: datetime = STORY_TIME

    def now(self) -> datetime:
        """Always the same instant."""
        return self.instant


@asynccontextmanager
async def town(scene: Scene) -> AsyncIterator[Playground]:
    """The local workspace on free ports, its story told, as large as the scene has it, in a folder of its own."""
    company = read_company(ROOT / "app.yaml")
    environment = read_environment({"PORT": "0", "RUNGS_PLAYGROUND_PORT": "0"})
    with tempfile.TemporaryDirectory(prefix="rungs-pictures-") as folder:
        os.chdir(folder)
        async with local_workspace(environment, company, StillClock()) as (app, slack):
            if scene in SIZES:
                await grow(app, *SIZES[scene])
            yield slack
        os.chdir(ROOT)


async def take(browser: Browser, scene: Scene, scheme: Scheme) -> bytes:
    """A PNG of one scene, in a Slack in which nothing else was done."""
    async with town(scene) as slack:
        context = await browser.new_context(viewport=WINDOW, color_scheme=scheme, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        seat = Seat(await context.new_page(), slack)
        await scene(seat)
        await seat.page.mouse.move(0, 0)
        picture = await seat.page.screenshot(animations="disabled", caret="hide")
        await context.close()
    return smaller(picture)


def store(name: str, picture: bytes) -> None:
    """Write the picture, unless it is too large."""
    if len(picture) > LARGEST:
        raise ValueError(f"{name} has {len(picture):,} bytes, and {LARGEST:,} are allowed.")
    (PICTURES / name).write_bytes(picture)
    sys.stdout.write(f"docs/pictures/{name}  {len(picture):,} bytes\n")


async def take_all(program: str, names: Sequence[str]) -> None:
    """Every picture of those names in light and in dark."""
    async with chromium(program) as browser:
        for scheme, name in product(get_args(Scheme), names):
            store(f"{name}-{scheme}.png", await take(browser, SCENES[name], scheme))


if __name__ == "__main__":
    found = find_chromium()
    if found is None:
        sys.exit(MISSING)
    PICTURES.mkdir(exist_ok=True)
    asyncio.run(take_all(found, sys.argv[1:] or tuple(SCENES)))
