"""The course of a key result, drawn from its last check-ins."""

from dataclasses import replace
from decimal import Decimal

import pytest

from handlers.chat.card import Chart
from handlers.company import Company
from handlers.okrs.measuring.course import drawn
from handlers.okrs.samples import COURSE, PRE_ORDERS, sample_judge
from handlers.okrs.seeing.powers import Powers
from handlers.okrs.seeing.show_cards import key_result_shown
from storage.check_ins import CheckInLine

OLDEST_FIRST = (0, 120, 310, 640, 600, 940, 1190, 1250)


def test_the_oldest_value_stands_first() -> None:
    (chart,) = drawn(PRE_ORDERS, COURSE, Company())

    assert isinstance(chart, Chart)
    assert tuple(value for _, value in chart.points) == tuple(map(Decimal, OLDEST_FIRST))
    assert (chart.points[-1][0], chart.unit, chart.title) == ("16 Nov", "orders", "The last 8 check-ins")


def test_two_values_are_no_course() -> None:
    assert drawn(PRE_ORDERS, COURSE[:2], Company()) == ()


def test_what_was_said_without_a_value_is_left_out() -> None:
    silent: CheckInLine = replace(COURSE[0], value=None, progress=None)

    assert drawn(PRE_ORDERS, (silent, *COURSE[:2]), Company()) == ()


@pytest.mark.parametrize("metric", ["yes_no", "baseline"])
def test_yes_or_no_has_no_course(metric: str) -> None:
    assert drawn(replace(PRE_ORDERS, metric=metric), COURSE, Company()) == ()


def test_a_key_result_shows_its_course_above_its_check_ins() -> None:
    card = key_result_shown(PRE_ORDERS, COURSE, sample_judge(), Powers())

    kinds = [part.kind for part in card.body]
    assert kinds.index("chart") == kinds.index("table") - 1
