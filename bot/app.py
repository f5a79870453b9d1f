"""The one place that puts the parts together."""

import asyncio
import gc
import math
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any, TypeVar

import aiohttp
import structlog

from bot.addresses import Platforms, SlackAddress
from bot.capabilities import Capabilities, capabilities
from bot.clock import Clock, MachineClock
from bot.delivery import Delivery
from bot.front import Edge, Front
from bot.manifests import shortcuts
from bot.metrics import Metrics
from bot.pace import Rates
from bot.presence import Presence
from bot.reception import Reception
from bot.recount import keep_up
from bot.scheduler import Jobs, Scheduler, clean_up
from bot.sender import Awaited, Sender
from bot.services import Services
from bot.settings import Environment
from bot.slack.connection import Reached, reach
from bot.slack.edge import SlackEdge
from bot.slack.manifest import ENDPOINT
from bot.slack.send import RATES
from bot.slack.socket import connected
from bot.store import stored
from bot.tick import tick
from bot.web import Handler, listening, web_app
from handlers.chat.answer import Desk
from handlers.chat.router import Router
from handlers.company import Company
from handlers.home.screens import home_card, welcome
from handlers.okrs.standing import due_days
from storage.database import Connection, Database
from storage.forwarding import connect
from storage.reconciliation import differences
from storage.workspaces import install

log = structlog.get_logger()

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds that Teams is kept waiting for Slack's first answer, so that as a rule both are there from the start."""
MESSAGES = "/api/messages"
"""Where Teams sends everything, below the public address of the bot."""


class App:
    """Rungs, connected to its database and its platforms. Made by `running`."""

    def __init__(
        self,
        database: Database,
        company: Company,
        clock: Clock,
        workspace_id: int,
        found: Capabilities,
        metrics: Metrics,
        platforms: Collection[str],
        slack: Reached | None,
    ) -> None:
        self.database = database
        self.company = company
        self.clock = clock
        self.machine = MachineClock()
        self.metrics = metrics
        self.workspace_id = workspace_id
        self.platforms = platforms
        self.slack_team = slack.identity.team if slack else ""
        self.rules = found.rules
        self.desk = Desk(Router(found.commands), company, welcome, home_card)
        self.delivery: Delivery | None = None
        self.joining: asyncio.Task[None] | None = None
        self._kept_up_on: date | None = None

    def wake(self) -> None:
        """Look at the outbox now."""
        if self.delivery is not None:
            self.delivery.wake()

    async def tick(self) -> int:
        """Do what is due by the business clock; return how many reminders fired."""
        await self._keep_up()
        fired = await tick(self.database, self.clock.now(), self.rules, self.company)
        self.metrics.fired.inc(fired)
        if fired:
            self.wake()
        return fired

    async def deliver(self, patience: float) -> bool:
        """Deliver all that may go by now; False if it took over `patience` seconds."""
        return self.delivery is None or await self.delivery.drain(patience)

    async def _keep_up(self) -> None:
        """Once a day, and on the first tick, count the check-ins of bands that nobody answered meanwhile.

        A process with fewer platforms, such as a `tick`, may have said since that there are no others.
        """
        now = self.clock.now()
        today = self.company.day_of(now)
        if today == self._kept_up_on:
            return
        # Before it is done: should it fail, reminders are due all the same.
        self._kept_up_on = today
        await self.connect()
        await keep_up(self.database, self.workspace_id, now, due_days(self.company))

    async def connect(self) -> None:
        """Keep which platforms there are; one that was connected, and is not any more, is said in the log."""
        for missing in await self.database.write(lambda db: connect(db, self.workspace_id, self.platforms)):
            log.warning("it was connected and is not any more: its channels get nothing", platform=missing)

    async def stay(self) -> None:
        """Be at work until cancelled. Raises Misconfigured where Slack answers late, and does not let Rungs in."""
        if self.joining is not None:
            await self.joining
        await asyncio.Event().wait()

    async def reconcile(self) -> int:
        """Recompute every stored total from the log; return how many differed, each reported by its code."""
        differing = await self.database.bulk(partial(differences, workspace_id=self.workspace_id))
        for difference in differing:
            log.error("a stored total differs from the log", **asdict(difference))
        return len(differing)


First = Callable[[App], Awaitable[None]]


@asynccontextmanager
async def running(
    environment: Environment,
    company: Company,
    clock: Clock,
    platforms: Platforms,
    *,
    serve: bool,
    rates: Rates | None = None,
    first: First | None = None,
) -> AsyncIterator[tuple[App, int]]:
    """Rungs at work; yields it with the port it listens on (0 where it does not `serve`). Raises Misconfigured.

    Beside Teams, a Slack that does not answer joins when it does, and what is for it waits. `rates` stand in for those
    that the platforms allow; `first` is done before the clock's jobs begin.
    """
    metrics = Metrics()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(stored(environment))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        front = Front(database, platforms.names)
        doors = _doors(front, platforms)
        port = (
            await stack.enter_async_context(
                listening(web_app(metrics, front.ready, front.backlog, doors), environment.host, environment.port)
            )
            if serve
            else 0
        )
        reaching = await stack.enter_async_context(_reaching(platforms.slack, session, math.inf if serve else 1))
        reached = await _answer(reaching, PATIENCE if serve and platforms.teams else None)
        workspace_id = await _workspace(database, _tenants(reached, platforms), company, clock)
        app = App(database, company, clock, workspace_id, capabilities(), metrics, platforms.names, reached)
        await app.connect()
        services = _services(app, session, platforms)
        awaited = Awaited(rates or RATES)
        edges = _edges(app, reached, platforms, services, rates)
        senders: dict[str, Sender] = {"slack": awaited} | {edge.platform: edge.sender for edge in edges}
        watched = {name: metrics.watched(senders[name]) for name in platforms.names}
        app.delivery = Delivery(database, watched, clock, app.machine, holder=secrets.token_hex(8))
        if first is not None:
            await first(app)
        if serve:
            await stack.enter_async_context(_background(app, app.delivery))
            # What was loaded stays: collecting it again and again would stop the loop for 50 ms each time.
            gc.collect()
            gc.freeze()
            for edge in edges:
                await stack.enter_async_context(_open(front, edge))
            if reached is None and reaching is not None:
                late = _join(reaching, app, front, awaited, partial(_slack_edge, services=services, rates=rates))
                app.joining = await stack.enter_async_context(_beside(late))
        yield app, port


def _doors(front: Front, platforms: Platforms) -> Mapping[str, Handler]:
    doors: dict[str, Handler] = {}
    if platforms.slack is not None and platforms.slack.signing_secret:
        doors[ENDPOINT] = front.door("slack")
    if platforms.teams is not None:
        doors[MESSAGES] = front.door("teams")
    return doors


def _tenants(reached: Reached | None, platforms: Platforms) -> Mapping[str, str]:
    """The company's tenant on each platform."""
    slack = {"slack": reached.identity.team_id} if reached else {}
    return slack | ({"teams": platforms.teams.tenant or "anonymous"} if platforms.teams else {})


def _services(app: App, session: aiohttp.ClientSession, platforms: Platforms) -> Services:
    reception = Reception(app.database, app.desk, app.clock, app.wake, app.metrics)
    actions = {shortcut.callback: shortcut.command for shortcut in shortcuts(app.desk.router.catalogue)}
    presence = Presence(app.database, app.clock) if len(platforms.names) > 1 else None
    return Services(
        session, reception, app.database, app.workspace_id, app.company, app.clock, app.metrics, actions, presence
    )


def _edges(
    app: App, reached: Reached | None, platforms: Platforms, services: Services, rates: Rates | None
) -> Sequence[Edge]:
    """The platforms that are there; first the one that can be opened without asking it."""
    edges: list[Edge] = []
    if platforms.teams is not None:
        # Microsoft's packages take 25 MB, and are loaded where Teams is used.
        from bot.teams.edge import TeamsEdge  # noqa: PLC0415

        edges.append(TeamsEdge(platforms.teams, app.desk.router, app.machine, services, rates))
    if reached is not None:
        edges.append(_slack_edge(reached, services, rates))
    return edges


def _slack_edge(reached: Reached, services: Services, rates: Rates | None) -> SlackEdge:
    return SlackEdge(reached.client, reached.identity, reached.address, services, rates)


@asynccontextmanager
async def _reaching(
    address: SlackAddress | None, session: aiohttp.ClientSession, attempts: float
) -> AsyncIterator[asyncio.Task[Reached] | None]:
    """Slack is being asked, while the block runs; None where there is none to ask."""
    if address is None:
        yield None
        return
    async with _beside(reach(address, session, attempts)) as reaching:
        yield reaching


async def _answer(reaching: asyncio.Task[Reached] | None, patience: float | None) -> Reached | None:
    """What Slack answers within so many seconds; None where it is late. Raises Misconfigured."""
    if reaching is None:
        return None
    await asyncio.wait((reaching,), timeout=patience)
    return reaching.result() if reaching.done() else None


async def _join(
    reaching: asyncio.Task[Reached],
    app: App,
    front: Front,
    awaited: Awaited,
    slack_edge: Callable[[Reached], SlackEdge],
) -> None:
    """Take Slack in when it has answered, and be at work there until cancelled. Raises Misconfigured."""
    reached = await reaching
    await _workspace(app.database, {"slack": reached.identity.team_id}, app.company, app.clock)
    edge = slack_edge(reached)
    awaited.take(edge.sender)
    async with _open(front, edge):
        app.wake()
        await asyncio.Event().wait()


@asynccontextmanager
async def _open(front: Front, edge: Edge) -> AsyncIterator[None]:
    """The platform's requests come in, for as long as the block runs. What is under way is finished."""
    async with _beside(edge.run()), AsyncExitStack() as stack:
        front.open(edge)
        if isinstance(edge, SlackEdge) and edge.socket is not None:
            await stack.enter_async_context(connected(edge.socket))
        yield


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, T]) -> AsyncIterator[asyncio.Task[T]]:
    """Work that goes on while the block runs, and no longer."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _workspace(database: Database, tenants: Mapping[str, str], company: Company, clock: Clock) -> int:
    def installed(db: Connection) -> int:
        ids = [install(db, platform, tenant, company.name, clock.now()) for platform, tenant in tenants.items()]
        return ids[0]

    return await database.write(installed)


@asynccontextmanager
async def _background(app: App, delivery: Delivery) -> AsyncIterator[None]:
    """The clock's jobs and delivery, while the block runs. What is under way is finished."""
    jobs = Jobs(
        tick=app.tick,
        deliver=app.wake,
        clean_up=partial(clean_up, app.database, app.clock, app.machine),
        reconcile=app.reconcile,
    )
    scheduler = Scheduler(jobs)
    scheduler.start()
    delivering = asyncio.create_task(delivery.run())
    try:
        yield
    finally:
        scheduler.stop()
        delivery.stop()
        await asyncio.gather(delivering, return_exceptions=True)
