"""Words after a command become the fields of its form, as docs/commands.md says; nothing that is typed is lost."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.chat.form import Form, read
from handlers.chat.grammar import fill
from handlers.chat.words import flatten, option_name, person_marker, split
from tests.handlers.chat.samples import (
    ASK,
    AddKeyResult,
    Drop,
    List,
    Measure,
    New,
    Praise,
    SetManager,
    Update,
    filled,
)

BEN = person_marker(9, "Ben Okafor")
CHEN = person_marker(10, "Chen Li")


@pytest.mark.parametrize(
    "words",
    [
        "KR-5 1250 shipped the beta --confidence at-risk",
        "--confidence at-risk KR-5 1250 shipped the beta",
        "KR-5 --confidence at-risk 1250 shipped the beta",
        "KR-5 1250 shipped --confidence at-risk the beta",
        "KR-5 1250 shipped the beta —confidence at-risk",
        "KR-5 1250 shipped the beta –Confidence at-risk",
        "“KR-5” 1250 “shipped the beta” --confidence 'at-risk'",
        "KR-5 1250 --note shipped the beta --confidence at-risk",
        "KR-5 1250 --note “shipped the beta” --confidence at-risk",
        "--note “shipped the beta” KR-5 1250 --confidence at-risk",
    ],
)
def test_options_stand_anywhere_and_in_any_order(words: str) -> None:
    told = filled(Update, words)

    assert told.given == {"key_result": "KR-5", "value": "1250", "confidence": "at-risk", "note": "shipped the beta"}
    assert told.doubts == ()


def test_a_field_without_a_default_is_positional_in_order() -> None:
    assert filled(Update, "KR-5 1250").given == {"key_result": "KR-5", "value": "1250"}


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("Win the small shops", "Win the small shops"),
        ("“Win the small shops”", "Win the small shops"),
        ("„Win the small shops“", "Win the small shops"),
        ("«Win the small shops»", "Win the small shops"),
        ("‘Win the small shops’", "Win the small shops"),
        ('Win the "small" shops', 'Win the "small" shops'),
        ("Win —really— the shops", "Win —really— the shops"),
        ("Win --really the shops", "Win --really the shops"),
        ("“Sell --private toasters”", "Sell --private toasters"),
        ("Win   the\n\n  shops", "Win   the\n\n  shops"),
        (f"Help {BEN} win", f"Help {BEN} win"),
        ("help", "help"),
    ],
)
def test_the_last_free_text_takes_the_rest_as_it_was_typed(words: str, title: str) -> None:
    assert filled(New, words).given == {"title": title}


@pytest.mark.parametrize("option", ["--company-value", "--Company-Value", "—company-value", "--company_value"])
def test_an_option_is_called_as_its_field(option: str) -> None:
    assert filled(New, f"Win {option} courage").given == {"title": "Win", "company_value": "courage"}


def test_an_option_is_called_as_its_label_too() -> None:
    told = filled(Measure, "O-2 Sell more --from 0 --to 3000")

    assert told.given == {"objective": "O-2", "title": "Sell more", "start": "0", "target": "3000"}
    assert told.doubts == ()


def test_a_field_named_like_a_word_of_python_loses_its_underscore() -> None:
    assert filled(SetManager, f"{BEN} {CHEN} --is {BEN}").given == {"people": f"{BEN}\n{CHEN}", "is_": BEN}


@pytest.mark.parametrize(
    ("words", "by"),
    [
        ("Win --by in 2 weeks", "in 2 weeks"),
        ("--by in 2 weeks Win", "in 2 weeks"),
        ("--by 31 dec Win", "31 dec"),
        ("--by next friday Win", "next friday"),
        ("--by 2026-12-31 Win", "2026-12-31"),
        ("--by soon Win", "soon"),
    ],
)
def test_a_day_takes_as_many_words_as_form_one(words: str, by: str) -> None:
    assert filled(New, words).given == {"title": "Win", "by": by}


@pytest.mark.parametrize(
    ("words", "value", "note"),
    [
        ("KR-5 1250 orders", "1250", "orders"),
        ("KR-5 1 250 orders", "1 250", "orders"),
        ("KR-5 40 % done", "40 %", "done"),
        ("KR-5 $ 45 each", "$ 45", "each"),
        ("KR-5 −3 again", "−3", "again"),
        ("KR-5 3k bought", "3k", "bought"),
        ("KR-5 1,250 3 shops", "1,250", "3 shops"),
        ("KR-5 1\n250 people came", "1", "250 people came"),
        ("KR-5 1 --confidence 7 250 people came", "1", "250 people came"),
    ],
)
def test_a_number_takes_as_many_words_as_form_one(words: str, value: str, note: str) -> None:
    given = filled(Update, words).given

    assert (given["value"], given["note"]) == (value, note)


@pytest.mark.parametrize("said", ["7", "at-risk", "On track", "on–track"])
def test_a_confidence_is_a_number_or_a_word_for_it(said: str) -> None:
    given = filled(Update, f"KR-5 12 --confidence {said} all well").given

    assert (given["confidence"], given["note"]) == (said, "all well")


@pytest.mark.parametrize("name", ["KR-6", "kr-6", "Sell 40 toasters", "sell 40", "toasters", "“Sell 40 toasters”"])
def test_a_thing_is_named_by_its_code_or_part_of_its_title(name: str) -> None:
    assert filled(Update, f"{name} 12 well").given == {"key_result": name.strip("“”"), "value": "12", "note": "well"}


def test_what_names_nothing_ends_before_the_first_number() -> None:
    assert filled(Update, "flying cars 12").given == {"key_result": "flying cars", "value": "12"}


@pytest.mark.parametrize(
    ("title", "start", "target"),
    [
        ("Obtain 3,000 pre-orders from the landing page", "0", "3000"),
        ("Keep product cost at or below 45 US dollars", "61.20", "45.00"),
        ("Get from 3 to 5 stars", "3.1", "4.8"),
        ("Move from paper to digital", "0 %", "100 %"),
        ("Grow", "1 250", "3k"),
    ],
)
def test_a_keyword_is_the_last_one_that_finds_its_value(title: str, start: str, target: str) -> None:
    told = filled(AddKeyResult, f"O-2 {title} from {start} to {target} --unit orders")

    assert told.given == {"objective": "O-2", "title": title, "start": start, "target": target, "unit": "orders"}
    assert told.doubts == ()


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ("Ship from 0", {"title": "Ship", "start": "0"}),
        ("Ship to 10", {"title": "Ship", "target": "10"}),
        ("Ship from zero to 10", {"title": "Ship", "start": "zero", "target": "10"}),
        ("Ship from 0 to many", {"title": "Ship", "start": "0", "target": "many"}),
        ("Move from paper to digital", {"title": "Move from paper to digital"}),
        ("Come from", {"title": "Come from"}),
        ("“Get from 3 to 5”", {"title": "Get from 3 to 5"}),
        ("from 0 to 10", {"start": "0", "target": "10"}),
    ],
)
def test_a_keyword_without_its_value_leaves_the_rest_filled_in(words: str, given: dict[str, str]) -> None:
    assert filled(AddKeyResult, f"O-2 {words}").given == {"objective": "O-2", **given}


def test_several_people_are_one_a_line_and_end_at_the_first_word() -> None:
    told = filled(Praise, f"{BEN} {CHEN}, ana@company-x.example well done")

    assert told.given == {"people": f"{BEN}\n{CHEN}", "text": ", ana@company-x.example well done"}


def test_several_things_may_have_names_of_several_words() -> None:
    told = filled(Praise, f"{BEN} Well done --about Sell 40 toasters KR-5 --visible public")

    assert told.given == {
        "people": BEN,
        "text": "Well done",
        "about": "Sell 40 toasters\nKR-5",
        "visible": "public",
    }


def test_a_tick_takes_no_word() -> None:
    assert filled(New, "--private Win").given == {"private": "yes", "title": "Win"}


def test_line_breaks_around_an_option_stay() -> None:
    assert filled(Update, "KR-5 12 one\n--confidence 7\ntwo").given["note"] == "one\ntwo"


@pytest.mark.parametrize(
    ("words", "doubt"),
    [
        ("Win --by friday --by monday", "--by is there twice: I kept “friday” and left out “monday”."),
        ("Win --private --private", "--private is there twice."),
        ("Win --by", "--by has nothing after it."),
        ("--by --private Win", "--by has nothing after it."),
        ("Win --parent “”", "--parent has nothing after it."),
    ],
)
def test_a_repeated_or_empty_option_is_in_doubt(words: str, doubt: str) -> None:
    told = filled(New, words)

    assert told.doubts == (doubt,)
    assert told.given["title"] == "Win"


def test_left_over_words_are_in_doubt() -> None:
    told = filled(AddKeyResult, f"O-2 Sell from 0 to 10 boxes {BEN}")

    assert told.doubts == ("I could not place “boxes @Ben Okafor”.",)
    assert told.given == {"objective": "O-2", "title": "Sell", "start": "0", "target": "10"}


def test_words_beside_a_text_that_was_given_by_its_option_are_in_doubt() -> None:
    assert filled(Update, "KR-5 12 one --note two").doubts == ("I could not place “one”.",)


def test_an_option_that_names_nobody_keeps_the_word_for_its_message() -> None:
    assert filled(SetManager, f"{BEN} --is ana").given == {"people": BEN, "is_": "ana"}


def test_an_option_of_another_command_belongs_to_the_text() -> None:
    assert filled(Update, "KR-5 12 done --cycle 2027").given["note"] == "done --cycle 2027"


def test_many_options_and_keywords_take_one_pass() -> None:
    told = filled(AddKeyResult, "O-2 " + "from to --unit kg " * 1500)

    assert told.given["title"].startswith("from to from to")


PIECES = st.sampled_from(
    [
        *(
            "KR-5",
            "O-2",
            "Sell",
            "40",
            "toasters",
            "1",
            "250",
            "1,250",
            "40 %",
            "NaN",
            "from",
            "to",
            "in",
            "2",
            "weeks",
        ),
        *("between", "and", "AT", "at least", "At Most", "steps", "A: 3;", "yes-no", "yes or no", "baseline"),
        *(
            "--by",
            "--unit",
            "—confidence",
            "--note",
            "--private",
            "--owner",
            "--people",
            "--kind",
            "--start",
            "--reason",
            "--about",
            "--other",
            "--",
            "—",
        ),
        *("“", "”", '"', "'", "\n", BEN, CHEN, "help", "/", "@", "a@b.example", "--company-value", "--is"),
    ]
)
TYPED = st.lists(PIECES | st.text(max_size=6), max_size=14).map(" ".join)
FORM = st.sampled_from([New, AddKeyResult, Measure, Drop, Update, Praise, SetManager, List])


def visible(text: str) -> list[str]:
    """The signs that are no space and no quote, in any order."""
    return sorted(sign for sign in flatten(text) if not sign.isspace() and sign not in "\"'“”„‚‘’«»")


def options_asked(form: type[Form], words: str) -> list[str]:
    """The words that ask for an option of the form, as they were typed."""
    names = form.spec.options
    return [word.text for word in split(words) if (name := option_name(word)) and name.replace("_", "-") in names]


@given(FORM, TYPED)
def test_nothing_that_is_typed_is_lost(form: type[Form], words: str) -> None:
    told = filled(form, words)
    kept = [*told.given.values(), *told.doubts, *options_asked(form, words), *keywords_used(form, told.given)]

    left = list(visible(" ".join(kept)))
    for sign in visible(words):
        assert sign in left
        left.remove(sign)


@given(FORM, TYPED)
def test_nothing_is_given_that_was_not_typed(form: type[Form], words: str) -> None:
    typed = visible(words)
    for name, text in filled(form, words).given.items():
        if text not in said_by_words(form, name):
            left = list(typed)
            for sign in visible(text):
                assert sign in left
                left.remove(sign)


def said_by_words(form: type[Form], name: str) -> set[str]:
    """What the field may be given by words that mean a value and are not it: a tick, a phrase, another's keyword."""
    clauses = [clause for several in form.spec.clauses.values() for clause in several]
    return {"yes", *(clause.implies[name] for clause in clauses if name in clause.implies)}


def keywords_used(form: type[Form], given: Mapping[str, str]) -> list[str]:
    """The words before values that were given, and those that say a value by themselves."""
    words = [keyword.words for field in form.spec.fields if field.name in given for keyword in field.keywords]
    said = [phrase.words for field in form.spec.fields if field.name in given for phrase in field.phrases]
    return [f"{word}{word.upper()}{word.title()}" for word in (*words, *said)]


@given(FORM, TYPED)
def test_what_is_filled_in_can_be_read_or_says_what_is_wrong(form: type[Form], words: str) -> None:
    told = filled(form, words)
    values, errors = read(ASK, form, told.given)

    assert (values is None) == bool(errors)
    assert all(str(problem).endswith((".", "?")) for problem in errors.values())
    assert read(ASK, form, told.given)[0] == values


@given(FORM, TYPED)
def test_every_field_that_is_filled_in_is_one_of_the_form(form: type[Form], words: str) -> None:
    assert set(filled(form, words).given) <= {field.name for field in form.spec.fields}


TITLES = st.text(st.characters(categories=("L", "N"), include_characters=" ,.?"), min_size=1).map(
    lambda text: " ".join(text.split())
)


@given(
    st.decimals(-99999, 99999, places=2).map(str),
    TITLES.filter(bool),
    st.integers(1, 10).map(str),
    st.permutations(["value", "confidence", "note"]),
)
@settings(max_examples=50)
def test_what_is_written_out_is_read_back(value: str, note: str, confidence: str, order: list[str]) -> None:
    said = {"value": value, "confidence": f"--confidence {confidence}", "note": f"--note “{note}”"}
    words = " ".join(["KR-5", *(said[name] for name in order)])

    told = fill(ASK, Update.spec, words)

    assert told.given == {"key_result": "KR-5", "value": value, "confidence": confidence, "note": note}
