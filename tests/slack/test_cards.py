"""Cards on Slack: what they look like, that Slack takes each of them, and that none pings whom it does not mention."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.playground.blocks import check_message, check_view
from bot.playground.pings import pings_in
from bot.slack import limits
from bot.slack.cards import render, render_home, render_modal_card
from handlers.chat.card import (
    Button,
    Call,
    Card,
    Chart,
    Divider,
    Element,
    Heading,
    LinkButton,
    Menu,
    Note,
    Option,
    Paragraph,
    Progress,
    Row,
    Table,
)
from handlers.chat.text import Plain, spans
from tests.builders.cards import ANA, BEN, EVERYTHING, HOSTILE, READER, cards, elements


def blocks(*shown: Element) -> list[dict[str, Any]]:
    """The blocks of a message with these elements."""
    return render(Card("card", shown), READER).blocks


def text(*shown: Element) -> str:
    """The text of the only block of these elements."""
    (block,) = blocks(*shown)
    found = block["elements"][0] if block["type"] == "context" else block["text"]
    return str(found["text"])


def test_every_element_has_its_place() -> None:
    assert [block["type"] for block in render(EVERYTHING, READER).blocks] == [
        "header",
        "section",
        "section",
        "section",
        "section",
        "section",
        "section",
        "section",
        "section",
        "context",
        "divider",
        "context",
        "actions",
    ]


def test_progress_says_the_number_before_the_words() -> None:
    assert text(Progress(Decimal("0.3"), spans("First orders"))) == "▰▰▰▱▱▱▱▱▱▱ 30 %  First orders"


def test_what_nobody_said_is_shown_as_not_said() -> None:
    assert text(Progress(None)) == "▱▱▱▱▱▱▱▱▱▱ not said"
    assert text(Progress(None, unsaid="no update yet")) == "▱▱▱▱▱▱▱▱▱▱ no update yet"


def test_a_table_is_a_line_for_each_row() -> None:
    table = Table(("Who", "Done", "Stale"), ((spans(ANA), spans("3"), spans("1")), (spans("Chen"), spans("2"), ())))
    assert text(table) == "<@U0ANA> · Done: 3 · Stale: 1\n*Chen* · Done: 2 · Stale: –"


def test_a_chart_is_a_curve_with_its_figures() -> None:
    chart = Chart("Orders", (("wk 46", Decimal(900)), ("wk 47", Decimal(1250))), "orders")
    assert text(chart) == "*Orders*\n▁█\nwk 46: 900 orders → wk 47: 1,250 orders"


def test_a_chart_tells_how_far_it_went_between_its_ends() -> None:
    points = tuple((f"wk {week}", Decimal(value)) for week, value in enumerate((5, 2, 9, 7), 46))
    assert text(Chart("Orders", points)) == "*Orders*\n▄▁█▆\nwk 46: 5 → wk 49: 7 · lowest: 2 · highest: 9"


def test_a_chart_of_one_point_says_it_once() -> None:
    assert text(Chart("Orders", (("wk 46", Decimal(5)),))) == "*Orders*\n▄\nwk 46: 5"


def test_a_button_carries_its_call() -> None:
    call = Call("okr update", {"key_result": "KR-5"})
    (block,) = blocks(Row(spans("KR-5"), Button("Update", call, "primary")))
    assert Call.decoded(block["accessory"]["value"]) == call
    assert block["accessory"]["style"] == "primary"


def test_buttons_that_follow_each_other_stand_side_by_side() -> None:
    (block,) = blocks(*[Button("Go", Call("checkin")) for _ in range(limits.ACTIONS)])
    assert [element["action_id"] for element in block["elements"]] == ["call.0", "call.1", "call.2", "call.3", "call.4"]


def test_a_sixth_button_begins_a_new_line() -> None:
    assert len(blocks(*[Button("Go", Call("checkin")) for _ in range(limits.ACTIONS + 1)])) == 2


@pytest.mark.parametrize(("count", "kind"), [(1, "overflow"), (5, "overflow"), (6, "static_select")])
def test_a_menu_is_an_overflow_while_it_is_short(count: int, kind: str) -> None:
    menu = Menu("More", tuple(Option(f"Choice {n}", Call("okr show", {"code": f"O-{n}"})) for n in range(count)))
    assert blocks(menu)[0]["elements"][0]["type"] == kind


def test_a_call_too_long_for_a_button_loses_its_longest_value() -> None:
    (block,) = blocks(Button("Save", Call("okr update", {"key_result": "KR-5", "note": "n" * 3000})))
    assert Call.decoded(block["elements"][0]["value"]) == Call("okr update", {"key_result": "KR-5"})


def test_an_address_that_is_none_becomes_no_button() -> None:
    (block,) = blocks(LinkButton("Run", "javascript:alert(1)"), Note.of("still here"))
    assert block["type"] == "context"


def test_the_fallback_text_is_escaped() -> None:
    assert render(Card("<!channel> is on track", ()), READER).text == "&lt;!channel&gt; is on track"


def test_a_card_without_elements_shows_its_text() -> None:
    assert render(Card("Saved", ()), READER).blocks[0]["text"]["text"] == "Saved"


def test_what_is_left_out_is_counted() -> None:
    last = blocks(*[Row(spans(f"row {n}")) for n in range(60)])[-1]
    assert last["elements"][0]["text"] == "and 11 more – narrow the list to see them"


def test_rows_of_a_table_are_counted_one_by_one() -> None:
    rows = tuple((spans(f"{n:03} " + "x" * 500),) for n in range(100))
    shown = blocks(Table(("Title",), rows))
    lines = sum(len(block["text"]["text"].split("\n")) for block in shown[:-1])
    assert shown[-1]["elements"][0]["text"].startswith(f"and {100 - lines} more")


def test_buttons_at_the_end_stay_when_rows_are_left_out() -> None:
    rows = [Row(spans(f"row {n}")) for n in range(60)]
    shown = blocks(*rows, Button("Share", Call("okr list", shared=True)))
    assert [block["type"] for block in shown[-2:]] == ["context", "actions"]
    assert len(shown) == limits.MESSAGE_BLOCKS


def test_no_heading_is_left_without_what_it_heads() -> None:
    shown = blocks(*[Row(spans("x" * 2900)) for _ in range(4)], Divider(), Heading("Stale"), Row(spans("y" * 2900)))
    assert [block["type"] for block in shown] == ["section", "section", "section", "section", "context"]


def test_home_holds_twice_as_much() -> None:
    view = render_home(Card("home", tuple(Row(spans(f"row {n}")) for n in range(150))), READER)
    assert len(view["blocks"]) == limits.VIEW_BLOCKS


def test_a_modal_card_has_nothing_to_submit() -> None:
    view = render_modal_card(EVERYTHING, READER, "The objective and all of its key results")
    assert view["title"]["text"] == "The objective and all o…"
    assert "submit" not in view


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_pings_nobody_but_the_one_mentioned(hostile: str) -> None:
    shown = Card(hostile, (Paragraph.of(hostile, ANA, Plain(hostile)), Row(spans(hostile)), Note.of(BEN, hostile)))
    rendered = render(shown, READER)
    assert set(pings_in(rendered.text, rendered.blocks)) <= {"U0ANA"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(card=cards)
def test_slack_takes_any_card(card: Card) -> None:
    rendered = render(card, READER)
    check_message(rendered.blocks, total=limits.MESSAGE_TEXT)
    assert 1 <= len(rendered.text) <= limits.FALLBACK
    assert set(pings_in(rendered.text, rendered.blocks)) <= {"U0ANA"}
    check_view(render_home(card, READER))
    check_view(render_modal_card(card, READER, card.text))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(some=st.lists(elements, min_size=1, max_size=4), times=st.integers(20, 60))
def test_slack_takes_long_cards(some: list[Element], times: int) -> None:
    card = Card("long", tuple(some * times))
    check_message(render(card, READER).blocks, total=limits.MESSAGE_TEXT)
    check_view(render_home(card, READER))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(card=cards)
def test_every_id_is_there_once(card: Card) -> None:
    shown = render_home(card, READER)["blocks"]
    pressed = [element for block in shown for element in (*block.get("elements", ()), block.get("accessory", {}))]
    action_ids = [element["action_id"] for element in pressed if "action_id" in element]
    assert len(set(action_ids)) == len(action_ids)
    assert [block["block_id"] for block in shown] == [f"b{place}" for place in range(len(shown))]


def test_a_rendered_card_is_plain_json() -> None:
    shown = render(EVERYTHING, READER).blocks
    assert json.loads(json.dumps(shown)) == shown
