"""Rosters: everybody in the teams and group chats in which Rungs is, as Teams lists them by the page."""

from collections.abc import AsyncIterator
from dataclasses import replace

import structlog

from bot.accounts import Accounts
from bot.teams.connector import Refusal, Unanswered, Unreached
from bot.teams.conversations import Conversations
from bot.teams.members import arrival
from bot.teams.paced_connector import Crowded, PacedConnector
from storage.arrivals import Arrival
from storage.conversations import Reference

log = structlog.get_logger()


class Rosters:
    """Reads all rosters into the accounts."""

    def __init__(self, connector: PacedConnector, conversations: Conversations, accounts: Accounts) -> None:
        self._connector = connector
        self._conversations = conversations
        self._accounts = accounts

    async def fetch(self) -> int:
        """Take over everybody in the teams and group chats where Rungs is, a page at a time; return how many.

        Whoever is in none of them any more stays as they are: a roster is not the company.
        """
        count = 0
        for roster in await self._every():
            try:
                async for page in self._pages(roster):
                    await self._accounts.store(page)
                    count += len(page)
            except (Refusal, Unreached, Unanswered, Crowded) as problem:
                log.warning("a roster could not be read", conversation=roster.conversation, error=outline(problem))
        return count

    async def _every(self) -> list[Reference]:
        """One conversation for each team and group chat: the channels of a team share its roster."""
        every = await self._conversations.shared()
        by_base = {one.team or one.conversation: one for one in every}
        return [replace(one, conversation=base) for base, one in by_base.items()]

    async def _pages(self, roster: Reference) -> AsyncIterator[list[Arrival]]:
        token, seen = "", set[str]()
        while token not in seen:
            seen.add(token)
            page, token = await self._connector.members(roster.service_url, roster.conversation, token)
            yield [arrival(member, roster.tenant) for member in page if member.get("id")]
            if not token:
                return


def outline(problem: Exception) -> str:
    """What a log says of a call that failed."""
    return str(problem) if isinstance(problem, Refusal) else type(problem).__name__
