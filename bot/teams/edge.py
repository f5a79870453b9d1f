"""Everything of Teams' in one place: put together once, by bot/app.py."""

import secrets

from bot.addresses import TeamsAddress
from bot.clock import MachineClock
from bot.pace import Rates
from bot.readers import Readers
from bot.surroundings import Surroundings
from bot.teams.activity import PLATFORM
from bot.teams.chats import Chats
from bot.teams.conversations import Conversations
from bot.teams.endpoint import Endpoint
from bot.teams.events import Events
from bot.teams.files import Files
from bot.teams.gateway import Gateway
from bot.teams.mishaps import Mishaps
from bot.teams.newcomers import Newcomers
from bot.teams.outlet import RATES, Outlet
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
        around: Surroundings,
        rates: Rates | None = None,
    ) -> None:
        self._gateway = Gateway(address, around.session, machine)
        connector = self._gateway.connector
        seal = Seal(address.password.encode() or secrets.token_bytes())
        surface = Surface(dialogs=not address.is_anonymous, opens=form_ahead(router), seal=seal.closed)
        archive = f"https://teams.microsoft.com/l/message/?tenantId={address.tenant}"
        readers = Readers(around.database, around.clock, PLATFORM, archive)
        conversations = Conversations(around.database, around.workspace_id, around.clock)
        self._people = People(connector, around, conversations)
        outlet = Outlet(connector, machine, rates or RATES)
        files = Files(around, outlet)
        zone = around.company.time_zone.key
        chats = Chats(outlet, conversations)
        self.sender = TeamsSender(outlet, chats, files, readers, surface, locale="en-US", time_zone=zone)
        events = Events(
            around.reception,
            self._people,
            conversations,
            Views(around.reception, readers, surface),
            files,
            Newcomers(around.reception, self._people, conversations),
            seal,
            around.actions,
        )
        self.endpoint = Endpoint(
            self._gateway, Mishaps(around.reception, connector, events.answer).answer, around.metrics
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
