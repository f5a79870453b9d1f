"""What is due, and the rules that say what then happens.

A capability declares its own: `REMINDERS: Mapping[str, Rule] = {"check_in.prompt": prompt}`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.company import Company
from storage.database import Connection


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder whose time has come. `due_at` is when that was; it may be long ago, and then it was due once."""

    id: int
    workspace_id: int
    kind: str
    subject: str
    subject_id: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Occasion:
    """Reminders of one kind and one workspace that are due together, in one open transaction.

    `now` is aware UTC, by the business clock.
    """

    db: Connection
    now: datetime
    company: Company
    workspace_id: int
    due: Sequence[Due]


Rule = Callable[[Occasion], Mapping[int, datetime | None]]
"""What happens on an occasion: it writes what is to be said, in sets, and returns when each reminder id is due next.

That must be after `occasion.now`, so that several missed occurrences become one; None ends the reminder. A rule may run
again after a deadlock, and may be given fewer reminders at a time.
"""
