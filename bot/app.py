"""The one place that puts the parts together."""

import asyncio
import gc
import math
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict
from datetime import date
from functools import partial

import aiohttp
import structlog

from bot.addresses import SlackAddress
from bot.capabilities import Capabilities, capabilities
from bot.clock import Clock, MachineClock
from bot.delivery import Delivery
from bot.front import Front
from bot.manifests import shortcuts
from bot.metrics import Metrics
from bot.pace import Rates
from bot.reception import Reception
from bot.recount import keep_up
from bot.scheduler import Jobs, Scheduler, clean_up
from bot.settings import Environment, Misconfigured
from bot.slack.connection import Identity, OutOfReach, TokenRefused, WebClient, identify, web_client
from bot.slack.edge import SlackEdge
from bot.slack.send import RATES, SlackSender
from bot.slack.socket import HOW_TO_CONNECT, Socket
from bot.tick import tick
from bot.web import Handler, Server, web_app
from handlers.chat.answer import Desk
from handlers.chat.router import Router
from handlers.company import Company
from handlers.home.screens import home_card, welcome
from handlers.okrs.standing import due_days
from storage.database import Database, open_database
from storage.migrations import migrate
from storage.reconciliation import differences
from storage.workspaces import install

log = structlog.get_logger()


class App:
    """Rungs, connected to its database and to Slack. Made by `running`."""

    def __init__(
        self,
        database: Database,
        company: Company,
        clock: Clock,
        workspace_id: int,
        found: Capabilities,
        metrics: Metrics,
        team: str,
    ) -> None:
        self.database = database
        self.company = company
        self.clock = clock
        self.machine = MachineClock()
        self.metrics = metrics
        self.workspace_id = workspace_id
        self.team = team
        self.rules = found.rules
        self.desk = Desk(Router(found.commands), company, welcome, home_card)
        self.delivery: Delivery | None = None
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
        """Once a day, and on the first tick, count the check-ins of bands that nobody answered meanwhile."""
        now = self.clock.now()
        today = self.company.day_of(now)
        if today == self._kept_up_on:
            return
        # Before it is done: should it fail, reminders are due all the same.
        self._kept_up_on = today
        await keep_up(self.database, self.workspace_id, now, due_days(self.company))

    async def reconcile(self) -> int:
        """Recompute every stored total from the log; return how many differed, each reported by its code."""
        differing = await self.database.bulk(partial(differences, workspace_id=self.workspace_id))
        for difference in differing:
            log.error("a stored total differs from the log", **asdict(difference))
        return len(differing)


First = Callable[[App], Awaitable[None]]


@asynccontextmanager
async def stored(environment: Environment) -> AsyncIterator[Database]:
    """The database, migrated and open. Raises Misconfigured where it cannot be."""
    url = environment.database_url.get_secret_value()
    try:
        database = open_database(url)
    except ValueError as problem:
        raise Misconfigured(str(problem)) from None
    try:
        await asyncio.to_thread(migrate, url)
        await database.start()
    except ValueError as problem:
        raise Misconfigured(f"DATABASE_URL: {problem}") from None
    except Exception as problem:
        if type(problem).__name__ != "OperationalError":
            raise
        raise Misconfigured(
            "DATABASE_URL names a database that cannot be opened. Check its address and rights."
        ) from None
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def running(
    environment: Environment,
    company: Company,
    clock: Clock,
    slack: SlackAddress,
    *,
    serve: bool,
    rates: Rates | None = None,
    first: First | None = None,
) -> AsyncIterator[tuple[App, int]]:
    """Rungs at work; yields it with the port it listens on (0 where it does not `serve`). Raises Misconfigured.

    `first` is done before the clock's jobs begin.
    """
    metrics = Metrics()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(stored(environment))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        front = Front(database)
        doors = {"/slack/events": front.events} if slack.signing_secret else {}
        port = await stack.enter_async_context(_listening(environment, front, metrics, doors)) if serve else 0
        client = web_client(slack.bot_token, slack.api_url, session)
        identity = await _identity(slack, client, attempts=math.inf if serve else 1)
        workspace_id = await _workspace(database, identity, company, clock)
        app = App(database, company, clock, workspace_id, capabilities(), metrics, identity.team)
        reception = Reception(database, app.desk, clock, app.wake, metrics)
        edge = SlackEdge(
            client,
            session,
            identity,
            reception,
            database,
            workspace_id,
            clock,
            metrics,
            signing_secret=slack.signing_secret,
            app_token=slack.app_token,
            actions={shortcut.callback: shortcut.command for shortcut in shortcuts(app.desk.router.catalogue)},
        )
        zone = company.time_zone.key
        sender = SlackSender(client, session, edge.readers, locale="en-US", time_zone=zone, rates=rates or RATES)
        app.delivery = Delivery(
            database, {"slack": metrics.watched(sender)}, clock, app.machine, holder=secrets.token_hex(8)
        )
        if first is not None:
            await first(app)
        if serve:
            await stack.enter_async_context(_background(app, app.delivery, edge))
            front.open(edge)
            # What was loaded stays: collecting it again and again would stop the loop for 50 ms each time.
            gc.collect()
            gc.freeze()
            if edge.socket is not None:
                await stack.enter_async_context(_connected(edge.socket))
        yield app, port


@asynccontextmanager
async def _listening(
    environment: Environment, front: Front, metrics: Metrics, doors: Mapping[str, Handler]
) -> AsyncIterator[int]:
    server = Server(web_app(metrics, front.ready, front.backlog, doors), environment.host, environment.port)
    try:
        try:
            port = await server.start()
        except OSError:
            where = f"{environment.host}:{environment.port}"
            raise Misconfigured(f"{where} cannot be listened on. Set HOST and PORT to a free address.") from None
        yield port
    finally:
        await server.stop()


async def _identity(slack: SlackAddress, client: WebClient, attempts: float) -> Identity:
    try:
        return await identify(client, attempts)
    except TokenRefused as refused:
        advice = "Copy it anew from Install App."
        raise Misconfigured(f"Slack refuses SLACK_BOT_TOKEN ({refused.error}). {advice}") from None
    except OutOfReach:
        advice = "Check SLACK_API_URL and the network."
        raise Misconfigured(f"Slack does not answer at {slack.api_url}. {advice}") from None


@asynccontextmanager
async def _connected(socket: Socket) -> AsyncIterator[None]:
    """Slack's requests come in over the socket, for as long as the block runs. What is under way is finished."""
    try:
        try:
            await socket.open()
        except TokenRefused as refused:
            raise Misconfigured(f"Slack refuses SLACK_APP_TOKEN ({refused.error}). {HOW_TO_CONNECT}") from None
        yield
    finally:
        await socket.close()


async def _workspace(database: Database, identity: Identity, company: Company, clock: Clock) -> int:
    return await database.write(
        partial(install, platform="slack", tenant=identity.team_id, name=company.name, now=clock.now())
    )


@asynccontextmanager
async def _background(app: App, delivery: Delivery, edge: SlackEdge) -> AsyncIterator[None]:
    """The clock's jobs, delivery and what Slack needs, for as long as the block runs. What is under way is finished."""
    jobs = Jobs(
        tick=app.tick,
        deliver=app.wake,
        clean_up=partial(clean_up, app.database, app.clock, app.machine),
        reconcile=app.reconcile,
    )
    scheduler = Scheduler(jobs)
    scheduler.start()
    delivering = asyncio.create_task(delivery.run())
    listening = asyncio.create_task(edge.run())
    try:
        yield
    finally:
        scheduler.stop()
        delivery.stop()
        listening.cancel()
        await asyncio.gather(delivering, listening, return_exceptions=True)
