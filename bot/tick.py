"""The tick: finds what is due and has its rule write what is to be said, a batch at a time."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from bot.trouble import report
from handlers.chat.due import Due, Occasion, Rule
from handlers.company import Company
from storage import reminders
from storage.database import Connection, Database

BATCH: Final = 500
PAUSE: Final = 0.010
"""Seconds between batches, for whoever else wants to write."""

PUT_OFF: Final = timedelta(days=1)
"""How long a reminder waits that no rule can deal with."""

log = structlog.get_logger()


async def tick(
    database: Database,
    now: datetime,
    rules: Mapping[str, Rule],
    company: Company,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> int:
    """Do all that is due by `now` (aware UTC, the business clock); return how many reminders that were.

    Several processes may tick at once; each reminder is done by one. A rule that fails holds up nobody: the batch is
    halved until the one reminder is found at which it fails, and that one is put off by a day.
    """
    done = 0
    size = BATCH
    while await database.read(partial(reminders.any_due, now=now)):
        batch = _Batch(now, rules, company, size)
        try:
            claimed = await database.write(batch.work)
        except Exception as error:
            if not batch.due:
                raise
            size = len(batch.due) // 2
            if size == 0:
                due = batch.due[0]
                report("a rule failed: put off by a day", error, kind=due.kind, reminder_id=due.id)
                await database.write(partial(reminders.move, due={due.id: now + PUT_OFF}))
                size = BATCH
            continue
        if claimed == 0:
            break
        done += claimed
        size = min(BATCH, size * 2)
        await pause(PAUSE)
    return done


class _Batch:
    """Up to `size` due reminders, in one transaction. `due` tells afterwards which they were, also when it failed."""

    def __init__(self, now: datetime, rules: Mapping[str, Rule], company: Company, size: int) -> None:
        self._now = now
        self._rules = rules
        self._company = company
        self._size = size
        self.due: Sequence[Due] = ()

    def work(self, db: Connection) -> int:
        self.due = [Due(*row) for row in reminders.claim_due(db, self._now, self._size)]
        groups: dict[tuple[int, str], list[Due]] = defaultdict(list)
        for due in self.due:
            groups[due.workspace_id, due.kind].append(due)
        following: dict[int, datetime | None] = {}
        for (workspace_id, kind), group in groups.items():
            following |= self._follow(kind, Occasion(db, self._now, self._company, workspace_id, group))
        reminders.move(db, following)
        return len(self.due)

    def _follow(self, kind: str, occasion: Occasion) -> Mapping[int, datetime | None]:
        rule = self._rules.get(kind)
        if rule is None:
            ids = [due.id for due in occasion.due]
            log.error("no rule for a reminder: it is put off by a day", kind=kind, reminder_ids=ids)
            return dict.fromkeys(ids, self._now + PUT_OFF)
        following = rule(occasion)
        for due in occasion.due:
            after = following[due.id]
            if after is not None and after <= self._now:
                raise ValueError(f"The rule {kind} must set reminder {due.id} to an instant after now.")
        return following
