"""The arithmetic of DESIGN section 10: exact, clamped, and the same whichever way a key result points."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from storage.progress import (
    Flat,
    Ground,
    Measure,
    Metric,
    Standing,
    Status,
    StatusRules,
    Tally,
    Verdict,
    expected,
    mean,
    pace,
    progress,
    refuse_flat,
    status,
    verdict,
    weigh,
    worst,
)

VALUES = st.decimals(min_value=-(10**12) + 1, max_value=10**12 - 1, places=6)
SHARES = st.decimals(min_value=0, max_value=1, places=6)
WEIGHTS = st.decimals(min_value=0, max_value=1000, places=6)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
MILLIONTH = Decimal("0.000001")
RULES = StatusRules()
DUE = datetime(2026, 11, 16, 9, tzinfo=UTC)


def toward(start: Decimal, target: Decimal) -> Measure:
    """An increase or a decrease, whichever the numbers make it."""
    return Measure(Metric.INCREASE if target > start else Metric.DECREASE, start, target)


def reached(measure: Measure, current: Decimal | None, tally: Tally | None = None) -> Decimal:
    """Progress that is known."""
    share = progress(measure, current, tally)
    assert share is not None
    return share


@pytest.mark.parametrize(
    ("start", "target", "current", "share"),
    [
        ("0", "3000", "1250", "0.416667"),
        ("61.20", "45", "53.1", "0.5"),
        ("0", "3", "2", "0.666667"),
        ("10", "20", "5", "0"),
        ("10", "20", "25", "1"),
        ("20", "10", "25", "0"),
        ("20", "10", "5", "1"),
        ("-5", "5", "0", "0.5"),
    ],
)
def test_progress_is_the_share_of_the_way_from_start_to_target(
    start: str, target: str, current: str, share: str
) -> None:
    assert progress(toward(Decimal(start), Decimal(target)), Decimal(current)) == Decimal(share)


def test_nothing_recorded_is_no_progress() -> None:
    assert progress(toward(Decimal(0), Decimal(10)), None) == 0


@given(VALUES, VALUES, VALUES)
def test_progress_is_a_whole_number_of_millionths_between_nothing_and_all(
    start: Decimal, target: Decimal, current: Decimal
) -> None:
    assume(start != target)

    share = progress(toward(start, target), current)

    assert type(share) is Decimal
    assert 0 <= share <= 1
    assert share == share.quantize(MILLIONTH)


@given(VALUES, VALUES, VALUES)
def test_progress_is_exact_to_the_millionth(start: Decimal, target: Decimal, current: Decimal) -> None:
    assume(start != target)
    exact = (Fraction(current) - Fraction(start)) / (Fraction(target) - Fraction(start))
    clamped = min(max(exact, Fraction(0)), Fraction(1))

    share = reached(toward(start, target), current)

    assert abs(Fraction(share) - clamped) <= Fraction(MILLIONTH)
    assert (share == 1) == (exact >= 1)


@given(VALUES, VALUES, VALUES, VALUES)
def test_a_value_nearer_to_the_target_is_never_less_progress(
    start: Decimal, target: Decimal, one: Decimal, other: Decimal
) -> None:
    assume(start != target)
    nearer, farther = (max(one, other), min(one, other)) if target > start else (min(one, other), max(one, other))

    assert reached(toward(start, target), nearer) >= reached(toward(start, target), farther)


@given(VALUES, VALUES, VALUES)
def test_a_decrease_is_the_mirror_of_an_increase(start: Decimal, target: Decimal, current: Decimal) -> None:
    assume(start != target)

    assert progress(toward(start, target), current) == progress(toward(-start, -target), -current)


@given(VALUES, VALUES)
def test_the_start_is_nothing_and_the_target_is_all(start: Decimal, target: Decimal) -> None:
    assume(start != target)

    assert progress(toward(start, target), start) == 0
    assert progress(toward(start, target), target) == 1


def test_a_hair_short_of_the_target_is_not_done() -> None:
    assert progress(toward(Decimal(0), Decimal(10**9)), Decimal("999999999.999999")) == 1 - MILLIONTH


@given(VALUES)
def test_a_start_that_is_the_target_is_refused_with_advice(value: Decimal) -> None:
    with pytest.raises(Flat, match="Choose another target"):
        refuse_flat(value, value)
    with pytest.raises(Flat):
        progress(Measure(Metric.INCREASE, value, value), value)


def test_a_measure_without_its_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a target"):
        progress(Measure(Metric.INCREASE, Decimal(0)), Decimal(1))


@pytest.mark.parametrize(
    ("metric", "current", "share"),
    [
        (Metric.YES_NO, None, 0),
        (Metric.YES_NO, 0, 0),
        (Metric.YES_NO, 1, 1),
        (Metric.BASELINE, None, 0),
        (Metric.BASELINE, 0, 1),
        (Metric.BASELINE, 95, 1),
    ],
)
def test_yes_no_and_baseline_are_nothing_or_all(metric: Metric, current: int | None, share: int) -> None:
    assert progress(Measure(metric), None if current is None else Decimal(current)) == share


@pytest.mark.parametrize(
    ("measure", "current", "share"),
    [
        (Measure(Metric.AT_MOST, Decimal("61.20"), band_high=Decimal(45)), "53.1", "0.5"),
        (Measure(Metric.AT_MOST, Decimal("61.20"), band_high=Decimal(45)), "45", "1"),
        (Measure(Metric.AT_MOST, Decimal("61.20"), band_high=Decimal(45)), "70", "0"),
        (Measure(Metric.AT_LEAST, Decimal(75), band_low=Decimal(95)), "80", "0.25"),
        (Measure(Metric.AT_LEAST, Decimal(75), band_low=Decimal(95)), "99", "1"),
        (Measure(Metric.BETWEEN, Decimal(10), band_low=Decimal(20), band_high=Decimal(25)), "15", "0.5"),
        (Measure(Metric.BETWEEN, Decimal(10), band_low=Decimal(20), band_high=Decimal(25)), "22", "1"),
        (Measure(Metric.BETWEEN, Decimal(10), band_low=Decimal(20), band_high=Decimal(25)), "30", "0.5"),
        (Measure(Metric.BETWEEN, Decimal(10), band_low=Decimal(20), band_high=Decimal(25)), "40", "0"),
        (Measure(Metric.AT_LEAST, band_low=Decimal(95)), "94", "0"),
        (Measure(Metric.AT_LEAST, band_low=Decimal(95)), "95", "1"),
    ],
)
def test_outside_a_band_progress_is_the_way_toward_it(measure: Measure, current: str, share: str) -> None:
    assert progress(measure, Decimal(current)) == Decimal(share)


def test_a_band_that_nobody_has_measured_yet_is_no_progress() -> None:
    assert progress(Measure(Metric.AT_LEAST, Decimal(75), band_low=Decimal(95)), None) == 0


def test_a_band_that_was_kept_from_the_start_counts_the_check_ins_within() -> None:
    kept = Measure(Metric.AT_LEAST, Decimal(97), band_low=Decimal(95))

    assert progress(kept, Decimal(90), Tally(Decimal(3), Decimal(4))) == Decimal("0.75")


@pytest.mark.parametrize("tally", [None, Tally(Decimal(0), Decimal(0))])
def test_a_band_without_a_due_check_in_has_no_progress_to_show(tally: Tally | None) -> None:
    kept = Measure(Metric.AT_LEAST, Decimal(97), band_low=Decimal(95))

    assert progress(kept, Decimal(97), tally) is None


def test_steps_count_by_the_weight_of_those_done() -> None:
    assert progress(Measure(Metric.STEPS), None, Tally(Decimal(3), Decimal(10))) == Decimal("0.3")


@given(st.lists(st.tuples(SHARES, WEIGHTS), min_size=1, max_size=12))
def test_the_mean_lies_between_the_least_and_the_greatest_that_count(weighted: list[tuple[Decimal, Decimal]]) -> None:
    counting = [share for share, weight in weighted if weight]
    assume(counting)

    assert min(counting) - MILLIONTH <= mean(weighted) <= max(counting)


@given(st.lists(st.tuples(SHARES, WEIGHTS), max_size=12), SHARES)
def test_weight_nothing_changes_nothing(weighted: list[tuple[Decimal, Decimal]], share: Decimal) -> None:
    assert mean([*weighted, (share, Decimal(0))]) == mean(weighted)


@given(st.lists(st.tuples(SHARES, WEIGHTS), max_size=12), st.integers(min_value=1, max_value=9))
def test_only_the_proportion_of_weights_counts(weighted: list[tuple[Decimal, Decimal]], times: int) -> None:
    assert mean([(share, weight * times) for share, weight in weighted]) == mean(weighted)


@given(st.lists(st.tuples(SHARES, WEIGHTS), max_size=12))
def test_the_order_of_key_results_does_not_count(weighted: list[tuple[Decimal, Decimal]]) -> None:
    assert mean(reversed(weighted)) == mean(weighted)


@given(st.lists(st.tuples(SHARES, WEIGHTS), min_size=1, max_size=12))
def test_the_mean_is_whole_only_when_all_that_counts_is_done(weighted: list[tuple[Decimal, Decimal]]) -> None:
    counting = [share for share, weight in weighted if weight]

    assert (mean(weighted) == 1) == (bool(counting) and min(counting) == 1)


def test_the_mean_counts_by_weight() -> None:
    assert mean([(Decimal(1), Decimal(2)), (Decimal("0.25"), Decimal(1))]) == Decimal("0.75")


def test_what_has_no_progress_to_show_does_not_count() -> None:
    assert mean([(Decimal("0.5"), Decimal(1)), (None, Decimal(9))]) == Decimal("0.5")


def test_the_mean_of_nothing_is_nothing() -> None:
    assert mean([]) == 0
    assert mean([(Decimal(1), Decimal(0))]) == 0


@given(st.lists(st.tuples(st.one_of(st.none(), SHARES), WEIGHTS), max_size=12))
def test_a_mean_is_the_sum_of_its_parts_divided_by_the_weights(weighted: list[tuple[Decimal | None, Decimal]]) -> None:
    weighed = weigh(weighted)

    assert weighed.progress == mean(weighted)
    assert len(weighed.parts) == sum(share is not None for share, _ in weighted)
    assert sum(weighed.parts) == weighed.sum_of_parts
    assert abs(weighed.sum_of_parts - weighed.progress * weighed.sum_of_weights) <= MILLIONTH * weighed.sum_of_weights


@given(VALUES, VALUES, SHARES)
def test_what_is_expected_is_what_would_be_that_progress(start: Decimal, target: Decimal, elapsed: Decimal) -> None:
    assume(start != target)
    measure = toward(start, target)

    assert abs(reached(measure, expected(measure, elapsed)) - elapsed) <= MILLIONTH


@pytest.mark.parametrize(
    ("today", "share"),
    [("2026-09-30", "0"), ("2026-10-01", "0"), ("2026-11-16", "0.5"), ("2027-01-01", "1"), ("2027-02-01", "1")],
)
def test_pace_is_the_share_of_the_time_that_is_over(today: str, share: str) -> None:
    assert pace(date(2026, 10, 1), date(2027, 1, 1), date.fromisoformat(today)) == Decimal(share)


@given(DAYS, DAYS, DAYS, DAYS)
def test_pace_never_goes_back(starts_on: date, due_on: date, one: date, other: date) -> None:
    earlier, later = sorted((one, other))

    assert 0 <= pace(starts_on, due_on, earlier) <= pace(starts_on, due_on, later) <= 1


@given(st.lists(DAYS, min_size=3, max_size=3, unique=True))
def test_pace_is_what_whole_numbers_divided_give(days: list[date]) -> None:
    starts_on, today, due_on = sorted(days)

    elapsed = (today - starts_on).days * 1_000_000 // (due_on - starts_on).days

    assert pace(starts_on, due_on, today) * 1_000_000 == elapsed


@given(DAYS)
def test_what_is_due_on_its_first_day_has_no_time_left_on_it(day: date) -> None:
    assert pace(day, day, day) == 1
    assert pace(day, day, day - timedelta(days=1)) == 0


def standing(
    progress: str = "0.5",
    pace: str | None = None,
    confidence: int | None = None,
    checked_in_at: datetime | None = DUE,
    answer_due_at: datetime | None = None,
) -> Standing:
    """A key result half done and checked in, unless said otherwise."""
    return Standing(
        Decimal(progress), None if pace is None else Decimal(pace), confidence, checked_in_at, answer_due_at
    )


BEFORE = DUE - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("judged", "word"),
    [
        (standing("1", confidence=1, pace="1", checked_in_at=None, answer_due_at=DUE), Status.DONE),
        (standing("0.999999", pace="1"), Status.ON_TRACK),
        (standing(checked_in_at=None, answer_due_at=DUE), Status.STALE),
        (standing(checked_in_at=BEFORE, answer_due_at=DUE), Status.STALE),
        (standing(checked_in_at=BEFORE, answer_due_at=DUE, confidence=1), Status.STALE),
        (standing(checked_in_at=DUE, answer_due_at=DUE), Status.ON_TRACK),
        (standing(confidence=3), Status.OFF_TRACK),
        (standing(confidence=4), Status.AT_RISK),
        (standing(confidence=6), Status.AT_RISK),
        (standing(confidence=7), Status.ON_TRACK),
        (standing("0.5", pace="0.75"), Status.AT_RISK),
        (standing("0.5", pace="0.750001"), Status.OFF_TRACK),
        (standing("0.5", pace="0.6"), Status.ON_TRACK),
        (standing("0.5", pace="0.600001"), Status.AT_RISK),
        (standing("0.5", pace="0.8", confidence=5), Status.OFF_TRACK),
        (standing("0.5", pace="0.65", confidence=2), Status.OFF_TRACK),
        (standing("0", checked_in_at=None), Status.NOT_STARTED),
        (standing("0", checked_in_at=None, pace="0.2"), Status.AT_RISK),
        (standing("0"), Status.ON_TRACK),
    ],
)
def test_the_status_word_follows_the_rules_in_their_order(judged: Standing, word: Status) -> None:
    assert status(judged, RULES) is word


@pytest.mark.parametrize(
    ("judged", "grounds"),
    [
        (standing("1", confidence=1, checked_in_at=None, answer_due_at=DUE), (Ground.REACHED,)),
        (standing(checked_in_at=BEFORE, answer_due_at=DUE, confidence=1), (Ground.SILENCE,)),
        (standing("0.5", pace="0.65", confidence=2), (Ground.CONFIDENCE,)),
        (standing("0.5", pace="0.8", confidence=5), (Ground.PACE,)),
        (standing("0.5", pace="0.65", confidence=5), (Ground.CONFIDENCE, Ground.PACE)),
        (standing("0", checked_in_at=None), (Ground.NOT_BEGUN,)),
        (standing("0.5", pace="0.5", confidence=9), (Ground.NOTHING_AGAINST,)),
    ],
)
def test_a_verdict_names_what_the_word_follows_from(judged: Standing, grounds: tuple[Ground, ...]) -> None:
    assert verdict(judged, RULES) == Verdict(status(judged, RULES), grounds)


def test_what_has_no_progress_to_show_has_no_pace() -> None:
    assert status(Standing(None, pace=Decimal(1), checked_in_at=DUE), RULES) is Status.ON_TRACK


def test_the_company_may_move_where_the_words_begin() -> None:
    strict = StatusRules(off_track_confidence=5, off_track_pace=Decimal("0.05"))

    assert status(standing(confidence=5), strict) is Status.OFF_TRACK
    assert status(standing("0.5", pace="0.56"), strict) is Status.OFF_TRACK


@given(SHARES, st.one_of(st.none(), SHARES), st.one_of(st.none(), st.integers(1, 10)))
def test_silence_is_never_green(share: Decimal, elapsed: Decimal | None, confidence: int | None) -> None:
    silent = Standing(share, elapsed, confidence, checked_in_at=None)

    assert status(silent, RULES) is not Status.ON_TRACK


@pytest.mark.parametrize(
    ("statuses", "shown"),
    [
        ([Status.STALE, Status.OFF_TRACK, Status.DONE], Status.OFF_TRACK),
        ([Status.STALE, Status.AT_RISK], Status.AT_RISK),
        ([Status.ON_TRACK, Status.STALE, Status.NOT_STARTED], Status.STALE),
        ([Status.ON_TRACK, Status.NOT_STARTED], Status.NOT_STARTED),
        ([Status.DONE, Status.ON_TRACK], Status.ON_TRACK),
        ([Status.DONE], Status.DONE),
        ([], Status.NOT_STARTED),
    ],
)
def test_an_objective_shows_its_worst_and_stale_hides_nothing_worse(statuses: list[Status], shown: Status) -> None:
    assert worst(statuses) is shown
