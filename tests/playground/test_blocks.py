"""Slack's limits on blocks and views: the largest that passes, and what is refused where."""

import pytest

from bot.playground.blocks import check_message, check_view
from bot.playground.errors import ApiError
from bot.playground.workspace import Json
from tests.playground.company import button, field_block, modal, option, plain, section

TEXT = {"type": "plain_text_input"}


def actions(*elements: Json) -> Json:
    """An actions block."""
    return {"type": "actions", "elements": list(elements)}


def select(*options: Json, **more: object) -> Json:
    """A static select."""
    return {"type": "static_select", "action_id": "pick", "options": list(options), **more}


def refused(blocks: object) -> str:
    """The first problem of blocks that Slack must not take."""
    with pytest.raises(ApiError) as caught:
        check_message(blocks)
    return " ".join((caught.value.code, *caught.value.messages[:1]))


GOOD = {
    "fifty blocks": [{"type": "divider"}] * 50,
    "3,000 characters": [section("a" * 3000)],
    "ten fields": [{"type": "section", "fields": [{"type": "mrkdwn", "text": "a"}] * 10}],
    "25 buttons": [actions(*(button(f"b{number}") for number in range(25)))],
    "the same action_id in two blocks": [actions(button("go")), actions(button("go"))],
    "100 options": [actions(select(*(option("a", str(number)) for number in range(100))))],
    "150 characters in a header": [{"type": "header", "text": plain("a" * 150)}],
    "a table": [{"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * 20] * 100}],
    "an input": [field_block("note", TEXT)],
}


@pytest.mark.parametrize("blocks", GOOD.values(), ids=GOOD)
def test_what_is_within_the_limits_passes(blocks: list[Json]) -> None:
    assert check_message(blocks) == blocks


BAD = [
    ("x", "invalid_blocks_format"),
    ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ([{"type": "poll"}], "unsupported type: poll [json-pointer:/blocks/0/type]"),
    ([None], "must be an object [json-pointer:/blocks/0]"),
    ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ([{"type": "section"}], "must provide text or fields"),
    ([{"type": "section", "fields": [{"type": "mrkdwn", "text": "a"}] * 11}], "no more than 10 items"),
    ([{"type": "section", "fields": [{"type": "mrkdwn", "text": "a" * 2001}]}], "must be less than 2001 characters"),
    ([{"type": "header", "text": {"type": "mrkdwn", "text": "a"}}], "unsupported type: mrkdwn"),
    ([{"type": "header", "text": plain("a" * 151)}], "must be less than 151 characters"),
    ([{"type": "context", "elements": [plain("a")] * 11}], "no more than 10 items"),
    ([{"type": "divider", "color": "red"}], "invalid additional property: color [json-pointer:/blocks/0]"),
    ([actions()], "no less than 1 items"),
    ([actions(*(button(f"b{number}") for number in range(26)))], "no more than 25 items"),
    ([actions(button(text="a" * 76))], "must be less than 76 characters"),
    ([actions(button(value="a" * 2001))], "must be less than 2001 characters"),
    ([actions(button(style="blue"))], "must be one of: primary, danger"),
    ([actions(button("a" * 256))], "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]"),
    ([actions(button("go"), button("go"))], "`action_id` go already exists"),
    ([section(block_id="b"), section(block_id="b")], "`block_id` b already exists"),
    ([actions(select())], "no less than 1 items"),
    ([actions(select(*(option("a", str(number)) for number in range(101))))], "no more than 100 items"),
    ([actions(select(option("a", "v" * 151)))], "must be less than 151 characters"),
    ([actions(select(option("a" * 76, "v")))], "must be less than 76 characters"),
    ([actions(select(option("a", "1"), initial_option=option("b", "2")))], "must match the options provided"),
    ([actions({"type": "static_select", "action_id": "a"})], "either options or option_groups"),
    ([actions({"type": "multi_external_select", "action_id": "a"})], "unsupported type: multi_external_select"),
    ([actions({"type": "checkboxes", "options": [option("a", str(n)) for n in range(11)]})], "no more than 10 items"),
    ([actions({"type": "overflow", "options": [option("a", str(n)) for n in range(6)]})], "no more than 5 items"),
    ([actions({"type": "datepicker", "initial_date": "31.12.2026"})], "must be a date as YYYY-MM-DD"),
    ([field_block("note", {**TEXT, "initial_value": "abc", "max_length": 2})], "longer than max_length"),
    ([field_block("note", {"type": "number_input"})], "missing required field: is_decimal_allowed"),
    ([field_block("note", button())], "unsupported type: button"),
    ([field_block("note", TEXT, "a" * 2001)], "must be less than 2001 characters"),
    ([{"type": "image", "image_url": "https://x.example/a.png"}], "missing required field: alt_text"),
    ([{"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}] * 2, "only one table"),
    ([section("a" * 3000)] * 4 + [section("a" * 1001)], "msg_blocks_too_long"),
]


@pytest.mark.parametrize(("blocks", "problem"), BAD)
def test_what_is_beyond_the_limits_is_refused_with_its_place(blocks: object, problem: str) -> None:
    assert problem in refused(blocks)


def refused_view(view: object) -> str:
    """The first problem of a view that Slack must not take."""
    with pytest.raises(ApiError) as caught:
        check_view(view)
    return " ".join((caught.value.code, *caught.value.messages[:1]))


def test_a_modal_of_a_hundred_blocks_passes() -> None:
    view = modal(*(field_block(f"b{number}", TEXT) for number in range(100)), private_metadata="a" * 3000)

    assert check_view(view) == view


BAD_VIEWS = [
    (None, "invalid_arguments [ERROR] must be an object [json-pointer:/view]"),
    (modal(*[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    (modal(), "no less than 1 items"),
    (modal(section(), title=plain("a" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
    (modal(section(), submit=plain("a" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
    (modal(section(), private_metadata="a" * 3001), "must be less than 3001 characters"),
    (modal(section(), callback_id="a" * 256), "must be less than 256 characters"),
    (modal(section(), id="V1"), "invalid additional property: id"),
    (modal({"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}), "unsupported type: table"),
    ({"type": "modal", "title": plain("a"), "blocks": [field_block("b", TEXT)]}, "`submit` is required"),
    ({"type": "home", "title": plain("a"), "blocks": []}, "invalid additional property: title"),
    (modal(field_block("b", TEXT), field_block("b", TEXT)), "`block_id` b already exists"),
    (modal(*[section("a" * 3000)] * 90), "view_too_large"),
]


@pytest.mark.parametrize(("view", "problem"), BAD_VIEWS)
def test_a_view_beyond_the_limits_is_refused(view: object, problem: str) -> None:
    assert problem in refused_view(view)
