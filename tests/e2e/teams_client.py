"""Teams' client: words activities as Teams does, and complains of what Teams would not have put up with."""

import asyncio
import html
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from bot.demo.company_x import PEOPLE, ROOMS
from tests.e2e.chat import Ping
from tests.e2e.teams_cards import Json, Reading, cards_of
from tests.teams import drawn
from tests.teams.service import TeamsService
from tests.teams.shapes import Person

LONGEST: Final = 10.0
"""Seconds after which Teams says that the app cannot be reached."""
LARGEST: Final = 80_000
"""Bytes of a message, as JSON in UTF-16: where Rungs pages."""
FAULTY: Final = (400, 401, 413, 429)
"""Statuses of the Connector's that a bot should never see. What is not there, or not for it, is no fault of its own."""
THREAD: Final = ";messageid="
CHANNELS: Final = {name: f"19:{name}@thread.tacv2" for name in (*ROOMS, "board")}
"""A private one, "board", is among them, to which Rungs was not added."""
TEAM: Final = CHANNELS["general"]
"""A team goes by the id of its first channel."""
BOT: Final = "Rungs"
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NAMED = re.compile(r"(?<![\w@#])[@#][\w.-]*\w")


def directory() -> dict[str, Person]:
    """The people of Company X, by handle."""
    return {one.handle: member(one.handle, one.name, one.email) for one in PEOPLE}


def member(handle: str, name: str, email: str, upn: str = "") -> Person:
    """Somebody in the directory of Company X."""
    return Person(f"29:1-{handle}", str(uuid5(NAMESPACE_URL, handle)), name, email, upn)


def channels_in(words: str) -> list[str]:
    """The channels that the words mention."""
    return [word[1:] for word in _NAMED.findall(words) if word[0] == "#" and word[1:] in CHANNELS]


def account(handle: str) -> str:
    """How transcripts name somebody."""
    return f"U0{handle.upper()}"


class TeamsClient:
    """What everybody's client does. `people` are in the team by handle; `faults` is what Teams complains of."""

    def __init__(self, service: TeamsService, people: Mapping[str, Person]) -> None:
        self.service = service
        self.people = dict(people)
        self.faults: list[str] = []
        self._token = service.tokens.good()
        self._zones = {one.handle: one.time_zone for one in PEOPLE}

    async def install(self, who: str) -> None:
        """Add Rungs to the company's team."""
        for channel in ROOMS:
            self.service.add_conversation(CHANNELS[channel])
        self.service.channels[TEAM] = {number: "" if number == TEAM else name for name, number in CHANNELS.items()}
        news = self.activity(who, TEAM, type="conversationUpdate", membersAdded=[{"id": self.bot}])
        for gone in ("text", "textFormat", "localTimezone"):
            del news[gone]
        await self.deliver(news)
        await self.deliver({**news, "type": "installationUpdate", "action": "add", "id": self.next_id(who)})

    def chat(self, who: str) -> str:
        """The id of somebody's personal chat."""
        return self.service.chat_with(self.people[who].id)

    def reading(self, card: Json) -> Reading:
        """A card, read."""
        return Reading(card, {person.aad: account(handle) for handle, person in self.people.items()})

    def text_of(self, activity: Json) -> str:
        """What a message says."""
        return "\n".join(self.reading(card).text for card in cards_of(activity)) or str(activity.get("text", ""))

    def activity(self, who: str, place: str, **more: Any) -> Json:
        """An activity of somebody's, as Teams words it."""
        base = place.partition(THREAD)[0]
        made = self.service.message(self.people[who], "", base, localTimezone=self._zones.get(who, "UTC"))
        made["conversation"]["id"] = place
        if base in CHANNELS.values():
            channel = {"teamsChannelId": base, "teamsTeamId": TEAM, "channel": {"id": base}, "team": {"id": TEAM}}
            made["channelData"] = {**made["channelData"], **channel}
        return {**made, **more}

    async def deliver(self, activity: Json) -> Any:
        """Post it to Rungs; whatever is not an answer in time is a fault."""
        try:
            async with asyncio.timeout(LONGEST):
                status, body = await self.service.deliver(activity, token=self._token)
        except TimeoutError:
            self.faults.append(f"no answer within {LONGEST:g} s: {activity['type']} {activity.get('name', '')}")
            return None
        if status != 200:
            self.faults.append(f"status {status}: {activity['type']} {activity.get('name', '')}")
        return body

    async def invoke(self, who: str, name: str, value: Json, place: str, card_id: str = "") -> Any:
        """Ask Rungs for an answer."""
        sent = self.activity(who, place, type="invoke", name=name, value=value)
        del sent["text"], sent["textFormat"]
        return await self.deliver(sent | ({"replyToId": card_id} if card_id else {}))

    async def react(self, who: str, place: str, message: str, **changes: list[Json]) -> None:
        """Tell Rungs of a reaction to a message of its own; a later one has a later time."""
        told = self.activity(who, place, type="messageReaction", replyToId=message, **changes)
        for gone in ("text", "textFormat", "localTimezone", "locale", "entities"):
            del told[gone]
        if THREAD not in place and place in CHANNELS.values():
            # What stands in a channel begins a thread, and is told as the first of it.
            told["conversation"]["id"] = f"{place}{THREAD}{message}"
        at = EPOCH + timedelta(milliseconds=int(told["id"]))
        await self.deliver({**told, "timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z")})

    @property
    def bot(self) -> str:
        """The id of Rungs."""
        return f"28:{self.service.app_id}"

    def next_id(self, who: str) -> str:
        """An id as an activity of theirs would get it now: what comes later has a higher one."""
        return str(self.service.message(self.people[who], "")["id"])

    def addressed(self, words: str) -> str:
        """The words with people by their e-mail addresses: in a personal chat nobody but Rungs can be mentioned."""

        def written(found: re.Match[str]) -> str:
            person = self.people.get(found[0][1:].lower()) if found[0][0] == "@" else None
            return person.email if person else found[0]

        return _NAMED.sub(written, words)

    def marked(self, words: str) -> tuple[str, list[Json]]:
        """The words with mentions as a client writes them, and their entities."""
        text, entities, end = "", [], 0
        for found in _NAMED.finditer(words):
            mentioned = self._mentioned(found[0][0], found[0][1:].lower())
            if mentioned is None:
                continue
            mark = f"<at>{mentioned['name']}</at>"
            text += html.escape(words[end : found.start()], quote=False) + mark
            entities.append({"type": "mention", "text": mark, "mentioned": mentioned})
            end = found.end()
        return text + html.escape(words[end:], quote=False), entities

    def _mentioned(self, sign: str, name: str) -> Json | None:
        if sign == "#":
            return {"id": CHANNELS[name], "name": name} if name in CHANNELS else None
        if name == BOT.lower():
            return {"id": self.bot, "name": BOT}
        person = self.people.get(name)
        return {"id": person.id, "name": person.name} if person else None

    @property
    def complaints(self) -> list[str]:
        """Its own, what the Connector refused, and what is wrong with each card that was sent."""
        calls = self.service.calls
        refused = [f"{call.method} {call.path}: {call.status}" for call in calls if call.status in FAULTY]
        sent = [call.body for call in calls if call.method in ("POST", "PUT") and "activities" in call.path]
        heavy = [f"{drawn.bytes_of(body)} bytes" for body in sent if drawn.bytes_of(body) > LARGEST]
        wrong = [fault for body in sent for card in cards_of(body) for fault in self.wrong(card)]
        return [*self.faults, *refused, *heavy, *wrong]

    @property
    def pings(self) -> list[Ping]:
        """Whom messages have notified; an edit notifies nobody."""
        posts = [call for call in self.service.calls if call.method == "POST" and call.path.endswith("/activities")]
        return [
            Ping(target, self.named(post.path.split("/")[3]))
            for post in posts
            for card in cards_of(post.body)
            for target in self.reading(card).pinged
        ]

    def wrong(self, card: Json) -> list[str]:
        """What is wrong with a card."""
        strangers = [f"{text} is nobody" for text in self.reading(card).strangers]
        return [*strangers, *_problems(json.dumps(card))]

    def named(self, place: str) -> str:
        """The channel, or whose personal chat it is."""
        base = place.partition(THREAD)[0]
        channels = {full: name for name, full in CHANNELS.items()}
        return channels.get(base) or next(handle for handle in self.people if self.chat(handle) == base)


@cache
def _problems(card: str) -> tuple[str, ...]:
    """What the card, as JSON, does that Teams takes from nobody; many conversations begin with the same cards."""
    try:
        drawn.check(json.loads(card))
    except AssertionError as problem:
        return (str(problem)[:500],)
    return ()
