"""Waiting for whichever comes first."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any


async def first_of(*waits: Coroutine[Any, Any, object], tasks: Sequence[asyncio.Task[Any]] = ()) -> None:
    """Return when one of them is done. The waits that are not are cancelled; the tasks run on."""
    mine = [asyncio.create_task(wait) for wait in waits]
    try:
        await asyncio.wait([*mine, *tasks], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in mine:
            task.cancel()
        await asyncio.gather(*mine, return_exceptions=True)
