"""People as Teams knows them: who they are is asked of the Connector once, kept, and completed when it was slow."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import structlog

from bot.accounts import Accounts
from bot.services import Services
from bot.teams.activity import PLATFORM, Account
from bot.teams.channel_names import ChannelNames
from bot.teams.connector import Refusal, Unanswered, Unreached
from bot.teams.conversations import Conversations
from bot.teams.members import BOT, arrival
from bot.teams.paced_connector import Crowded, PacedConnector
from bot.teams.rosters import Rosters, outline
from bot.trouble import report
from storage import account_details, roles
from storage.account_details import AccountDetails
from storage.arrivals import PLACEHOLDER, Arrival
from storage.people import Known

log = structlog.get_logger()

LONGEST_LOOKUP = 1.0
"""Seconds that the Connector may take between a request and its answer (docs/platforms.md, Coming in)."""
LONGEST_COMPLETION = 10.0
"""Seconds that the Connector may take where nobody waits."""
REFRESH = 24 * 3600.0
"""Seconds between two readings of all rosters: changes are not told."""
COMPLETE = 60.0
"""Seconds between two attempts to complete people of whom only the id is known."""
MOST_REMEMBERED = 20_000
_FAILURES = (Refusal, Unreached, Unanswered, Crowded, TimeoutError)


@dataclass(frozen=True, slots=True)
class _Met:
    """Where somebody was met, and by which id the Connector knows them there."""

    service_url: str
    conversation: str
    user: str


class People:
    """Our people by their Teams ids, and by their addresses."""

    def __init__(self, connector: PacedConnector, services: Services, conversations: Conversations) -> None:
        self._connector = connector
        self._database = services.database
        self._workspace_id = services.workspace_id
        self._conversations = conversations
        self._time_zone = services.company.time_zone.key
        self._accounts = Accounts(
            services.database, services.workspace_id, PLATFORM, services.clock, self._time_zone, services.presence
        )
        self._rosters = Rosters(connector, conversations, self._accounts)
        self._channel_names = ChannelNames(connector, conversations)
        self._ids: dict[str, str] = {}
        self._details: dict[str, AccountDetails] = {}
        self._met: dict[str, _Met] = {}
        self._hopeless: set[str] = set()
        self._roster_is_due = asyncio.Event()
        self._has_news = False

    async def known(
        self, writer: Account, others: Iterable[Account], service_url: str, conversation: str
    ) -> Mapping[str, Known]:
        """Everybody named, by id and by address. Whom nobody has seen yet gets a row: the writer with at most one call
        to the Connector, the others unverified, to be completed later."""
        named = [one for one in (writer, *others) if one.id]
        ids = await self._directory_ids(named)
        missing = set(await self._accounts.missing(dict.fromkeys(ids.values())))
        if missing:
            unmet = {ids[one.id]: replace(one, id=ids[one.id]) for one in reversed(named) if ids[one.id] in missing}
            ids |= await self._meet(unmet, ids.get(writer.id, ""), service_url, conversation)
        if writer.id:
            await self._take_over(replace(writer, id=ids[writer.id]))
        found = self._accounts.among(ids.values())
        if writer.id:
            self._accounts.seen(ids[writer.id])
            await self._conversations.mark_reachable(found[ids[writer.id]].person_id)
        return {name: found[ids[one.id]] for one in named for name in (one.id, one.address) if name}

    async def note_installer(self, person_id: int) -> None:
        """Let whoever installs Rungs first count as an admin: Teams tells of none, and somebody must set it up.

        Somebody whom app.yaml names comes before, and so does an admin of another platform that is connected.
        """
        made = await self._database.write(
            lambda db: roles.make_first_admin(db, self._workspace_id, PLATFORM, person_id)
        )
        if made:
            log.info("whoever installed Rungs in Teams counts as an admin", person=person_id)

    def read_roster_soon(self) -> None:
        """Read all rosters now instead of tomorrow."""
        self._roster_is_due.set()

    def read_roster_in_a_while(self) -> None:
        """Read all rosters within a minute, once for all who ask for it by then."""
        self._has_news = True

    async def run(self) -> None:
        """Keep the people current until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_current())
            tasks.create_task(self._keep_complete())

    async def catch_up(self) -> None:
        """What is due every minute: who is reached again, who joined, of whom only the id is known."""
        await self._conversations.refresh()
        if self._has_news:
            self._has_news = False
            await self.fetch_all()
        await self.complete()

    async def complete(self) -> None:
        """Ask the Connector about everybody of whom only the id is known, where it is known whom to ask."""
        for name in await self._accounts.incomplete():
            met = await self._where(name) if name not in self._hopeless else None
            if met is None:
                continue
            found = await self._look_up(name, met, LONGEST_COMPLETION)
            if found is not None:
                await self._accounts.store([found])

    async def fetch_all(self) -> int:
        """Take over everybody in the rosters, and what channels are called; return how many people there are."""
        count = await self._rosters.fetch()
        await self._channel_names.fetch()
        return count

    async def _directory_ids(self, named: Sequence[Account]) -> dict[str, str]:
        """The directory's id of each, by the id that the activity gave: Teams leaves it out in places."""
        told = {one.address: one.id for one in named if one.address}
        ids = {one.id: self._ids.get(one.id) or told.get(one.id, one.id) for one in named}
        unsure = [name for name in ids if ids[name] == name and name.startswith("29:")]
        if unsure:
            found = await self._database.read(
                lambda db: account_details.ids_of(db, self._workspace_id, PLATFORM, unsure)
            )
            self._remember_ids(found)
            ids |= found
        return ids

    async def _meet(
        self, unmet: Mapping[str, Account], writer_id: str, service_url: str, conversation: str
    ) -> dict[str, str]:
        """Give everybody a row; returns the ids under which they have it, by the ids given, where those differ."""
        for name, account in unmet.items():
            self._meet_at(name, _Met(service_url, conversation, account.address or name))
        writer = unmet.get(writer_id)
        found = await self._look_up(writer_id, self._met[writer_id], LONGEST_LOOKUP) if writer else None
        arrivals = [stranger(account) for name, account in unmet.items() if found is None or name != writer_id]
        if writer is None or found is None:
            await self._accounts.store(arrivals)
            return {}
        told = replace(found, time_zone=writer.time_zone, locale=writer.locale)
        await self._accounts.store([told, *arrivals])
        self._remember_ids({told.address: told.external_id})
        return {writer.id: told.external_id, writer.address: told.external_id}

    async def _take_over(self, writer: Account) -> None:
        """Take over what an activity says of its writer beside the words, where it is new."""
        said = AccountDetails(writer.id, writer.address, writer.time_zone, writer.locale)
        if self._details.get(writer.id) == said:
            return
        await self._database.write(
            lambda db: account_details.take_over(db, self._workspace_id, PLATFORM, said, self._time_zone)
        )
        _bounded(self._details)[writer.id] = said

    async def _look_up(self, name: str, met: _Met, patience: float) -> Arrival | None:
        if not met.service_url:
            return None
        tenant = await self._tenant(met.conversation)
        try:
            async with asyncio.timeout(patience):
                member = await self._connector.member(met.service_url, met.conversation, met.user)
        except _FAILURES as problem:
            if isinstance(problem, Refusal) and problem.status in (403, 404):
                self._hopeless.add(name)
            log.warning("the Connector did not say who somebody is", account=name, error=outline(problem))
            return None
        return arrival(member, tenant) if member.get("id") else None

    async def _where(self, name: str) -> _Met | None:
        """Where to ask about somebody: where they were met, else in their own conversation."""
        if name in self._met:
            return self._met[name]
        await self._accounts.missing([name])
        person = self._accounts.among([name]).get(name)
        personal = await self._conversations.personal(person.person_id) if person else None
        return _Met(personal.service_url, personal.conversation, name) if personal else None

    async def _tenant(self, conversation: str) -> str:
        reference = await self._conversations.find(conversation)
        return reference.tenant if reference else ""

    async def _keep_current(self) -> None:
        while True:
            self._roster_is_due.clear()
            try:
                count = await self.fetch_all()
                log.info("people are current", count=count)
            except Exception as error:  # noqa: BLE001 - what fails today is read again tomorrow
                report("the rosters could not be read", error)
            with suppress(TimeoutError):
                async with asyncio.timeout(REFRESH):
                    await self._roster_is_due.wait()

    async def _keep_complete(self) -> None:
        while True:
            await asyncio.sleep(COMPLETE)
            try:
                await self.catch_up()
            except Exception as error:  # noqa: BLE001 - they stay incomplete until the next attempt
                report("people could not be completed", error)

    def _meet_at(self, name: str, met: _Met) -> None:
        _bounded(self._met)[name] = met

    def _remember_ids(self, ids: Mapping[str, str]) -> None:
        _bounded(self._ids).update(ids)


def stranger(account: Account) -> Arrival:
    """Somebody of whom only the id is known yet; of a bot there is no more to know."""
    is_bot = account.address.startswith(BOT) or account.id.startswith(BOT)
    return Arrival(
        external_id=account.id,
        handle="",
        name=account.name if is_bot else PLACEHOLDER,
        email="",
        time_zone="",
        locale="",
        standing="bot" if is_bot else "member",
        is_admin=None,
        verified=is_bot,
        address=account.address,
    )


def _bounded(remembered: dict[str, Any]) -> dict[str, Any]:
    if len(remembered) > MOST_REMEMBERED:
        remembered.clear()
    return remembered
