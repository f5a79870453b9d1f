"""Recounting what time has passed over: bands whose due check-ins nobody answered, and what they feed."""

from datetime import datetime
from functools import partial
from typing import Final

from storage.calendar import DueDays
from storage.database import Database
from storage.reconciliation import bands_behind
from storage.recounting import recount

OBJECTIVES_AT_ONCE: Final = 50
"""Objectives that are locked in one transaction; whoever checks in to one of them waits for it."""


async def keep_up(database: Database, workspace_id: int, now: datetime, due: DueDays) -> int:
    """Bring the progress of bands up to `now`, the business clock; return how many key results changed.

    Idempotent, so that several processes may do it at once.
    """
    changed = 0
    last: int | None = 0
    while last is not None:
        behind = await database.bulk(partial(bands_behind, workspace_id=workspace_id, now=now, due=due, after=last))
        ids = behind.objective_ids
        for first in range(0, len(ids), OBJECTIVES_AT_ONCE):
            some = ids[first : first + OBJECTIVES_AT_ONCE]
            changed += len(await database.write(partial(recount, objective_ids=some, now=now, due=due)))
        last = behind.last
    return changed
