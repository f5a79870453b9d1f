"""Faults on a switch: how the local Slack answers the bot's calls when a developer wants it to misbehave."""

import asyncio
from collections.abc import Callable
from typing import Literal, get_args

Trouble = Literal["none", "429", "500", "slow"]
TROUBLES: tuple[Trouble, ...] = get_args(Trouble)


class Weather:
    """What befalls Web API calls and response_urls; `slow_seconds` is how late a "slow" answer is."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.trouble: Trouble = "none"
        self.slow_seconds = 4.0
        self._changed = changed

    def set(self, kind: str) -> None:
        """Switch to one of TROUBLES. ValueError for anything else."""
        known: dict[str, Trouble] = {trouble: trouble for trouble in TROUBLES}
        if kind not in known:
            raise ValueError(f"There is no fault {kind}. Choose one of {', '.join(TROUBLES)}.")
        self.trouble = known[kind]
        self._changed()

    async def delay(self) -> None:
        """Return at once, or late when it is slow."""
        if self.trouble == "slow":
            await asyncio.sleep(self.slow_seconds)
