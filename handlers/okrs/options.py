"""The options that commands about objectives share: a cycle, a day to come, a weight, and for which team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from handlers.chat.alternatives import or_word
from handlers.chat.ask import Ask
from handlers.chat.fields import DayKind, NumberKind, TextKind, Unreadable
from handlers.chat.number import Quantity
from handlers.chat.screen import Choice, Input, SelectInput
from handlers.people.fields import TEAM
from storage.cycle_names import NotACycle, count_words, parse_cycle
from storage.cycles import Cycle, cycle_of, year_of
from storage.teams import TeamLine

COMPANY: Literal["company"] = "company"
HEAVIEST = 1000
LONGEST_NAME = 200
"""Characters of words that name a team."""


@dataclass(frozen=True, slots=True)
class CycleKind:
    """A cycle of the company: 2026-Q4, next month, Q1 2027, 2026-11-15 to 2027-02-28, or one with a name of its own."""

    def read(self, ask: Ask, text: str) -> Cycle:
        try:
            return parse_cycle(text, ask.company_today, ask.company.cycles)
        except NotACycle as problem:
            raise Unreadable(str(problem)) from problem

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        return count_words(ahead, ask.company_today, ask.company.cycles)

    def typed(self, ask: Ask, text: str) -> str:
        try:
            return self.read(ask, text).label if text else ""
        except Unreadable:
            return ""

    def input(self, ask: Ask, text: str, hint: str) -> Input:
        labels = _offered(ask)
        chosen = self.typed(ask, text)
        if chosen and chosen not in labels:
            labels[chosen] = chosen
        return SelectInput(tuple(Choice(label, value) for value, label in labels.items()))


@dataclass(frozen=True, slots=True)
class CycleToComeKind(CycleKind):
    """A cycle that is not over."""

    def read(self, ask: Ask, text: str) -> Cycle:
        cycle = CycleKind.read(self, ask, text)
        if cycle.ends_on < ask.company_today:
            running = cycle_of(ask.company_today, ask.company.cycles).label
            raise Unreadable(f"{cycle.label} is over. Name a cycle that is not, such as {running}.")
        return cycle


@dataclass(frozen=True, slots=True)
class DayToComeKind(DayKind):
    """Today or a later day."""

    def read(self, ask: Ask, text: str) -> date:
        day = DayKind.read(self, ask, text)
        if day < ask.today:
            raise Unreadable(f"{day} is over. Name today or a later day, such as {_last_day(ask)}.")
        return day


@dataclass(frozen=True, slots=True)
class WeightKind(NumberKind):
    """How much a key result counts beside the others of its objective."""

    def read(self, ask: Ask, text: str) -> Quantity:
        weight = NumberKind.read(self, ask, text)
        if not 0 <= weight.amount <= HEAVIEST:
            raise Unreadable(f"A weight is a number from 0 to {HEAVIEST:,}; 1 is usual, 2 counts twice.")
        return weight


def _offered(ask: Ask) -> dict[str, str]:
    """What a form offers to choose, by the label of the cycle: what runs, what comes next, and the company's own."""
    today, cycles = ask.company_today, ask.company.cycles
    running, year = cycle_of(today, cycles), year_of(today)
    following = cycle_of(running.ends_on + timedelta(days=1), cycles)
    labels = {year.label: f"{year.label} (the whole year)"} if year != running else {}
    own = {
        cycle.label: f"{cycle.label} ({cycle.starts_on} to {cycle.ends_on})"
        for cycle in cycles.named
        if cycle.ends_on >= today
    }
    return {running.label: f"{running.label} (now)", following.label: f"{following.label} (next)"} | labels | own


def _last_day(ask: Ask) -> date:
    return cycle_of(ask.today, ask.company.cycles).ends_on


TEAM_OR_COMPANY = or_word(TEAM, COMPANY, lambda ask: f"{ask.company.name} (the whole company)")


@dataclass(frozen=True, slots=True)
class TeamWordsKind(TextKind):
    """A team or the company, as an option or as all the words of a command: "Marketing", "team Field Sales"."""

    longest: int = LONGEST_NAME
    many_lines: bool = False

    def read(self, ask: Ask, text: str) -> TeamLine | Literal["company"]:  # type: ignore[override]
        said = text.strip()
        first, _, rest = said.partition(" ")
        found: TeamLine | Literal["company"] = TEAM_OR_COMPANY.find(
            ask, rest.strip() if first.lower() == "team" and rest else said
        )
        return found

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        return TEAM_OR_COMPANY.span(ask, ahead)


TeamOrCompany = Annotated[TeamLine | Literal["company"], TEAM_OR_COMPANY]
TeamWords = Annotated[TeamLine | Literal["company"], TeamWordsKind()]
AnyCycle = Annotated[Cycle, CycleKind()]
CycleToCome = Annotated[Cycle, CycleToComeKind()]
DayToCome = Annotated[date, DayToComeKind()]
Weight = Annotated[Quantity, WeightKind()]
