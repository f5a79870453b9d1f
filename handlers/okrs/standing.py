"""How key results and objectives stand: the status word, by the company's rules and its check-in day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Protocol

from handlers.company import Company
from storage.calendar import last_due
from storage.progress import Metric, Standing, Status, pace, status, worst

PACED = frozenset({Metric.INCREASE, Metric.DECREASE, Metric.STEPS})

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
    def progress(self) -> Decimal: ...

    @property
    def confidence(self) -> int | None: ...

    @property
    def last_check_in_at(self) -> datetime | None: ...

    @property
    def created_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges key results at one instant. `answer_due_at` is the last check-in whose days of grace are over."""

    company: Company
    today: date
    answer_due_at: datetime

    def status(self, line: Judgeable) -> Status:
        """The status word of one key result."""
        standing = Standing(
            progress=line.progress,
            pace=pace(line.starts_on, line.due_on, self.today) if line.metric in PACED else None,
            confidence=line.confidence,
            checked_in_at=line.last_check_in_at,
            answer_due_at=self._answer_due_at(line),
        )
        return status(standing, self.company.status)

    def worst(self, lines: Sequence[Judgeable]) -> Status:
        """The status word of an objective: that of its worst key result."""
        return worst(self.status(line) for line in lines)

    def stale(self, lines: Sequence[Judgeable]) -> int:
        """How many of them are stale."""
        return sum(self.status(line) is Status.STALE for line in lines)

    def _answer_due_at(self, line: Judgeable) -> datetime | None:
        """None for one that was not there at its last due check-in; none is due after its own due date."""
        due_at = self.answer_due_at
        if line.due_on < self.today:
            midnight = datetime.combine(line.due_on + timedelta(days=1), time(0), self.company.time_zone)
            due_at = min(due_at, _last_check_in(self.company, midnight))
        return due_at if due_at > line.created_at and due_at > _morning(line.starts_on, self.company) else None


def judge(company: Company, now: datetime) -> Judge:
    """The judge of that instant; `now` is aware UTC."""
    grace = timedelta(days=company.status.stale_after_days)
    return Judge(company, now.astimezone(company.time_zone).date(), _last_check_in(company, now - grace))


def _last_check_in(company: Company, now: datetime) -> datetime:
    return last_due(now, company.check_in.weekday, company.check_in.at, company.time_zone)


def _morning(day: date, company: Company) -> datetime:
    return datetime.combine(day, time(0), company.time_zone)
