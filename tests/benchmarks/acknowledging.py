"""How long Slack waits for the acknowledgement of a check-in, 16 at once: over HTTP, and over Socket Mode."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import aiohttp

from tests.benchmarks.edge import SIBLINGS, account, signed
from tests.benchmarks.links import links
from tests.benchmarks.processes import other, saying
from tests.benchmarks.rounds import OPERATIONS, ROUNDS, at_once

KEY_RESULTS = 96

Send = Callable[[str, dict[str, str]], Awaitable[None]]
"""Sends a command, given as body and headers, and waits until it is acknowledged."""


@dataclass(frozen=True, slots=True)
class Waited:
    """Milliseconds that 95 of 100 requests stayed below (median of the rounds), and the median of the ratios."""

    ours: float
    empty: float
    ratio: float


async def over_http(folder: Path) -> Waited:
    """Measure against a server in another process, with its SQLite file in the folder."""
    async with other("tests.benchmarks.served", str(folder / "served.db")) as url, aiohttp.ClientSession() as session:

        def sending(name: str) -> Send:
            async def send(body: str, headers: dict[str, str]) -> None:
                async with session.post(f"{url}/{name}", data=body, headers=headers) as answer:
                    await answer.read()
                    assert answer.status == 200

            return send

        return await _compared({name: sending(name) for name in ("rungs", "empty")})


async def over_sockets(folder: Path) -> Waited:
    """The same over the sockets that another process opens to this one."""
    async with links() as slack, saying("tests.benchmarks.linked", str(folder / "linked.db"), slack.url):
        return await _compared({name: slack.sending(name) for name in ("rungs", "empty")})


async def _compared(senders: Mapping[str, Send]) -> Waited:
    slowest: dict[str, list[float]] = {name: [] for name in senders}
    for number in range(ROUNDS + 1):
        for name, send in senders.items():
            slowest[name].append(await _p95(send, number * OPERATIONS))
    ours, empty = slowest["rungs"][1:], slowest["empty"][1:]
    ratios = [mine / least for mine, least in zip(ours, empty, strict=True)]
    return Waited(median(ours), median(empty), median(ratios))


async def _p95(send: Send, first: int) -> float:
    times: list[float] = []

    async def timed(number: int) -> None:
        which = number % KEY_RESULTS
        text = f"update KR-{which + 1} {number % 3000} shipped the beta --confidence 7"
        body, headers = signed("/okr", text, number, account(which // SIBLINGS))
        began = time.perf_counter()
        await send(body, headers)
        times.append(time.perf_counter() - began)

    await at_once(timed, first)
    return quantiles(times, n=20)[-1] * 1_000
