"""The figures of a digest: the same as everywhere else, though they are reckoned in whole millionths."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.company import Company
from handlers.digests import shares
from handlers.digests.news import news_by_team
from handlers.digests.verdicts import Verdicts
from handlers.okrs.shares import percent
from handlers.okrs.standing import judge
from storage.digests import KeyResultWeek, ObjectiveWeek, Part, Week
from storage.progress import Metric, mean

NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
JUDGE = judge(Company(time_zone=ZoneInfo("America/New_York")), NOW)

SHARES = st.integers(0, shares.WHOLE)
WEIGHTS = st.integers(0, 10**12)
DAYS = st.dates(date(2026, 9, 1), date(2027, 1, 31))
INSTANTS = st.integers(0, 2_000).map(lambda hours: NOW - timedelta(hours=hours))


@dataclass(frozen=True, slots=True)
class Line:
    """A key result as the judge sees it."""

    metric: str
    starts_on: date
    due_on: date
    progress: Decimal
    confidence: int | None
    last_check_in_at: datetime | None
    created_at: datetime


def _as_judged(row: KeyResultWeek) -> Line:
    return Line(
        row.metric,
        row.starts_on,
        row.due_on,
        shares.as_decimal(row.progress or 0),
        row.confidence,
        row.last_check_in_at,
        row.created_at,
    )


def _row(starts_on: date, due_on: date, share: int) -> KeyResultWeek:
    return KeyResultWeek(
        id=1,
        code="KR-1",
        title="Obtain 3,000 pre-orders",
        objective_id=1,
        metric=Metric.INCREASE,
        weight=shares.WHOLE,
        progress=share,
        before=None,
        confidence=None,
        last_check_in_at=NOW,
        owner_id=1,
        owner_name="Ana Ruiz",
        starts_on=starts_on,
        due_on=due_on,
        created_at=NOW,
    )


def rows(**known: st.SearchStrategy[object]) -> st.SearchStrategy[KeyResultWeek]:
    """Any key result's week."""
    return st.builds(
        KeyResultWeek,
        metric=st.sampled_from(Metric),
        weight=WEIGHTS,
        progress=SHARES,
        before=st.none() | SHARES,
        confidence=st.none() | st.integers(1, 10),
        last_check_in_at=st.none() | INSTANTS,
        starts_on=DAYS,
        due_on=DAYS,
        created_at=INSTANTS,
        **known,
    )


@given(st.lists(st.tuples(SHARES, WEIGHTS)))
def test_a_mean_is_the_one_that_is_stored(weighted: list[tuple[int, int]]) -> None:
    stored = mean((shares.as_decimal(share), shares.as_decimal(weight)) for share, weight in weighted)

    assert shares.as_decimal(shares.mean(weighted)) == stored


@given(st.lists(SHARES))
def test_a_plain_mean_is_one_of_equal_weights(several: list[int]) -> None:
    assert shares.plain_mean(several) == shares.mean([(share, shares.WHOLE) for share in several])


@given(SHARES)
def test_per_cents_are_those_of_every_other_screen(share: int) -> None:
    assert Decimal(shares.percent(share)) == percent(shares.as_decimal(share)).value


@given(st.lists(rows(), min_size=1))
def test_the_status_words_are_the_judges(lines: list[KeyResultWeek]) -> None:
    verdicts = Verdicts(JUDGE)

    for line in lines:
        assert verdicts.status(line) is JUDGE.status(_as_judged(line))


@pytest.mark.parametrize("points_behind", [Decimal("0.25"), Decimal("0.10")])
@pytest.mark.parametrize("nearby", range(-2, 3))
def test_the_status_words_change_at_the_same_share_as_the_judges(points_behind: Decimal, nearby: int) -> None:
    starts_on, due_on = NOW.date() - timedelta(days=30), NOW.date() + timedelta(days=40)
    edge = int((JUDGE.term(starts_on, due_on).pace - points_behind) * shares.WHOLE)
    verdicts = Verdicts(JUDGE)
    each = [_row(starts_on, due_on, share) for share in (0, edge - 9, edge + nearby, edge + 9, shares.WHOLE)]

    assert [verdicts.status(row) for row in each] == [JUDGE.status(_as_judged(row)) for row in each]


@given(rows(id=st.just(1), objective_id=st.just(9)))
def test_what_came_or_went_between_the_two_questions_is_left_out(row: KeyResultWeek) -> None:
    found = ObjectiveWeek(1, "O-1", "Sell toasters", "team", 0, 1, "Ana Ruiz", "key_results", None, is_new=False)
    week = Week({1: found}, (Part(5, 1, None), Part(6, 1, 3)), (row,))

    news = news_by_team(week, JUDGE)

    assert [objective.lines for team in (5, 6) for objective in news[team].objectives] == [(), ()]
