"""What is moved in and out, as it is written in files: people by address, teams by name, the rest by code; no ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Generic, TypeVar

from storage.okrs import Level, RollUp

PREFIXES: Final = ("O", "KR")
"""Of the codes that files bring in: other numbers may go on meanwhile, and are not waited for."""
Key = str
"""How a file names a person: the address in lower case, else "slack:U0ANA", the account on the platform."""


@dataclass(frozen=True, slots=True)
class PortablePerson:
    """A person; `teams` are names in order, `days` ISO weekdays, hours whole ones of the own day."""

    name: str
    email: str
    manager: Key = ""
    teams: tuple[str, ...] = ()
    time_zone: str = "UTC"
    country: str = ""
    standing: str = "member"
    starts_hour: int = 9
    ends_hour: int = 17
    days: str = "12345"
    nudges: str = "standard"


@dataclass(frozen=True, slots=True)
class PortableTeam:
    """A team; `parent` is a name, `channel` the platform's id of where it meets."""

    name: str
    lead: Key = ""
    parent: str = ""
    platform: str = ""
    channel: str = ""
    channel_name: str = ""


@dataclass(frozen=True, slots=True)
class PortableObjective:
    """An objective; `dropped` is the reason for which it was, "" while it lives. `kept` is for what comes later."""

    code: str
    title: str
    owner: Key
    level: Level
    team: str
    parent: str
    cycle: str
    starts_on: date
    due_on: date
    ambition: str = "committed"
    is_private: bool = False
    readers: tuple[Key, ...] = ()
    co_owners: tuple[Key, ...] = ()
    roll_up: RollUp = "key_results"
    is_draft: bool = False
    dropped: str = ""
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PortableStep:
    title: str
    weight: Decimal
    done: bool = False


@dataclass(frozen=True, slots=True)
class PortableKeyResult:
    """A key result. What its `metric` has no use for is None; `current` is None until something was measured."""

    code: str
    title: str
    owner: Key
    objective: str
    team: str
    metric: str
    start: Decimal | None
    target: Decimal | None
    band_low: Decimal | None
    band_high: Decimal | None
    starts_on: date
    due_on: date
    unit: str = ""
    weight: Decimal = Decimal(1)
    steps: tuple[PortableStep, ...] = ()
    co_owners: tuple[Key, ...] = ()
    current: Decimal | None = None
    confidence: int | None = None
    dropped: str = ""
    kept: tuple[tuple[str, str], ...] = ()


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stored(Generic[T]):
    """A thing as it stands in the database. `fixed` says that a platform tells its name, and no file does."""

    id: int
    version: int
    thing: T
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that is moved: people by Key, teams by teams.name_key(), the others by code.

    `kept` are cells by code that nothing reads yet; `last` is the last number given, by prefix. `workspace_id` is None
    before the first start.
    """

    workspace_id: int | None = None
    people: Mapping[Key, Stored[PortablePerson]] = field(default_factory=dict)
    teams: Mapping[str, Stored[PortableTeam]] = field(default_factory=dict)
    objectives: Mapping[str, Stored[PortableObjective]] = field(default_factory=dict)
    key_results: Mapping[str, Stored[PortableKeyResult]] = field(default_factory=dict)
    kept: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    last: Mapping[str, int] = field(default_factory=dict)
