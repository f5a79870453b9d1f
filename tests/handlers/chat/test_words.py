"""Text is cleaned, cut into words and flattened, whatever it holds."""

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.chat.words import (
    Mentioned,
    Word,
    as_mention,
    channel_marker,
    clean,
    flatten,
    option_name,
    person_marker,
    split,
)

ANYTHING = st.text(st.characters(exclude_categories=()))
TYPED = st.text(st.sampled_from("ab'\"“”„‘’«»—-\ue000\ue001\ue002 \n\u00a0é"), max_size=40)
NAMES = st.text(max_size=20)
UNWANTED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\uf8ff]")


def texts(typed: str) -> list[str]:
    """The words alone."""
    return [word.text for word in split(typed)]


@given(ANYTHING)
def test_clean_text_holds_nothing_unwanted_and_can_be_stored(text: str) -> None:
    cleaned = clean(text)

    assert UNWANTED.search(cleaned) is None
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


@given(ANYTHING)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("shipped\tthe beta", "shipped the beta"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\n\n\nb", "a\n\n\nb"),
        ("a\n\n \n\n\n\nb", "a\n\n\nb"),
        ("  \n title \n ", "title"),
        ("cafe\u0301", "café"),
        ("e\u200e\u0301", "é"),
        ("pay \u202e001$\u202c now", "pay 001$ now"),
        ("nul\x00l", "null"),
        ("\ud83d half", "half"),
        ("\ue000person\ue0027\ue002Ana\ue001", "person7Ana"),
        ("👩\u200d🔬 \U0001f1e9\U0001f1ea", "👩\u200d🔬 \U0001f1e9\U0001f1ea"),
        ("\u200b\u2060 \u00a0", ""),
    ],
)
def test_clean_keeps_what_people_wrote(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(TYPED)
def test_the_slices_of_the_words_hold_everything_that_is_no_space(text: str) -> None:
    slices = "".join(text[word.start : word.end] for word in split(text))

    assert "".join(slices.split()) == "".join(text.split())


@given(TYPED)
def test_words_stand_in_order_and_apart(text: str) -> None:
    words = split(text)

    assert all(word.start < word.end for word in words)
    assert all(left.end <= right.start for left, right in pairwise(words))


@given(st.lists(st.text(st.characters(categories=("L", "N")), min_size=1), max_size=8))
def test_words_without_quotes_are_cut_at_white_space(words: list[str]) -> None:
    assert texts(" ".join(words)) == words


@pytest.mark.parametrize("quotes", ["““", "“”", "„“", "„”", "””", "‘’", "’’", "‚‘", "«»", "»«", '""', "''"])
def test_what_stands_in_quotes_is_one_word(quotes: str) -> None:
    typed = f"new {quotes[0]}Sell toasters{quotes[1]} now"

    assert split(typed) == (Word("new", 0, 3, False), Word("Sell toasters", 4, 19, True), Word("now", 20, 23, False))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("don't stop O’Brien", ["don't", "stop", "O’Brien"]),
        ("our users' trust", ["our", "users'", "trust"]),
        ('a 5" screen and a 7" one', ["a", '5"', "screen", "and", "a", '7"', "one"]),
        ('an "open end', ["an", '"open', "end"]),
        ("“open end", ["“open", "end"]),
        ('"it\'s “done” now"', ["it's “done” now"]),
        ('""', [""]),
        ('"a"b c"', ['a"b c']),
        ("'tis 'quoted text' here", ["tis 'quoted text", "here"]),
    ],
)
def test_a_quote_counts_only_at_the_edges_of_words(typed: str, words: list[str]) -> None:
    assert texts(typed) == words


def test_many_open_quotes_are_read_in_one_pass() -> None:
    typed = "«a " * 100_000

    assert len(split(typed)) == 100_000


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("--team", "team"),
        ("—team", "team"),
        ("–team", "team"),
        ("--Company-Value", "company-value"),
        ("--", None),
        ("—", None),
        ("--3", None),
        ("---team", None),
        ("-team", None),
        ("team", None),
        ("a--team", None),
        ("--team.", None),
    ],
)
def test_an_option_is_a_word_after_two_dashes_or_a_long_one(typed: str, name: str | None) -> None:
    (word,) = split(typed)

    assert option_name(word) == name


def test_an_option_in_quotes_is_text() -> None:
    (word,) = split('"--team"')

    assert option_name(word) is None


@given(st.integers(min_value=1), NAMES)
def test_a_marked_person_is_one_word_whatever_the_name_holds(person_id: int, name: str) -> None:
    marker = person_marker(person_id, name)

    words = texts(f"praise {marker}, thanks")

    assert words == ["praise", marker, ",", "thanks"]
    assert as_mention(marker) == Mentioned("person", str(person_id), " ".join(clean(name).split()))


@given(st.text(st.characters(categories=("L", "N")), min_size=1), NAMES)
def test_a_marked_channel_gives_its_id_back(channel_id: str, name: str) -> None:
    mentioned = as_mention(channel_marker(channel_id, name))

    assert mentioned == Mentioned("channel", clean(channel_id), " ".join(clean(name).split()))


def test_a_quote_may_close_right_before_a_marker() -> None:
    marker = person_marker(3, "Ana")

    assert texts(f"“well done”{marker}") == ["well done", marker]


def test_a_quote_in_the_name_of_a_person_closes_nothing() -> None:
    marker = person_marker(3, '"Ace" Ruiz" x')

    assert texts(f'"thanks {marker} again" yes') == [f"thanks {marker} again", "yes"]


@pytest.mark.parametrize("text", ["", "@Ana", "person", "\ue000person\ue0027\ue001"])
def test_what_is_no_marker_mentions_nobody(text: str) -> None:
    assert as_mention(text) is None


def test_a_marker_with_more_beside_it_is_no_mention() -> None:
    assert as_mention(person_marker(7, "Ana") + "!") is None


def test_flat_text_names_people_and_channels() -> None:
    typed = f"thanks {person_marker(7, 'Ana Ruiz')}, see {channel_marker('C1', 'general')}"

    assert flatten(typed) == "thanks @Ana Ruiz, see #general"


@given(st.text(st.sampled_from("ab \ue000\ue001\ue002")))
def test_flat_text_holds_no_marker_signs(text: str) -> None:
    assert not set(flatten(text)) & set("\ue000\ue001\ue002")


@given(ANYTHING, st.integers(min_value=1))
def test_nobody_can_type_a_marker(name: str, person_id: int) -> None:
    forged = clean(f"\ue000person\ue002{person_id}\ue002{name}\ue001")

    assert all(as_mention(word) is None for word in texts(forged))
