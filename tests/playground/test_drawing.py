"""How text and blocks are drawn: as Slack draws them, and never as markup of somebody's own."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import pytest

from bot.playground.blocks import with_ids
from bot.playground.ids import Ids
from bot.playground.page.drawing import templates
from bot.playground.page.markdown import markdown_html
from bot.playground.page.mrkdwn import Reader, mrkdwn_html, plain_html
from bot.playground.page.rich_text import rich_text_html
from bot.playground.residents import Resident
from bot.playground.views import View
from bot.playground.workspace import Json
from tests.playground.company import button, field_block, modal, option, plain, section

NAMES = {"U1": "Ana Silva", "U2": "Ben Okoro", "C1": "general", "S1": "marketing"}
ANA = Resident("U1", "ana", "Ana Silva", tz="Europe/Lisbon")
READER = Reader(lambda key: NAMES.get(key, key), "U1", ZoneInfo("Europe/Lisbon"))
HOSTILE = '"><script>alert(1)</script>'
WORD_JOINER = "\u2060"
OPTIONS = [option("One", "1"), option("Two", "2")]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* _it_ ~no~ `a*b*c`", "<strong>bold</strong> <em>it</em> <s>no</s> <code>a*b*c</code>"),
        ("*_both_*", "<strong><em>both</em></strong>"),
        ("snake_case_word 2*3*4 a * b * c", "snake_case_word 2*3*4 a * b * c"),
        ("*not\nover lines*", "*not<br>over lines*"),
        ("a\nb", "a<br>b"),
        ("a\n```x\n <b>```\nb", "a<pre>x\n &lt;b&gt;</pre>b"),
        ("> one\n> *two*\nafter", "<blockquote>one<br><strong>two</strong></blockquote>after"),
        ("before\n&gt; one", "before<blockquote>one</blockquote>"),
        (">>> all\nof it", "<blockquote>all<br>of it</blockquote>"),
        ("▰▰▱▱ 50 %", '<span aria-hidden="true">▰▰▱▱</span> 50 %'),
        ("• one\nend", '<div class="bullet"><span>• </span>one</div>end'),
        (":tada: at 10:30:45 :no_such_sign: `:tada:`", "🎉 at 10:30:45 :no_such_sign: <code>:tada:</code>"),
        (":+1::skin-tone-3:", "👍"),
    ],
)
def test_text_is_formatted_as_slack_formats_it(text: str, html: str) -> None:
    assert mrkdwn_html(text, READER) == html


@pytest.mark.parametrize("mark", ["*", "_", "~", "`"])
def test_a_word_joiner_keeps_text_from_being_formatted(mark: str) -> None:
    escaped = f"{WORD_JOINER}{mark}plain{WORD_JOINER}{mark}"

    assert mrkdwn_html(escaped, READER) == escaped


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<@U2>", '<bdi class="mention">@Ben Okoro</bdi>'),
        ("<@U1>", '<bdi class="mention mine">@Ana Silva</bdi>'),
        ("<@U9|zoe>", '<bdi class="mention">@zoe</bdi>'),
        ("<#C1>", '<bdi class="mention">#general</bdi>'),
        ("<!subteam^S1>", '<bdi class="ping">@marketing</bdi>'),
        ("<!channel> <!here>", '<span class="ping">@channel</span> <span class="ping">@here</span>'),
        ("<!odd|label>", "label"),
    ],
)
def test_mentions_are_pills_and_the_readers_own_stands_out(text: str, html: str) -> None:
    assert mrkdwn_html(text, READER) == html


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<!date^1767225600^{date_num} {time}|fb>", "2026-01-01 00:00"),
        ("<!date^1767225600^{date_long}|fb>", "Thursday, January 1st, 2026"),
        ("<!date^1780000000^{date_short_pretty} at {time_secs}|fb>", "May 28, 2026 at 21:26:40"),
        ("<!date^1767225600^{no_such_token}|Monday>", "Monday"),
        ("<!date^99999999999999999^{date}|far off>", "far off"),
        ("<!date^soon^{date}|soon>", "soon"),
        ("<!date^²^{date}|squared>", "squared"),
        (f"<!date^{'9' * 5000}^{{date}}|without end>", "without end"),
    ],
)
def test_dates_are_in_the_readers_time_zone(text: str, words: str) -> None:
    assert mrkdwn_html(text, READER) == words


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<https://x.example/?a=1&amp;b=2|Read *this*>", '<a href="https://x.example/?a=1&amp;b=2"'),
        ("<mailto:ana@x.example|write>", '<a href="mailto:ana@x.example"'),
        ('<https://x.example/"onload=alert(1)|a>', '<a href="https://x.example/&#34;onload=alert(1)"'),
    ],
)
def test_links_open_beside_the_page(text: str, html: str) -> None:
    assert mrkdwn_html(text, READER).startswith(f'{html} rel="noopener noreferrer" target="_blank">')


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"])
def test_no_link_leads_into_a_script(address: str) -> None:
    link = {"type": "rich_text_section", "elements": [{"type": "link", "url": address}]}

    assert "<a" not in mrkdwn_html(f"<{address}|x>", READER)
    assert "<a" not in markdown_html(f"[x]({address})")
    assert "<a" not in rich_text_html([link], READER)
    assert "<a" not in drawn([section(accessory=button(url=address))])


def test_no_words_become_markup() -> None:
    texts = (
        mrkdwn_html(f"{HOSTILE} `{HOSTILE}` <https://x.example|{HOSTILE}> <@U9|{HOSTILE}> <!date^1^{HOSTILE}>", READER),
        plain_html(HOSTILE),
        markdown_html(f"# {HOSTILE}\n\n`{HOSTILE}`\n\n| {HOSTILE} |\n|--|\n\n<b onclick=x>{HOSTILE}</b>"),
        rich_text_html([{"type": "rich_text_quote", "elements": [{"type": "text", "text": HOSTILE}]}], READER),
    )

    for text in texts:
        assert "<script" not in text
        assert "<b " not in text


def test_a_slot_mark_in_the_text_is_no_slot() -> None:
    assert mrkdwn_html("\ue0000\ue001 `x`", READER) == "0 <code>x</code>"


def rich_list(indent: int, *items: str, **more: object) -> Json:
    """One rich_text_list."""
    sections = [{"type": "rich_text_section", "elements": [{"type": "text", "text": item}]} for item in items]
    return {"type": "rich_text_list", "style": "bullet", "indent": indent, "elements": sections, **more}


def test_a_list_that_is_indented_stands_within_the_item_before_it() -> None:
    parts = [rich_list(0, "a", "b"), rich_list(1, "b1", style="ordered", offset=2), rich_list(0, "c")]

    html = rich_text_html(parts, READER)

    assert html == '<ul><li>a</li><li>b<ol start="3"><li>b1</li></ol></li></ul><ul><li>c</li></ul>'


def test_a_name_takes_the_place_of_nothing_else() -> None:
    reader = Reader(lambda key: "\ue0000\ue001")

    assert mrkdwn_html("<@U7>", reader) == '<bdi class="mention">@0</bdi>'


def test_rich_text_has_styles_people_dates_and_emoji() -> None:
    pieces = [
        {"type": "text", "text": "x\ny", "style": {"bold": True, "code": True}},
        {"type": "user", "user_id": "U1"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "broadcast", "range": "here"},
        {"type": "emoji", "name": "tada"},
        {"type": "date", "timestamp": 1767225600, "format": "{date_num}"},
        {"type": "of tomorrow"},
    ]

    html = rich_text_html([{"type": "rich_text_section", "elements": pieces}], READER)

    assert html == (
        '<div class="text" dir="auto"><strong><code>x<br>y</code></strong><bdi class="mention mine">@Ana Silva</bdi>'
        '<bdi class="ping">@marketing</bdi><span class="ping">@here</span>🎉2026-01-01</div>'
    )


def test_markdown_is_drawn_without_html_and_pictures_of_its_own() -> None:
    html = markdown_html("**b** ~~s~~ ![p](https://x.example/p.png)\n\n|a|b|\n|:-|-:|\n|1|2|")

    assert "<strong>b</strong> <s>s</s>" in html
    assert '<td class="to-right">2</td>' in html
    assert "<img" not in html
    assert "style=" not in html


def drawn(blocks: list[Json], typed: Mapping[str, Mapping[str, Json]] | None = None) -> str:
    """Blocks as HTML, for Ana."""
    source = '{% import "blocks.html" as draw with context %}{{ draw.blocks(list, typed, {}, "m1") }}'
    full = with_ids(blocks, Ids(lambda: 0.0))
    people = [ANA, Resident("U2", "ben", "Ben Okoro")]
    template = templates(READER.name_of).from_string(source)
    return template.render(list=full, typed=typed or {}, person=ANA, people=people, rooms=[])


def test_what_was_picked_stands_there_before_what_was_first_there() -> None:
    select = {"type": "static_select", "action_id": "s", "options": OPTIONS, "initial_option": OPTIONS[0]}
    block = section(block_id="b", accessory=select)
    picked = {"b": {"s": {"type": "static_select", "selected_option": OPTIONS[1]}}}

    assert '<option value="1" selected>' in drawn([block])
    assert '<option value="2" selected>' in drawn([block], picked)


def test_a_table_has_a_head_and_aligned_columns() -> None:
    rows = [[{"type": "raw_text", "text": "Head"}], [{"type": "raw_number", "value": 1.5}]]

    html = drawn([{"type": "table", "rows": rows, "column_settings": [{"align": "center", "is_wrapped": True}]}])

    assert '<th scope="col" class="to-center wraps">Head</th>' in html
    assert '<td class="to-center wraps">1.5</td>' in html


def test_every_input_is_labelled_and_says_what_is_wrong_with_it() -> None:
    body = modal(field_block("a b", {"type": "plain_text_input"}, "Title", hint=plain("Short"), optional=True))
    blocks = with_ids(body["blocks"], Ids(lambda: 0.0))
    view = View("V1", "U1", "h", {**body, "blocks": blocks}, "V1", errors={"a b": "Too long."}, trouble="No luck.")
    source = '{% import "blocks.html" as draw with context %}{% include "modal.html" %}'

    html = templates(READER.name_of).from_string(source).render(view=view, person=ANA)

    assert '<label for="V1_2e_a_20_b">Title</label>' in html
    assert 'aria-describedby="V1_2e_a_20_b-optional V1_2e_a_20_b-hint V1_2e_a_20_b-error" aria-invalid="true"' in html
    assert 'id="V1_2e_a_20_b-error">Too long.</p>' in html
    assert "Please look again at: Title." in html
    assert "No luck." in html


def test_dates_of_pickers_are_where_the_reader_is() -> None:
    html = drawn([field_block("at", {"type": "datetimepicker", "initial_date_time": 1780000000})])

    assert 'value="2026-05-28T21:26"' in html


@pytest.mark.parametrize("text", ["a", 'a" b', "<b>"])
def test_what_is_drawn_is_html_of_ours_alone(text: str) -> None:
    blocks: list[Json] = [
        {"type": "header", "text": plain(text)},
        section(text, accessory=button(text=text, accessibility_label=text)),
        section(accessory={"type": "overflow", "options": [option(text, text)]}),
        field_block(text, {"type": "multi_static_select", "placeholder": plain(text), "options": [option(text, text)]}),
        {"type": "image", "image_url": "https://x.example/p.png", "alt_text": text, "title": plain(text)},
    ]

    html = drawn(blocks)

    assert text == "a" or text not in html
