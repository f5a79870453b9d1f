"""What a platform's edge finds when it is put together: what both platforms share."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import ClientSession

from bot.clock import Clock
from bot.metrics import Metrics
from bot.presence import Presence
from bot.reception import Reception
from handlers.company import Company
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`actions` are the commands of message actions by their ids; `presence` is there where two platforms are."""

    session: ClientSession
    reception: Reception
    database: Database
    workspace_id: int
    company: Company
    clock: Clock
    metrics: Metrics
    actions: Mapping[str, str]
    presence: Presence | None = None
