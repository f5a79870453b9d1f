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
class HumanResources:
    """Somebody of HR by e-mail address, and whom they look after: the members of `teams`, or everybody without any."""

    email: str
    teams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Company:
    """One company's settings. `super_users` are e-mail addresses; empty means that the platform's admins are.

    `values` are what the company stands for and `feedback_kinds` what feedback may be, in the company's words;
    `praise_reactions` are the platforms' names of the reactions that add to praise. `goals_add_up` says that the
    weights of a person's goals in a cycle come to 100.
    """

    name: str = "Our company"
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    check_in: Cadence = Cadence(1, time(9))
    digest: Cadence = Cadence(5, time(15))
    nudge_after_hours: int = 2
    nudges_a_week: Mapping[str, int] = field(default_factory=lambda: {"light": 2, "standard": 5, "active": 5})
    super_users: frozenset[str] = frozenset()
    human_resources: tuple[HumanResources, ...] = ()
    cycles: Cycles = field(default_factory=Cycles)
    status: StatusRules = field(default_factory=StatusRules)
    vision: str = ""
    mission: str = ""
    values: tuple[str, ...] = ()
    feedback_kinds: tuple[str, ...] = ("Strength", "Suggestion")
    praise_reactions: tuple[str, ...] = ("raised_hands", "clap", "heart", "like")
    goals_add_up: bool = True

    def day_of(self, moment: datetime) -> date:
        """The company's day on which it was; `moment` is aware."""
        return moment.astimezone(self.time_zone).date()
