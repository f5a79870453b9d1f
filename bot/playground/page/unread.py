"""What came into a conversation since a person last looked at it."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.playground.residents import Resident
from bot.playground.workspace import Conversation, Message


@dataclass(frozen=True, slots=True)
class Mark:
    """What is new in one conversation: messages, replies in threads, and how many of all of them call this person."""

    messages: int = 0
    replies: int = 0
    calls: int = 0

    @property
    def total(self) -> int:
        """Messages and replies together."""
        return self.messages + self.replies


class Unread:
    """Remembers, as long as the server runs, what each person has had on screen."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], frozenset[str]] = {}

    def look(self, person: Resident, room: Conversation, messages: Iterable[Message]) -> None:
        """All of these were on that person's screen."""
        self._seen[person.id, room.id] = frozenset(message.ts for message in messages)

    def mark(self, person: Resident, room: Conversation, messages: Iterable[Message]) -> Mark:
        """What of these is new to that person, but for their own words."""
        seen = self._seen.get((person.id, room.id), frozenset())
        new = [
            message
            for message in messages
            if message.ts not in seen and message.user != person.id and message.shown_to in (None, person.id)
        ]
        replies = sum(message.thread_ts not in (None, message.ts) for message in new)
        calls = len(new) if room.kind == "im" else sum(person.id in message.pings for message in new)
        return Mark(len(new) - replies, replies, calls)
