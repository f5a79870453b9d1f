"""What one person sees of a conversation: messages under their days, grouped as Slack groups them, threads folded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.playground.residents import Resident
from bot.playground.workspace import Conversation, Message, Workspace

GROUPED_WITHIN = timedelta(minutes=5)
NAMED_REPLIERS = 3
SHOWN = 100
"""What the page shows of a conversation at the least: with many hundreds of messages each change took a second."""
FOLD = 50


@dataclass(frozen=True, slots=True)
class Reaction:
    """One pill under a message: an emoji's name, how many chose it, whether the reader did, and their names."""

    name: str
    count: int
    is_mine: bool
    who: str


@dataclass(frozen=True, slots=True)
class Replies:
    """The folded thread under a message; `last` in the reader's time zone."""

    count: int
    last: datetime
    last_day: str
    people: tuple[Resident, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as its reader sees it. `at` is in the reader's time zone; `day` is set where a new day begins;
    `follows` says that it stands under the same author's message from a moment before."""

    message: Message
    author: Resident
    at: datetime
    day: str
    follows: bool
    reactions: tuple[Reaction, ...]
    replies: Replies | None = None

    @property
    def full_time(self) -> str:
        """The whole instant, for whoever rests on the short one."""
        return f"{self.at:%A}, {self.at.day} {self.at:%B %Y, %H:%M:%S %Z}"


class Timeline:
    """One conversation for one reader; `now` is the business clock in seconds since 1970."""

    def __init__(self, workspace: Workspace, room: Conversation, reader: Resident, now: float) -> None:
        self._workspace = workspace
        self._reader = reader
        self._zone = ZoneInfo(reader.tz)
        self._today = datetime.fromtimestamp(now, UTC).astimezone(self._zone).date()
        everything = workspace.messages[room.id].values()
        self._visible = sorted((m for m in everything if m.shown_to in (None, reader.id)), key=lambda m: m.ts)
        self._top = [m for m in self._visible if m.thread_ts in (None, m.ts)]

    @property
    def earlier(self) -> int:
        """How many messages a long conversation keeps folded at its beginning; whole steps, so that it seldom moves."""
        return max(0, (len(self._top) - SHOWN) // FOLD * FOLD)

    def stream(self, after: int = 0) -> list[Entry]:
        """The conversation itself after so many messages, threads folded."""
        return list(self._entries(self._top[after:], folded=self._folded()))

    def thread(self, ts: str) -> list[Entry]:
        """A message and what stands under it, for this reader alone included; empty when the message is gone."""
        found = [message for message in self._visible if ts in (message.ts, message.thread_ts)]
        return list(self._entries(found, folded={})) if any(message.ts == ts for message in found) else []

    def _entries(self, messages: Sequence[Message], folded: dict[str, list[Message]]) -> Iterator[Entry]:
        for before, message in pairwise([None, *messages]):
            if message is None:
                continue
            at = self._at(message.ts)
            begins = before is None or self._at(before.ts).date() != at.date()
            yield Entry(
                message=message,
                author=self._workspace.people[message.user],
                at=at,
                day=self._day(at.date()) if begins else "",
                follows=before is not None and not begins and self._follows(before, message),
                reactions=tuple(self._reactions(message)),
                replies=self._replies(folded.get(message.ts, [])),
            )

    def _follows(self, before: Message, message: Message) -> bool:
        return (
            before.user == message.user
            and not (before.blocks or message.blocks or before.shown_to or message.shown_to)
            and self._at(message.ts) - self._at(before.ts) <= GROUPED_WITHIN
        )

    def _folded(self) -> dict[str, list[Message]]:
        threads: dict[str, list[Message]] = {}
        for message in self._visible:
            if message.thread_ts and message.thread_ts != message.ts and message.shown_to is None:
                threads.setdefault(message.thread_ts, []).append(message)
        return threads

    def _replies(self, messages: Sequence[Message]) -> Replies | None:
        if not messages:
            return None
        last = self._at(messages[-1].ts)
        users = list(dict.fromkeys(message.user for message in messages))
        people = tuple(self._workspace.people[user] for user in users[:NAMED_REPLIERS])
        return Replies(len(messages), last, self._day(last.date()), people)

    def _reactions(self, message: Message) -> Iterator[Reaction]:
        for name, users in message.reactions.items():
            who = ", ".join(self._workspace.people[user].real_name for user in users)
            yield Reaction(name, len(users), self._reader.id in users, who)

    def _at(self, ts: str) -> datetime:
        return datetime.fromtimestamp(float(ts), UTC).astimezone(self._zone)

    def _day(self, day: date) -> str:
        if day == self._today:
            return "Today"
        if day == self._today - timedelta(days=1):
            return "Yesterday"
        return f"{day:%A}, {day.day} {day:%B}" + (f" {day.year}" if day.year != self._today.year else "")
