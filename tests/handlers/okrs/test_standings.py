"""The status word that the database gives to thousands is the very one that a screen gives to one."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select

from handlers.company import Cadence, Company
from handlers.okrs.standing import Judge, judge
from storage.columns import MILLION
from storage.database import Connection, Database
from storage.okrs import key_results, objectives
from storage.progress import Metric, Status, StatusRules
from storage.standings import RANK, rank_of, status_of
from tests.builders import company as build

HOW_MANY = 800
MILLIONTH = 1 / MILLION
COMPANIES = {
    "Berlin, Mondays at nine": Company(time_zone=ZoneInfo("Europe/Berlin")),
    "Kathmandu, Fridays at half past eleven at night": Company(
        time_zone=ZoneInfo("Asia/Kathmandu"), check_in=Cadence(5, time(23, 30))
    ),
    "Santiago, Sundays at midnight, which its clocks may skip": Company(
        time_zone=ZoneInfo("America/Santiago"), check_in=Cadence(7, time(0))
    ),
    "Mondays at midnight": Company(check_in=Cadence(1, time(0))),
    "own rules": Company(
        status=StatusRules(
            off_track_confidence=5,
            at_risk_confidence=4,
            off_track_pace=Decimal("0.3333333"),
            at_risk_pace=Decimal("0.05"),
            stale_after_days=0,
        )
    ),
}
INSTANTS = (
    datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
    datetime(2026, 11, 23, 23, 30, tzinfo=UTC),
    datetime(2026, 9, 6, 4, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 59, 59, 999_999, tzinfo=UTC),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A key result, as far as its status goes."""

    metric: str
    starts_on: date
    due_on: date
    progress: Decimal | None
    confidence: int | None
    last_check_in_at: datetime | None
    created_at: datetime


@pytest.mark.parametrize("company", COMPANIES.values(), ids=COMPANIES)
@pytest.mark.parametrize("now", INSTANTS, ids=str)
async def test_the_database_judges_as_the_judge_does(database: Database, company: Company, now: datetime) -> None:
    judging = judge(company, now)
    lines = list(_lines(judging, random.Random(f"{company.check_in} {now}")))

    ranks = await database.write(_ranks(lines, judging))

    expected = [judging.status(line) for line in lines]
    wrong = [
        (line, status_of(rank), word)
        for line, rank, word in zip(lines, ranks, expected, strict=True)
        if status_of(rank) is not word
    ]
    assert wrong == []
    assert set(expected) == set(Status)


def test_the_worst_has_the_least_number() -> None:
    assert sorted(Status, key=rank_of) == [
        Status.OFF_TRACK,
        Status.AT_RISK,
        Status.STALE,
        Status.NOT_STARTED,
        Status.ON_TRACK,
        Status.DONE,
    ]


def _ranks(lines: list[Line], judging: Judge) -> Callable[[Connection], list[int]]:
    def work(db: Connection) -> list[int]:
        build.create_tables(db)
        workspace = build.a_workspace(db)
        ana = build.a_person(db, workspace)
        here = {"workspace_id": workspace, "owner_id": ana, "created_by": ana, "title": "Win"}
        span = {"starts_on": date(2026, 1, 1), "due_on": date(2026, 12, 31), "created_at": build.NOW}
        values = here | span | {"code": "O-1", "cycle": "2026", "level": "person", "ambition": "committed"}
        db.execute(insert(objectives), values | {"progress": Decimal(0), "published_at": build.NOW})
        common = here | {"objective_id": 1, "weight": Decimal(1)}
        fields = Line.__dataclass_fields__
        rows = [common | {"code": f"KR-{n}"} | {f: getattr(line, f) for f in fields} for n, line in enumerate(lines)]
        db.execute(insert(key_results), rows)
        query = select(RANK).select_from(key_results).order_by(key_results.c.id)
        return list(db.scalars(query, judging.yardstick().given))

    return work


def _lines(judging: Judge, chance: random.Random) -> Iterator[Line]:
    """Key results on and beside every boundary: of days, of instants, of points and of confidence."""
    today = judging.today
    rules = judging.company.status
    for _ in range(HOW_MANY):
        starts_on = today - timedelta(days=chance.choice((0, 1, 7, 13, 90, 91, 365, chance.randrange(-20, 400))))
        due_on = starts_on + timedelta(days=chance.choice((0, 1, 6, 7, 30, 91, 365, 5_000, chance.randrange(800))))
        line = Line(
            metric=chance.choice(list(Metric)).value,
            starts_on=starts_on,
            due_on=due_on,
            progress=None,
            confidence=chance.choice((None, *range(1, 11))),
            last_check_in_at=None,
            created_at=_about(judging, starts_on, due_on, chance),
        )
        line = replace(line, last_check_in_at=chance.choice((None, _about(judging, starts_on, due_on, chance))))
        pace = judging.term(starts_on, due_on).pace
        behind = chance.choice((rules.at_risk_pace, rules.off_track_pace, Decimal(chance.random())))
        near = (pace - behind + chance.randrange(-2, 3) * MILLIONTH).quantize(MILLIONTH)
        shares = (None, Decimal(0), Decimal(1), 1 - MILLIONTH, min(max(near, Decimal(0)), Decimal(1)))
        yield replace(line, progress=chance.choice((*shares, shares[-1], shares[-1])))


def _about(judging: Judge, starts_on: date, due_on: date, chance: random.Random) -> datetime:
    """An instant on or just beside the check-in that is to be answered, or anywhere."""
    due_at = judging.term(starts_on, due_on).answer_due_at or judging.answer_due_at
    anywhere = datetime.combine(starts_on, time(0), UTC) + timedelta(minutes=chance.randrange(-1_000, 600_000))
    beside = due_at + timedelta(microseconds=chance.choice((-1, 0, 1)))
    return chance.choice((beside, due_at + timedelta(hours=chance.randrange(-200, 200)), anywhere))
