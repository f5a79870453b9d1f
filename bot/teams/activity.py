"""An activity as Teams sends it, with what we read of it by name; whatever is missing or of another shape is empty."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from bot.teams.body import Json, inner, said, several
from handlers.chat.ask import Place
from handlers.chat.words import clean
from storage.conversations import Kind, Reference

PLATFORM: Final = "teams"
THREAD_MARK: Final = ";messageid="
"""Stands in a conversation's id between the channel and the root message of a thread."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody as an activity names them.

    `id` is the directory's id, or the address where Teams sends none; `address` is "29:…", by which our bot alone
    reaches them, "" where it is not said. `time_zone` and `locale` are empty where the activity does not say them.
    """

    id: str
    address: str
    name: str
    time_zone: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Whom or what a message mentions: `text` is how it stands in the words, "<at>Ana Ruiz</at>".

    `kind` is "tag", "team" or "channel" of what is nobody, as far as Teams says so.
    """

    id: str
    object_id: str
    name: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Activity:
    """Something that happened in Teams. `conversation` is without a thread's root, which is `thread`.

    `reply_to` is the message whose card was used; `joined` are the ids of who was added, `left` of who was removed.
    `event` is what a conversationUpdate is about, "channelDeleted"; `channel` is the id of the channel that it names.
    """

    kind: str
    name: str
    id: str
    service_url: str
    conversation: str
    thread: str
    conversation_kind: Kind
    tenant: str
    team: str
    channel: str
    channel_name: str
    sender: Account
    bot: str
    text: str
    mentions: tuple[Mentioned, ...]
    value: Json
    reply_to: str
    attachments: tuple[Json, ...]
    action: str
    event: str
    joined: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def full_conversation(self) -> str:
        """The Connector's id of where it happened."""
        return threaded(self.conversation, self.thread)

    @property
    def key(self) -> str:
        """The same for the same activity delivered twice; empty where it has no id."""
        return f"{PLATFORM}:activity:{self.full_conversation}:{self.id}" if self.id else ""

    @property
    def is_ours(self) -> bool:
        """Whether a bot said it, as ours does: bots are not answered."""
        return self.sender.address.startswith("28:") or self.sender.address == self.bot

    @property
    def mentions_us(self) -> bool:
        """Whether our bot is mentioned."""
        return any(one.id == self.bot for one in self.mentions)

    @property
    def is_personal(self) -> bool:
        """Whether it happened where nobody else reads."""
        return self.conversation_kind == "personal"

    @property
    def place(self) -> Place:
        """Where it happened."""
        return Place(
            PLATFORM,
            self.conversation,
            thread=self.thread,
            message=self.reply_to or self.id,
            kind="direct" if self.is_personal else "channel",
            name=self.channel_name,
        )

    def reference(self, person_id: int | None) -> Reference:
        """How to write there again."""
        return Reference(
            conversation=self.conversation,
            kind=self.conversation_kind,
            service_url=self.service_url,
            tenant=self.tenant,
            team=self.team,
            name=self.channel_name,
            person_id=person_id if self.is_personal else None,
        )


def threaded(conversation: str, thread: str) -> str:
    """The Connector's id of a conversation, or of a thread in it."""
    return f"{conversation}{THREAD_MARK}{thread}" if thread else conversation


def unthreaded(conversation: str) -> str:
    """The conversation's own id, of the Connector's id of it or of a thread in it."""
    return conversation.partition(THREAD_MARK)[0]


def read(body: Json) -> Activity:
    """The activity in a request's body."""
    conversation = inner(body, "conversation")
    channel_data = inner(body, "channelData")
    base, _, thread = said(conversation, "id").partition(THREAD_MARK)
    channel = inner(channel_data, "channel")
    return Activity(
        kind=said(body, "type"),
        name=said(body, "name"),
        id=said(body, "id"),
        service_url=said(body, "serviceUrl"),
        conversation=base,
        thread=thread,
        conversation_kind=_kind(conversation, base),
        tenant=said(inner(channel_data, "tenant"), "id") or said(conversation, "tenantId"),
        team=said(inner(channel_data, "team"), "id"),
        channel=said(channel, "id"),
        channel_name=clean(said(channel, "name")) if said(channel, "id") in ("", base) else "",
        sender=_sender(body),
        bot=said(inner(body, "recipient"), "id"),
        text=said(body, "text"),
        mentions=tuple(_mentioned(one) for one in several(body, "entities") if said(one, "type") == "mention"),
        value=inner(body, "value"),
        reply_to=said(body, "replyToId"),
        attachments=several(body, "attachments"),
        action=said(body, "action"),
        event=said(channel_data, "eventType"),
        joined=tuple(said(one, "id") for one in several(body, "membersAdded")),
        left=tuple(said(one, "id") for one in several(body, "membersRemoved")),
    )


def _kind(conversation: Json, base: str) -> Kind:
    """Where it is, also on invokes, which leave the type out."""
    match said(conversation, "conversationType"):
        case "personal":
            return "personal"
        case "groupChat":
            return "group"
        case "channel":
            return "channel"
        case _ if "@thread.tacv2" in base or "@thread.skype" in base:
            return "channel"
        case _ if "@thread.v2" in base or conversation.get("isGroup") is True:
            return "group"
        case _:
            return "personal"


def _sender(body: Json) -> Account:
    sender = inner(body, "from")
    info: Sequence[Json] = [one for one in several(body, "entities") if said(one, "type") == "clientInfo"]
    locale = said(body, "locale") or next((said(one, "locale") for one in info), "")
    address = said(sender, "id")
    return Account(
        id=said(sender, "aadObjectId") or address,
        address=address,
        name=clean(said(sender, "name")),
        time_zone=said(body, "localTimezone") or next((said(one, "timezone") for one in info), ""),
        locale=locale,
    )


def _mentioned(entity: Json) -> Mentioned:
    whom = inner(entity, "mentioned")
    name, kind = clean(said(whom, "name")), said(whom, "type")
    return Mentioned(said(whom, "id"), said(whom, "aadObjectId"), name, said(entity, "text"), kind)


def where_answered(kind: Kind) -> str:
    """Where an answer for the writer alone is found, for whoever pressed a button."""
    match kind:
        case "personal":
            return "Rungs has answered."
        case "group" | "channel":
            return "Rungs has answered. What is for you alone is in your chat with it."
        case never:
            assert_never(never)
