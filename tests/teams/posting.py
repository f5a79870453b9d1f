"""A company of two on Teams, for tests of what goes out: the real sender, its database, and Microsoft's side."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from bot.metrics import Metrics
from bot.readers import Readers
from bot.reception import Reception
from bot.services import Services
from bot.teams.activity import PLATFORM
from bot.teams.connector import Json
from bot.teams.conversations import Conversations
from bot.teams.destinations import Destinations
from bot.teams.files import Files
from bot.teams.gateway import Gateway
from bot.teams.paced_connector import PacedConnector
from bot.teams.send import TeamsSender
from bot.teams.surface import Surface
from handlers.chat.answer import Desk
from handlers.chat.card import Card, Paragraph, dump
from handlers.chat.router import Router
from handlers.company import Company
from handlers.help.commands import COMMANDS
from storage import arrivals, workspaces
from storage.arrivals import Arrival
from storage.conversations import Kind, Reference
from storage.database import Connection, Database
from storage.dispatch import Letter
from tests.bot.clocks import HandClock
from tests.bot.post_office import BusinessClock, card
from tests.builders import NOW
from tests.teams.gates import address_of
from tests.teams.service import TeamsService
from tests.teams.shapes import Person

GENERAL = "19:general@thread.tacv2"
LUNCH = "19:lunch@thread.v2"
HELLO = Card("Hello", (Paragraph.of("Hello"),))


@dataclass
class Post:
    """`ann` and `ben` are our ids of those two; `machine` passes only while something waits for its turn."""

    service: TeamsService
    database: Database
    workspace_id: int
    ann: int
    ben: int
    conversations: Conversations
    connector: PacedConnector
    files: Files
    sender: TeamsSender
    machine: HandClock

    async def note(self, conversation: str, kind: Kind, person_id: int | None = None) -> None:
        """Let it be known as a conversation, as after an activity from there."""
        reference = Reference(conversation, kind, self.service.service_url, self.service.tenant, person_id=person_id)
        await self.conversations.note(reference)

    async def met(self, person_id: int) -> str:
        """Let somebody have written to Rungs; return their personal chat."""
        chat = self.service.chat_with(self.service.roster[0 if person_id == self.ann else 1].id)
        await self.note(chat, "personal", person_id)
        return chat

    def said(self, conversation: str) -> list[str]:
        """The points of the messages there."""
        return [message.activity.get("summary", "") for message in self.service.conversations.get(conversation, [])]

    def cards(self, conversation: str) -> list[Json]:
        """What the messages there hold, besides files."""
        found = self.service.conversations.get(conversation, [])
        return [message.activity["attachments"][0]["content"] for message in found]


def a_letter(shown: Card = HELLO, **changes: object) -> Letter:
    """A claimed row, a post in a channel unless said otherwise."""
    known: dict[str, object] = {
        "id": 41,
        "action": "post",
        "conversation": GENERAL,
        "workspace_id": 1,
        "queue": "q",
        "lane": 0,
        "platform": PLATFORM,
        "person_id": None,
        "account": "",
        "locale": "",
        "time_zone": "",
        "thread": "",
        "message_id": None,
        "message": "",
        "reply_url": "",
        "attachment": None,
        "attachment_name": "",
        "state_card": False,
        "attempts": 0,
    }
    return Letter(**(known | {"card": dump(shown)} | changes))  # type: ignore[arg-type]


def to_ben(post: Post, shown: Card = HELLO, **changes: object) -> Letter:
    """A direct message."""
    known: dict[str, object] = {"conversation": "", "person_id": post.ben, "account": post.service.roster[1].id}
    return a_letter(shown, **(known | changes))


def attempts(post: Post, method: str = "POST") -> int:
    """How often Microsoft was asked by that method."""
    return sum(call.method == method for call in post.service.calls)


@asynccontextmanager
async def posting(service: TeamsService, database: Database, session: aiohttp.ClientSession) -> AsyncIterator[Post]:
    """A sender that has heard from a channel and a group chat."""
    service.add_conversation(GENERAL)
    service.add_conversation(LUNCH)
    workspace_id, ann, ben = await database.write(lambda db: _settle(db, service.roster))
    machine, clock = HandClock(), BusinessClock()
    gateway = Gateway(address_of(service), session, machine)
    conversations = Conversations(database, workspace_id, clock)
    connector = PacedConnector(gateway.connector, machine)
    desk = Desk(Router(COMMANDS), Company(), lambda ask: (), lambda ask: card("Home"))
    reception = Reception(database, desk, clock, lambda: None, Metrics())
    services = Services(session, reception, database, workspace_id, Company(), clock, Metrics(), {})
    files = Files(services, connector)
    readers = Readers(database, clock, PLATFORM, "")
    surface = Surface(dialogs=True, opens=lambda call: False, seal=lambda text: text)
    destinations = Destinations(connector, conversations)
    sender = TeamsSender(connector, destinations, files, readers, surface, locale="en-US", time_zone="UTC")
    post = Post(service, database, workspace_id, ann, ben, conversations, connector, files, sender, machine)
    await post.note(GENERAL, "channel")
    await post.note(LUNCH, "group")
    yield post
    await gateway.close()


def _settle(db: Connection, roster: list[Person]) -> tuple[int, int, int]:
    workspace_id = workspaces.install(db, PLATFORM, "tenant", "Company X", NOW)
    known = [
        Arrival(one.aad, "", one.name, one.email, "UTC", "en-US", "member", None, True, address=one.id)
        for one in roster
    ]
    found = arrivals.register(db, workspace_id, PLATFORM, known, NOW)
    ann, ben = (found[one.aad] for one in roster)
    return workspace_id, ann, ben
