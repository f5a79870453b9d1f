"""News of where Rungs is: installed for somebody, added to a team, taken away again."""

from dataclasses import replace
from typing import Final

from bot.reception import Reception
from bot.teams.activity import Activity
from bot.teams.conversations import Conversations
from bot.teams.people import People
from handlers.chat.card import Call
from handlers.chat.request import Request
from storage.conversations import Reference

HOME: Final = "rungs home"
"""The command that shows the first words to whoever is new, and what is theirs to everybody else."""

DELETED: Final = frozenset(("channelDeleted", "teamDeleted", "teamHardDeleted"))
"""What a conversationUpdate says of a place that is no more."""


class Installations:
    """Keeps how to write to places, and leads whoever installs Rungs; nobody else is written to."""

    def __init__(self, reception: Reception, people: People, conversations: Conversations) -> None:
        self._reception = reception
        self._people = people
        self._conversations = conversations

    async def heed(self, activity: Activity) -> None:
        """Take note of an installationUpdate or a conversationUpdate."""
        if activity.action.startswith("remove") or activity.bot in activity.left:
            await self._left(activity)
            return
        if activity.event in DELETED:
            await self._deleted(activity)
            return
        if activity.team and (_has_come(activity) or activity.event == "teamRestored"):
            await self._conversations.enter_team(activity.team)
        person_id = await self._person(activity)
        await self._conversations.note(_named_place(activity, person_id))
        if not activity.is_personal:
            self._read_rosters(activity)
        if activity.kind == "installationUpdate" and person_id is not None:
            await self._people.note_installer(person_id)
            await self._greet(activity, person_id)

    async def _person(self, activity: Activity) -> int | None:
        """Who did it, or whose chat it is; None where Teams names nobody."""
        sender = activity.sender
        if not sender.id or sender.address in (activity.conversation, activity.bot):
            return None
        known = await self._people.known(sender, (), activity.service_url, activity.conversation)
        return known[sender.id].person_id

    def _read_rosters(self, activity: Activity) -> None:
        """A team that Rungs has come into is read at once; news of a hundred who join it are read together."""
        if _has_come(activity):
            self._people.read_roster_soon()
        else:
            self._people.read_roster_in_a_while()

    async def _deleted(self, activity: Activity) -> None:
        """What is deleted takes no messages; whoever manages it as a team's channel reads so in the settings."""
        if activity.event != "channelDeleted":
            await self._conversations.leave_team(activity.team or activity.conversation)
            return
        # Also of one that was never written from: a team may have it for its channel.
        channel = _named_place(activity, None)
        await self._conversations.note(channel)
        await self._conversations.leave(channel.conversation)

    async def _left(self, activity: Activity) -> None:
        await self._conversations.leave(activity.conversation)

    async def _greet(self, activity: Activity, person_id: int) -> None:
        """Home, with the first words, in the chat with whoever installed Rungs. An upgrade is no news to anybody."""
        if activity.action != "add":
            return
        request = Request(
            key=activity.key,
            person_id=person_id,
            place=activity.place,
            what=Call(HOME),
            whisper="place" if activity.is_personal else "person",
            can_open=False,
        )
        await self._reception.answer(request)


def _has_come(activity: Activity) -> bool:
    """Whether it is Rungs itself that was added."""
    return activity.kind == "installationUpdate" or activity.bot in activity.joined


def _named_place(activity: Activity, person_id: int | None) -> Reference:
    """The place of which there is news: news of a channel may come by way of its team's first one."""
    place = activity.reference(person_id)
    if activity.event not in ("channelDeleted", "channelRestored") or not activity.channel:
        return place
    return replace(place, conversation=activity.channel, kind="channel", person_id=None)
