"""My own settings: when I work, where, and how often I am nudged."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Annotated

from handlers.chat.ask import Ask
from handlers.chat.fields import Label, OneOfKind, Word
from handlers.chat.form import Form
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.chat.screen import Choice
from handlers.check_ins.schedule import reschedule_people
from handlers.people import screens
from handlers.people.week import Country, Hours, TimeZone, WorkingDays, WorkingHours, days_said
from storage import audit, people, teams
from storage.people import Preferences, Profile

Nudges = Annotated[
    str,
    OneOfKind(
        (
            Choice("Light: duties only", "light"),
            Choice("Standard", "standard"),
            Choice("Active: also what I follow", "active"),
        )
    ),
]


class Me(Form, command="rungs me", title="My settings", example="/rungs me --hours 8-16"):
    """See or change when you work, where, and how often you are nudged."""

    time_zone: Annotated[TimeZone, Label("Time zone", "As in Europe/Berlin.")] = ""
    hours: Annotated[WorkingHours | None, Label("Hours", "Whole hours of your day, as in 9-17.")] = None
    days: Annotated[WorkingDays, Label("Days", "As in mon-fri, sun-thu or mon,wed.")] = ""
    country: Annotated[Country, Label("Country", "Two letters, as in DE.")] = ""
    nudges: Annotated[Nudges, Label("Nudges", "How many messages a week you may get without having asked.")] = ""


class ChangeMe(Form, command="rungs me change", title="My settings", listed=False):
    """Change when you work, where, and how often you are nudged."""

    time_zone: Annotated[TimeZone, Label("Time zone")]
    hours: Annotated[WorkingHours, Label("Hours", "Whole hours of your day, as in 9-17.")]
    days: Annotated[WorkingDays, Label("Days", "As in mon-fri, sun-thu or mon,wed.")]
    nudges: Annotated[Nudges, Label("Nudges", "How many messages a week you may get without having asked.")]
    country: Annotated[Country, Label("Country", "Two letters, as in DE.")] = ""
    seen: Annotated[Word, Label("")] = ""

    @classmethod
    def prefill(cls, ask: Ask, given: Mapping[str, str]) -> Mapping[str, str]:
        person = ask.person
        known = {
            "time_zone": person.time_zone,
            "hours": f"{person.starts_hour}-{person.ends_hour}",
            "days": days_said(person.days),
            "nudges": person.nudges,
            "country": person.country,
            "seen": str(person.version),
        }
        return known | dict(given)

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("seen",)


def me(ask: Ask, form: Me) -> Reply:
    """Show my settings, changed first by what was said."""
    before = _preferences(ask.person)
    hours = form.hours or Hours(before.starts_hour, before.ends_hour)
    after = Preferences(
        time_zone=form.time_zone or before.time_zone,
        starts_hour=hours.starts,
        ends_hour=hours.ends,
        days=form.days or before.days,
        country=form.country or before.country,
        nudges=form.nudges or before.nudges,
    )
    return _stored(ask, ask.person, after)


def change(ask: Ask, form: ChangeMe) -> Reply:
    """Store the whole form."""
    after = Preferences(form.time_zone, form.hours.starts, form.hours.ends, form.days, form.country, form.nudges)
    seen = int(form.seen) if form.seen.isdecimal() else ask.person.version
    return _stored(ask, replace(ask.person, version=seen), after)


def _stored(ask: Ask, person: Profile, after: Preferences) -> Reply:
    before = _preferences(person)
    if after == before:
        return _shown(ask, ask.person)
    if not people.prefer(ask.db, person, after):
        raise Refused("Your settings were changed meanwhile. /rungs me shows them as they are now.")
    subject = f"person:{person.id}"
    audit.record(
        ask.db, ask.workspace_id, person.id, "change settings", subject, ask.now, asdict(before), asdict(after)
    )
    reschedule_people(ask.db, ask.company, ask.workspace_id, [person.id], ask.now)
    return _shown(ask, people.profile(ask.db, person.id))


def _shown(ask: Ask, person: Profile) -> Reply:
    manager = people.somebody(ask.db, ask.workspace_id, person.manager_id) if person.manager_id else None
    return Whisper(screens.me(person, manager, teams.teams_of(ask.db, person.id), ask.company))


def _preferences(person: Profile) -> Preferences:
    return Preferences(
        person.time_zone, person.starts_hour, person.ends_hour, person.days, person.country, person.nudges
    )
