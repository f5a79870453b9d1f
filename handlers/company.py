"""What a company configures: the frozen form of app.yaml, as every handler reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from storage.cycles import Cycles
from storage.progress import StatusRules


@dataclass(frozen=True, slots=True)
class Cadence:
    """A weekday (ISO: Monday is 1) and an hour of the day; whose day it is, the user of the cadence says."""

    weekday: int
    at: time


@dataclass(frozen=True, slots=True)
class Company:
    """One company's settings. `super_users` are e-mail addresses; empty means that the platform's admins are."""

    name: str = "Our company"
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    check_in: Cadence = Cadence(1, time(9))
    digest: Cadence = Cadence(5, time(15))
    nudge_after_hours: int = 2
    nudges_a_week: Mapping[str, int] = field(default_factory=lambda: {"light": 2, "standard": 5, "active": 5})
    super_users: frozenset[str] = frozenset()
    cycles: Cycles = field(default_factory=Cycles)
    status: StatusRules = field(default_factory=StatusRules)
    vision: str = ""
    mission: str = ""

    def day_of(self, moment: datetime) -> date:
        """The company's day on which it was; `moment` is aware."""
        return moment.astimezone(self.time_zone).date()
