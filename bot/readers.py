"""For whom something is rendered: locale, zone, today, and the platform's ids of whoever is mentioned in it."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Literal, get_origin
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.wording import Reader
from handlers.chat.answer import Answer
from handlers.chat.card import Card
from handlers.chat.screen import FormScreen
from handlers.chat.text import Mention
from storage.database import Database
from storage.people import mentions

MOST_REMEMBERED = 20_000


class Readers:
    """Makes readers of a platform. `archive` is where its links to messages start."""

    def __init__(self, database: Database, clock: Clock, platform: str, archive: str) -> None:
        self._database = database
        self._clock = clock
        self._platform = platform
        self._archive = archive
        self._accounts: dict[int, str] = {}

    async def of(self, answer: Answer, shown: Card | FormScreen) -> Reader:
        """The reader whom an answer is for."""
        return await self.reader(answer.locale, answer.time_zone, shown)

    async def reader(self, locale: str, time_zone: str, shown: Card | FormScreen) -> Reader:
        """A reader of that locale and zone, with the accounts of everybody whom `shown` mentions."""
        zone = ZoneInfo(time_zone)
        today = self._clock.now().astimezone(zone).date()
        return Reader(locale, today, zone, await self.accounts(mentioned(shown)), self._archive)

    async def accounts(self, person_ids: frozenset[int]) -> Mapping[int, str]:
        """The platform's ids by our ids, of those who have one."""
        missing = frozenset(person_id for person_id in person_ids if person_id not in self._accounts)
        if missing:
            found = await self._database.read(lambda db: mentions(db, self._platform, missing))
            if len(self._accounts) > MOST_REMEMBERED:
                self._accounts.clear()
            self._accounts.update(found)
        return {person_id: self._accounts[person_id] for person_id in person_ids if person_id in self._accounts}


def mentioned(shown: Card | FormScreen) -> frozenset[int]:
    """Our ids of everybody whom a card or form mentions."""
    found: set[int] = set()
    ahead: list[object] = [shown]
    while ahead:
        part = ahead.pop()
        if isinstance(part, Mention):
            found.add(part.person_id)
        elif isinstance(part, tuple):
            ahead += part
        else:
            kind: Any = type(part)
            if inside := _inside(kind):
                ahead += [getattr(part, name) for name in inside]
    return frozenset(found)


@cache
def _inside(kind: Any) -> tuple[str, ...]:
    """The fields of a part in which other parts may stand; none for what is no part."""
    if not is_dataclass(kind):
        return ()
    return tuple(field.name for field in fields(kind) if not _is_bare(field.type))


def _is_bare(kind: object) -> bool:
    return kind in (str, int, bool, Decimal, date) or get_origin(kind) in (Literal, Mapping)
