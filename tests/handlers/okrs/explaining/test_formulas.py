"""What "why" works out is the number that is shown, for key results of every kind and for their objectives."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from handlers.chat.card import Card, Paragraph, Progress, Table
from handlers.chat.text import Number, Span
from handlers.check_ins.figures import told
from handlers.okrs.explaining.formulas import progress_explained
from handlers.okrs.explaining.key_result import NO_DETAILS, key_result_explained
from handlers.okrs.explaining.objective import objective_explained
from handlers.okrs.measuring.details import Details
from handlers.okrs.measuring.phrases import measure_of
from handlers.okrs.samples import NOW, OBJECTIVE, PRE_ORDERS, sample_judge
from handlers.okrs.seeing import show_cards as views
from handlers.okrs.seeing.powers import Powers
from handlers.okrs.shares import percent, percent_text
from storage.okr_lines import KeyResultLine
from storage.progress import MILLIONTH, NOTHING, Metric, Tally, is_kept, mean, progress
from storage.steps import StepLine, tally_of

VALUES = st.decimals(min_value=-(10**6), max_value=10**6, places=2)
WEIGHTS = st.decimals(min_value=0, max_value=1000, places=2)

Explained = tuple[KeyResultLine, Details]
"""A key result as recording leaves it, with what lies beneath its number."""


def checked_in(line: KeyResultLine, current: Decimal | None, beneath: Details = NO_DETAILS) -> Explained:
    """The key result with that value, None where nobody has said one."""
    tally = tally_of(beneath.steps) if beneath.steps else beneath.tally
    found = progress(measure_of(line), current, tally)
    at = None if current is None else PRE_ORDERS.last_check_in_at
    return replace(line, current_value=current, progress=found, last_check_in_at=at), beneath


@st.composite
def on_its_way(draw: st.DrawFn) -> Explained:
    start, target = draw(VALUES), draw(VALUES)
    assume(start != target)
    metric = Metric.INCREASE if target > start else Metric.DECREASE
    line = replace(PRE_ORDERS, metric=metric, start=start, target=target)
    return checked_in(line, draw(st.one_of(st.none(), VALUES)))


@st.composite
def with_a_band(draw: st.DrawFn) -> Explained:
    low, high = sorted((draw(VALUES), draw(VALUES)))
    metric = draw(st.sampled_from((Metric.AT_LEAST, Metric.AT_MOST, Metric.BETWEEN)))
    line = replace(
        PRE_ORDERS,
        metric=metric,
        start=draw(VALUES),
        target=None,
        band_low=None if metric is Metric.AT_MOST else low,
        band_high=None if metric is Metric.AT_LEAST else high,
    )
    if not is_kept(measure_of(line)):
        return checked_in(line, draw(st.one_of(st.none(), VALUES)))
    of = draw(st.integers(0, 13))
    return checked_in(line, draw(VALUES), Details(tally=Tally(Decimal(draw(st.integers(0, of))), Decimal(of))))


@st.composite
def with_steps(draw: st.DrawFn) -> Explained:
    marks = draw(st.lists(st.tuples(st.booleans(), WEIGHTS.filter(bool)), min_size=1, max_size=8))
    steps = tuple(
        StepLine(place, f"Step {place}", weight, NOW if is_done else None)
        for place, (is_done, weight) in enumerate(marks, start=1)
    )
    line = replace(PRE_ORDERS, metric="steps", start=None, target=sum((one.weight for one in steps), NOTHING))
    return checked_in(line, tally_of(steps).reached, Details(steps))


@st.composite
def all_or_nothing(draw: st.DrawFn) -> Explained:
    metric = draw(st.sampled_from((Metric.YES_NO, Metric.BASELINE)))
    values = st.sampled_from((NOTHING, Decimal(1))) if metric is Metric.YES_NO else VALUES
    return checked_in(replace(PRE_ORDERS, metric=metric, start=None, target=None), draw(st.one_of(st.none(), values)))


@st.composite
def explained(draw: st.DrawFn) -> Explained:
    """A key result of any kind, checked in or not."""
    line, beneath = draw(st.one_of(on_its_way(), with_a_band(), with_steps(), all_or_nothing()))
    weighed = replace(line, weight=draw(WEIGHTS), confidence=draw(st.one_of(st.none(), st.integers(1, 10))))
    return replace(weighed, due_on=draw(st.dates(date(2026, 10, 2), date(2027, 6, 30)))), beneath


def number_first(card: Card) -> Span | str:
    """The number with which a card begins, or the words where there is none."""
    first = card.body[0]
    assert isinstance(first, Paragraph)
    return first.spans[0] if isinstance(first.spans[0], Number) else said_first(first)


def said_first(first: Paragraph) -> str:
    """The words before the first dot: "Not said yet", or "–"."""
    return told(first.spans).split(" · ")[0]


def bar(card: Card) -> Span | str:
    """The number on the first bar of a card."""
    first = card.body[0]
    if isinstance(first, Paragraph):
        return said_first(first)
    assert isinstance(first, Progress)
    return "Not said yet" if first.share is None else percent(first.share)


@given(explained())
def test_why_begins_with_the_number_and_word_that_show_says(drawn: Explained) -> None:
    line, beneath = drawn
    why, shown = (
        key_result_explained(line, None, sample_judge(), beneath),
        views.key_result_shown(line, (), sample_judge(), Powers(), details=beneath),
    )

    assert number_first(why) == bar(shown)
    assert why.text.startswith(f"{shown.text}. ")


@given(explained())
def test_the_formula_comes_to_the_number_that_show_says(drawn: Explained) -> None:
    line, beneath = drawn

    formula = progress_explained(line, beneath)

    if line.progress is None:
        assert told(formula).startswith("does not count yet")
    else:
        assert percent_text(line.progress) in told(formula)


@given(st.lists(explained(), max_size=6))
def test_the_parts_of_an_objective_add_up_to_the_number_that_show_says(drawn: Sequence[Explained]) -> None:
    found = [replace(line, id=number, code=f"KR-{number}") for number, (line, _) in enumerate(drawn)]
    objective = replace(OBJECTIVE, progress=mean((line.progress, line.weight) for line in found))
    why = objective_explained(objective, found, 0, sample_judge())
    shown = views.objective_shown(objective, found, sample_judge(), Powers())

    assert number_first(why) == bar(shown)
    assert why.text == shown.text
    weights = sum((line.weight for line in found if line.progress is not None), NOTHING)
    if weights:
        parts = sum((row[1][-1].value for row in rows(why) if isinstance(row[1][-1], Number)), NOTHING)
        assert abs(parts / weights / 100 - objective.progress) <= MILLIONTH


def rows(card: Card) -> Sequence[Sequence[Sequence[Span]]]:
    return next(part.rows for part in card.body if isinstance(part, Table))
