"""Who looks at what, and all that the page's templates need to draw it for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.playground.page.offers import REACTIONS, offers
from bot.playground.page.timeline import Entry, Timeline
from bot.playground.page.unread import Mark, Unread
from bot.playground.residents import Resident
from bot.playground.talk import Talk
from bot.playground.workspace import Conversation

HUES = 10


@dataclass(frozen=True, slots=True)
class Opening:
    """Whom the page opens as, by id or handle, and where, by id; "" for the first person and their direct message."""

    person: str = ""
    room: str = ""


NOBODY_YET = Opening()


@dataclass(frozen=True, slots=True)
class Visit:
    """A person in front of a conversation, None for Home.

    `is_away` while the page is not on their screen; `is_whole` when they asked for all of a long conversation.
    """

    person: Resident
    room: Conversation | None
    thread_ts: str = ""
    is_away: bool = False
    is_whole: bool = False

    @property
    def place(self) -> str:
        """What `in=` says of it in an address."""
        return self.room.id if self.room else "home"


class Reading:
    """Reads addresses and the workspace; `opening` is for addresses that say nothing."""

    def __init__(self, talk: Talk, opening: Opening) -> None:
        self._talk = talk
        self._workspace = talk.workspace
        self._opening = opening
        self._unread = Unread()

    def visit(self, query: Mapping[str, str]) -> Visit:
        """Whom and what an address means: `as`, `in`, `thread`, `away`, `whole`; the opening where it says nothing."""
        person = self._person(query.get("as", ""))
        is_away, is_whole = "away" in query, "whole" in query
        if query.get("in") == "home":
            return Visit(person, None, "", is_away)
        room = self._room(query.get("in") or self._opening.room, person)
        asked_for = self._workspace.find(room.id, query.get("thread", ""))
        thread_ts = (asked_for.thread_ts or asked_for.ts) if asked_for else ""
        return Visit(person, room, thread_ts, is_away, is_whole)

    def context(self, visit: Visit) -> Mapping[str, object]:
        """What the templates need. Whoever is there has seen the conversation from now on."""
        person, room = visit.person, visit.room
        if room and not visit.is_away:
            self._unread.look(person, room, self._workspace.messages[room.id].values())
        rooms = self._rooms(person)
        direct = self._workspace.direct(person.id)
        marks = {one.id: self._mark(person, one) for one in (*rooms, direct)}
        people = self._workspace.members()
        return {
            "team": self._workspace.install.team_name,
            "bot": self._workspace.install.bot,
            "people": people,
            "hues": {one.id: number % HUES for number, one in enumerate(people)},
            "times": {one.id: self._local_time(one) for one in people},
            "initials": initials,
            "reactions_offered": REACTIONS,
            "offers": offers(self._talk.commands),
            "person": person,
            "rooms": rooms,
            "room": room,
            "direct": direct,
            "here": [self._workspace.people[user] for user in room.members] if room else [],
            "marks": marks,
            "unread": sum(mark.total for mark in marks.values()),
            "at_home": room is None,
            "place": visit.place,
            **self._stream(visit),
            "thread": self._thread(visit),
            "thread_ts": visit.thread_ts,
            "home": None if room else self._talk.home(person.id),
            "view": self._talk.open_view(person.id),
            "faults": self._talk.faults,
            "shortcuts": self._talk.shortcuts,
            "commands": self._talk.commands,
        }

    def _person(self, key: str) -> Resident:
        humans = self._workspace.members()
        known = {name: person for person in humans for name in (person.id, person.name)}
        return known.get(key) or known.get(self._opening.person) or humans[0]

    def _room(self, key: str, person: Resident) -> Conversation:
        room = self._workspace.conversations.get(key)
        return room if room and person.id in room.members else self._workspace.direct(person.id)

    def _rooms(self, person: Resident) -> list[Conversation]:
        rooms = self._workspace.conversations.values()
        return sorted((r for r in rooms if r.kind != "im" and person.id in r.members), key=lambda r: r.name)

    def _mark(self, person: Resident, room: Conversation) -> Mark:
        return self._unread.mark(person, room, self._workspace.messages[room.id].values())

    def _stream(self, visit: Visit) -> Mapping[str, object]:
        if not visit.room:
            return {"entries": [], "earlier": 0, "whole": ""}
        timeline = self._timeline(visit.person, visit.room)
        earlier = 0 if visit.is_whole else timeline.earlier
        return {"entries": timeline.stream(earlier), "earlier": earlier, "whole": "&whole=1" if visit.is_whole else ""}

    def _thread(self, visit: Visit) -> list[Entry]:
        if not visit.room or not visit.thread_ts:
            return []
        return self._timeline(visit.person, visit.room).thread(visit.thread_ts)

    def _timeline(self, person: Resident, room: Conversation) -> Timeline:
        return Timeline(self._workspace, room, person, self._workspace.business())

    def _local_time(self, person: Resident) -> str:
        now = datetime.fromtimestamp(self._workspace.business(), UTC)
        return f"{now.astimezone(ZoneInfo(person.tz)):%H:%M}"


def initials(name: str) -> str:
    """Two letters for an avatar."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
