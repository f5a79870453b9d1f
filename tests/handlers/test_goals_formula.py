"""The attainment of goals: what it is, and that its formula says the same."""

import re
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from handlers.chat.text import Number
from handlers.company import Company
from handlers.goals.formula import Part, attained, attainment, formula, share_in_tenths, weights, weights_text
from handlers.goals.samples import ORDERS, TALKS
from handlers.okrs.shares import percent
from storage.progress import MILLIONTH
from tests.builders.company import written

THOUSANDTH = Decimal("0.001")
weights_of_goals = st.decimals(min_value=0, max_value=100, places=3)
shares = st.none() | st.decimals(min_value=0, max_value=1, places=6)
goals = st.lists(st.builds(Part, weights_of_goals, shares), max_size=10).map(tuple)


@given(goals)
def test_the_attainment_is_the_sum_of_weight_times_progress_over_the_weights_that_count(
    parts: tuple[Part, ...],
) -> None:
    found = attained(parts)

    counting = [(part.weight, part.share) for part in parts if part.share is not None]
    whole = sum((weight for weight, _ in counting), Decimal(0))
    if not whole:
        assert found.share is None
        return
    mean = sum((weight * share for weight, share in counting), Decimal(0)) / whole
    assert found.share is not None
    assert abs(found.share - mean) <= MILLIONTH
    assert 0 <= found.share <= 1


@given(goals)
def test_what_the_formula_says_is_what_it_comes_to(parts: tuple[Part, ...]) -> None:
    found = attained(parts)
    if found.share is None:
        assert " = " not in written(formula(found))
        return

    numbers = [part.value for part in formula(found) if isinstance(part, Number)]
    counting = [part for part in parts if part.share is not None]
    terms, (points, whole, share, *_) = numbers[: 2 * len(counting)], numbers[2 * len(counting) :]
    assert sum(terms[::2], Decimal(0)) == whole
    added = sum((a * b for a, b in zip(terms[::2], terms[1::2], strict=True)), Decimal(0)) / 100
    assert abs(added - points) <= whole * 2 * THOUSANDTH
    assert abs(points / whole * 100 - share) <= Decimal("0.2")


@given(goals)
def test_the_formula_has_at_most_one_digit_after_the_point_of_each_percentage(parts: tuple[Part, ...]) -> None:
    percentages = [part.value for part in formula(attained(parts)) if isinstance(part, Number) and part.unit == "%"]

    assert all(value == round(value, 1) for value in percentages)


@given(st.decimals(min_value=0, max_value=1, places=6))
def test_what_is_shown_in_tenths_is_rounded_as_what_is_shown_whole(share: Decimal) -> None:
    tenths = share_in_tenths(share)

    assert abs(tenths - share * 100) <= Decimal("0.1")
    assert percent(tenths / 100) == percent(share)


def test_long_shares_are_said_short() -> None:
    parts = (Part(Decimal(60), Decimal("0.536667")), Part(Decimal(40), Decimal("0.1")))

    assert written(formula(attained(parts))) == "60 × 53.7 % + 40 × 10 % = 36.2, ÷ 100 = 36.2 %, shown as 36 %"


def test_small_weights_keep_the_digits_that_the_sum_needs() -> None:
    found = attained((Part(Decimal(1), Decimal("0.536667")), Part(Decimal(3), Decimal(0))))

    assert written(formula(found)) == "1 × 53.7 % + 3 × 0 % = 0.537, ÷ 4 = 13.4 %, shown as 13 %"


def test_it_reads_as_people_would_write_it() -> None:
    parts = (Part(Decimal(30), Decimal("0.4")), Part(Decimal(70), Decimal("0.1")))

    assert written(formula(attained(parts))) == "30 × 40 % + 70 × 10 % = 19, ÷ 100 = 19 %"


def test_what_is_not_quite_all_is_not_said_to_be() -> None:
    found = attained((Part(Decimal(100), Decimal("0.999")),))

    assert "shown as 99 %" in written(formula(found))


def test_no_goals_and_no_weights_are_said_so() -> None:
    assert written(formula(attained(()))) == "no goals, so nothing to add up"
    assert "no goal that counts has a weight" in written(formula(attained((Part(Decimal(0), Decimal(1)),))))
    assert written(formula(attained((Part(Decimal(50), None),)))) == "nothing of what they follow counts yet"


def test_a_goal_that_follows_counts_with_what_it_follows() -> None:
    found = attainment((TALKS, replace(ORDERS, follows_progress=Decimal(1))))

    assert found.share == Decimal("0.82")
    assert re.fullmatch(r"30 × 40 % \+ 70 × 100 % = 82, ÷ 100 = 82 %", written(formula(found)))


def test_the_weights_say_what_is_left_and_what_is_too_much() -> None:
    some = attained((Part(Decimal(80), Decimal(0)),))
    all_of_it = attained((Part(Decimal(100), Decimal(0)),))
    more = attained((Part(Decimal("100.5"), Decimal(0)),))

    assert written(weights(some, Company())) == "80 of 100, 20 left"
    assert written(weights(all_of_it, Company())) == "100 of 100"
    assert written(weights(more, Company())) == "100.5 of 100, 0.5 too many"
    assert written(weights(some, Company(goals_add_up=False))) == "80"
    assert weights_text(some, Company()) == "80 of 100"
