"""Where Teams is reached: each conversation's address, written down when it changes."""

from dataclasses import replace

from bot.clock import Clock
from bot.teams.activity import PLATFORM
from storage import conversations, reach
from storage.conversations import Reference
from storage.database import Database

MOST_REMEMBERED = 20_000


class Conversations:
    """The conversations in which Rungs may write; those noted since the start are kept in memory."""

    def __init__(self, database: Database, workspace_id: int, clock: Clock) -> None:
        self._database = database
        self._workspace_id = workspace_id
        self._clock = clock
        self._noted: dict[str, Reference] = {}
        self._unreachable: set[int] | None = None

    async def note(self, reference: Reference) -> None:
        """Keep how the conversation is reached; writes only what changed."""
        before = await self.find(reference.conversation)
        told = reference if before is None else _completed(reference, before)
        if told == before:
            return
        await self._database.write(
            lambda db: conversations.keep(db, self._workspace_id, PLATFORM, told, self._clock.now())
        )
        self._remember(told)

    async def leave(self, conversation: str) -> None:
        """Keep that Rungs was removed from the conversation: nothing goes there until it is noted again."""
        self._noted.pop(conversation, None)
        await self._database.write(
            lambda db: conversations.leave(db, self._workspace_id, PLATFORM, conversation, self._clock.now())
        )

    async def leave_team(self, team: str) -> None:
        """Keep that Rungs was removed from the team, or the team from Teams: nothing goes into its channels."""
        self._noted.clear()
        await self._database.write(
            lambda db: conversations.leave_team(db, self._workspace_id, PLATFORM, team, self._clock.now())
        )

    async def enter_team(self, team: str) -> None:
        """Keep that Rungs is in the team again, and in its channels with it."""
        await self._database.write(lambda db: conversations.enter_team(db, self._workspace_id, PLATFORM, team))

    async def was_left(self, conversation: str) -> bool:
        """Whether Rungs was in the conversation and is not any more."""
        return await self._database.read(
            lambda db: conversations.was_left(db, self._workspace_id, PLATFORM, conversation)
        )

    async def mark_unreachable(self, person_id: int) -> None:
        """Keep that the person has removed or blocked Rungs: no more is sent until they are heard of."""
        (await self._unreached()).add(person_id)
        await self._database.write(lambda db: reach.mark_unreachable(db, PLATFORM, person_id, self._clock.now()))

    async def mark_reachable(self, person_id: int) -> None:
        """Keep that the person was heard of; writes only where they were unreachable."""
        unreached = await self._unreached()
        if person_id not in unreached:
            return
        await self._database.write(lambda db: reach.mark_reachable(db, PLATFORM, person_id, self._clock.now()))
        unreached.discard(person_id)

    async def find(self, conversation: str) -> Reference | None:
        """How the conversation is reached; None where Rungs is not."""
        if conversation not in self._noted:
            found = await self._database.read(
                lambda db: conversations.find(db, self._workspace_id, PLATFORM, conversation)
            )
            if found is None:
                return None
            self._remember(found)
        return self._noted.get(conversation)

    async def name(self, conversation: str) -> str:
        """What the conversation is called; "" where that is not known."""
        known = await self.find(conversation)
        return known.name if known else ""

    async def service_url(self, conversation: str) -> str:
        """The address of the Connector for the conversation, else the one last heard of; "" before any was."""
        known = await self.find(conversation) or await self.latest()
        return known.service_url if known else ""

    async def personal(self, person_id: int) -> Reference | None:
        """The person's own conversation with Rungs."""
        return await self._database.read(lambda db: conversations.personal_of(db, PLATFORM, person_id))

    async def latest(self) -> Reference | None:
        """Any conversation, the newest first: it tells the address for somebody who was never written to."""
        return await self._database.read(lambda db: conversations.latest(db, self._workspace_id, PLATFORM))

    async def shared(self) -> tuple[Reference, ...]:
        """Every group chat and channel in which Rungs is."""
        return await self._database.read(lambda db: conversations.shared(db, self._workspace_id, PLATFORM))

    async def refresh(self) -> set[int]:
        """Read again who is unreachable: another process may have found out."""
        found = await self._database.read(lambda db: reach.unreachable(db, self._workspace_id, PLATFORM))
        self._unreachable = set(found)
        return self._unreachable

    async def _unreached(self) -> set[int]:
        return await self.refresh() if self._unreachable is None else self._unreachable

    def _remember(self, reference: Reference) -> None:
        if len(self._noted) > MOST_REMEMBERED:
            self._noted.clear()
        self._noted[reference.conversation] = reference


def _completed(reference: Reference, before: Reference) -> Reference:
    """What is told now, with what was told before where it is silent: most activities leave the names out."""
    return replace(
        reference,
        team=reference.team or before.team,
        name=reference.name or before.name,
        person_id=reference.person_id or before.person_id,
    )
