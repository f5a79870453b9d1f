"""People as Slack knows them: who they are is fetched once, kept, and completed when Slack was slow."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.accounts import Accounts
from bot.clock import Clock
from bot.presence import Presence
from bot.slack.incoming import PLATFORM
from bot.slack.reasons import FAILURES, reason
from handlers.chat.words import clean
from storage.arrivals import PLACEHOLDER, Arrival
from storage.database import Database
from storage.people import Known

log = structlog.get_logger()

LONGEST_LOOKUP = 1.0
"""Seconds that users.info may take between a request and its acknowledgement (docs/platforms.md, Coming in)."""
LONGEST_COMPLETION = 10.0
"""Seconds that users.info may take where nobody waits."""
UNSEEN = ("user_not_found", "user_not_visible")
"""What Slack says of those about whom it will never tell this app."""
PAGE = 200
"""Members per users.list call, as Slack recommends."""


class People:
    """Our people by their Slack ids. `presence`, if any, hears of everybody who writes."""

    def __init__(
        self,
        client: AsyncWebClient,
        database: Database,
        workspace_id: int,
        team_id: str,
        clock: Clock,
        presence: Presence | None = None,
    ) -> None:
        self._client = client
        self._team_id = team_id
        self._accounts = Accounts(database, workspace_id, PLATFORM, clock, presence=presence)
        self._hopeless: set[str] = set()

    async def known(self, writer: str, others: Iterable[str] = ()) -> Mapping[str, Known]:
        """Everybody named, by Slack id. Whom nobody has seen yet gets a row: the writer with at most one call to
        Slack, the others unverified, to be completed later."""
        wanted = dict.fromkeys(name for name in (writer, *others) if name)
        missing = await self._accounts.missing(wanted)
        if missing:
            await self._meet(missing, writer)
        self._accounts.seen(writer)
        return self._accounts.among(wanted)

    async def refresh(self, member: Mapping[str, Any]) -> None:
        """Take over what Slack says of somebody: team_join, user_change."""
        await self._accounts.store([arrival(member, self._team_id)])

    async def complete(self) -> None:
        """Ask Slack about everybody of whom only the id is known, also since before the last start."""
        for name in await self._accounts.incomplete():
            if name in self._hopeless:
                continue
            found = await self._look_up(name, LONGEST_COMPLETION)
            if found is not None:
                await self._accounts.store([found])

    async def fetch_all(self) -> int:
        """Take over everybody whom Slack lists, a page at a time; return how many there are."""
        count = 0
        async for page in self._pages():
            await self._accounts.store([arrival(member, self._team_id) for member in page])
            count += len(page)
        return count

    async def _pages(self) -> AsyncIterator[list[Mapping[str, Any]]]:
        cursor = ""
        while True:
            answer = await self._client.users_list(limit=PAGE, cursor=cursor or None, include_locale=True)
            yield answer.get("members") or []
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def _meet(self, missing: list[str], writer: str) -> None:
        found = await self._look_up(writer, LONGEST_LOOKUP) if writer in missing else None
        arrivals = [found] if found is not None else []
        unseen = [name for name in missing if found is None or name != writer]
        await self._accounts.store([*arrivals, *(stranger(name) for name in unseen)])

    async def _look_up(self, name: str, patience: float) -> Arrival | None:
        try:
            async with asyncio.timeout(patience):
                answer = await self._client.users_info(user=name, include_locale=True)
        except FAILURES as problem:
            error = reason(problem)
            if error in UNSEEN:
                self._hopeless.add(name)
            log.warning("users.info did not answer", account=name, error=error)
            return None
        return arrival(answer["user"], self._team_id)


def arrival(member: Mapping[str, Any], team_id: str) -> Arrival:
    """A user of Slack's as somebody who arrives here."""
    profile = member.get("profile") or {}
    name = profile.get("real_name") or member.get("real_name") or profile.get("display_name") or member.get("name")
    return Arrival(
        external_id=str(member["id"]),
        handle=str(member.get("name") or ""),
        name=clean(str(name or "")) or PLACEHOLDER,
        email=str(profile.get("email") or ""),
        time_zone=str(member.get("tz") or "UTC"),
        locale=str(member.get("locale") or "en-US"),
        standing=_standing(member, team_id),
        is_admin=bool(member.get("is_admin") or member.get("is_owner")),
        verified=True,
    )


def stranger(name: str) -> Arrival:
    """Somebody of whom only the id is known yet."""
    return Arrival(name, "", PLACEHOLDER, "", "UTC", "en-US", "member", is_admin=False, verified=False)


def _standing(member: Mapping[str, Any], team_id: str) -> str:
    if member.get("deleted"):
        return "deactivated"
    if member.get("is_bot") or member.get("id") == "USLACKBOT" or member.get("is_workflow_bot"):
        return "bot"
    foreign = member.get("team_id") not in (None, "", team_id) and not member.get("enterprise_user")
    if foreign or any(member.get(flag) for flag in ("is_restricted", "is_ultra_restricted", "is_stranger")):
        return "guest"
    return "member"
