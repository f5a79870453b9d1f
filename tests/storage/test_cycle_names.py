"""Cycles are named the way people name them, and what an objective keeps of a name reads back as the same cycle."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from storage.cycle_names import NotACycle, count_words, name_cycle, parse_cycle
from storage.cycles import Cycle, Cycles, Kind, kind_of, months_later

TODAY = date(2026, 11, 18)
QUARTERS = Cycles()
LAUNCH = Cycle("Launch", date(2026, 11, 15), date(2027, 2, 28))
SPRING = Cycle("Spring in Europe 2027", date(2027, 3, 1), date(2027, 5, 31))
OWN = Cycles(named=(LAUNCH, SPRING))
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
KINDS = st.sampled_from(("month", "quarter", "half", "year"))
WORDS = st.sampled_from(
    ("now", "next", "last", "past", "this", "half", "year", "Q4", "h1", "2026", "nov", "to", "..", "2026-11-15", "-")
)


def outcome(text: str, today: date) -> Cycle | str:
    """The cycle, or the sentence of the refusal."""
    try:
        return parse_cycle(text, today, OWN)
    except NotACycle as refusal:
        return str(refusal)


@given(DAYS, DAYS, KINDS)
def test_the_label_of_a_cycle_names_it_on_any_day(day: date, today: date, kind: Kind) -> None:
    cycle = kind_of(kind, day)

    assert parse_cycle(cycle.label, today, QUARTERS) == cycle


@given(
    DAYS, st.integers(min_value=1, max_value=729), DAYS, st.sampled_from(("..", " ... ", " to ", " until ", " - ", "–"))
)
def test_a_stretch_between_two_days_is_named_by_them(first: date, days: int, today: date, between: str) -> None:
    last = first + timedelta(days=days)
    assume(last.year <= 2100)
    cycle = parse_cycle(f"{first}{between}{last}", today, QUARTERS)

    assert cycle == Cycle(f"{first}..{last}", first, last)
    assert parse_cycle(cycle.label, today, QUARTERS) == cycle


@given(DAYS, KINDS, KINDS)
def test_next_and_last_touch_the_cycle_that_runs(today: date, usual: Kind, kind: Kind) -> None:
    assume(2001 <= today.year <= 2099)
    cycles = Cycles(usual=usual)

    for words in ("{}", f"{{}} {kind}"):
        running, following, before = (
            parse_cycle(words.format(which), today, cycles) for which in ("current", "next", "last")
        )
        assert running.starts_on <= today <= running.ends_on
        assert following.starts_on == running.ends_on + timedelta(days=1)
        assert before.ends_on == running.starts_on - timedelta(days=1)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("2026-Q4", "2026-Q4"),
        ("2026q4", "2026-Q4"),
        ("2026 Q4", "2026-Q4"),
        ("q4 2026", "2026-Q4"),
        ("Q4-2026", "2026-Q4"),
        ("q4", "2026-Q4"),
        ("current", "2026-Q4"),
        ("this", "2026-Q4"),
        ("now", "2026-Q4"),
        ("This quarter", "2026-Q4"),
        ("next", "2027-Q1"),
        ("next cycle", "2027-Q1"),
        ("next quarter", "2027-Q1"),
        ("last", "2026-Q3"),
        ("past", "2026-Q3"),
        (" Previous ", "2026-Q3"),
        ("this month", "2026-11"),
        ("next month", "2026-12"),
        ("last month", "2026-10"),
        ("this half", "2026-H2"),
        ("next half-year", "2027-H1"),
        ("last half year", "2026-H1"),
        ("this  year", "2026"),
        ("next year", "2027"),
        ("past year", "2025"),
        ("2026", "2026"),
        ("2026-11", "2026-11"),
        ("2026-3", "2026-03"),
        ("2026-H2", "2026-H2"),
        ("h1 2027", "2027-H1"),
        ("November", "2026-11"),
        ("nov 2026", "2026-11"),
        ("November 2027", "2027-11"),
        ("2027-may", "2027-05"),
        ("Sept. 2027", "2027-09"),
        ("LAUNCH", "Launch"),
        ("spring  in europe 2027", "Spring in Europe 2027"),
        ("2026-11-15..2027-02-28", "2026-11-15..2027-02-28"),
        ("2026-11-15…2027-2-28", "2026-11-15..2027-02-28"),
        ("2026-11-15 to 2027-02-28", "2026-11-15..2027-02-28"),
    ],
)
def test_a_cycle_is_named_as_people_name_it(typed: str, label: str) -> None:
    assert parse_cycle(typed, TODAY, OWN).label == label


@pytest.mark.parametrize(
    ("usual", "running", "following", "before"),
    [
        ("month", "2026-11", "2026-12", "2026-10"),
        ("quarter", "2026-Q4", "2027-Q1", "2026-Q3"),
        ("half", "2026-H2", "2027-H1", "2026-H1"),
        ("year", "2026", "2027", "2025"),
    ],
)
def test_current_next_and_last_are_of_the_usual_kind(usual: Kind, running: str, following: str, before: str) -> None:
    said = [parse_cycle(word, TODAY, Cycles(usual=usual)).label for word in ("current", "next", "last")]

    assert said == [running, following, before]


@pytest.mark.parametrize(
    ("typed", "today", "label"),
    [
        ("Q1", date(2026, 11, 18), "2027-Q1"),
        ("Q3", date(2026, 11, 18), "2026-Q3"),
        ("Q2", date(2026, 11, 18), "2027-Q2"),
        ("Q4", date(2026, 2, 1), "2025-Q4"),
        ("H1", date(2026, 8, 1), "2026-H1"),
        ("H1", date(2026, 12, 1), "2027-H1"),
        ("May", date(2026, 11, 18), "2027-05"),
        ("June", date(2026, 11, 18), "2026-06"),
        ("dec", date(2027, 1, 5), "2026-12"),
    ],
)
def test_a_cycle_without_a_year_is_the_nearest(typed: str, today: date, label: str) -> None:
    assert parse_cycle(typed, today, QUARTERS).label == label


def test_a_cycle_knows_its_first_and_last_day() -> None:
    assert parse_cycle("Q4", TODAY, QUARTERS) == Cycle("2026-Q4", date(2026, 10, 1), date(2026, 12, 31))
    assert parse_cycle("feb 2028", TODAY, QUARTERS) == Cycle("2028-02", date(2028, 2, 1), date(2028, 2, 29))
    assert parse_cycle("2027-H1", TODAY, QUARTERS) == Cycle("2027-H1", date(2027, 1, 1), date(2027, 6, 30))
    assert parse_cycle("launch", TODAY, OWN) == LAUNCH


@pytest.mark.parametrize(
    "typed",
    [
        *("", "Q5", "2026-Q0", "2026-13", "2026-00", "1999", "2101-Q1", "0000", "2026 q4 2026", "soon", "H3"),
        *("2026-11-18", "2026-nov 2026", "next week", "Launch 2", "this half of year", "2026-11-15.2027-02-28"),
    ],
)
def test_what_is_no_cycle_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(NotACycle) as refusal:
        parse_cycle(typed, TODAY, QUARTERS)

    assert str(refusal.value) == f"“{typed}” is not a cycle. Write one like 2026-Q4, 2026-H2, 2026, current or next."


@pytest.mark.parametrize(
    ("cycles", "examples"),
    [
        (Cycles(usual="month"), "2026-11, 2026-H2, 2026, current or next"),
        (Cycles(usual="year"), "2026, 2026-H2, current or next"),
        (OWN, "2026-Q4, 2026-H2, 2026, Launch, current or next"),
    ],
)
def test_the_examples_are_the_company_s(cycles: Cycles, examples: str) -> None:
    with pytest.raises(NotACycle) as refusal:
        parse_cycle("soon", TODAY, cycles)

    assert str(refusal.value) == f"“soon” is not a cycle. Write one like {examples}."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2026-02-30..2026-05-01", "There is no day “2026-02-30”. Write days that exist, like 2026-11-15..2027-02-28."),
        (
            "2026-05-01 to 2026-02-01",
            "2026-05-01 to 2026-02-01 cannot be a cycle: its last day must come after its first.",
        ),
        (
            "2026-01-01..2028-01-01",
            "2026-01-01 to 2028-01-01 cannot be a cycle: it may last 24 months at most.",
        ),
        (
            "1999-12-01..2000-05-01",
            "1999-12-01 to 2000-05-01 cannot be a cycle: its days must lie between 2000 and 2100.",
        ),
    ],
)
def test_days_between_which_no_cycle_runs_are_refused_with_the_reason(typed: str, sentence: str) -> None:
    assert outcome(typed, TODAY) == sentence


@given(st.text() | st.text("qh0123456789- ", max_size=9) | st.lists(WORDS, max_size=4).map(" ".join), DAYS)
def test_any_text_is_a_cycle_that_reads_back_or_refused(text: str, today: date) -> None:
    read = outcome(text, today)

    if isinstance(read, str):
        assert read.endswith(".")
        return
    assert 2000 <= read.starts_on.year <= 2100
    assert parse_cycle(read.label, today, OWN) == read


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("2026-Q4 Win customers", 1),
        ("next quarter Win customers", 2),
        ("next Win customers", 1),
        ("2026-11-15 to 2027-02-28 Win customers", 3),
        ("2026-11-15..2027-02-28 Win customers", 1),
        ("2026-02-30 to 2027-02-28 Win customers", 3),
        ("Launch now", 1),
        ("Spring in Europe 2027 Win customers", 4),
        ("nov 2026 Win customers", 2),
        ("soon Win customers", 1),
        ("", 1),
    ],
)
def test_a_cycle_takes_as_many_words_as_fit(words: str, count: int) -> None:
    assert count_words(words.split(), TODAY, OWN) == count


def test_a_company_names_a_cycle_of_its_own() -> None:
    assert name_cycle(" Spring  launch ", date(2027, 3, 1), date(2027, 5, 31)) == Cycle(
        "Spring launch", date(2027, 3, 1), date(2027, 5, 31)
    )


@pytest.mark.parametrize(
    "name",
    ["Q4", "2026-h2", "2031", "next", "Next Month", "past cycle", "last half-year", "november", "May 2030", "2026-7"],
)
def test_a_name_that_everybody_has_is_nobody_s_own(name: str) -> None:
    with pytest.raises(NotACycle, match="reads like a cycle that everybody has"):
        name_cycle(name, TODAY, date(2027, 1, 1))


@pytest.mark.parametrize("name", ["", "  ", "--launch", "The “launch”", 'The "launch"', "x" * 41, "a\x00b"])
def test_a_name_can_be_typed_and_shown(name: str) -> None:
    with pytest.raises(NotACycle, match="a name has 1 to 40 characters"):
        name_cycle(name, TODAY, date(2027, 1, 1))


@pytest.mark.parametrize("last", [date(2026, 11, 17), TODAY, months_later(TODAY, 24)])
def test_a_cycle_of_one_s_own_has_an_end_in_sight(last: date) -> None:
    with pytest.raises(NotACycle, match=r"must come after|24 months at most"):
        name_cycle("Launch", TODAY, last)
