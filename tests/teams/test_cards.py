"""Cards on Teams: that Teams takes each of them, how long ones are paged or shortened, and what a message is."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.teams.cards import activity, pages, render, render_dialog_card
from handlers.chat.card import (
    Button,
    Call,
    Card,
    Divider,
    Element,
    Heading,
    Menu,
    Note,
    Option,
    Paragraph,
    Progress,
    Row,
    Table,
)
from handlers.chat.text import Mention, Plain, spans
from tests.builders.cards import ANA, BEN, EVERYTHING, HOSTILE, cards, elements
from tests.teams.drawn import ANA_MENTIONED, IN_PLACE, READER, SURFACE, actions, check, check_size, parts, texts

LONG = "x" * 3_000
SHARE = Button("Share", Call("okr list", shared=True))


def body(*shown: Element) -> list[dict[str, Any]]:
    """The body of a message with these elements."""
    found = render(Card("card", shown), READER, SURFACE).card["body"]
    assert isinstance(found, list)
    return found


def kinds(*shown: Element) -> list[str]:
    """The types of the elements of a message with these."""
    return [part["type"] for part in body(*shown)]


def test_every_element_has_its_place() -> None:
    assert kinds(*EVERYTHING.body) == [
        "TextBlock",
        "TextBlock",
        "Container",
        "Container",
        "FactSet",
        "Table",
        "Container",
        "ColumnSet",
        "Container",
        "Image",
        "TextBlock",
        "ActionSet",
    ]


def test_a_card_is_adaptive_cards_1_5_over_the_whole_width() -> None:
    card = render(EVERYTHING, READER, SURFACE).card
    assert (card["type"], card["version"], card["msteams"]["width"]) == ("AdaptiveCard", "1.5", "Full")


def test_a_message_carries_its_point_and_its_card() -> None:
    rendered = render(EVERYTHING, READER, SURFACE)
    assert activity(rendered) == {
        "type": "message",
        "summary": "O-2 is at 30 %",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": rendered.card}],
    }


def test_a_message_without_a_text_still_says_who_it_is_from() -> None:
    assert render(Card(" \n ", (Heading("O-2"),)), READER, SURFACE).text == "Rungs"


def test_a_card_without_elements_shows_its_text() -> None:
    assert texts(render(Card("Saved", ()), READER, SURFACE).card) == ["Saved"]


def test_whom_a_card_mentions_stands_in_it_once() -> None:
    card = render(Card("card", (Paragraph.of(ANA, " and ", ANA), Note.of(BEN))), READER, SURFACE).card
    assert card["msteams"]["entities"] == [ANA_MENTIONED]
    assert texts(card) == ["@Ana Ruiz and @Ana Ruiz", "Ben Okafor"]


def test_two_people_of_one_name_stay_two() -> None:
    reader = replace(READER, accounts={1: "id-of-one", 2: "id-of-two"})
    both = Card("card", (Paragraph.of(Mention(1, "Ana Ruiz"), Mention(2, "Ana  Ruiz")),))
    card = render(both, reader, SURFACE).card
    named = {entity["text"]: entity["mentioned"]["id"] for entity in card["msteams"]["entities"]}
    assert named == {"<at>Ana Ruiz</at>": "id-of-one", "<at>Ana Ruiz (2)</at>": "id-of-two"}


def test_a_divider_is_a_line_above_what_follows() -> None:
    first, second = body(Paragraph.of("above"), Divider(), Divider(), Paragraph.of("below"))
    assert "separator" not in first
    assert second["separator"] is True


def test_a_divider_with_nothing_on_one_side_is_no_line() -> None:
    (only,) = body(Divider(), Paragraph.of("alone"), Divider())
    assert "separator" not in only


def test_what_is_left_out_is_counted() -> None:
    shown = texts(render(Card("card", tuple(Row(spans(LONG)) for _ in range(60))), READER, SURFACE).card)
    assert shown[-1] == f"and {60 - (len(shown) - 1)} more – narrow the list to see them"
    assert 5 < len(shown) < 30


def test_rows_of_a_table_are_counted_one_by_one() -> None:
    table = Table(("Title",), tuple((spans(f"{n:03} {'x' * 900}"),) for n in range(100)))
    first, last = body(table)
    assert last["text"].startswith(f"and {100 - (len(first['rows']) - 1)} more")


def test_buttons_and_small_print_at_the_end_stay_when_rows_are_left_out() -> None:
    shown = body(*[Row(spans(LONG)) for _ in range(60)], SHARE, Note.of("Only you see this."))
    assert [part["type"] for part in shown[-3:]] == ["TextBlock", "ActionSet", "TextBlock"]
    assert "more" in shown[-3]["text"]


def test_no_heading_is_left_without_what_it_heads() -> None:
    shown = body(*[Row(spans(LONG)) for _ in range(11)], Heading("Stale"), *[Row(spans(LONG)) for _ in range(11)])
    headings = [number for number, part in enumerate(shown) if part.get("style") == "heading"]
    assert len(shown) - 2 not in headings


def test_a_card_that_fits_is_one_page() -> None:
    assert pages(EVERYTHING, READER, SURFACE) == (render(EVERYTHING, READER, SURFACE),)


def test_a_long_card_is_several_pages_with_all_of_it() -> None:
    card = Card("The list", tuple(Row(spans(f"{n:02} {LONG}")) for n in range(30)))
    told = pages(card, READER, SURFACE)
    shown = [text[:2] for page in told for text in texts(page.card)]
    assert shown == [f"{n:02}" for n in range(30)]
    assert [page.text for page in told] == [f"The list ({n} of {len(told)})" for n in range(1, len(told) + 1)]
    assert len(told) > 1
    for page in told:
        check_size(activity(page))


def test_each_page_of_a_table_begins_with_its_header() -> None:
    table = Table(("Title", "Value"), tuple((spans(f"{n:03} {'x' * 900}"), spans(str(n))) for n in range(100)))
    tables = [part for page in pages(Card("card", (table,)), READER, SURFACE) for part in page.card["body"]]
    headers = {json.dumps(table["rows"][0]) for table in tables}
    assert len(headers) == 1
    assert sum(len(table["rows"]) - 1 for table in tables) == 100
    assert len({json.dumps(table["columns"]) for table in tables}) == 1


def test_the_buttons_at_the_end_are_on_the_last_page_together() -> None:
    ending = (SHARE, Button("Next", Call("okr list", {"page": "2"})), Note.of("Page 1 of 2."))
    for count in range(20, 30):
        told = pages(Card("card", (*[Row(spans(LONG)) for _ in range(count)], *ending)), READER, SURFACE)
        assert [len(actions(page.card)) for page in told] == [0] * (len(told) - 1) + [2]
        assert texts(told[-1].card)[-1] == "Page 1 of 2."


def test_a_heading_goes_to_the_page_of_what_it_heads() -> None:
    for count in range(8, 16):
        rows = [Row(spans(LONG)) for _ in range(count)]
        told = pages(Card("card", (*rows, Heading("Stale"), *rows)), READER, SURFACE)
        assert not any(page.card["body"][-1].get("style") == "heading" for page in told)


def test_each_page_names_only_whom_it_mentions() -> None:
    card = Card("card", (Paragraph.of(ANA), *[Row(spans(LONG)) for _ in range(30)]))
    first, *others = pages(card, READER, SURFACE)
    assert "entities" in first.card["msteams"]
    assert not any("entities" in page.card["msteams"] for page in others)


def test_a_dialog_knows_one_kind_of_button() -> None:
    card = render_dialog_card(EVERYTHING, READER, SURFACE)
    assert {action["type"] for action in actions(card)} == {"Action.Submit", "Action.OpenUrl", "Action.ShowCard"}
    assert not any("msteams" in action.get("data", {}) for action in actions(card))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_mentions_nobody_but_the_one_mentioned(hostile: str) -> None:
    shown = Card(hostile, (Heading(hostile), Paragraph.of(ANA, hostile, Plain(hostile)), Note.of(BEN, hostile)))
    card = render(shown, READER, SURFACE).card
    check(card)
    assert card["msteams"]["entities"] == [ANA_MENTIONED]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(card=cards)
def test_teams_takes_any_card(card: Card) -> None:
    for surface in (SURFACE, IN_PLACE):
        rendered = render(card, READER, surface)
        check(rendered.card)
        check_size(activity(rendered))
        assert rendered.text.strip()
    check(render_dialog_card(card, READER, SURFACE))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(some=st.lists(elements, min_size=1, max_size=4), times=st.integers(20, 40))
def test_teams_takes_each_page_of_a_long_card(some: list[Element], times: int) -> None:
    card = Card("long", tuple(some * times))
    check_size(activity(render(card, READER, SURFACE)))
    for page in pages(card, READER, SURFACE):
        check(page.card)
        check_size(activity(page))


def test_a_crowd_of_mentions_fits_its_pages() -> None:
    reader = replace(READER, accounts={n: f"{n:08d}-2222-4333-8444-555555555555" for n in range(600)})
    card = Card("card", tuple(Paragraph.of(Mention(n, f"Person {n}")) for n in range(600)))
    told = pages(card, reader, SURFACE)
    assert sum(len(page.card["msteams"]["entities"]) for page in told) == 600
    for page in told:
        check(page.card)
        check_size(activity(page))


def test_a_rendered_card_is_plain_json() -> None:
    card = render(EVERYTHING, READER, SURFACE).card
    assert json.loads(json.dumps(card)) == card


def test_what_has_no_share_shows_an_empty_bar_and_says_so() -> None:
    bars = [part for part in parts({"body": body(Progress(None), Progress(Decimal("0.3")))}) if "max" in part]
    assert [bar["value"] for bar in bars] == [0, 30]
    assert texts({"body": body(Progress(None))}) == ["not said"]


def test_no_option_of_a_long_menu_is_lost() -> None:
    options = tuple(Option("🪜" * 40, Call("okr show", {"thing": f"{n}", "note": "x" * 260})) for n in range(120))
    told = pages(Card("card", (Paragraph.of("which"), Menu("Show", options))), READER, SURFACE)
    calls = [action["data"]["~call"] for page in told for action in actions(page.card) if "data" in action]
    assert [Call.decoded(call).given["thing"] for call in calls] == [f"{n}" for n in range(120)]
    for page in told:
        check_size(activity(page))
