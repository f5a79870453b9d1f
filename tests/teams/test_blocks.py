"""Each element of a card on Teams: what a person reads, and what stands for it where Teams' extras are not known."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.teams import limits
from bot.teams.blocks import draw, joined
from bot.teams.buttons import in_message
from bot.teams.canvas import Canvas
from bot.teams.text import Mentions
from handlers.chat.card import (
    Button,
    Call,
    Chart,
    Divider,
    Element,
    Fact,
    Facts,
    Heading,
    Image,
    LinkButton,
    Menu,
    Note,
    Option,
    Paragraph,
    Progress,
    Row,
    Table,
)
from handlers.chat.text import Bold, spans
from tests.builders.cards import ANA
from tests.teams.drawn import READER, SURFACE, parts, texts, without_extras

UPDATE = Button("Update", Call("okr update", {"key_result": "KR-5"}), "primary")


def drawn(*shown: Element) -> list[dict[str, Any]]:
    """The elements on a card in English."""
    return joined(draw(shown, Canvas(READER, Mentions(READER), in_message(SURFACE))))


def read(*shown: Element) -> list[str]:
    """What a person reads of them on a client without Teams' extras."""
    return texts({"body": without_extras(drawn(*shown))})


def extra(*shown: Element) -> dict[str, Any]:
    """The only one of Teams' extras in these elements."""
    (found,) = [part for part in parts(drawn(*shown)) if part["type"] in ("ProgressBar", "Chart.Line")]
    return found


def cells(row: dict[str, Any]) -> list[str]:
    """The markdown of a table's row."""
    return [cell["items"][0]["text"] for cell in row["cells"]]


def chart(*values: int, unit: str = "") -> Chart:
    """A value a week from week 46 on."""
    return Chart("Orders", tuple((f"wk {week}", Decimal(value)) for week, value in enumerate(values, 46)), unit)


def test_a_heading_is_one_for_screen_readers_too() -> None:
    (heading,) = drawn(Heading("O-2\nWin **the** small shops"))
    assert (heading["style"], heading["size"], heading["weight"]) == ("heading", "large", "bolder")
    assert read(Heading("O-2\nWin **the** small shops")) == ["O-2 Win **the** small shops"]


def test_every_text_wraps() -> None:
    shown = (Heading("a"), Paragraph.of("b"), Note.of("c"), Row(spans("d"), UPDATE), Progress(None), chart(1, 2))
    assert all(part["wrap"] for part in parts(drawn(*shown)) if part["type"] == "TextBlock")


def test_progress_says_the_number_before_the_words() -> None:
    assert read(Progress(Decimal("0.3"), spans(Bold("KR-5"), " First orders"))) == [
        "30 % · KR-5 First orders",
        "▰▰▰▱▱▱▱▱▱▱",
    ]


def test_progress_is_a_bar_where_teams_draws_one() -> None:
    bar = extra(Progress(Decimal("0.304")))
    assert (bar["type"], bar["value"], bar["max"]) == ("ProgressBar", 30, 100)


def test_progress_alone_is_its_number() -> None:
    assert read(Progress(Decimal("0.995"))) == ["99 %", "▰▰▰▰▰▰▰▰▰▱"]


def test_what_nobody_said_is_shown_as_not_said() -> None:
    assert read(Progress(None, spans("Returns"))) == ["not said · Returns", "▱▱▱▱▱▱▱▱▱▱"]
    assert read(Progress(None, spans("Talks"), "no update yet")) == ["no update yet · Talks", "▱▱▱▱▱▱▱▱▱▱"]


def test_facts_stand_in_one_set() -> None:
    assert read(Facts((Fact("Owner", spans(ANA)), Fact("Reason", ())))) == ["Owner: @Ana Ruiz", "Reason: –"]
    assert len(drawn(Facts((Fact("a", ()), Fact("b", ()))))) == 1
    assert len(drawn(Facts((Fact("a", ()),)), Facts((Fact("b", ()),)))) == 2


def test_a_table_has_a_header_and_names_its_rows_in_bold() -> None:
    table = Table(("Who", "Done", "Stale"), ((spans(ANA), spans("3"), spans("1")), (spans("Chen"), spans("2"), ())))
    (shown,) = drawn(table)
    assert [cells(row) for row in shown["rows"]] == [
        ["**Who**", "**Done**", "**Stale**"],
        ["<at>Ana Ruiz</at>", "3", "1"],
        ["**Chen**", "2", "–"],
    ]


@pytest.mark.parametrize(
    ("columns", "row", "expected"),
    [(("A",), ("1", "2"), ["**1**", "2"]), (("A", "B"), ("1",), ["**1**", "–"]), ((), ("1",), ["**1**"])],
)
def test_a_row_has_a_cell_for_each_column(columns: Sequence[str], row: Sequence[str], expected: list[str]) -> None:
    (shown,) = drawn(Table(tuple(columns), (tuple(spans(cell) for cell in row),)))
    assert len(shown["columns"]) == len(cells(shown["rows"][0])) == len(expected)
    assert cells(shown["rows"][1]) == expected


def test_a_column_of_long_texts_is_wider() -> None:
    (shown,) = drawn(Table(("Title", "Value"), ((spans("Win the small shops in the north"), spans("3")),)))
    first, second = (column["width"] for column in shown["columns"])
    assert first == 2 * second


def test_tables_that_follow_each_other_stay_two() -> None:
    assert len(drawn(Table(("A",), ((spans("1"),),)), Table(("A",), ((spans("2"),),)))) == 2


def test_a_table_of_nothing_is_not_shown() -> None:
    assert drawn(Table(("A",), ()), Table((), ((),))) == []


def test_a_chart_is_a_line_with_its_figures() -> None:
    assert read(chart(900, 1250, unit="orders")) == ["Orders", "▁█", "wk 46: 900 orders → wk 47: 1,250 orders"]
    assert extra(chart(900, 1250))["data"][0]["values"] == [{"x": "wk 46", "y": 900.0}, {"x": "wk 47", "y": 1250.0}]


def test_a_chart_tells_how_far_it_went_between_its_ends() -> None:
    assert read(chart(5, 2, 9, 7))[-1] == "wk 46: 5 → wk 49: 7 · lowest: 2 · highest: 9"


def test_a_chart_of_one_point_says_it_once() -> None:
    assert read(chart(5)) == ["Orders", "▄", "wk 46: 5"]


def test_a_chart_of_nothing_says_so() -> None:
    assert read(chart()) == ["Orders", "nothing recorded yet"]


def test_two_points_of_one_day_stay_two() -> None:
    same = Chart("Orders", (("17 Nov", Decimal(1)), ("17 Nov", Decimal(2))))
    assert [value["x"] for value in extra(same)["data"][0]["values"]] == ["17 Nov", "17 Nov (2)"]


def test_a_long_course_shows_its_end() -> None:
    values = extra(chart(*range(50)))["data"][0]["values"]
    assert [value["y"] for value in values] == list(range(50 - limits.CHART_POINTS, 50))


def test_a_row_has_its_button_beside_the_text() -> None:
    (row,) = drawn(Row(spans("KR-5 First orders"), UPDATE))
    text, button = row["columns"]
    assert (text["width"], button["width"]) == ("stretch", "auto")
    assert button["items"][0]["actions"][0]["title"] == "Update"


def test_a_row_has_its_menu_below_the_text_where_it_unfolds_over_the_width() -> None:
    (row,) = drawn(Row(spans("KR-5"), Menu("More", (Option("Why", Call("okr why")),))))
    assert [item["type"] for item in row["items"]] == ["TextBlock", "ActionSet"]


def test_a_row_without_a_button_is_text() -> None:
    shown = drawn(Row(spans("a")), Row(spans("b"), Menu("More", ())), Row(spans("c"), LinkButton("x", "javascript:y")))
    assert [part["type"] for part in shown] == ["TextBlock"] * 3


def test_a_row_without_a_text_is_its_button() -> None:
    assert [part["type"] for part in drawn(Row((), UPDATE), Row(()))] == ["ActionSet"]


def test_a_picture_says_what_it_shows() -> None:
    (image,) = drawn(Image("aGVsbG8=", "Orders rise"))
    assert (image["url"], image["altText"]) == ("data:image/png;base64,aGVsbG8=", "Orders rise")


def test_a_picture_too_big_for_a_message_is_told_in_words() -> None:
    big = Image("a" * (limits.IMAGE + 1), "Orders rise")
    assert read(big) == ["Image: Orders rise"]
    assert drawn(replace(big, alternative=" ")) == []


def test_small_print_is_small_and_subtle() -> None:
    (note,) = drawn(Note.of("Only you see this."))
    assert (note["size"], note["isSubtle"]) == ("small", True)


def test_buttons_that_follow_each_other_stand_side_by_side() -> None:
    (one,) = drawn(*[UPDATE] * limits.ACTIONS)
    assert len(one["actions"]) == limits.ACTIONS
    assert len(drawn(*[UPDATE] * (limits.ACTIONS + 1))) == 2


def test_buttons_on_either_side_of_a_line_stay_apart() -> None:
    assert len(drawn(UPDATE, Divider(), UPDATE)) == 2


def test_what_shows_nothing_is_left_out() -> None:
    assert drawn(Heading(" "), Paragraph(()), Note.of(" \n "), Facts(()), Menu("More", ()), Divider()) == []
