"""What people are shown of people, teams and settings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Final

from handlers.chat.card import Button, Call, Card, Element, Fact, Facts, Note, Paragraph, Table
from handlers.chat.text import Bold, Command, Date, Mention, Number, Plain, Spans, joined, spans
from handlers.company import Cadence, Company
from handlers.people.switch_cards import switch_rows
from handlers.people.week import days_said
from storage.cycles import Cycle, Cycles
from storage.people import Profile, Somebody
from storage.switches import GOALS_IN_REVIEWS, SwitchLine
from storage.teams import TeamLine

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_MEMBERS: Final = 60
MOST_BELOW: Final = 20
"""Teams of a department that are named; the others are counted."""
MOST_CYCLES: Final = 10


@dataclass(frozen=True, slots=True)
class FirstPrompt:
    """When a team is asked for the first time, on the company's clock."""

    day: date
    at: time
    zone: str


def mentioned(people: Sequence[Somebody]) -> Spans:
    """People one after the other, the last ones counted where there are many."""
    shown = joined((Mention(person.id, person.name),) for person in people[:MOST_MEMBERS])
    rest = len(people) - MOST_MEMBERS
    return (*shown, Plain(f" and {rest} more")) if rest > 0 else shown


def team_made(team: TeamLine, first: FirstPrompt | None) -> Card:
    """A new team, when it is first asked to check in, and what to do next."""
    objective = Button("Set my first objective", Call("okr new", {"team": team.name}), "primary" if first else "plain")
    counted = spans(Number(Decimal(team.size), "person" if team.size == 1 else "people"))
    if first is None:
        text = f"{team.name} is set up, and meets in no channel yet."
        body = Paragraph((*counted, *spans(" in ", Bold(team.name), ", which meets in no channel yet.")))
        note = Note.of("Without a channel, each member gets the weekly check-in as a direct message.")
        channel = Button("Set a channel", Call("rungs team edit", {"team": team.name}), "primary")
        return Card(text, (body, note, channel, objective))
    text = f"{team.name} is set up; its first check-in post comes on {first.day:%A}."
    place = f", which meets in {channel_said(team)}." if team.channel_name else ", which meets in its channel."
    when = Paragraph.of("The first check-in post comes ", Date(first.day), f" at {first.at:%H:%M} ({first.zone}).")
    return Card(text, (Paragraph((*counted, *spans(" in ", Bold(team.name), place))), when, objective))


def team_card(team: TeamLine, members: Sequence[Somebody], below: Sequence[TeamLine], *, edit: bool) -> Card:
    """One team: who is in it, who leads it, where it meets. With teams below it, it is a department."""
    counted = _people(len(members))
    kind = f", a department of {_teams(len(below))}" if below else ""
    text = f"{counted} in {team.name}{kind}."
    lead = spans(Mention(team.lead_id, team.lead_name)) if team.lead_id is not None else spans("nobody yet")
    facts = [Fact("Lead", lead), Fact("Channel", spans(channel_said(team)))]
    facts += [Fact("Part of", spans(team.parent_name))] if team.parent_id is not None else []
    facts += [Fact("Teams", spans(_named(below)))] if below else []
    who = Paragraph(mentioned(members)) if members else _nobody_in(team)
    body: list[Element] = [Paragraph.of(f"{counted} in ", Bold(team.name), f"{kind}."), Facts(tuple(facts)), who]
    body += [Button("Edit", Call("rungs team edit", {"team": team.name}))] if edit else []
    return Card(text, tuple(body))


def _named(teams: Sequence[TeamLine]) -> str:
    more = f" and {len(teams) - MOST_BELOW} more" if len(teams) > MOST_BELOW else ""
    return ", ".join(team.name for team in teams[:MOST_BELOW]) + more


def _nobody_in(team: TeamLine) -> Paragraph:
    return Paragraph.of("Add the first: ", Command(f"/rungs team add {quoted(team.name)} @…"))


def team_list(teams: Sequence[TeamLine]) -> Card:
    """Every team in a table."""
    if not teams:
        text = "There are no teams yet."
        return Card(text, (Paragraph.of(text, " Make the first: ", Command("/rungs team new Product @…")),))
    text = f"{_teams(len(teams))}."
    rows = tuple(
        (
            spans(team.name),
            spans(Number(Decimal(team.size))),
            spans(Mention(team.lead_id, team.lead_name)) if team.lead_id is not None else spans("–"),
            spans(channel_said(team)),
        )
        for team in teams
    )
    return Card(text, (Paragraph.of(text), Table(("Team", "People", "Lead", "Channel"), rows)))


def team_changed(team: TeamLine, what: Spans, text: str) -> Card:
    """What was changed, with the way to see the team."""
    return Card(text, (Paragraph(what), Button("Show the team", Call("rungs team show", {"team": team.name}))))


def me(person: Profile, manager: Somebody | None, teams: Sequence[TeamLine], company: Company) -> Card:
    """A person's own settings."""
    hours = f"{person.starts_hour}:00 to {person.ends_hour}:00"
    text = f"You work {days_said(person.days)}, {hours}, in the time zone {person.time_zone}."
    nudges = company.nudges_a_week.get(person.nudges, 0)
    facts = [
        Fact("Manager", spans(Mention(manager.id, manager.name)) if manager else spans("nobody yet")),
        Fact("Teams", spans(", ".join(team.name for team in teams) or "none yet")),
        Fact("Nudges", spans(f"{person.nudges}: at most ", Number(Decimal(nudges)), " a week")),
        Fact("Country", spans(person.country or "not said")),
    ]
    note = Note.of("Rungs writes to you in these hours only. ", Command("/rungs me --hours 8-16 --days mon-thu"))
    change = Button("Change my settings", Call("rungs me change"), "primary")
    return Card(text, (Paragraph.of(text), Facts(tuple(facts)), note, change))


def managers_set(manager: Somebody, moved: Sequence[Somebody]) -> Card:
    """The answer to whoever set a manager."""
    names = ", ".join(person.name for person in moved)
    text = f"{manager.name} is the manager of {names} now."
    first = Paragraph(
        (*spans(Mention(manager.id, manager.name), " is the manager of "), *mentioned(moved), *spans(" now."))
    )
    return Card(text, (first, Note.of("Everybody concerned has been told.")))


def you_have_manager(manager: Somebody, before: Somebody | None, by: Profile) -> Card:
    """What a person is told whose manager was set."""
    text = f"{manager.name} is your manager now."
    instead = spans(", in place of ", Mention(before.id, before.name)) if before else ()
    first = Paragraph((*spans(Mention(manager.id, manager.name), " is your manager now"), *instead, *spans(".")))
    return Card(text, (first, _set_by(by)))


def you_manage(moved: Sequence[Somebody], by: Profile) -> Card:
    """What a new manager is told."""
    text = f"You are the manager of {', '.join(person.name for person in moved)} now."
    first = Paragraph((*spans("You are the manager of "), *mentioned(moved), *spans(" now.")))
    return Card(text, (first, _set_by(by)))


def you_managed(moved: Sequence[Somebody], manager: Somebody, by: Profile) -> Card:
    """What a former manager is told."""
    names = ", ".join(person.name for person in moved)
    text = f"{manager.name} is the manager of {names} now, in your place."
    parts = (*spans(Mention(manager.id, manager.name), " is the manager of "), *mentioned(moved))
    return Card(text, (Paragraph((*parts, *spans(" now, in your place."))), _set_by(by)))


def _set_by(by: Profile) -> Note:
    return Note.of("Set by ", Mention(by.id, by.name), ". If this is wrong, tell them.")


def settings(
    company: Company,
    named: Sequence[Somebody],
    silent: Sequence[TeamLine],
    blocked: Sequence[TeamLine],
    switches: Sequence[Element],
    *,
    own: bool,
) -> Card:
    """What app.yaml says, who sets things up, which channels need a look, and how the switches stand."""
    text = f"{company.name} checks in {_weekly(company.check_in)} ({company.time_zone.key})."
    facts = (
        Fact("Check-in", spans(f"{_weekly(company.check_in)}, {company.time_zone.key}")),
        Fact("Digest", spans(f"{_weekly(company.digest)}, {company.time_zone.key}")),
        Fact("Cycles", _cycles(company)),
        Fact("Reminder", spans(Number(Decimal(company.nudge_after_hours)), " working hours after the post")),
        Fact("Nudges a week", spans(", ".join(f"{name} {most}" for name, most in company.nudges_a_week.items()))),
        Fact("Stale", spans(Number(Decimal(company.status.stale_after_days)), " days after a due check-in")),
        Fact("Super users", mentioned(named) or spans("nobody yet")),
    )
    body: list[Element] = [Paragraph.of(text), Facts(facts), *_health(silent, blocked)]
    if own:
        body.append(Note.of("To change these, edit app.yaml where Rungs runs and start it again."))
    return Card(text, (*body, *switches))


def _cycles(company: Company) -> Spans:
    """Of which kind the usual cycles are, and those that it named itself, the latest first."""
    named = sorted(company.cycles.named, key=lambda cycle: cycle.starts_on, reverse=True)
    shown = [spans(f"{cycle.label} from {cycle.starts_on} to {cycle.ends_on}") for cycle in named[:MOST_CYCLES]]
    more = [spans(f"{len(named) - MOST_CYCLES} more")] if len(named) > MOST_CYCLES else []
    return joined([spans(f"a {company.cycles.usual}, unless one says another"), *shown, *more], "; ")


def _health(silent: Sequence[TeamLine], blocked: Sequence[TeamLine]) -> list[Element]:
    found: list[Element] = [
        Paragraph.of("Rungs could not post in ", Bold(channel_said(team)), f" of {team.name}. Invite it there.")
        for team in blocked
    ]
    if silent:
        found.append(Paragraph.of("Without a channel: ", ", ".join(team.name for team in silent), "."))
    return found or [Paragraph.of("Every team's channel can be reached.")]


def channel_said(team: TeamLine) -> str:
    """Where the team meets, in words."""
    if not team.channel:
        return "none yet"
    return f"#{team.channel_name}" if team.channel_name else "set, its name is not known"


def quoted(name: str) -> str:
    """The name as it is typed: in quotes where it has several words."""
    return f'"{name}"' if " " in name else name


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _teams(count: int) -> str:
    return "1 team" if count == 1 else f"{count:,} teams"


def _weekly(cadence: Cadence) -> str:
    return f"{WEEKDAYS[cadence.weekday - 1]} at {cadence.at:%H:%M}"


_ANA = Somebody(1, "Ana Ruiz", "ana@company-x.example")
_BEN = Somebody(2, "Ben Okafor", "ben@company-x.example", manager_id=1)
_CHEN = Somebody(3, "Chen Li", "chen@company-x.example", manager_id=1)
_PROFILE = Profile(
    id=2,
    workspace_id=1,
    name="Ben Okafor",
    email="ben@company-x.example",
    time_zone="Africa/Lagos",
    locale="en-NG",
    standing="member",
    manager_id=1,
    starts_hour=9,
    ends_hour=17,
    days="12345",
    nudges="standard",
    is_admin=False,
    welcomed=True,
    version=1,
)
_PRODUCT = TeamLine(1, "Product", 1, "Ana Ruiz", None, "", "slack", "C0PRODUCT", "product", 1, 3)
_DESIGN = TeamLine(2, "Product Design", None, "", 1, "Product", "", "", "", 1, 0)
_FIRST = FirstPrompt(datetime(2026, 11, 30, tzinfo=UTC).date(), time(9), "UTC")
_TERMS = Company("Company X", cycles=Cycles("half", (Cycle("Launch", date(2026, 11, 2), date(2027, 1, 29)),)))


def _switched(*, own: bool) -> Sequence[Element]:
    since = SwitchLine(GOALS_IN_REVIEWS, True, 1, "Ana Ruiz", datetime(2026, 11, 23, 9, tzinfo=UTC))
    return switch_rows(Company(), {since.name: since}, own=own)


EXAMPLES: dict[str, Callable[[], Card]] = {
    "team made": lambda: team_made(_PRODUCT, _FIRST),
    "team made without a channel": lambda: team_made(_DESIGN, None),
    "team": lambda: team_card(_PRODUCT, (_ANA, _BEN, _CHEN), (), edit=True),
    "department": lambda: team_card(_PRODUCT, (_ANA, _BEN), (_DESIGN,), edit=False),
    "team with nobody in it": lambda: team_card(_DESIGN, (), (), edit=False),
    "teams": lambda: team_list((_PRODUCT, _DESIGN)),
    "no teams": lambda: team_list(()),
    "team changed": lambda: team_changed(_PRODUCT, spans(Bold("Product"), " was changed."), "Product was changed."),
    "me": lambda: me(_PROFILE, _ANA, (_PRODUCT,), Company()),
    "me, new": lambda: me(_PROFILE, None, (), Company()),
    "managers set": lambda: managers_set(_ANA, (_BEN, _CHEN)),
    "you have a manager": lambda: you_have_manager(_ANA, _CHEN, _PROFILE),
    "you manage": lambda: you_manage((_BEN, _CHEN), _PROFILE),
    "you managed": lambda: you_managed((_BEN,), _ANA, _PROFILE),
    "settings": lambda: settings(Company("Company X"), (_ANA,), (), (), _switched(own=False), own=False),
    "settings, with cycles of its own": lambda: settings(_TERMS, (_ANA,), (), (), (), own=False),
    "settings with trouble": lambda: settings(Company("Company X"), (), (_DESIGN,), (_PRODUCT,), (), own=True),
    "settings, for a super user": lambda: settings(
        Company("Company X"), (_ANA,), (), (), _switched(own=True), own=True
    ),
}
