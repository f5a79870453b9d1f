"""Where something is said in Teams: the conversations that are known, and personal chats opened where there is none."""

from dataclasses import dataclass

from bot.teams.activity import THREAD_MARK, threaded
from bot.teams.connector import Refusal
from bot.teams.conversations import Conversations
from bot.teams.outlet import Outlet
from storage.conversations import Kind, Reference

REMOVED = "BotNotInConversationRoster"


class Nowhere(Exception):
    """There is no way to write there; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class Chat:
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
        return self.conversation.partition(THREAD_MARK)[0]

    def below(self, message: str) -> str:
        """Where what belongs to that message is said: in a channel, whatever stands outside a thread begins one."""
        if self.kind != "channel" or THREAD_MARK in self.conversation:
            return self.conversation
        return threaded(self.conversation, message)


class Chats:
    """Finds the chat for a letter, and keeps what Teams says of those that are closed."""

    def __init__(self, outlet: Outlet, conversations: Conversations) -> None:
        self._outlet = outlet
        self._conversations = conversations

    async def at(self, conversation: str) -> Chat:
        """The conversation of that id; a thread only in a channel, because chats have none. Raises Nowhere."""
        base = conversation.partition(THREAD_MARK)[0]
        known = await self._conversations.find(base)
        if known is not None:
            return _chat(known, conversation if known.kind == "channel" else base)
        service_url = await self._conversations.service_url(base)
        if not service_url:
            raise Nowhere("nothing was heard from Teams yet")
        return Chat(service_url, conversation, "channel" if conversation != base else "group")

    async def personal(self, person_id: int, account: str) -> Chat:
        """The person's own chat, opened where there is none; `account` is their address, "" for who takes nothing.

        Raises Nowhere, and what the Connector raises.
        """
        if not account:
            raise Nowhere("no account on Teams")
        known = await self._conversations.personal(person_id)
        return _chat(known, known.conversation) if known else await self._open(person_id, account)

    async def anew(self, chat: Chat, account: str) -> Chat:
        """The personal chat in place of one that is gone. Raises Nowhere, and what the Connector raises."""
        await self._conversations.leave(chat.base)
        if chat.person_id is None:
            raise Nowhere("the chat is gone")
        return await self._open(chat.person_id, account)

    async def heed(self, chat: Chat, refusal: Refusal) -> None:
        """Keep what a refusal tells: nothing arrives with a person, or Rungs is not in the conversation any more."""
        if refusal.status != 403:
            return
        if chat.is_personal and chat.person_id is not None:
            await self._conversations.mark_unreachable(chat.person_id)
        elif refusal.code == REMOVED:
            await self._conversations.leave(chat.base)

    async def _open(self, person_id: int, account: str) -> Chat:
        anywhere = await self._conversations.latest()
        if anywhere is None or not account:
            raise Nowhere("nothing was heard from Teams yet" if account else "no account on Teams")
        try:
            opened = await self._outlet.open_personal(anywhere.service_url, anywhere.tenant, account)
        except Refusal as refusal:
            if refusal.status == 403:
                await self._conversations.mark_unreachable(person_id)
            raise
        reference = Reference(opened, "personal", anywhere.service_url, anywhere.tenant, person_id=person_id)
        await self._conversations.note(reference)
        return _chat(reference, opened)


def _chat(known: Reference, conversation: str) -> Chat:
    return Chat(known.service_url, conversation, known.kind, known.person_id)
