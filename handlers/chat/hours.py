"""When somebody may be written to: what nobody asked for at this very moment keeps to working hours."""

from datetime import datetime
from typing import Protocol

from handlers.company import Company
from storage.calendar import UnknownZone, WorkingWeek, next_working_moment, zone_named


class Works(Protocol):
    """Somebody whose hours are known: whole hours of their own day, and ISO weekdays."""

    @property
    def time_zone(self) -> str: ...

    @property
    def starts_hour(self) -> int: ...

    @property
    def ends_hour(self) -> int: ...

    @property
    def days(self) -> str: ...


def working_week(company: Company, person: Works) -> WorkingWeek:
    """When the person works; a time zone that nobody knows counts as the company's, so that one row stops no batch."""
    try:
        own = zone_named(person.time_zone)
    except UnknownZone:
        own = company.time_zone
    return WorkingWeek(own, person.starts_hour, person.ends_hour, person.days)


def held_until(company: Company, person: Works, now: datetime) -> datetime | None:
    """When the person's next working hours begin; None while they last."""
    moment = next_working_moment(now, working_week(company, person))
    return moment if moment > now else None
