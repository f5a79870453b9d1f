"""How key results and objectives stand: the status word, by the company's rules and its check-in day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Protocol

from handlers.company import Company
from storage.calendar import DueDays, last_due
from storage.progress import PACED, Standing, Status, Verdict, pace, status, verdict, worst
from storage.standings import Rhythm, Yardstick

WORDS = {
    Status.DONE: "done",
    Status.STALE: "stale",
    Status.OFF_TRACK: "off track",
    Status.AT_RISK: "at risk",
    Status.NOT_STARTED: "not started",
    Status.ON_TRACK: "on track",
}


class Judgeable(Protocol):
    """What a status is judged by; a key result has it all."""

    @property
    def metric(self) -> str: ...

    @property
    def starts_on(self) -> date: ...

    @property
    def due_on(self) -> date: ...

    @property
    def progress(self) -> Decimal | None: ...

    @property
    def confidence(self) -> int | None: ...

    @property
    def last_check_in_at(self) -> datetime | None: ...

    @property
    def created_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Term:
    """What all key results between two days share: the `pace`, 0..1, and the check-in by which they are judged.

    `answer_due_at` is the last due one whose days of grace are over, aware UTC; None while there is none.
    """

    pace: Decimal
    answer_due_at: datetime | None

    def owed_by(self, created_at: datetime) -> datetime | None:
        """When one that was made then should have been answered; None where it was not there yet."""
        due_at = self.answer_due_at
        return due_at if due_at is not None and due_at > created_at else None


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges key results at one instant. `answer_due_at` is the last check-in whose days of grace are over."""

    company: Company
    today: date
    answer_due_at: datetime
    # Most run between the same two days, and each is asked about several times for one card.
    _terms: dict[tuple[date, date], Term] = field(default_factory=dict, init=False, repr=False, compare=False)

    def status(self, line: Judgeable) -> Status:
        """The status word of one key result."""
        return status(self.standing(line), self.company.status)

    def verdict(self, line: Judgeable) -> Verdict:
        """The status word of one key result, and what it follows from."""
        return verdict(self.standing(line), self.company.status)

    def standing(self, line: Judgeable) -> Standing:
        """What one key result is judged by."""
        term = self.term(line.starts_on, line.due_on)
        return Standing(
            progress=line.progress,
            pace=term.pace if line.metric in PACED else None,
            confidence=line.confidence,
            checked_in_at=line.last_check_in_at,
            answer_due_at=term.owed_by(line.created_at),
        )

    def worst(self, lines: Sequence[Judgeable]) -> Status:
        """The status word of an objective: that of its worst key result."""
        return worst(self.status(line) for line in lines)

    def stale(self, lines: Sequence[Judgeable]) -> int:
        """How many of them are stale."""
        return sum(self.status(line) is Status.STALE for line in lines)

    def yardstick(self) -> Yardstick:
        """The same for the database, which judges thousands."""
        company = self.company
        rhythm = Rhythm(company.check_in.weekday, company.check_in.at, company.time_zone)
        return Yardstick(company.status, rhythm, self.today, self.answer_due_at)

    def term(self, starts_on: date, due_on: date) -> Term:
        """What is the same for all key results between these days."""
        days = starts_on, due_on
        if days not in self._terms:
            self._terms[days] = self._term(*days)
        return self._terms[days]

    def _term(self, starts_on: date, due_on: date) -> Term:
        due_at = self.answer_due_at
        if due_on < self.today:
            # None is due after its own due date.
            due_at = min(due_at, _last_check_in(self.company, _morning(due_on + timedelta(days=1), self.company)))
        return Term(
            pace=pace(starts_on, due_on, self.today),
            answer_due_at=due_at if due_at > _morning(starts_on, self.company) else None,
        )


def due_days(company: Company) -> DueDays:
    """When the company's check-ins are due, and when one that nobody answers counts as missed."""
    grace = timedelta(days=company.status.stale_after_days)
    return DueDays(company.check_in.weekday, company.check_in.at, company.time_zone, grace)


def judge(company: Company, now: datetime) -> Judge:
    """The judge of that instant; `now` is aware UTC."""
    grace = timedelta(days=company.status.stale_after_days)
    return Judge(company, company.day_of(now), _last_check_in(company, now - grace))


def _last_check_in(company: Company, now: datetime) -> datetime:
    return last_due(now, company.check_in.weekday, company.check_in.at, company.time_zone)


def _morning(day: date, company: Company) -> datetime:
    return datetime.combine(day, time(0), company.time_zone)
