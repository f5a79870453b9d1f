"""Everything of Teams' in one place: put together once, by bot/app.py."""

import secrets

from bot.addresses import TeamsAddress
from bot.clock import MachineClock
from bot.pace import Rates
from bot.readers import Readers
from bot.services import Services
from bot.teams.activity import PLATFORM
from bot.teams.conversations import Conversations
from bot.teams.destinations import Destinations
from bot.teams.endpoint import Endpoint
from bot.teams.events import Events
from bot.teams.files import Files
from bot.teams.gateway import Gateway
from bot.teams.installations import Installations
from bot.teams.mishaps import Mishaps
from bot.teams.paced_connector import RATES, PacedConnector
from bot.teams.people import People
from bot.teams.seal import Seal
from bot.teams.send import TeamsSender
from bot.teams.surface import Surface
from bot.teams.views import Views, form_ahead
from handlers.chat.router import Router


class TeamsEdge:
    """The running parts of one bot in Teams; its requests come in by `endpoint`."""

    def __init__(
        self,
        address: TeamsAddress,
        router: Router,
        machine: MachineClock,
        services: Services,
        rates: Rates | None = None,
    ) -> None:
        self._gateway = Gateway(address, services.session, machine)
        connector = self._gateway.connector
        seal = Seal(address.password.encode() or secrets.token_bytes())
        surface = Surface(dialogs=not address.is_anonymous, opens=form_ahead(router), seal=seal.closed)
        archive = f"https://teams.microsoft.com/l/message/?tenantId={address.tenant}"
        readers = Readers(services.database, services.clock, PLATFORM, archive)
        conversations = Conversations(services.database, services.workspace_id, services.clock)
        paced = PacedConnector(connector, machine, rates or RATES)
        self._people = People(paced, services, conversations)
        files = Files(services, paced)
        zone = services.company.time_zone.key
        destinations = Destinations(paced, conversations)
        self.sender = TeamsSender(paced, destinations, files, readers, surface, locale="en-US", time_zone=zone)
        events = Events(
            services.reception,
            self._people,
            conversations,
            Views(services.reception, readers, surface),
            files,
            Installations(services.reception, self._people, conversations),
            seal,
            services.actions,
        )
        self.endpoint = Endpoint(
            self._gateway, Mishaps(services.reception, connector, events.answer).answer, services.metrics
        )

    @property
    def platform(self) -> str:
        """Its name."""
        return PLATFORM

    @property
    def missing(self) -> str:
        """Nothing: Teams calls us."""
        return ""

    async def run(self) -> None:
        """Keep keys, token and people current until cancelled."""
        await self._gateway.start()
        try:
            await self._people.run()
        finally:
            await self._gateway.close()
