"""Everything of Slack's in one place: put together once, by bot/app.py."""

import asyncio
import secrets
from collections.abc import Mapping

import structlog
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.metrics import Metrics
from bot.readers import Readers
from bot.reception import Reception
from bot.slack.connection import Identity, authorizer
from bot.slack.endpoint import Endpoint
from bot.slack.events import Events
from bot.slack.files import Files
from bot.slack.home import Home
from bot.slack.incoming import PLATFORM
from bot.slack.people import People
from bot.slack.socket import Socket
from bot.slack.views import Views
from bot.trouble import report
from storage.database import Database

log = structlog.get_logger()

REFRESH = 24 * 3600.0
"""Seconds between two readings of the whole member list: events can be lost."""
COMPLETE = 60.0
"""Seconds between two attempts to complete people of whom only the id is known."""


class SlackEdge:
    """The running parts of one Slack team; its requests come in by `endpoint`, by `socket`, or by both."""

    def __init__(
        self,
        client: AsyncWebClient,
        session: ClientSession,
        identity: Identity,
        reception: Reception,
        database: Database,
        workspace_id: int,
        clock: Clock,
        metrics: Metrics,
        *,
        signing_secret: str,
        app_token: str,
        actions: Mapping[str, str],
    ) -> None:
        self.readers = Readers(database, clock, PLATFORM, identity.url)
        self.people = People(client, database, workspace_id, identity.team_id, clock)
        self.home = Home(client, reception, self.readers)
        views = Views(client, reception, self.readers)
        files = Files(session, client.token or "", client.base_url)
        events = Events(reception, self.people, self.readers, views, self.home, files, actions)
        token = client.token or ""
        # Where nothing is to come in by HTTP, the secret is one that nobody knows.
        bolt = events.bolt(client, signing_secret or secrets.token_hex(), authorizer(identity, token))
        self.endpoint = Endpoint(bolt, metrics)
        self.socket = Socket(client, session, app_token, bolt, metrics) if app_token else None

    @property
    def reachable(self) -> bool:
        """Whether Slack's requests can come in: always over HTTP; by Socket Mode, while a connection is open."""
        return self.socket is None or self.socket.count > 0

    async def run(self) -> None:
        """Publish Homes and keep the people current until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.home.run())
            tasks.create_task(self._keep_current())
            tasks.create_task(self._complete())

    async def _keep_current(self) -> None:
        while True:
            try:
                count = await self.people.fetch_all()
                log.info("people are current", count=count)
            except Exception as error:  # noqa: BLE001 - what fails today is read again tomorrow
                report("the member list could not be read", error)
            await asyncio.sleep(REFRESH)

    async def _complete(self) -> None:
        while True:
            await asyncio.sleep(COMPLETE)
            try:
                await self.people.complete()
            except Exception as error:  # noqa: BLE001 - they stay incomplete until the next attempt
                report("people could not be completed", error)
