"""Other processes: what is measured over a wire must not share the measuring one's processor time."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def saying(module: str, *words: str) -> AsyncIterator[str]:
    """Run a module of the benchmarks until the block ends; yields the first line that it says."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, *words, cwd=ROOT, stdout=PIPE)
    try:
        assert process.stdout is not None
        async with asyncio.timeout(30):
            line = await process.stdout.readline()
        assert line, f"{module} ended before it said anything"
        yield line.decode().strip()
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def other(module: str, *words: str) -> AsyncIterator[str]:
    """The same for a module that says its port; yields the address at which it listens."""
    async with saying(module, *words) as port:
        yield f"http://127.0.0.1:{int(port)}"
