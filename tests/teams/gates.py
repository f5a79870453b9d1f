"""The bot's door for tests about it: the real endpoint and gateway on a real port, with a short answer behind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bot.addresses import TeamsAddress, teams_address
from bot.metrics import Metrics
from bot.settings import read_environment
from bot.teams.connector import Json
from bot.teams.endpoint import Endpoint
from bot.teams.gateway import Gateway, Reply
from bot.web import web_app
from tests.bot.clocks import HandClock
from tests.serving import listening
from tests.teams.service import TeamsService


@dataclass(slots=True)
class Gate:
    """`seen` are the activities that were let in; `reply` is what each is answered with, or raised."""

    gateway: Gateway
    clock: HandClock
    metrics: Metrics
    url: str = ""
    seen: list[Json] = field(default_factory=list)
    reply: Reply | Exception = field(default_factory=Reply)

    async def answer(self, activity: Json) -> Reply:
        self.seen.append(activity)
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply

    def counted(self, kind: str) -> float | None:
        """How many requests the metrics count as of this kind."""
        for line in self.metrics.exposition().decode().splitlines():
            if line.startswith(f'rungs_requests_total{{kind="{kind}"}}'):
                return float(line.split()[-1])
        return None


def address_of(service: TeamsService, **more: str) -> TeamsAddress:
    """Where the service is, as the environment would say; `more` are further variables."""
    address = teams_address(read_environment(service.environment() | more))
    assert address is not None
    return address


ANONYMOUS = TeamsAddress(
    app_id="",
    password="",
    tenant="",
    tenants=frozenset(),
    openid_metadata_url="http://127.0.0.1:9/openid",
    login_url="http://127.0.0.1:9",
    is_anonymous=True,
)


@asynccontextmanager
async def gate_for(service: TeamsService, address: TeamsAddress | None = None) -> AsyncIterator[Gate]:
    """A door on a real port, which the service delivers to."""
    clock, metrics = HandClock(), Metrics()
    async with aiohttp.ClientSession() as session:
        gate = Gate(Gateway(address or address_of(service), session, clock), clock, metrics)
        endpoint = Endpoint(gate.gateway, gate.answer, metrics)
        async with listening(web_app(metrics, _ready, _backlog, {"/api/messages": endpoint.handle})) as url:
            gate.url = service.endpoint = f"{url}/api/messages"
            yield gate
        await gate.gateway.close()


async def post(gate: Gate, said: bytes, headers: Any = None) -> int:
    """Post anything at all to the door; return the status."""
    async with aiohttp.ClientSession() as session, session.post(gate.url, data=said, headers=headers) as answer:
        return answer.status


async def _ready() -> str:
    return ""


async def _backlog() -> int:
    return 0
