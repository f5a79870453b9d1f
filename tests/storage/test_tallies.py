"""Bands and steps, the kinds of which a value alone does not say how far they have come."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from storage.progress import (
    MILLIONTH,
    Measure,
    Metric,
    Tally,
    first_progress,
    is_kept,
    is_within,
    off_by,
    progress,
    tally,
)

VALUES = st.decimals(min_value=-(10**12) + 1, max_value=10**12 - 1, places=6)
WEIGHTS = st.decimals(min_value=0, max_value=1000, places=6)
DUE = datetime(2026, 11, 16, 9, tzinfo=UTC)
BANDS = st.builds(
    lambda metric, edges, start: Measure(
        metric,
        start,
        band_low=None if metric is Metric.AT_MOST else min(edges),
        band_high=None if metric is Metric.AT_LEAST else max(edges),
    ),
    st.sampled_from((Metric.AT_LEAST, Metric.AT_MOST, Metric.BETWEEN)),
    st.tuples(VALUES, VALUES),
    VALUES,
)


def known(measure: Measure, current: Decimal | None, counted: Tally | None = None) -> Decimal:
    """Progress that is known."""
    share = progress(measure, current, counted)
    assert share is not None
    return share


@given(BANDS, VALUES)
def test_a_band_is_reached_exactly_within_it(measure: Measure, current: Decimal) -> None:
    assume(not is_kept(measure))

    share = known(measure, current)

    assert type(share) is Decimal
    assert 0 <= share <= 1
    assert share == share.quantize(MILLIONTH)
    assert (share == 1) == is_within(measure, current)


@given(BANDS, VALUES, VALUES)
def test_nearer_to_a_band_is_never_less_progress(measure: Measure, one: Decimal, other: Decimal) -> None:
    assume(not is_kept(measure))
    nearer, farther = sorted((one, other), key=lambda value: off_by(measure, value))

    assert known(measure, nearer) >= known(measure, farther)


@given(BANDS)
def test_where_a_band_started_is_nothing_unless_it_was_within(measure: Measure) -> None:
    assert progress(measure, measure.start) == (None if is_kept(measure) else 0)
    assert first_progress(measure) == (None if is_kept(measure) else 0)


WEEKS = tuple(DUE + timedelta(weeks=number) for number in range(6))
SAID = st.lists(
    st.tuples(
        st.integers(-7, 50).map(lambda days: DUE + timedelta(days=days)),
        st.one_of(st.none(), st.integers(0, 4).map(Decimal)),
    ),
    max_size=12,
)
BAND = Measure(Metric.BETWEEN, Decimal(2), band_low=Decimal(1), band_high=Decimal(3))


def counted(*said: tuple[int, int | None], today: int) -> tuple[Decimal, Decimal]:
    """Within, and of how many: what was said so many days after the first due check-in, and how many days it is now."""
    spoken = [(DUE + timedelta(days=days), None if value is None else Decimal(value)) for days, value in said]
    now = DUE + timedelta(days=today)
    found = tally(BAND, [due for due in WEEKS if due <= now], spoken, now - timedelta(days=3))
    return found.reached, found.of


@pytest.mark.parametrize(
    ("said", "today", "share"),
    [
        ((), 0, (0, 0)),
        ((), 2, (0, 0)),
        ((), 3, (0, 1)),
        (((-1, 2),), 2, (0, 0)),
        (((0, 2),), 0, (1, 1)),
        (((0, 9),), 0, (0, 1)),
        (((0, 9), (6, 2)), 6, (1, 1)),
        (((0, 2), (6, 9)), 6, (0, 1)),
        (((0, 2), (7, 2)), 7, (2, 2)),
        (((0, 2),), 9, (1, 1)),
        (((0, 2),), 10, (1, 2)),
        (((5, 2),), 5, (1, 1)),
        (((0, None),), 0, (0, 1)),
        (((0, 1), (7, 3), (14, 0)), 15, (2, 3)),
    ],
)
def test_a_due_check_in_is_answered_by_the_last_one_before_the_next_is_due(
    said: tuple[tuple[int, int | None], ...], today: int, share: tuple[int, int]
) -> None:
    within, of = share

    assert counted(*said, today=today) == (Decimal(within), Decimal(of))


@given(SAID, st.integers(0, 45))
def test_a_tally_counts_each_due_check_in_at_most_once(said: list[tuple[datetime, Decimal | None]], today: int) -> None:
    now = DUE + timedelta(days=today)
    due = [moment for moment in WEEKS if moment <= now]

    found = tally(BAND, due, [one for one in said if one[0] <= now], now - timedelta(days=3))

    assert 0 <= found.reached <= found.of <= len(due)
    share = progress(BAND, None, found)
    assert (share is None) == (found.of == 0)


@given(SAID, st.integers(0, 45))
def test_time_alone_never_makes_a_band_better_kept(said: list[tuple[datetime, Decimal | None]], today: int) -> None:
    now = DUE + timedelta(days=today)
    spoken = [one for one in said if one[0] <= now]

    shares = []
    for at in (now, now + timedelta(days=4), now + timedelta(days=11)):
        found = tally(BAND, [moment for moment in WEEKS if moment <= at], spoken, at - timedelta(days=3))
        shares.append(progress(BAND, None, found))

    known = [share for share in shares if share is not None]
    assert known == sorted(known, reverse=True)


@given(st.lists(st.tuples(st.booleans(), WEIGHTS.filter(bool)), min_size=1, max_size=30), st.integers(1, 9))
def test_steps_go_by_their_share_of_the_weight(steps: list[tuple[bool, Decimal]], times: int) -> None:
    done = sum((weight for is_done, weight in steps if is_done), Decimal(0))
    of = sum((weight for _, weight in steps), Decimal(0))
    measure = Measure(Metric.STEPS)

    share = known(measure, None, Tally(done, of))

    assert (share == 1) == all(is_done for is_done, _ in steps)
    assert share == progress(measure, None, Tally(done * times, of * times))
    assert abs(Fraction(share) - Fraction(done) / Fraction(of)) <= Fraction(MILLIONTH)
