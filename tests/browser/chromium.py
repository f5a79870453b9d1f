"""Chromium as this machine has it, and how it is started."""

import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

from bot.gallery import camera

MISSING = "no Chromium on this machine: apt install chromium"
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """A Chromium that starts: some systems have a file of that name which only says where to get one."""
    path = camera.find_chromium()
    return path if path and _starts(path) else None


def _starts(path: str) -> bool:
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


@asynccontextmanager
async def chromium(path: str) -> AsyncIterator[Browser]:
    """A running Chromium without a window. Its sandbox refuses to serve root, so there it goes without."""
    async with async_playwright() as playwright:
        sandboxed = os.geteuid() != 0
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS, chromium_sandbox=sandboxed)
        try:
            yield browser
        finally:
            await browser.close()
