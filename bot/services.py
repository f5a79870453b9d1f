"""What both platforms are put together with: the session, the reception, the database, the company and its clock."""

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
class Services:
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
