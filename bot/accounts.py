"""Whose the accounts of a platform are: kept in memory, in front of the database."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from bot.clock import Clock
from bot.presence import Presence
from storage.arrivals import Arrival, incomplete, register
from storage.database import Connection, Database
from storage.people import Known, accounts_of

MOST_REMEMBERED = 20_000


class Accounts:
    """Our people by a platform's ids. `time_zone` is that of newcomers of whom the platform tells none."""

    def __init__(
        self,
        database: Database,
        workspace_id: int,
        platform: str,
        clock: Clock,
        time_zone: str = "UTC",
        presence: Presence | None = None,
    ) -> None:
        self._database = database
        self._workspace_id = workspace_id
        self._platform = platform
        self._clock = clock
        self._time_zone = time_zone
        self._presence = presence
        self._known: dict[str, Known] = {}

    async def missing(self, names: Iterable[str]) -> list[str]:
        """Those of the ids that are nobody's yet; the database is asked where memory does not know."""
        unmet = [name for name in names if name not in self._known]
        if unmet:
            self._remember(await self._database.read(lambda db: self._found(db, unmet)))
        return [name for name in unmet if name not in self._known]

    def among(self, names: Iterable[str]) -> dict[str, Known]:
        """Whose the ids are, as far as memory knows."""
        return {name: self._known[name] for name in names if name in self._known}

    def seen(self, name: str) -> None:
        """Note that somebody writes from this platform now; nobody waits for it."""
        if self._presence is not None and name in self._known:
            self._presence.note(self._known[name].person_id, self._platform)

    async def store(self, arrivals: Sequence[Arrival]) -> None:
        """Take over what the platform says of these accounts."""
        now = self._clock.now()

        def store(db: Connection) -> Mapping[str, Known]:
            register(db, self._workspace_id, self._platform, arrivals, now, self._time_zone)
            return self._found(db, [arrival.external_id for arrival in arrivals])

        if arrivals:
            self._remember(await self._database.write(store))

    async def incomplete(self) -> tuple[str, ...]:
        """The ids of those about whom the platform has not told us yet."""
        return await self._database.read(lambda db: incomplete(db, self._workspace_id, self._platform))

    def _found(self, db: Connection, names: Collection[str]) -> dict[str, Known]:
        return accounts_of(db, self._workspace_id, self._platform, names)

    def _remember(self, found: Mapping[str, Known]) -> None:
        self._known.update(found)
        while len(self._known) > MOST_REMEMBERED:
            self._known.pop(next(iter(self._known)))
