"""The coach's rules: what each finds, and what it rightly leaves alone."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from handlers.okrs.coaching.rules import MOST_WORDS, Advice, advice_on_key_result, advice_on_objective, review
from handlers.okrs.samples import DELIVERY_DAYS, OBJECTIVE, PRE_ORDERS
from storage.okr_lines import KeyResultLine

NUMBER = "belongs to a key result"
DOING = "begins with what will be done"
KEEPING = "keeps what there is"
GENERIC = "any company in any year"
LONG = f"up to {MOST_WORDS} are remembered"
TASK = "Counts what is done"
ENDLESS = "never ends"

POOR_OBJECTIVES = {
    "Win 30 customers": [NUMBER],
    "Improve search results for our website by 30 percent": [NUMBER],
    "Grow revenue to $2m": [NUMBER],
    "Become 10x faster": [NUMBER],
    "Gewinne 30 Kunden für das Auto": [NUMBER],
    "Launch the loyalty programme": [DOING],
    "Launching a new website": [DOING],
    "Write the handbook for new colleagues": [DOING],
    "Roll out the new payroll": [DOING],
    "Hold 4 workshops with suppliers": [NUMBER, DOING],
    "Create and begin selling the first self-buttering toaster": [DOING],
    "Maintain our data warehouse": [KEEPING],
    "Ensure data quality": [KEEPING],
    "Improve quality": [GENERIC],
    "Growth": [GENERIC],
    "Be the best": [GENERIC],
    "Be loved by people who " + "bake and " * 9: [LONG],
}
"""What the coach finds in titles of objectives."""

GOOD_OBJECTIVES = (
    "Win customers for the electric car",
    "Make Company X the name people think of at breakfast",
    "Rocket Launch team happiness",
    "Launch team happiness is our first product",
    "Build trust with every customer",
    "Create demand where nobody knew us",
    "Hold the top of the market",
    "Run faster than our competitors",
    "Design excellence that people talk about",
    "Set the standard for support",
    "Get ISO 27001 into the blood of the company",
    "Bring 5G to every village",
    "Be the place where B2B customers feel at home in 2027",
    "Make Windows 11 users love the app",
    "Answer customers 24/7",
    "Support that people praise",
    "Keep customers for life",
    # Words of other languages are left alone, also where they look like English ones.
    "Launch der neuen Webseite mit den Händlern",
    "Mit Launch und Release zum Erfolg",
    "Publication des résultats",
    "Kundenzufriedenheit",
    "新規顧客を獲得する",
    "Запуск нового сайта",
    "🚀",
)

POOR_KEY_RESULTS = {
    "Launch the loyalty programme": [TASK],
    "Publish 12 articles": [TASK],
    "Optimise all existing site content": [TASK],
    "Organise a workshop for the field team": [TASK],
    "Assemble the team": [TASK],
    "Call five customers every week": [ENDLESS],
    "Send a newsletter each month": [ENDLESS],
    "Weekly newsletter to customers": [ENDLESS],
    "Daily stand-ups with the team": [ENDLESS],
    "Hold a workshop every Friday": [TASK, ENDLESS],
}
GOOD_KEY_RESULTS = (
    "Obtain 3,000 pre-orders",
    "Deliver within 45 days",
    "Weekly active users",
    "Monthly recurring revenue",
    "Customers who order every month",
    "Daily visits to the shop",
    "Build a pipeline of new orders",
    "Launch team satisfaction",
    "Each customer is answered within a day",
    "Wöchentlich einen Kunden anrufen, jeden Tag",
    "每周拜访客户",
)


def named(title: str) -> KeyResultLine:
    """A key result of that title that has nothing else to advise on."""
    return replace(PRE_ORDERS, title=title)


def found(advice: tuple[Advice, ...], words: list[str]) -> bool:
    """Whether each advice says the words at its place, and there are no others."""
    return len(advice) == len(words) and all(word in one.what for word, one in zip(words, advice, strict=True))


@pytest.mark.parametrize("title", POOR_OBJECTIVES)
def test_what_could_be_better_about_an_objective_is_found(title: str) -> None:
    advice = advice_on_objective(replace(OBJECTIVE, title=title))

    assert found(advice, POOR_OBJECTIVES[title]), advice
    assert all(one.why for one in advice)


@pytest.mark.parametrize("title", GOOD_OBJECTIVES)
def test_a_good_objective_is_left_alone(title: str) -> None:
    assert advice_on_objective(replace(OBJECTIVE, title=title)) == ()


@pytest.mark.parametrize("title", POOR_KEY_RESULTS)
def test_what_could_be_better_about_a_key_result_is_found(title: str) -> None:
    line = named(title)

    advice = advice_on_key_result(OBJECTIVE, line, 1)

    assert found(advice, POOR_KEY_RESULTS[title]), advice
    assert all(one.why and one.codes == () for one in advice)


@pytest.mark.parametrize("title", GOOD_KEY_RESULTS)
def test_a_good_key_result_is_left_alone(title: str) -> None:
    line = named(title)

    assert advice_on_key_result(OBJECTIVE, line, 1) == ()


EXAMPLES = {
    "Improve search results for our website by 30 percent": (
        "“Improve search results for our website”, with a key result that ends at 30."
    ),
    "Raise trust from 30 to 50": "“Raise trust”, with a key result that ends at 50.",
    "Launch the loyalty programme": "“Make the loyalty programme something that people come back to”.",
    "Create and begin selling the first self-buttering toaster": (
        "“Make the first self-buttering toaster something that people come back to”."
    ),
    "Publish all our pages": "“Make our pages something that people come back to”.",
    "Roll out the new payroll": "“Make the new payroll something that people come back to”.",
    "Ensure data quality": "“Data quality that others want to learn from”.",
    "Improve quality": "Go on with for whom, and what will be different: “Improve quality so that …”.",
}
"""The example is in words of the objective itself."""


@pytest.mark.parametrize("title", EXAMPLES)
def test_the_example_is_in_the_objective_s_own_words(title: str) -> None:
    (advice,) = advice_on_objective(replace(OBJECTIVE, title=title))

    assert advice.example == EXAMPLES[title]


def test_an_objective_that_runs_for_more_than_a_year_is_no_longer_bound_by_time() -> None:
    (advice,) = advice_on_objective(replace(OBJECTIVE, due_on=date(2028, 3, 31)))

    assert "more than a year, until 2028-03-31" in advice.what


def test_steps_are_work_by_their_nature() -> None:
    line = replace(named("Assemble the team"), metric="steps")

    assert advice_on_key_result(OBJECTIVE, line, 1) == ()


def test_yes_or_no_says_nothing_until_the_end() -> None:
    line = replace(named("The prototype meets all standards"), metric="yes_no", start=None, target=None)

    (advice,) = advice_on_key_result(OBJECTIVE, line, 1)

    assert "nothing until the end" in advice.what
    assert "The prototype meets all standards" in advice.example


def test_a_number_that_was_found_wants_a_target() -> None:
    line = replace(named("Find out how many return"), metric="baseline", start=None, target=None)

    assert advice_on_key_result(OBJECTIVE, replace(line, current_value=None), 1) == ()
    (advice,) = advice_on_key_result(OBJECTIVE, line, 1)
    assert advice.example == "/okr kr O-2 Find out how many return from 1250 to …"


@pytest.mark.parametrize(
    ("ambition", "confidence", "progress", "is_safe"),
    [
        ("aspirational", 10, "0.2", True),
        ("aspirational", 10, None, True),
        ("aspirational", 9, "0.2", False),
        ("aspirational", 10, "0.8", False),
        ("aspirational", None, "0", False),
        ("committed", 10, "0.2", False),
    ],
)
def test_a_stretch_that_is_certain_is_too_safe(
    ambition: str, confidence: int | None, progress: str | None, is_safe: bool
) -> None:
    line = replace(PRE_ORDERS, confidence=confidence, progress=None if progress is None else Decimal(progress))

    advice = advice_on_key_result(replace(OBJECTIVE, ambition=ambition), line, 1)

    assert any("Too safe" in one.what for one in advice) is is_safe


def test_a_key_result_is_due_with_its_objective_or_before() -> None:
    line = replace(PRE_ORDERS, due_on=date(2027, 1, 1))

    (advice,) = advice_on_key_result(OBJECTIVE, line, 1)

    assert advice.what == "Due 2027-01-01, after its objective, which is due 2026-12-31."


def test_the_sixth_key_result_is_one_too_many() -> None:
    lines = [replace(PRE_ORDERS, id=number, code=f"KR-{number}") for number in range(1, 7)]

    assert advice_on_key_result(OBJECTIVE, lines[4], 5) == ()
    (advice,) = advice_on_key_result(OBJECTIVE, lines[5], 6)
    assert "It has 6 key results; 5 or fewer is better." in advice.what


def test_a_review_says_what_is_good_too() -> None:
    said = review(OBJECTIVE, (PRE_ORDERS, DELIVERY_DAYS))

    assert said.advice == ()
    assert "results, not tasks" in said.good
    assert "no number in the objective" in said.good


def test_a_rule_with_nothing_to_look_at_is_not_counted() -> None:
    bare, whole = review(OBJECTIVE, ()), review(OBJECTIVE, (PRE_ORDERS, DELIVERY_DAYS))
    foreign = review(replace(OBJECTIVE, title="Kunden für das Auto gewinnen"), ())

    assert [one.what for one in bare.advice] == ["Nothing measures it yet."]
    assert len(bare.good) < len(whole.good)
    assert len(foreign.good) == len(bare.good) - 3


def test_key_results_of_the_same_trouble_share_one_advice() -> None:
    lines = [replace(named("Send a newsletter every week"), id=n, code=f"KR-{n}") for n in (7, 8)]

    advice = [one for one in review(OBJECTIVE, (PRE_ORDERS, *lines)).advice if ENDLESS in one.what]

    assert [one.codes for one in advice] == [("KR-7", "KR-8")]


def test_one_that_weighs_nothing_or_more_than_all_others_is_pointed_at() -> None:
    idle, heavy = replace(PRE_ORDERS, id=7, code="KR-7", weight=Decimal(0)), replace(PRE_ORDERS, weight=Decimal(5))

    def codes(*lines: KeyResultLine) -> list[tuple[str, ...]]:
        return [one.codes for one in review(OBJECTIVE, lines).advice if "eighs" in one.what]

    assert codes(PRE_ORDERS, idle) == [("KR-7",)]
    assert codes(heavy, DELIVERY_DAYS, replace(DELIVERY_DAYS, id=9)) == [("KR-5",)]
    assert codes(heavy, DELIVERY_DAYS) == []


def test_only_late_signs_want_an_early_one() -> None:
    revenue, churn = named("Revenue of the car"), named("Churn of our customers")

    def is_late(*lines: KeyResultLine) -> bool:
        return any("move late" in one.what for one in review(OBJECTIVE, lines).advice)

    assert is_late(revenue, churn)
    assert not is_late(revenue, PRE_ORDERS)
    assert not is_late(revenue)
