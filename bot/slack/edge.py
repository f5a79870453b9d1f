"""Everything of Slack's in one place: put together once, by bot/app.py."""

import asyncio
import secrets

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.addresses import SlackAddress
from bot.pace import Rates
from bot.readers import Readers
from bot.services import Services
from bot.slack.connection import Identity, authorizer
from bot.slack.endpoint import Endpoint
from bot.slack.events import Events
from bot.slack.files import Files
from bot.slack.home import Home
from bot.slack.incoming import PLATFORM
from bot.slack.people import People
from bot.slack.send import RATES, SlackSender
from bot.slack.socket import Socket
from bot.slack.views import Views
from bot.trouble import report

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
        identity: Identity,
        address: SlackAddress,
        services: Services,
        rates: Rates | None = None,
    ) -> None:
        session, reception, database, metrics = (
            services.session,
            services.reception,
            services.database,
            services.metrics,
        )
        readers = Readers(database, services.clock, PLATFORM, identity.url)
        self.people = People(
            client, database, services.workspace_id, identity.team_id, services.clock, services.presence
        )
        self.home = Home(client, reception, readers)
        views = Views(client, reception, readers)
        files = Files(session, client.token or "", client.base_url)
        events = Events(reception, self.people, readers, views, self.home, files, services.actions)
        # Where nothing is to come in by HTTP, the secret is one that nobody knows.
        secret = address.signing_secret or secrets.token_hex()
        bolt = events.bolt(client, secret, authorizer(identity, client.token or ""))
        self.endpoint = Endpoint(bolt, metrics)
        self.socket = Socket(client, session, address.app_token, bolt, metrics) if address.app_token else None
        zone = services.company.time_zone.key
        self.sender = SlackSender(client, session, readers, locale="en-US", time_zone=zone, rates=rates or RATES)

    @property
    def platform(self) -> str:
        """Its name."""
        return PLATFORM

    @property
    def missing(self) -> str:
        """Why requests cannot come in just now: by Socket Mode they come only while a connection is open."""
        return "" if self.socket is None or self.socket.count > 0 else "slack has no open socket"

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
