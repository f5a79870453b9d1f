"""Text on Slack: it shows what was written and does nothing else."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.pings import pings_in
from bot.slack.text import WORD_JOINER, escape, fallback, mrkdwn, plain
from bot.wording import is_web_address, size
from handlers.chat.text import Bold, Code, Command, Date, Italic, Link, Mention, MessageLink, Number, Span, Spans, spans
from tests.builders.cards import ANA, BEN, HOSTILE, READER, spanned, texts


def shown(*parts: str | Span) -> str:
    """The parts as mrkdwn."""
    return mrkdwn(spans(*parts), READER, 3000)


def seen(text: str) -> str:
    """Escaped text as a person sees it."""
    visible = text.replace(WORD_JOINER, "")
    return visible.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@given(text=texts)
def test_escaped_text_looks_as_it_was_written(text: str) -> None:
    assert seen(escape(text)) == text.replace(WORD_JOINER, "")


@given(text=texts)
def test_escaped_text_has_no_markup_of_slacks(text: str) -> None:
    assert not {"<", ">"} & set(escape(text))


@pytest.mark.parametrize("text", ["snake_case_name", "5*3*2", "a ~ b", "don't", "3 * 4", "40 %", "_"])
def test_marks_that_format_nothing_stay_alone(text: str) -> None:
    assert escape(text) == text


@pytest.mark.parametrize("text", ["*bold*", "_italic_", "~struck~", "(*bold*)", "**bold**"])
def test_marks_at_the_edge_of_a_word_are_taken_into_it(text: str) -> None:
    marks = [at for at, mark in enumerate(escape(text)) if mark in "*_~"]
    outer = escape(text)[marks[0] - 1], escape(text)[marks[-1] + 1]
    assert outer == (WORD_JOINER, WORD_JOINER)


def test_a_quotation_mark_at_the_start_of_a_line_quotes_nothing() -> None:
    assert escape("a\n> b") == f"a\n{WORD_JOINER}&gt; b"


def test_each_kind_of_span_has_its_markup() -> None:
    assert shown(Bold("KR-5"), " ", Italic("stale"), " ", Code("x"), " ", Command("/okr new")) == (
        "*KR-5* _stale_ `x` `/okr new`"
    )


def test_spaces_at_the_ends_stand_outside_the_marks() -> None:
    assert shown("a", Bold(" b "), "c") == "a *b* c"


def test_a_mark_beside_a_letter_is_held_apart() -> None:
    assert shown(Bold("KR-5"), "s") == "*KR-5*\u200bs"


def test_a_person_with_an_account_is_mentioned() -> None:
    assert shown("by ", ANA) == "by <@U0ANA>"


def test_a_person_without_an_account_is_named() -> None:
    assert shown("by ", BEN) == "by *Ben Okafor*"


def test_a_number_is_grouped_and_has_its_unit() -> None:
    assert shown(Number(Decimal(1250), "orders")) == "1,250 orders"


def test_a_day_is_relative_with_the_day_in_brackets() -> None:
    assert shown(Date(date(2026, 11, 27))) == "Friday (27 Nov)"


def test_what_has_happened_is_dated_by_the_readers_own_calendar() -> None:
    evening = replace(READER, zone=ZoneInfo("America/New_York"), today=date(2026, 11, 22))
    happened = Date(date(2026, 11, 23), datetime(2026, 11, 23, 2, tzinfo=UTC))

    assert mrkdwn(spans(happened), evening, 3000) == "today (22 Nov)"


def test_a_link_keeps_its_label_in() -> None:
    link = Link("a|b>\n<!channel>", "https://example.com/?a=1&b=<2>|3")
    assert shown(link) == "<https://example.com/?a=1&amp;b=%3C2%3E%7C3|a¦b&gt; &lt;!channel&gt;>"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.com", "https://", "http://[", "", "example.com"])
def test_only_web_addresses_become_links(url: str) -> None:
    assert not is_web_address(url)
    assert shown(Link("label", url)) == "label"


def test_a_message_is_linked_in_its_thread() -> None:
    link = MessageLink("said here", "C0GEN", "1700000000.000100", "1699999999.000200")
    address = "https://companyx.slack.com/archives/C0GEN/p1700000000000100?thread_ts=1699999999.000200&amp;cid=C0GEN"
    assert shown(link) == f"<{address}|said here>"


def test_code_has_no_way_out_of_its_marks() -> None:
    assert shown(Code("a` <!channel> `b")) == "`aˋ &lt;!channel&gt; ˋb`"


def test_what_is_too_long_ends_after_whole_markup() -> None:
    assert mrkdwn((Bold("key result"), Link("the plan", "https://example.com")), READER, 30) == "*key result*…"
    assert mrkdwn((Bold("key result"),), READER, 8) == "*key r*…"


@given(said=spanned, limit=st.integers(1, 200))
def test_nothing_is_longer_than_its_limit(said: Spans, limit: int) -> None:
    assert size(mrkdwn(said, READER, limit)) <= limit


@given(said=spanned)
def test_only_people_who_are_mentioned_are_pinged(said: Spans) -> None:
    mentioned = {"U0ANA"} if any(isinstance(span, Mention) and span.person_id == 1 for span in said) else set()
    assert set(pings_in(mrkdwn(said, READER, 3000), [])) <= mentioned


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_fallback_is_short_and_never_blank(hostile: str) -> None:
    assert 1 <= size(fallback(hostile, 100)) <= 100


def test_plain_text_stands_on_one_line() -> None:
    assert plain("a\nb  c", 150)["text"] == "a b c"


def test_blank_plain_text_is_stood_in_for() -> None:
    assert plain(" \n ", 75, "Open")["text"] == "Open"
