"""The one place that puts the parts together."""

import asyncio
import gc
import math
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from functools import partial
from importlib import import_module
from pkgutil import iter_modules

import aiohttp
import structlog

import handlers
from bot.clock import Clock, MachineClock
from bot.delivery import Delivery
from bot.manifests import shortcuts
from bot.metrics import Metrics
from bot.pace import Rates
from bot.reception import Reception
from bot.scheduler import Jobs, Scheduler, clean_up
from bot.settings import Environment, Misconfigured
from bot.slack.connection import OutOfReach, TokenRefused, identify, web_client
from bot.slack.edge import SlackEdge
from bot.slack.send import RATES, SlackSender
from bot.tick import tick
from bot.web import Server, web_app
from handlers.chat.answer import Desk
from handlers.chat.due import Rule
from handlers.chat.router import Command, Router
from handlers.company import Company
from handlers.home.screens import home_card, welcome
from storage.database import Connection, Database, open_database
from storage.migrations import migrate
from storage.outbox import waiting
from storage.reconciliation import differences
from storage.workspaces import install

log = structlog.get_logger()

PATIENCE = 30.0
"""Seconds that the outbox may take to empty before `tick --now` gives up."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the folders under handlers/ declare: their commands, and what is done when something is due."""

    commands: tuple[Command, ...]
    rules: Mapping[str, Rule]


def capabilities() -> Capabilities:
    """Collect what every folder under handlers/ declares."""
    commands: list[Command] = []
    rules: dict[str, Rule] = {}
    for folder in sorted(module.name for module in iter_modules(handlers.__path__) if module.ispkg):
        package = import_module(f"handlers.{folder}")
        declared = {module.name for module in iter_modules(package.__path__)}
        if "commands" in declared:
            commands.extend(import_module(f"handlers.{folder}.commands").COMMANDS)
        if "reminders" in declared:
            rules.update(import_module(f"handlers.{folder}.reminders").REMINDERS)
    return Capabilities(tuple(commands), rules)


@dataclass(frozen=True, slots=True)
class SlackAddress:
    """Where Slack is and how to be let in."""

    api_url: str
    bot_token: str
    signing_secret: str


class App:
    """Rungs, connected to its database and to Slack. Made by `running`."""

    def __init__(
        self,
        database: Database,
        company: Company,
        clock: Clock,
        machine: MachineClock,
        found: Capabilities,
        workspace_id: int,
        metrics: Metrics,
    ) -> None:
        self.database = database
        self.company = company
        self.clock = clock
        self.machine = machine
        self.metrics = metrics
        self.workspace_id = workspace_id
        self.rules = found.rules
        self.desk = Desk(Router(found.commands), company, welcome, home_card)
        self.delivery: Delivery | None = None

    def wake(self) -> None:
        """Look at the outbox now."""
        if self.delivery is not None:
            self.delivery.wake()

    async def tick(self) -> int:
        """Do what is due by the business clock; return how many reminders fired."""
        fired = await tick(self.database, self.clock.now(), self.rules, self.company)
        self.metrics.fired.inc(fired)
        if fired:
            self.wake()
        return fired

    async def deliver(self, patience: float) -> bool:
        """Deliver all that may go by now; False if it took over `patience` seconds."""
        return self.delivery is None or await self.delivery.drain(patience)

    async def reconcile(self) -> int:
        """Recompute every stored total from the log; return how many differed, each reported by its code."""
        differing = await self.database.bulk(partial(differences, workspace_id=self.workspace_id))
        for difference in differing:
            log.error("a stored total differs from the log", **asdict(difference))
        return len(differing)

    async def backlog(self) -> int:
        """How many messages wait in the outbox."""
        return await self.database.read(waiting)

    async def ready(self) -> str:
        """What is still missing before a platform can be answered; "" for nothing."""
        try:
            await asyncio.wait_for(self.database.read(_look), timeout=2)
        except Exception as problem:  # noqa: BLE001 - whatever it is, an operator reads its name
            return f"the database does not answer: {type(problem).__name__}"
        return ""


def _look(db: Connection) -> None:
    db.exec_driver_sql("SELECT 1")


def slack_address(environment: Environment) -> SlackAddress:
    """Slack's address from the environment. Raises Misconfigured for a half-set one."""
    token = environment.slack_bot_token.get_secret_value()
    secret = environment.slack_signing_secret.get_secret_value()
    if not token:
        raise Misconfigured(
            "SLACK_BOT_TOKEN is not set. Copy it from your app's page under Install App; it begins xoxb-."
        )
    if not secret:
        raise Misconfigured("SLACK_SIGNING_SECRET is not set. Copy it from your app's page under Basic Information.")
    return SlackAddress(environment.slack_api_url, token, secret)


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
) -> AsyncIterator[tuple[App, int]]:
    """Rungs at work; yields it with the port it listens on (0 where it does not `serve`)."""
    machine = MachineClock()
    metrics = Metrics()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(stored(environment))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        client = web_client(slack.bot_token, slack.api_url, session)
        try:
            identity = await identify(client, math.inf if serve else 1)
        except TokenRefused as refused:
            raise Misconfigured(
                f"Slack refuses SLACK_BOT_TOKEN ({refused.error}). Copy it anew from Install App."
            ) from None
        except OutOfReach:
            raise Misconfigured(
                f"Slack does not answer at {slack.api_url}. Check SLACK_API_URL and the network."
            ) from None
        workspace_id = await database.write(
            lambda db: install(db, "slack", identity.team_id, company.name, clock.now())
        )
        found = capabilities()
        app = App(database, company, clock, machine, found, workspace_id, metrics)
        reception = Reception(database, app.desk, clock, app.wake, metrics)
        actions = {shortcut.callback: shortcut.command for shortcut in shortcuts(app.desk.router.catalogue)}
        edge = SlackEdge(
            client,
            identity,
            reception,
            database,
            workspace_id,
            clock,
            metrics,
            signing_secret=slack.signing_secret,
            actions=actions,
        )
        sender = SlackSender(
            client, session, edge.readers, locale="en-US", time_zone=company.time_zone.key, rates=rates or RATES
        )
        app.delivery = Delivery(
            database, {"slack": metrics.watched(sender)}, clock, machine, holder=secrets.token_hex(8)
        )
        port = 0
        if serve:
            server = Server(
                web_app(metrics, app.ready, app.backlog, {"/slack/events": edge.endpoint.handle}),
                environment.host,
                environment.port,
            )
            port = await server.start()
            stack.push_async_callback(server.stop)
            await stack.enter_async_context(_background(app, app.delivery, edge))
            # What was loaded stays: collecting it again and again would stop the loop for 50 ms each time.
            gc.collect()
            gc.freeze()
        yield app, port


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
