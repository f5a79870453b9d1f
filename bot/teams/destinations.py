"""Where a letter for Teams goes: a conversation that is known, or a personal chat that is opened for it."""

from dataclasses import dataclass

from bot.teams.activity import THREAD_MARK, threaded, unthreaded
from bot.teams.connector import Refusal
from bot.teams.conversations import Conversations
from bot.teams.paced_connector import PacedConnector
from storage.conversations import Kind, Reference

REMOVED = "BotNotInConversationRoster"


class NoDestination(Exception):
    """There is no way to write there; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A conversation by the Connector's id, a thread's with its root. `person_id` is whose a personal one is."""

    service_url: str
    conversation: str
    kind: Kind
    person_id: int | None = None

    @property
    def is_personal(self) -> bool:
        """Whether nobody else reads it."""
        return self.kind == "personal"

    @property
    def base(self) -> str:
        """Its id without a thread."""
        return unthreaded(self.conversation)

    def below(self, message: str) -> str:
        """Where what belongs to that message is said: in a channel, whatever stands outside a thread begins one."""
        if self.kind != "channel" or THREAD_MARK in self.conversation:
            return self.conversation
        return threaded(self.conversation, message)


class Destinations:
    """Finds where a letter goes, and keeps what Teams says of those that are closed."""

    def __init__(self, connector: PacedConnector, conversations: Conversations) -> None:
        self._connector = connector
        self._conversations = conversations

    async def at(self, conversation: str) -> Destination:
        """The conversation of that id; a thread only in a channel, because chats have none. Raises NoDestination."""
        base = unthreaded(conversation)
        known = await self._conversations.find(base)
        if known is not None:
            return _to(known, conversation if known.kind == "channel" else base)
        if await self._conversations.was_left(base):
            raise NoDestination("Rungs is not in it any more")
        service_url = await self._conversations.service_url(base)
        if not service_url:
            raise NoDestination("nothing was heard from Teams yet")
        return Destination(service_url, conversation, "channel" if conversation != base else "group")

    async def personal(self, person_id: int, account: str) -> Destination:
        """The person's own chat, opened where there is none; `account` is their address, "" for who takes nothing.

        Raises NoDestination, and what the Connector raises.
        """
        if not account:
            raise NoDestination("no account on Teams")
        known = await self._conversations.personal(person_id)
        return _to(known, known.conversation) if known else await self._open(person_id, account)

    async def anew(self, destination: Destination, account: str) -> Destination:
        """The personal chat in place of one that is gone. Raises NoDestination, and what the Connector raises."""
        await self._conversations.leave(destination.base)
        if destination.person_id is None:
            raise NoDestination("the chat is gone")
        return await self._open(destination.person_id, account)

    async def heed(self, destination: Destination, refusal: Refusal) -> None:
        """Keep what a refusal tells: nothing arrives with a person, or Rungs is not in the conversation any more."""
        if refusal.status != 403:
            return
        if destination.is_personal and destination.person_id is not None:
            await self._conversations.mark_unreachable(destination.person_id)
        elif refusal.code == REMOVED:
            await self._conversations.leave(destination.base)

    async def _open(self, person_id: int, account: str) -> Destination:
        anywhere = await self._conversations.latest()
        if anywhere is None or not account:
            raise NoDestination("nothing was heard from Teams yet" if account else "no account on Teams")
        try:
            opened = await self._connector.open_personal(anywhere.service_url, anywhere.tenant, account)
        except Refusal as refusal:
            if refusal.status == 403:
                await self._conversations.mark_unreachable(person_id)
            raise
        reference = Reference(opened, "personal", anywhere.service_url, anywhere.tenant, person_id=person_id)
        await self._conversations.note(reference)
        return _to(reference, opened)


def _to(known: Reference, conversation: str) -> Destination:
    return Destination(known.service_url, conversation, known.kind, known.person_id)
