"""How long Slack waits for the acknowledgement of a check-in, over HTTP and 16 at once."""

import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import aiohttp

from tests.benchmarks.edge import SIBLINGS, account, signed
from tests.benchmarks.processes import other
from tests.benchmarks.rounds import OPERATIONS, ROUNDS, at_once

KEY_RESULTS = 96


@dataclass(frozen=True, slots=True)
class Waited:
    """Milliseconds that 95 of 100 requests stayed below (median of the rounds), and the median of the ratios."""

    ours: float
    empty: float
    ratio: float


async def measure(folder: Path) -> Waited:
    """Measure against a server in another process, with its SQLite file in the folder."""
    slowest: dict[str, list[float]] = {"rungs": [], "empty": []}
    async with other("tests.benchmarks.served", str(folder / "served.db")) as url, aiohttp.ClientSession() as session:
        for number in range(ROUNDS + 1):
            for name, found in slowest.items():
                found.append(await _p95(session, f"{url}/{name}", number * OPERATIONS))
    ours, empty = slowest["rungs"][1:], slowest["empty"][1:]
    ratios = [mine / least for mine, least in zip(ours, empty, strict=True)]
    return Waited(median(ours), median(empty), median(ratios))


async def _p95(session: aiohttp.ClientSession, url: str, first: int) -> float:
    times: list[float] = []

    async def send(number: int) -> None:
        which = number % KEY_RESULTS
        text = f"update KR-{which + 1} {number % 3000} shipped the beta --confidence 7"
        body, headers = signed("/okr", text, number, account(which // SIBLINGS))
        began = time.perf_counter()
        async with session.post(url, data=body, headers=headers) as answer:
            await answer.read()
            assert answer.status == 200
        times.append(time.perf_counter() - began)

    await at_once(send, first)
    return quantiles(times, n=20)[-1] * 1_000
