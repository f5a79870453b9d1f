"""What channels are called: activities name none, and the team's list of channels does."""

from collections import defaultdict
from dataclasses import replace

import structlog

from bot.teams.connector import Refusal, Unanswered, Unreached
from bot.teams.conversations import Conversations
from bot.teams.paced_connector import Crowded, PacedConnector
from handlers.chat.words import clean
from storage.conversations import Reference

log = structlog.get_logger()

FIRST = "General"
"""The channel that each team begins with, and for which Teams gives no name."""


class ChannelNames:
    """Keeps the names of the channels in which Rungs is."""

    def __init__(self, connector: PacedConnector, conversations: Conversations) -> None:
        self._connector = connector
        self._conversations = conversations

    async def fetch(self) -> None:
        """Ask each team for its channels. One that does not answer is asked again the next time."""
        by_team: dict[str, list[Reference]] = defaultdict(list)
        for one in await self._conversations.shared():
            if one.kind == "channel" and one.team:
                by_team[one.team].append(one)
        for team, channels in by_team.items():
            try:
                told = await self._connector.channels(channels[0].service_url, team)
            except (Refusal, Unreached, Unanswered, Crowded) as problem:
                log.warning("the channels of a team could not be read", error=type(problem).__name__)
                continue
            for one in channels:
                if one.conversation in told:
                    await self._conversations.note(replace(one, name=clean(told[one.conversation]) or FIRST))
