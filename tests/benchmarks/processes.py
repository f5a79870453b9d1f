"""Other processes: what is measured over a wire must not share the measuring one's processor time."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def other(module: str, *words: str) -> AsyncIterator[str]:
    """Run a module of the benchmarks until the block ends; yields the address at which it listens."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, *words, cwd=ROOT, stdout=PIPE)
    try:
        assert process.stdout is not None
        async with asyncio.timeout(30):
            port = int(await process.stdout.readline())
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()
