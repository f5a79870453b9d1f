"""Keywords and phrases behind a title: what they say is understood, and a title that has their words stays whole."""

import pytest

from tests.handlers.chat.samples import AddKeyResult, Measure, filled


def given(words: str) -> dict[str, str]:
    """What the words after the objective say. Nothing is in doubt."""
    told = filled(Measure, f"O-2 {words}")
    assert told.doubts == ()
    return {name: text for name, text in told.given.items() if name != "objective"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("from 0 to 3000", {"start": "0", "target": "3000"}),
        ("to 3000 from 0", {"start": "0", "target": "3000"}),
        ("at least 95 %", {"kind": "at-least", "target": "95 %"}),
        ("At Least 95", {"kind": "at-least", "target": "95"}),
        ("at most 45", {"kind": "at-most", "target": "45"}),
        ("at most 45 from 61.20", {"kind": "at-most", "start": "61.20", "target": "45"}),
        ("from 61.20 at most 45", {"kind": "at-most", "start": "61.20", "target": "45"}),
        ("between 20 and 25", {"kind": "between", "start": "20", "target": "25"}),
        ("BETWEEN 1 250 AND 3k", {"kind": "between", "start": "1 250", "target": "3k"}),
        ("yes-no", {"kind": "yes-no"}),
        ("Yes or No", {"kind": "yes-no"}),
        ("baseline", {"kind": "baseline"}),
        ("steps “Hire two: 3; Ship: 5”", {"kind": "steps", "steps": "Hire two: 3; Ship: 5"}),
        ("steps Hire two: 3; Ship: 5", {"kind": "steps", "steps": "Hire two: 3; Ship: 5"}),
        ("steps “Hire two: 3” from 0 to 8", {"kind": "steps", "steps": "Hire two: 3", "start": "0", "target": "8"}),
    ],
)
@pytest.mark.parametrize(
    "title",
    [
        "Win the small shops",
        "Move from paper to tablets",
        "Reply at most once between mails",
        "Bread and butter",
        "Sell bread and 3 butters",
        "Move away from paper",
        "Ship a yes-no switch",
        "Get from 3 to 5 stars",
        "Have at least 3 of 5 stars",
        "Publish the baseline",
        "Take the first steps",
        "Get from 3 to many",
        "“Come from 3 to 5”",
    ],
)
def test_what_stands_behind_a_title_is_not_of_it(title: str, words: str, said: dict[str, str]) -> None:
    assert given(f"{title} {words}") == {"title": title.strip("“”"), **said}


@pytest.mark.parametrize(
    "title",
    [
        "Move from paper to tablets",
        "Reply at most once between mails",
        "Publish research and 3 talks",
        "Open Berlin and 3",
        "Keep at least",
        "Take the first steps to the market",
        "Ship a yes-no switch",
        "“Publish the baseline”",
        "“Keep it at least 95”",
        "Keep it “at least” 95",
    ],
)
def test_a_title_that_only_has_such_words_stays_whole(title: str) -> None:
    whole = title.strip("“”") if title.endswith("”") else title

    assert given(title) == {"title": whole}


@pytest.mark.parametrize(
    "words",
    [
        "Keep it --unit shops at least 95",
        "--unit shops Keep it at least 95",
        "Keep it at --unit shops least 95",
        "Keep it at least 95 --unit shops",
        "Keep it --target 95 --kind at-least --unit shops",
        "Keep it at least 95 --kind at-least --unit shops",
    ],
)
def test_options_stand_anywhere_among_keywords(words: str) -> None:
    assert given(words) == {"title": "Keep it", "kind": "at-least", "target": "95", "unit": "shops"}


@pytest.mark.parametrize("words", ["Ship it baseline --unit kg", "Ship it --unit kg baseline"])
def test_options_may_follow_a_phrase(words: str) -> None:
    assert given(words) == {"title": "Ship it", "kind": "baseline", "unit": "kg"}


def test_an_option_leaves_the_words_of_a_phrase_to_the_title() -> None:
    assert given("Publish the baseline --kind yes-no") == {"title": "Publish the baseline", "kind": "yes-no"}


@pytest.mark.parametrize(
    ("words", "doubt", "kept"),
    [
        ("at least 95 at most 99", "“at most 99” does not go with “at least 95”", {"kind": "at-least", "target": "95"}),
        ("from 0 from 3 to 10", "“from 3” does not go with “from 0”", {"start": "0", "target": "10"}),
        (
            "between 20 and 25 yes-no",
            "“yes-no” does not go with “between 20”",
            {"kind": "between", "start": "20", "target": "25"},
        ),
        ("at least 95 --kind at-most", "“at least 95” does not go with “--kind at-most”", {"kind": "at-most"}),
        ("from 3 --start 0", "“from 3” does not go with “--start 0”", {"start": "0"}),
        ("at least 95 --kind nothing", "“at least 95” does not go with “--kind nothing”", {"kind": "nothing"}),
    ],
)
def test_what_contradicts_is_in_doubt_and_left_out(words: str, doubt: str, kept: dict[str, str]) -> None:
    told = filled(Measure, f"O-2 Keep it {words}")

    assert told.doubts == (f"{doubt}: I left it out.",)
    assert told.given == {"objective": "O-2", "title": "Keep it", **kept}


def test_left_over_words_behind_a_value_are_in_doubt() -> None:
    told = filled(Measure, "O-2 Sell from 0 to 10 boxes")

    assert told.doubts == ("I could not place “boxes”.",)
    assert told.given == {"objective": "O-2", "title": "Sell", "start": "0", "target": "10"}


def test_a_value_that_cannot_be_read_is_kept_for_its_message() -> None:
    assert given("Ship from 0 to many") == {"title": "Ship", "start": "0", "target": "many"}


def test_a_text_behind_a_keyword_may_be_long() -> None:
    steps = "; ".join(f"Hire the next one: {count}" for count in range(1, 51))

    assert given(f"Build the team steps {steps}") == {"title": "Build the team", "kind": "steps", "steps": steps}


def test_keywords_without_a_title_leave_it_open() -> None:
    assert given("at least 95") == {"kind": "at-least", "target": "95"}


@pytest.mark.parametrize("words", ["from 1 to 2 ", "steps a: 1 ", "at most between and ", "yes or no "])
def test_thousands_of_keywords_take_one_pass(words: str) -> None:
    told = filled(Measure, "O-2 Ship " + words * 2500)

    assert told.given["title"].startswith("Ship")


def test_needed_keywords_are_found_with_a_value_that_cannot_be_read() -> None:
    told = filled(AddKeyResult, "O-2 Ship from zero to 10")

    assert told.given == {"objective": "O-2", "title": "Ship", "start": "zero", "target": "10"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("from NaN to 5", {"start": "NaN", "target": "5"}),
        ("from 0 to infinity", {"start": "0", "target": "infinity"}),
        ("at least 0x10", {"kind": "at-least", "target": "0x10"}),
        ("at most 1e9", {"kind": "at-most", "target": "1e9"}),
        ("from 0 to 1234567890123", {"start": "0", "target": "1234567890123"}),
    ],
)
def test_what_can_only_be_meant_as_a_number_is_refused_at_its_field(words: str, said: dict[str, str]) -> None:
    assert given(f"Sell more {words}") == {"title": "Sell more", **said}


def test_words_that_are_no_numbers_stay_in_the_title() -> None:
    assert given("Move from nanotubes to 5th from 0 to 10")["title"] == "Move from nanotubes to 5th"
