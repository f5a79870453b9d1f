"""How the measure of a key result is read, checked and made."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.chat.number import NotANumber, plain
from handlers.okrs.measuring.fields import KIND_OF, KINDS, NotSteps, as_typed, parse_amount, parse_steps, steps_text
from handlers.okrs.measuring.measures import HEAVIEST_STEP, MOST_STEPS, SaidMeasure, Unmeasurable, made_of, problems
from handlers.okrs.samples import PRE_ORDERS
from storage.progress import Measure, Metric, first_progress
from storage.steps import NewStep, StepLine

NUMBERS = st.decimals(-(10**9), 10**9, places=6)
STEP_TITLE = st.from_regex(r"[a-z][a-z0-9: .,-]{0,30}[a-z]", fullmatch=True).map(lambda title: " ".join(title.split()))
STEP_TITLES = st.lists(STEP_TITLE, min_size=2, max_size=MOST_STEPS, unique=True)


def said(kind: str | None = None, start: str = "", target: str = "", steps: str = "", unit: str = "") -> SaidMeasure:
    return SaidMeasure(
        kind,
        parse_amount(start) if start else None,
        parse_amount(target) if target else None,
        parse_steps(steps) if steps else (),
        unit,
    )


@pytest.mark.parametrize(
    ("typed", "measure"),
    [
        (said(start="0", target="3000"), Measure(Metric.INCREASE, start=Decimal(0), target=Decimal(3000))),
        (said("from-to", "2.5", "2"), Measure(Metric.DECREASE, start=Decimal("2.5"), target=Decimal(2))),
        (said("at-least", target="95"), Measure(Metric.AT_LEAST, band_low=Decimal(95))),
        (said("at-most", "61.20", "45"), Measure(Metric.AT_MOST, start=Decimal("61.2"), band_high=Decimal(45))),
        (said("between", "20", "25"), Measure(Metric.BETWEEN, band_low=Decimal(20), band_high=Decimal(25))),
        (said("steps", steps="A: 3; B"), Measure(Metric.STEPS, target=Decimal(4))),
        (said(steps="A; B"), Measure(Metric.STEPS, target=Decimal(2))),
        (said("yes-no"), Measure(Metric.YES_NO)),
        (said("baseline"), Measure(Metric.BASELINE)),
    ],
)
def test_each_kind_is_made_of_what_it_needs(typed: SaidMeasure, measure: Measure) -> None:
    assert made_of(typed).measure == measure


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        (said(), ["start", "target"]),
        (said(start="0"), ["target"]),
        (said(target="9"), ["start"]),
        (said(start="5", target="5.0"), ["target"]),
        (said("at-least"), ["target"]),
        (said("at-most", start="5"), ["target"]),
        (said("between", start="5"), ["target"]),
        (said("between", "5", "5"), ["target"]),
        (said("steps"), ["steps"]),
        (said("steps", "0", "3", "A; B"), ["start", "target"]),
        (said("yes-no", "0", "1"), ["start", "target"]),
        (said("yes-no", steps="A; B"), ["steps"]),
        (said("baseline", target="7"), ["target"]),
        (said("from-to", "0", "7", "A; B"), ["steps"]),
        (said(start="0", target="7", steps="A; B"), ["steps"]),
        (said(start="€0", target="$7"), ["unit"]),
        (said("hopping"), ["kind"]),
    ],
)
def test_what_a_kind_lacks_or_has_no_use_for_is_said_at_its_field(typed: SaidMeasure, fields: list[str]) -> None:
    assert sorted(problems(typed)) == sorted(fields)


def test_a_flat_way_is_refused_with_other_kinds_to_use() -> None:
    sentence = problems(said(start="5", target="5"))["target"]

    assert "at least 5, at most 5, yes-no or steps" in sentence


def test_a_band_named_from_above_is_turned_round_and_said() -> None:
    measure = made_of(said("between", "25", "20"))

    assert (measure.measure.band_low, measure.measure.band_high) == (Decimal(20), Decimal(25))
    assert measure.understood == ("Read as between 20 and 25.",)
    assert made_of(said("between", "20", "25")).understood == ()


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        (said(start="$0", target="$3k"), "$"),
        (said(start="0", target="100 %"), "%"),
        (said(start="0", target="3000 orders"), "orders"),
        (said("between", "20 °C", "25 °C"), "°C"),
        (said(start="0 €", target="3000", unit="EUR"), "EUR"),
        (said(start="0", target="3000"), ""),
    ],
)
def test_a_unit_beside_a_number_is_the_unit_unless_one_was_named(typed: SaidMeasure, unit: str) -> None:
    assert made_of(typed).unit == unit


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        (said(start="0", target="10"), Decimal(0)),
        (said("at-most", "61", "45"), Decimal(0)),
        (said("at-most", "45", "45"), None),
        (said("at-most", target="45"), Decimal(0)),
        (said("steps", steps="A; B"), Decimal(0)),
        (said("yes-no"), Decimal(0)),
        (said("baseline"), Decimal(0)),
    ],
)
def test_nothing_is_reached_at_first_and_a_band_that_holds_does_not_count_yet(
    typed: SaidMeasure, first: Decimal | None
) -> None:
    assert first_progress(made_of(typed).measure) == first


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("Hire designers: 3; Hire engineers: 5", [("Hire designers", "3"), ("Hire engineers", "5")]),
        ("Plan\n\nBuild: 2,5\nTell;", [("Plan", "1"), ("Build", "2.5"), ("Tell", "1")]),
        ("10: 30 meeting: 2; Lunch", [("10: 30 meeting", "2"), ("Lunch", "1")]),
        ("Meet at 10:30; Go home: early", [("Meet at 10:30", "1"), ("Go home: early", "1")]),
        ("Only this: 1", [("Only this", "1")]),
        (": 3; A", [(": 3", "1"), ("A", "1")]),
    ],
)
def test_steps_are_read_with_their_weights(text: str, steps: list[tuple[str, str]]) -> None:
    found = made_of(said("steps", steps=text)).steps

    assert found == tuple(NewStep(title, Decimal(weight)) for title, weight in steps)


@pytest.mark.parametrize("text", ["", " ; ", "to the market", "to the market: soon"])
def test_what_is_no_list_is_no_steps(text: str) -> None:
    with pytest.raises(NotSteps, match="Hire designers: 3; Hire engineers: 5"):
        parse_steps(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("A: 0; B", "“A” needs a weight above 0"),
        ("A: -1; B", "“A” needs a weight above 0"),
        (f"A; B: {HEAVIEST_STEP + 1}", "“B” needs a weight above 0"),
        ("Ship; Test; SHIP", "“SHIP” is there twice"),
        (";".join(f"step {number}" for number in range(MOST_STEPS + 1)), "These are 31 steps"),
        ("x" * 201 + "; B", "has 201 characters and 200 fit"),
    ],
)
def test_steps_that_cannot_be_counted_are_refused_at_their_field(text: str, problem: str) -> None:
    with pytest.raises(Unmeasurable) as refused:
        made_of(said("steps", steps=text))

    assert problem in refused.value.problems["steps"]


def test_weights_that_might_have_been_others_are_told() -> None:
    assert [one.amount for one in made_of(said("steps", steps="A: 1,250; B: 2")).doubtful] == [1250]


@pytest.mark.parametrize("text", ["3 k", "3 m", "many", "3 from", "12abc", "3 4x", ""])
def test_what_is_no_number_with_a_unit_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        parse_amount(text)


def test_every_kind_can_be_typed() -> None:
    assert set(KIND_OF) == set(Metric)
    assert set(KIND_OF.values()) == {choice.value for choice in KINDS}


@given(NUMBERS, NUMBERS, st.sampled_from(["from-to", "at-least", "at-most", "between"]))
def test_what_was_made_is_typed_again_as_the_same(start: Decimal, target: Decimal, kind: str) -> None:
    typed = said(kind, plain(start), plain(target))
    if problems(typed):
        return
    measure = made_of(typed).measure
    line = replace(
        PRE_ORDERS,
        metric=measure.metric,
        start=measure.start,
        target=measure.target,
        band_low=measure.band_low,
        band_high=measure.band_high,
    )

    assert made_of(said(**as_typed(line))).measure == measure


@given(STEP_TITLES, st.decimals("0.000001", 1000, places=6))
def test_steps_are_typed_again_as_the_same(titles: list[str], weight: Decimal) -> None:
    lines = [StepLine(place, title, weight, None) for place, title in enumerate(titles, start=1)]

    found = made_of(said("steps", steps=steps_text(lines))).steps

    assert [(step.title, step.weight) for step in found] == [(line.title, line.weight) for line in lines]
