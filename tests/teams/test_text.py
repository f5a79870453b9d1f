"""Text on Teams: it shows what was written and does nothing else."""

import html
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.teams.text import WORD_JOINER, Mentions, escape, markdown, plain
from bot.wording import is_web_address
from handlers.chat.text import Bold, Code, Command, Date, Italic, Link, Mention, MessageLink, Number, Plain, Span, spans
from tests.builders.cards import ANA, BEN, HOSTILE, texts
from tests.teams.drawn import ANA_MENTIONED, READER, TENANT, seen

MARKUP = (
    "<at>Ben</at>",
    "<at>Ana Ruiz</at>",
    "**bold** and *italic*",
    "__bold__ and _italic_",
    "~~struck~~",
    "`code` ```block```",
    "[a](javascript:alert(1))",
    "[a](https://evil.example)",
    "![a](https://evil.example/pixel.png)",
    "<https://evil.example>",
    "1. first",
    "1) first",
    "- one",
    "+ one",
    "* one",
    "# heading",
    "> quoted",
    "| a | b |",
    "---",
    "***",
    "{{DATE(2026-01-01T00:00:00Z, SHORT)}} {{TIME(2026-01-01T00:00:00Z)}}",
    "@everyone @channel",
    "<b>bold</b><script>alert(1)</script>",
    "&lt;at&gt; &amp; &#42;",
    r"\*not escaped\* C:\new\_x",
    "\u202eright to left\u202c",
    "zero\u200bwidth",
)
CLIENT: Final = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
"""More markdown than any client of Teams knows: what does nothing here does nothing there."""
written = st.one_of(
    st.sampled_from((*HOSTILE, *MARKUP)),
    st.text(alphabet="*_~`<>&[](){}!#+-1.|\\ a\n", max_size=40),
    st.text(max_size=60),
)


def shown(*parts: str | Span, limit: int = 3000) -> str:
    """The parts as markdown."""
    return markdown(spans(*parts), READER, Mentions(READER), limit)


def drawn(text: str) -> str:
    """The markdown as a client draws it, as HTML without paragraphs, line breaks and what nobody sees."""
    made = str(CLIENT.render(text)).replace("</p>\n<p>", "\n").removeprefix("<p>").removesuffix("</p>\n")
    return made.replace(WORD_JOINER, "")


def as_typed(text: str) -> str:
    """The HTML of the text itself, line by line."""
    printable = re.sub("[\x00-\x08\x0e-\x1b\x7f]", "\ufffd", text.replace(WORD_JOINER, ""))
    return html.escape("\n".join(one.strip() for one in printable.splitlines() if one.strip())).replace("&#x27;", "'")


@given(text=written)
def test_escaped_text_is_drawn_as_it_was_typed(text: str) -> None:
    assert drawn(escape(text)) == as_typed(text)


@given(parts=st.lists(written, max_size=4))
def test_what_several_texts_make_together_is_drawn_as_it_was_typed(parts: list[str]) -> None:
    assert drawn(shown(*parts, limit=100_000)) == as_typed("".join(parts))


@given(text=written)
def test_no_text_is_a_mention_or_a_date(text: str) -> None:
    for made in (escape(text), plain(text, 40)):
        assert "<at>" not in made
        assert "</at>" not in made
        assert "{{" not in made


@pytest.mark.parametrize(("mark", "tag"), [(Bold, "strong"), (Code, "strong"), (Command, "strong"), (Italic, "em")])
@given(text=written, before=written, after=written)
def test_marked_text_is_marked_whatever_it_is_and_stands_beside(
    mark: type[Bold], tag: str, text: str, before: str, after: str
) -> None:
    made = drawn(shown(before, mark(text), after, limit=100_000))
    assert made.count(f"<{tag}>") == made.count(f"</{tag}>") == bool(text.strip())


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_seen_as_it_was_typed(text: str) -> None:
    assert seen(escape(text)) == text


@pytest.mark.parametrize(
    "text",
    ["snake_case_name", "R&D in it", "a < b > c", "3 - 2", "O-2", "1.5 kg", "40 %", "a [b] c", "{a}", "a ~ b", "#1"],
)
def test_marks_that_format_nothing_stay_alone(text: str) -> None:
    assert escape(text) == text


def test_each_line_is_a_line() -> None:
    assert escape("first\r\nsecond\n\n\n  third\u2028last") == "first\n\nsecond\n\nthird\n\nlast"


def test_what_begins_a_list_begins_none_on_any_line() -> None:
    assert escape("a\n- b\n  2. c") == f"a\n\n{WORD_JOINER}- b\n\n{WORD_JOINER}2. c"


def test_what_two_spans_make_together_begins_no_list_either() -> None:
    assert shown(Number(Decimal(1)), ". place") == f"{WORD_JOINER}1. place"


def test_letters_that_no_client_can_show_are_marked_as_such() -> None:
    assert escape("a\x00b\x1bc\ud800d") == "a\ufffdb\ufffdc\ufffdd"


def test_each_kind_of_span_has_its_markup() -> None:
    assert shown(Bold("KR-5"), " ", Italic("stale"), " ", Code("x"), " ", Command("/okr new")) == (
        f"**KR-5** *stale* **x** **{WORD_JOINER}/okr new**"
    )


def test_spaces_at_the_ends_stand_outside_the_marks() -> None:
    assert shown("a", Bold(" b "), "c") == "a **b** c"


def test_a_mark_beside_another_stays_its_own() -> None:
    assert shown(Bold("a"), Italic("b")) == f"**a**{WORD_JOINER}*b*"


def test_marks_around_punctuation_still_mark() -> None:
    assert shown("a", Bold("$5."), "b") == f"a**{WORD_JOINER}$5.{WORD_JOINER}**b"


def test_a_day_is_told_from_the_readers_today() -> None:
    assert shown(Date(date(2026, 11, 27))) == "Friday (27 Nov)"


def test_a_number_is_grouped_for_the_reader() -> None:
    german = replace(READER, locale="de-DE")
    assert markdown((Number(Decimal("1250.5"), "orders"),), german, Mentions(german), 99) == "1.250,5 orders"


def test_a_link_is_a_link() -> None:
    assert shown(Link("the [plan] b", "https://example.com/a(b)?x=1&y=2")) == (
        r"[the \[plan\] b](https://example.com/a%28b%29?x=1&y=2)"
    )


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "http://[", "//example.com", "ftp://example.com", "", "https://"]
)
def test_an_address_of_nothing_on_the_web_is_no_link(url: str) -> None:
    assert shown(Link("the plan", url)) == "the plan"
    assert not is_web_address(url)


def test_a_person_is_a_mention_with_an_entity() -> None:
    mentions = Mentions(READER)
    text = markdown((ANA,), READER, mentions, 99)
    assert text == "<at>Ana Ruiz</at>"
    assert mentions.entities(text) == [ANA_MENTIONED]


def test_a_person_without_an_account_is_named() -> None:
    mentions = Mentions(READER)
    assert markdown((BEN,), READER, mentions, 99) == "**Ben Okafor**"
    assert mentions.entities("<at>Ben Okafor</at>") == []


@pytest.mark.parametrize("name", ["</at><at>Ben</at>", "Ana **Ruiz** [x](y)", '"Ana" \\ {{DATE(x)}}', " ", "a" * 500])
def test_no_name_reaches_beyond_its_mention(name: str) -> None:
    mentions = Mentions(READER)
    text = markdown((Mention(1, name),), READER, mentions, 999)
    (entity,) = mentions.entities(text)
    assert entity["text"] == text
    assert re.fullmatch(r"<at>[\w .,'’()@+…-]+</at>", text)
    assert len(text) < 120


def test_a_message_in_a_channel_is_linked_with_its_thread() -> None:
    link = MessageLink("the message", "19:abc@thread.tacv2", "1700000000002", "1700000000001")
    assert shown(link) == (
        "[the message](https://teams.microsoft.com/l/message/19%3Aabc%40thread.tacv2/1700000000002"
        f"?tenantId={TENANT}&parentMessageId=1700000000001)"
    )


def test_a_message_in_a_group_chat_is_linked_as_one_of_a_chat() -> None:
    assert "?tenantId=" in shown(MessageLink("it", "19:abc@thread.v2", "17"))
    assert "contextType" in shown(MessageLink("it", "19:abc@thread.v2", "17"))


@pytest.mark.parametrize(
    ("conversation", "message", "archive"),
    [
        ("19:abc@thread.v2", "17", ""),
        ("19:abc@thread.v2", "17)", READER.archive),
        ("19:abc)/x", "x", READER.archive),
        ("a:personal", "17", READER.archive),
    ],
    ids=["no archive", "no message", "no conversation", "a personal chat, to which no link leads"],
)
def test_a_message_that_no_link_leads_to_is_named(conversation: str, message: str, archive: str) -> None:
    reader = replace(READER, archive=archive)
    link = MessageLink("the message", conversation, message)
    assert markdown((link,), reader, Mentions(reader), 99) == "the message"


@given(parts=st.lists(st.builds(Plain, texts) | st.builds(Bold, texts), max_size=5), limit=st.integers(1, 200))
def test_no_more_than_the_limit_is_read(parts: list[Span], limit: int) -> None:
    text = shown(*parts, limit=limit)
    assert len(seen(text)) <= limit + len("…") + text.count("\n") + text.count("\\")


def test_what_is_cut_off_ends_with_an_ellipsis() -> None:
    assert shown("abc ", Bold("defgh"), limit=6) == "abc **de**…"


@pytest.mark.parametrize(
    ("text", "on_a_button"),
    [("a\nb", "a b"), (" ", "–"), ("**x**", "**x**"), ("{{DATE(x)}}", f"{{{WORD_JOINER}{{DATE(x)}}}}")],
)
def test_what_takes_no_markdown_is_one_plain_line(text: str, on_a_button: Any) -> None:
    assert plain(text, 40) == on_a_button


def test_a_long_label_is_shortened() -> None:
    assert plain("x" * 100, 10) == "x" * 9 + "…"
