"""A company of any size, drawn from a seed: its people, departments and teams, and what they aim at. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from storage.okrs import Level, RollUp
from storage.progress import Metric

SEED = 20261122
REPORTS = 8
"""People below each manager."""
TEAM_SIZE = 20
TEAMS_IN_A_DEPARTMENT = 10
PEOPLE_TO_AN_OBJECTIVE = 2
KEY_RESULTS_OF_AN_OBJECTIVE = 4
CHECK_INS_OF_A_KEY_RESULT = 26
"""For those that are published, so that there are 25 for each that there is."""
PEOPLE_TO_A_COMPANY_OBJECTIVE = 2000

_FIRST_NAMES = (
    "Ana Ben Chen Dara Emil Farah Goran Hugo Ines Jo Kenji Léa Mateo Nadia Olu Priya Quim Rosa Søren Tomás Uma Vít Wen "
    "Ximena Yusuf Zoë Aisha Björn Chloé Deniz Eszter Feng"
)
_LAST_NAMES = (
    "Ruiz Okafor Wei Byrne Novak Haddad Ilic Silva Moreau Lindqvist Tanaka Dubois García Petrova Adeyemi Sharma Puig "
    "Conti Sørensen Núñez Rao Dvořák Zhang Ortiz Demir Müller Khan Berg Laurent Kaya Nagy Liu Brown Kowalski"
)
TIME_ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Singapore", "America/Sao_Paulo", "Asia/Tokyo")
FIELDS = ("Sales", "Product", "Support", "Finance", "People", "Logistics", "Marketing", "Research", "Quality", "Design")
AIMS = (
    "Make customers glad that they chose us",
    "Become the first name that people think of",
    "Ship what we promise, when we promise it",
    "Let new colleagues feel at home in their first week",
    "Turn support into a reason to stay",
    "Spend less on what nobody misses",
    "Win back the customers who left",
    "Make quality something that people mention",
)
MEASURES = (
    "Orders that come without an advertisement",
    "Customers who come back within a month",
    "Days from order to delivery",
    "Answers within one working day",
    "Colleagues who would recommend us",
    "Open defects of the first class",
    "Suppliers with a second source",
    "Pages that load within a second",
)
KINDS = (
    *(Metric.INCREASE,) * 10,
    *(Metric.DECREASE,) * 3,
    *(Metric.AT_MOST,) * 2,
    Metric.AT_LEAST,
    Metric.BETWEEN,
    Metric.STEPS,
    Metric.YES_NO,
    Metric.BASELINE,
)


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person; `manager` is their number, None for whoever is above all. `team` is a number too."""

    number: int
    name: str
    time_zone: str
    manager: int | None
    team: int

    @property
    def handle(self) -> str:
        return f"person{self.number}"

    @property
    def email(self) -> str:
        return f"{self.handle}@large.example"

    @property
    def account(self) -> str:
        """The id on the platform."""
        return f"U{self.number:08d}"


@dataclass(frozen=True, slots=True)
class Group:
    """A team, or a department where others name it as their `parent`; `lead` is a person's number."""

    name: str
    lead: int
    parent: int | None


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective; `owner`, `team` and `parent` are numbers, `parent` one that comes before it.

    `began` is how many quarters ago its cycle began: 0 is the running one, -1 the next one, for which it is a draft.
    """

    title: str
    level: Level
    owner: int
    team: int | None
    parent: int | None
    began: int
    is_private: bool
    roll_up: RollUp

    @property
    def is_draft(self) -> bool:
        return self.began < 0


@dataclass(frozen=True, slots=True)
class Course:
    """A key result: its kind, how far it has come after each check-in as shares of the way, and who owns it."""

    title: str
    metric: Metric
    owner: int
    weight: Decimal
    shares: tuple[Decimal, ...]
    confidences: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Crowd:
    """A company of `people` people; every part of it is the same at every call."""

    people: int

    @property
    def teams(self) -> int:
        return -(-self.people // TEAM_SIZE)

    @property
    def departments(self) -> int:
        return -(-self.teams // TEAMS_IN_A_DEPARTMENT)

    @property
    def objectives(self) -> int:
        return max(1, self.people // PEOPLE_TO_AN_OBJECTIVE)

    def colleagues(self) -> Iterator[Colleague]:
        """Everybody; managers come before those below them."""
        draw = _dice(0)
        first, last = _FIRST_NAMES.split(), _LAST_NAMES.split()
        for number in range(self.people):
            name = f"{draw.choice(first)} {draw.choice(last)}"
            manager = (number - 1) // REPORTS if number else None
            yield Colleague(number, name, draw.choice(TIME_ZONES), manager, number // TEAM_SIZE)

    def groups(self) -> Iterator[Group]:
        """The departments, then the teams, each led by the first of its people."""
        for number in range(self.departments):
            field = FIELDS[number % len(FIELDS)]
            yield Group(f"{field} {number // len(FIELDS) + 1}", number * TEAMS_IN_A_DEPARTMENT * TEAM_SIZE, None)
        for number in range(self.teams):
            department = number // TEAMS_IN_A_DEPARTMENT
            field = FIELDS[department % len(FIELDS)]
            yield Group(f"{field} team {number + 1}", number * TEAM_SIZE, department)

    def aims(self) -> Iterator[Aim]:
        """The objectives, from the company's down to people's own."""
        draw = _dice(1)
        companys = max(1, self.people // PEOPLE_TO_A_COMPANY_OBJECTIVE)
        above = companys + self.departments
        for number in range(self.objectives):
            title = f"{draw.choice(AIMS)} ({number + 1})"
            department, team = number - companys, number - above
            if number < companys:
                yield Aim(title, "company", 0, None, None, 0, is_private=False, roll_up="aligned")
            elif number < above:
                parent = department % companys
                lead = department * TEAMS_IN_A_DEPARTMENT * TEAM_SIZE
                yield Aim(title, "team", lead, department, parent, 0, is_private=False, roll_up="both")
            elif team < self.teams:
                parent = companys + team // TEAMS_IN_A_DEPARTMENT
                group = self.departments + team
                yield Aim(title, "team", team * TEAM_SIZE, group, parent, 0, is_private=False, roll_up="key_results")
            else:
                yield self._own(draw, title, above)

    def _own(self, draw: Random, title: str, above: int) -> Aim:
        """A person's own objective, mostly aligned to that of their team, of which `above` come before the first."""
        owner = draw.randrange(self.people)
        began = draw.choices((0, 1, -1), (80, 16, 4))[0]
        is_aligned = began == 0 and draw.random() < 0.8
        parent = above + owner // TEAM_SIZE if is_aligned else None
        is_private = draw.random() < 0.05
        return Aim(title, "person", owner, None, parent, began, is_private, "key_results")

    def courses(self, number: int, aim: Aim) -> Iterator[Course]:
        """The key results of the objective of that number; those of a team's belong to its people in turn."""
        draw = _dice(2 + number)
        for place in range(KEY_RESULTS_OF_AN_OBJECTIVE):
            metric = draw.choice(KINDS)
            owner = min(aim.owner + place, self.people - 1) if aim.level == "team" else aim.owner
            shares, confidences = _way(draw, metric) if not aim.is_draft else ((), ())
            title = f"{draw.choice(MEASURES)} ({number + 1}.{place + 1})"
            yield Course(title, metric, owner, Decimal(draw.choice((1, 1, 1, 2, 3))), shares, confidences)


def _dice(throw: int) -> Random:
    return Random(SEED + throw)  # noqa: S311 - nothing here is a secret


def _way(draw: Random, metric: Metric) -> tuple[tuple[Decimal, ...], tuple[int | None, ...]]:
    """A climb with a stumble here and there."""
    count = CHECK_INS_OF_A_KEY_RESULT
    if metric is Metric.YES_NO:
        done_at = draw.randrange(2 * count)
        thousandths = [1000 * (place >= done_at) for place in range(count)]
    else:
        reach = draw.randint(200, 1100)
        thousandths = [max(0, reach * (place + 1) // count + draw.randint(-50, 50)) for place in range(count)]
    confidences = tuple(draw.choice((None, None, *range(3, 10))) for _ in range(count))
    return tuple(Decimal(one) / 1000 for one in thousandths), confidences
