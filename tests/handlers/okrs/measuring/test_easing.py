"""When a change makes a key result easier to reach."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.okrs.measuring.easing import eases, eases_steps
from storage.progress import Measure, Metric, progress
from storage.steps import NewStep, StepLine

NUMBERS = st.integers(-1000, 1000).map(Decimal)


def up(target: int) -> Measure:
    return Measure(Metric.INCREASE, Decimal(0), Decimal(target))


def down(target: int) -> Measure:
    return Measure(Metric.DECREASE, Decimal(100), Decimal(target))


def at_least(edge: int) -> Measure:
    return Measure(Metric.AT_LEAST, band_low=Decimal(edge))


def at_most(edge: int) -> Measure:
    return Measure(Metric.AT_MOST, band_high=Decimal(edge))


def between(low: int, high: int) -> Measure:
    return Measure(Metric.BETWEEN, band_low=Decimal(low), band_high=Decimal(high))


@pytest.mark.parametrize(
    ("before", "after", "is_easier"),
    [
        (up(3000), up(2000), True),
        (up(3000), up(4000), False),
        (down(45), down(50), True),
        (down(45), down(40), False),
        (at_least(95), at_least(90), True),
        (at_least(95), at_least(99), False),
        (at_most(45), at_most(50), True),
        (at_most(45), at_most(40), False),
        (between(20, 25), between(19, 25), True),
        (between(20, 25), between(20, 26), True),
        (between(20, 25), between(21, 24), False),
        (between(20, 25), at_least(20), True),
        (at_least(20), between(20, 25), False),
        (up(3000), at_least(3000), False),
        (up(3000), at_least(2999), True),
        (up(3000), down(45), True),
        (up(3000), Measure(Metric.YES_NO), True),
        (Measure(Metric.BASELINE), up(3000), False),
        (Measure(Metric.YES_NO), Measure(Metric.YES_NO), False),
        (Measure(Metric.YES_NO), Measure(Metric.BASELINE), True),
    ],
)
def test_easier_is_what_lets_more_values_be_enough(before: Measure, after: Measure, is_easier: bool) -> None:
    assert eases(before, after) is is_easier


@given(start=NUMBERS, old=NUMBERS, new=NUMBERS)
def test_what_needs_no_reason_makes_no_value_enough_that_was_not(start: Decimal, old: Decimal, new: Decimal) -> None:
    if start in (old, new):
        return
    before, after = (
        Measure(Metric.INCREASE if target > start else Metric.DECREASE, start, target) for target in (old, new)
    )

    newly_done = [value for value in (old, new) if progress(after, value) == 1 and progress(before, value) != 1]

    assert eases(before, after) or not newly_done


def test_a_step_that_goes_or_weighs_less_makes_it_easier() -> None:
    before = [StepLine(1, "Hire designers", Decimal(3), None), StepLine(2, "Hire engineers", Decimal(5), None)]

    def steps(**weights: int) -> list[NewStep]:
        return [NewStep(f"hire {name}", Decimal(weight)) for name, weight in weights.items()]

    assert not eases_steps(before, steps(engineers=5, designers=3))
    assert not eases_steps(before, steps(engineers=5, designers=4, writers=1))
    assert eases_steps(before, steps(engineers=5))
    assert eases_steps(before, steps(engineers=5, designers=2))
