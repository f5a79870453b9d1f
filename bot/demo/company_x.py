"""Company X: ten people, five teams, three objectives, and eight weeks of check-ins. Week eight is the present one.

`None` in a key result's weeks is a week without a check-in.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, assert_never

WRITTEN_FOR = date(2026, 11, 23)
"""The Monday of week eight as the story was written; every date moves with the present week."""
WEEKS = 8
TIME_ZONE = "Europe/Berlin"
"""Where the company sits, and most of its people."""
VISION = "A breakfast table without crumbs on the butter knife"
MISSION = "We make appliances that take one small annoyance out of the morning."
VALUES = ("Customer first", "Toast it, then talk", "Say it while it is warm", "No crumbs left behind")


@dataclass(frozen=True, slots=True)
class Colleague:
    handle: str
    name: str
    role: str
    time_zone: str
    is_admin: bool = False

    @property
    def email(self) -> str:
        return f"{self.handle}@companyx.example"

    @property
    def account(self) -> str:
        """The id on the local Slack."""
        return f"U0{self.handle.upper()}"


@dataclass(frozen=True, slots=True)
class Group:
    """A team; `channel` is where it meets, "" for nowhere."""

    name: str
    lead: str
    members: tuple[str, ...]
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective. `parent` is its place in OBJECTIVES, from 1."""

    title: str
    owner: str
    team: str
    due: date
    aspirational: bool
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One check-in: value, confidence (0 for not said) and note.

    Of steps the value is the number of the one that is done now, or "" for none.
    """

    value: str
    confidence: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A key result of the objective at that place, with what was said of it week by week.

    `kind` says which of the numbers it has: `start` and `target` (for at most, the limit), or `steps`, or none.
    """

    objective: int
    title: str
    owner: str
    team: str
    due: date
    weeks: tuple[Said | None, ...]
    kind: Literal["from-to", "at-most", "steps", "yes-no"] = "from-to"
    start: str = ""
    target: str = ""
    unit: str = ""
    steps: str = ""
    weight: str = "1"

    @property
    def words(self) -> str:
        """How it is measured, as it is typed behind the title."""
        match self.kind:
            case "from-to":
                clauses = f"from {self.start} to {self.target}"
            case "at-most":
                clauses = f"at most {self.target} from {self.start}"
            case "steps":
                clauses = f'steps "{self.steps}"'
            case "yes-no":
                clauses = "yes-no"
            case never:
                assert_never(never)
        return f'{clauses} --unit "{self.unit}"' if self.unit else clauses


PEOPLE = (
    Colleague("ines", "Ines Moreau", "Founder", "Europe/Berlin", is_admin=True),
    Colleague("ana", "Ana Ruiz", "Head of Product", "Europe/Berlin"),
    Colleague("ben", "Ben Okafor", "Appliance engineer", "Europe/London"),
    Colleague("chen", "Chen Wei", "Head of Finance", "Asia/Singapore"),
    Colleague("dara", "Dara Byrne", "Legal counsel", "America/New_York"),
    Colleague("emil", "Emil Novak", "Head of Marketing", "Europe/Berlin"),
    Colleague("farah", "Farah Haddad", "Content editor", "Europe/London"),
    Colleague("goran", "Goran Ilic", "Web engineer", "Europe/Berlin"),
    Colleague("hugo", "Hugo Silva", "Head of People", "America/New_York"),
    Colleague("jo", "Jo Lindqvist", "New in Marketing", "Europe/London"),
)

ROOMS = ("general", "product", "marketing")

TEAMS = (
    Group("Product", "ana", ("ana", "ben", "goran"), "product"),
    Group("Marketing", "emil", ("emil", "farah", "jo"), "marketing"),
    Group("People", "hugo", ("hugo",)),
    Group("Finance", "chen", ("chen",)),
    Group("Legal", "dara", ("dara",)),
)

MANAGERS = (
    ("ines", ("ana", "emil", "hugo", "chen", "dara")),
    ("ana", ("ben", "goran")),
    ("emil", ("farah", "jo")),
)

OBJECTIVES = (
    Aim(
        "Make Company X the name people think of at breakfast", "ines", "company", date(2026, 12, 31), aspirational=True
    ),
    Aim(
        "Create and begin selling the first self-buttering toaster",
        "ana",
        "Product",
        date(2026, 12, 31),
        aspirational=True,
        parent=1,
    ),
    Aim(
        "Improve search results for our website by 30 percent",
        "emil",
        "Marketing",
        date(2026, 12, 31),
        aspirational=False,
        parent=1,
    ),
)

KEY_RESULTS = (
    Measure(
        2,
        "Assemble the team: 3 appliance designers, 5 appliance engineers, 2 food scientists",
        "hugo",
        "People",
        date(2026, 12, 15),
        (
            Said("", 8),
            Said("", 8, "First designer signed"),
            Said("1", 8, "All three designers have signed"),
            Said("", 8, "Two engineers from the fair"),
            Said("", 7),
            Said("2", 8, "Five engineers, the last one from Turin"),
            Said("", 8, "Only the food scientists are missing"),
            Said("", 8, "Offers are out to both food scientists"),
        ),
        kind="steps",
        steps="Hire appliance designers: 3; Hire appliance engineers: 5; Hire food scientists: 2",
    ),
    Measure(
        2,
        "A prototype that stores and applies butter and meets food and electrical standards",
        "ben",
        "Product",
        date(2026, 12, 1),
        (
            Said("no", 6),
            Said("no", 6),
            Said("no", 6, "Butter flows, toast stays dry"),
            Said("no", 5),
            Said("no", 5, "Thermal cut-out trips too early"),
            Said("no", 5),
            Said("no", 5, "New cut-out ordered"),
            Said("no", 5, "Cut-out fitted; electrical tests start on Thursday"),
        ),
        kind="yes-no",
        weight="2",
    ),
    Measure(
        2,
        "Keep product cost at or below 45 US dollars",
        "chen",
        "Finance",
        date(2026, 12, 31),
        (
            Said("61.20", 5),
            Said("60.10", 5),
            Said("58.40", 6, "Second supplier for the heating element"),
            Said("57.90"),
            Said("55.25", 7),
            Said("53.80", 7),
            Said("52.40", 7, "Housing moulded in one piece"),
            None,
        ),
        kind="at-most",
        start="61.20",
        target="45.00",
        unit="USD",
    ),
    Measure(
        2,
        "Patents, licences and approvals to sell in 10 European nations and the United States",
        "dara",
        "Legal",
        date(2026, 12, 31),
        (
            Said("0", 5),
            Said("0", 4),
            Said("1", 4, "Ireland"),
            Said("1", 4),
            Said("2", 3, "Portugal; the others ask for the final drawings"),
            Said("2", 3),
            Said("3", 3, "Waiting for the prototype's test report"),
            Said("4", 3, "Denmark"),
        ),
        start="0",
        target="11",
        unit="countries",
    ),
    Measure(
        2,
        "Obtain 3,000 pre-orders from the landing page",
        "emil",
        "Marketing",
        date(2026, 12, 31),
        (
            Said("40", 6),
            Said("180", 6),
            Said("420", 7, "Breakfast blog wrote about us"),
            Said("610", 7),
            Said("940", 7),
            Said("1280", 8, "The butter video works"),
            Said("1610", 8),
            None,
        ),
        start="0",
        target="3000",
        unit="orders",
        weight="2",
    ),
    Measure(
        3,
        "Secure 15 or more incoming links from reputable sites",
        "farah",
        "Marketing",
        date(2026, 12, 31),
        (
            Said("1", 7),
            Said("2", 7),
            Said("4", 7),
            Said("5", 7),
            Said("7", 8),
            Said("8", 8),
            Said("9", 8),
            Said("10", 8),
        ),
        start="0",
        target="15",
        unit="links",
    ),
    Measure(
        3,
        "Optimise all existing site content",
        "farah",
        "Marketing",
        date(2026, 12, 31),
        (
            Said("5", 8),
            Said("12", 8),
            Said("20", 8),
            Said("31", 8),
            Said("38", 7),
            Said("47", 8),
            Said("58", 8, "All product pages are done"),
            Said("66", 8),
        ),
        start="0",
        target="100",
        unit="%",
    ),
    Measure(
        3,
        "Reduce website loading time by 20 percent",
        "goran",
        "Product",
        date(2026, 12, 31),
        (
            Said("2.50", 7),
            Said("2.44", 7),
            Said("2.38", 7, "Pictures are served smaller"),
            Said("2.31", 7),
            None,
            None,
            None,
            None,
        ),
        start="2.50",
        target="2.00",
        unit="s",
    ),
)
