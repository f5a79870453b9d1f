"""A plugin for pytest: counts the commands that conversations have used on each platform, over all its workers."""

from typing import Any, Final

import pytest

from bot.capabilities import capabilities
from handlers.chat.router import Router

PLATFORMS: Final = ("slack", "teams")
SAID: Final = pytest.StashKey[dict[str, set[str]]]()
"""The commands that were used, by platform."""


def pytest_configure(config: pytest.Config) -> None:
    """Nothing is said yet."""
    nothing: dict[str, set[str]] = {platform: set() for platform in PLATFORMS}
    config.stash[SAID] = nothing


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker tells what was said in its conversations."""
    output: dict[str, object] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["said"] = {platform: sorted(commands) for platform, commands in session.config.stash[SAID].items()}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker tells."""
    for platform, commands in getattr(node, "workeroutput", {}).get("said", {}).items():
        node.config.stash[SAID][platform].update(commands)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say how many commands were used in conversations that are held on every platform."""
    said = config.stash[SAID]
    if not any(said.values()):
        return
    table = {spec.command for spec in Router(capabilities().commands).catalogue}
    counts = ", ".join(f"{len(said[platform] & table)} on {platform.title()}" for platform in PLATFORMS)
    terminalreporter.write_line(f"Commands of the table in shared conversations: {counts}, of {len(table)}.")
