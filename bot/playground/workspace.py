"""What the local Slack remembers: people, conversations, messages, files and faults."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

from bot.playground.ids import Ids
from bot.playground.pings import pings_in
from bot.playground.residents import SLACKBOT, Install, Resident, Room, UserGroup

Json = dict[str, Any]
T = TypeVar("T")

TEXT_LIMIT = 40_000


@dataclass(frozen=True, slots=True)
class Conversation:
    """A channel or a direct message with the bot; an `im` is named after the person's id."""

    id: str
    name: str
    kind: Literal["public", "private", "im"]
    members: tuple[str, ...]
    created: int


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands now; `shown_to` names the only reader of an ephemeral one."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: tuple[Json, ...] = ()
    thread_ts: str | None = None
    shown_to: str | None = None
    edited_ts: str | None = None
    metadata: Json | None = None
    files: tuple[Json, ...] = ()
    reactions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    client_msg_id: str | None = None

    @property
    def pings(self) -> tuple[str, ...]:
        """Whom this message notifies: user ids, `!channel`, `!here`, `!everyone`, user groups."""
        return pings_in(self.text, self.blocks)


@dataclass(frozen=True, slots=True)
class Ping:
    """One notification that a message of the bot caused."""

    target: str
    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something the bot did that Slack would not have put up with, in words for the developer."""

    kind: str
    text: str


class Workspace:
    """The state of one workspace; every change raises `revision` and wakes whoever waits in `until`.

    `now` is the machine clock, `business` the one that message timestamps go by (by default the same), both in seconds
    since 1970. Whatever is in `listeners` is told of each message that is put, with what stood there before.
    """

    def __init__(
        self,
        install: Install,
        people: Iterable[Resident],
        rooms: Iterable[Room],
        groups: Iterable[UserGroup],
        now: Callable[[], float],
        business: Callable[[], float] | None = None,
    ) -> None:
        self.install = install
        self.now = now
        self.business = business or now
        self.ids = Ids(self.business)
        self.groups = tuple(groups)
        self._first_people = tuple(people)
        self._first_rooms = tuple(rooms)
        self.people: dict[str, Resident] = {}
        self.conversations: dict[str, Conversation] = {}
        self.messages: dict[str, dict[str, Message]] = {}
        self.pings: list[Ping] = []
        self.faults: list[Fault] = []
        self.listeners: list[Callable[[Message | None, Message], None]] = []
        self.is_installed = True
        self.revision = 0
        self._waiting: set[asyncio.Future[None]] = set()
        self._quiet = False
        self._populate()

    def _populate(self) -> None:
        bot = self.install.bot
        robot = Resident(bot.user_id, bot.name, bot.real_name, is_bot=True)
        self.people.update((person.id, person) for person in (*self._first_people, robot, SLACKBOT))
        for room in self._first_rooms:
            kind: Literal["public", "private"] = "private" if room.is_private else "public"
            self._add(Conversation(room.id, room.name, kind, room.members, int(self.business())))

    def _add(self, conversation: Conversation) -> Conversation:
        self.conversations[conversation.id] = conversation
        self.messages.setdefault(conversation.id, {})
        return conversation

    def person(self, key: str) -> Resident:
        """The person with this id, handle or e-mail address. LookupError when there is none."""
        found = self.people.get(key)
        if found:
            return found
        wanted = key.removeprefix("@")
        for person in self.people.values():
            if wanted in (person.name, person.email):
                return person
        raise LookupError(f"nobody here is called {key}")

    def members(self) -> list[Resident]:
        """The people who can use the workspace: no bots, nobody who left."""
        return [person for person in self.people.values() if person.can_chat]

    def place(self, key: str) -> Conversation:
        """The conversation with this id or channel name, or the direct message with that person. LookupError."""
        found = self.conversations.get(key)
        if found:
            return found
        for conversation in self.conversations.values():
            if conversation.kind != "im" and conversation.name == key.removeprefix("#"):
                return conversation
        return self.direct(self.person(key).id)

    def direct(self, user_id: str) -> Conversation:
        """The direct message between the bot and a person, opened when it was not."""
        dm_id = f"D{user_id[1:]}"
        members = (user_id, self.install.bot.user_id)
        return self.conversations.get(dm_id) or self._add(
            Conversation(dm_id, user_id, "im", members, int(self.business()))
        )

    def join(self, conversation: Conversation, user_id: str) -> Conversation:
        """The conversation with one more member."""
        if user_id in conversation.members:
            return conversation
        joined = self._add(replace(conversation, members=(*conversation.members, user_id)))
        self.changed()
        return joined

    def set_person(self, person: Resident) -> None:
        """Add a person, or replace what is known of one."""
        self.people[person.id] = person
        self.changed()

    def put(self, message: Message) -> Message:
        """Store a new or edited message, cut at Slack's 40,000 characters, and note whom the bot's words ping."""
        kept = replace(message, text=message.text[:TEXT_LIMIT])
        old = self.find(kept.channel, kept.ts)
        self.messages.setdefault(kept.channel, {})[kept.ts] = kept
        if kept.user == self.install.bot.user_id:
            self.pings.extend(Ping(target, kept.channel, kept.ts) for target in kept.pings)
        for listener in self.listeners:
            listener(old, kept)
        self.changed()
        return kept

    def delete(self, message: Message) -> None:
        """Take a message away."""
        self.messages.get(message.channel, {}).pop(message.ts, None)
        self.changed()

    def find(self, channel: str, ts: str) -> Message | None:
        """The message as it stands now, ephemeral ones included."""
        return self.messages.get(channel, {}).get(ts)

    def thread(self, channel: str, ts: str) -> list[Message]:
        """The root and its replies, oldest first, without ephemeral ones."""
        found = (m for m in self.messages.get(channel, {}).values() if m.shown_to is None)
        return sorted((m for m in found if ts in (m.ts, m.thread_ts)), key=lambda m: m.ts)

    def forget(self) -> None:
        """Forget everything that was said and done; people and rooms are as in the beginning, ids go on counting."""
        for memory in (self.people, self.conversations, self.messages):
            memory.clear()
        self.pings.clear()
        self.faults.clear()
        self.is_installed = True
        self.ids.restart_ts()
        self._populate()
        self.changed()

    def fault(self, kind: str, text: str) -> None:
        """Record what Slack would have refused."""
        self.faults.append(Fault(kind, text))
        self.changed()

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Tell nobody of what is new until the block ends, and then once."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False
            self.changed()

    def changed(self) -> None:
        """Tell everyone who waits that something is new."""
        if self._quiet:
            return
        self.revision += 1
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def until(self, read: Callable[[], T | None], seconds: float) -> T:
        """The first true value of `read`, asked again after each change. TimeoutError after `seconds`."""
        async with asyncio.timeout(seconds):
            while not (found := read()):
                await self._next_change()
            return found

    async def _next_change(self) -> None:
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            await waiting
        finally:
            self._waiting.discard(waiting)
