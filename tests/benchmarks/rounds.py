"""Interleaved rounds: a machine's mood changes by the minute, so only what ran within the same round is compared."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from statistics import median

ROUNDS = 9
OPERATIONS = 96
AT_ONCE = 16

Operation = Callable[[int], Awaitable[None]]
"""Does the thing once; the number is different each time."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Milliseconds of CPU of one operation, threads included (medians), and the median of the rounds' ratios."""

    ours: float
    floor: float
    ratio: float


async def compare(ours: Operation, floor: Operation) -> Compared:
    """Measure both, in turns."""
    costs = await rounds({"ours": ours, "floor": floor})
    ratios = [mine / least for mine, least in zip(costs["ours"], costs["floor"], strict=True)]
    return Compared(median(costs["ours"]), median(costs["floor"]), median(ratios))


async def rounds(operations: Mapping[str, Operation]) -> dict[str, list[float]]:
    """Milliseconds of CPU of one operation in each round, by name. The first round warms up and does not count."""
    costs: dict[str, list[float]] = {name: [] for name in operations}
    for number in range(ROUNDS + 1):
        for name, operation in operations.items():
            spent = await _spent(operation, number * OPERATIONS)
            if number:
                costs[name].append(spent / OPERATIONS * 1_000)
    return costs


async def at_once(operation: Operation, first: int, count: int = OPERATIONS) -> None:
    """Do it `count` times, 16 at any moment."""
    numbers = iter(range(first, first + count))

    async def work() -> None:
        for number in numbers:
            await operation(number)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


async def _spent(operation: Operation, first: int) -> float:
    gc.collect()
    began = time.process_time()
    await at_once(operation, first)
    return time.process_time() - began
