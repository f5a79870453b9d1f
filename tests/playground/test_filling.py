"""What the page's scripts post when somebody presses, picks and fills in: it gets to the bot as Slack sends it."""

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import Playground
from bot.playground.views import View
from bot.playground.workspace import Json
from tests.playground.company import Bot, button, field_block, modal, option, plain, section
from tests.playground.visits import act, page

RED, GREEN = option("Red", "r"), option("Green", "g")
TOLD = {**GREEN, "description": plain("As grass")}
COLOURS = [RED, GREEN]

ELEMENTS: dict[str, tuple[Json, object, Json]] = {
    "text": ({"type": "plain_text_input"}, "Win", {"value": "Win"}),
    "number": ({"type": "number_input", "is_decimal_allowed": True}, "4.5", {"value": "4.5"}),
    "email": ({"type": "email_text_input"}, "ana@x.example", {"value": "ana@x.example"}),
    "url": ({"type": "url_text_input"}, "https://x.example", {"value": "https://x.example"}),
    "select": ({"type": "static_select", "options": COLOURS}, "g", {"selected_option": GREEN}),
    "groups": (
        {"type": "static_select", "option_groups": [{"label": plain("All"), "options": COLOURS}]},
        "g",
        {"selected_option": GREEN},
    ),
    "selects": ({"type": "multi_static_select", "options": COLOURS}, ["g", "r"], {"selected_options": [GREEN, RED]}),
    "lookup": ({"type": "external_select"}, TOLD, {"selected_option": TOLD}),
    "lookups": ({"type": "multi_external_select"}, [TOLD, RED], {"selected_options": [TOLD, RED]}),
    "radio": ({"type": "radio_buttons", "options": COLOURS}, "g", {"selected_option": GREEN}),
    "boxes": ({"type": "checkboxes", "options": COLOURS}, ["r", "g"], {"selected_options": [RED, GREEN]}),
    "day": ({"type": "datepicker"}, "2026-12-31", {"selected_date": "2026-12-31"}),
    "time": ({"type": "timepicker"}, "09:30", {"selected_time": "09:30"}),
    "instant": ({"type": "datetimepicker"}, "2026-07-01T09:00", {"selected_date_time": 1782892800}),
    "person": ({"type": "users_select"}, "U2BEN", {"selected_user": "U2BEN"}),
    "people": ({"type": "multi_users_select"}, ["U2BEN"], {"selected_users": ["U2BEN"]}),
    "channel": ({"type": "channels_select"}, "C1GEN", {"selected_channel": "C1GEN"}),
    "places": ({"type": "multi_conversations_select"}, ["C1GEN"], {"selected_conversations": ["C1GEN"]}),
}


async def opened(slack: Playground, bot: Bot, client: AsyncWebClient, *blocks: Json, **more: object) -> View:
    """A modal that a command opened for Ana."""

    async def open_it(payload: Json) -> web.Response:
        await client.views_open(trigger_id=payload["trigger_id"], view=modal(*blocks, **more))
        return web.Response()

    bot.answer = open_it
    await slack.command("ana", "/okr")
    bot.answers()
    return current(slack)


def current(slack: Playground) -> View:
    """The modal that Ana sees."""
    view = slack.open_view("ana")
    assert view is not None
    return view


def submitted(bot: Bot, block_id: str) -> Json:
    """What the latest submission says of a block."""
    assert bot.last["type"] == "view_submission"
    return dict(bot.last["view"]["state"]["values"][block_id]["value"])


@pytest.mark.parametrize(("element", "value", "told"), ELEMENTS.values(), ids=ELEMENTS)
async def test_what_is_filled_in_gets_to_the_bot(
    slack: Playground, bot: Bot, client: AsyncWebClient, element: Json, value: object, told: Json
) -> None:
    view = await opened(slack, bot, client, field_block("field", element))

    await act(slack, "submit", {"view": view.id, "typed": {"field": value}})

    assert submitted(bot, "field") == {"type": element["type"], **told}
    assert slack.open_view("ana") is None


@pytest.mark.parametrize("name", [name for name, (element, _, _) in ELEMENTS.items() if "input" not in element["type"]])
async def test_what_is_picked_in_a_message_gets_to_the_bot_and_stays_picked(
    slack: Playground, bot: Bot, client: AsyncWebClient, name: str
) -> None:
    element, value, told = ELEMENTS[name]
    block = section(block_id="b", accessory={"action_id": "pick", **element})
    ts = (await client.chat_postMessage(channel="C1GEN", text="x", blocks=[block]))["ts"]

    await act(slack, "select", {"channel": "C1GEN", "ts": ts, "block": "b", "name": "pick", "choice": value})

    action = bot.last["actions"][0]
    assert {key: action[key] for key in told} == told
    assert bot.last["state"]["values"]["b"]["pick"] == {"type": element["type"], **told}


async def test_a_picked_option_is_drawn_as_picked_for_whoever_picked_it(
    slack: Playground, bot: Bot, client: AsyncWebClient
) -> None:
    select = {"type": "static_select", "action_id": "pick", "options": COLOURS}
    posted = await client.chat_postMessage(channel="C1GEN", text="x", blocks=[section(block_id="b", accessory=select)])

    where = {"channel": "C1GEN", "ts": posted["ts"], "block": "b", "name": "pick"}
    await act(slack, "select", {**where, "choice": "g"})

    ana, ben = await page(slack), await page(slack, "as=U2BEN&in=C1GEN")
    assert ['<option value="g" selected>' in seen for seen in (ana, ben)] == [True, False]


async def test_values_tell_apart_what_is_called_alike(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    crossed = [option("1", "2"), option("2", "1"), option("2", "3")]
    view = await opened(slack, bot, client, field_block("field", {"type": "static_select", "options": crossed}))

    await act(slack, "submit", {"view": view.id, "typed": {"field": "3"}})

    assert submitted(bot, "field")["selected_option"] == crossed[2]


async def test_blocks_tell_apart_what_is_labelled_alike(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    text = {"type": "plain_text_input"}
    view = await opened(slack, bot, client, field_block("one", text, "two"), field_block("two", text, "one"))

    await act(slack, "submit", {"view": view.id, "typed": {"one": "first", "two": "second"}})

    assert submitted(bot, "one")["value"] == "first"
    assert submitted(bot, "two")["value"] == "second"


async def test_what_is_emptied_is_empty(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    text = field_block("field", {"type": "plain_text_input", "initial_value": "first"}, optional=True)
    view = await opened(slack, bot, client, text)

    await act(slack, "submit", {"view": view.id, "typed": {"field": None}})

    assert submitted(bot, "field") == {"type": "plain_text_input", "value": None}


@pytest.mark.parametrize(
    ("element", "value", "words"),
    [
        ({"type": "plain_text_input", "max_length": 3}, "four", "at most 3 characters"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "a whole number"),
        ({"type": "email_text_input"}, "ana at x", "a valid email address"),
        ({"type": "url_text_input"}, "javascript:alert(1)", "a valid URL"),
        ({"type": "multi_static_select", "options": COLOURS, "max_selected_items": 1}, ["r", "g"], "at most 1"),
        ({"type": "radio_buttons", "options": COLOURS}, None, "complete this required field"),
    ],
)
async def test_slacks_own_complaint_stands_at_the_input(
    slack: Playground, bot: Bot, client: AsyncWebClient, element: Json, value: object, words: str
) -> None:
    view = await opened(slack, bot, client, field_block("field", element, "Colour"))

    await act(slack, "submit", {"view": view.id, "typed": {"field": value}})

    html = await page(slack)
    assert words in html
    assert "Please look again at: Colour." in html
    assert bot.last["command"] == "/okr"


async def test_a_form_that_could_not_be_sent_stays_with_what_was_typed(
    slack: Playground, bot: Bot, client: AsyncWebClient
) -> None:
    view = await opened(slack, bot, client, field_block("field", {"type": "plain_text_input"}))

    bot.answers("broken", status=500)
    await act(slack, "submit", {"view": view.id, "typed": {"field": "dear words"}})
    html = await page(slack)
    assert "We had some trouble connecting. Try again?" in html
    assert 'value="dear words"' in html

    bot.answers()
    await act(slack, "submit", {"view": view.id, "typed": {"field": "dear words"}})
    assert slack.open_view("ana") is None


async def test_an_answer_that_is_none_keeps_the_form_too(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    view = await opened(slack, bot, client, field_block("field", {"type": "plain_text_input"}))
    bot.answers({"response_action": "explode"})

    await act(slack, "submit", {"view": view.id, "typed": {"field": "x"}})

    assert current(slack).trouble == "We had some trouble connecting. Try again?"


async def test_whoever_pressed_hears_that_the_bot_did_not_answer(
    slack: Playground, bot: Bot, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(
        channel="C1GEN", text="x", blocks=[section(block_id="b", accessory=button("go"))]
    )
    bot.answers("broken", status=500)

    _, answer = await act(slack, "press", {"channel": "C1GEN", "ts": posted["ts"], "block": "b", "name": "go"})

    assert answer["error"] == "Rungs did not answer as it should. Try again in a moment."


async def test_what_is_typed_goes_with_a_press(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    more = section("More", block_id="b", accessory=button("more"))
    view = await opened(slack, bot, client, field_block("field", {"type": "plain_text_input"}), more)

    await act(slack, "press", {"view": view.id, "block": "b", "name": "more", "typed": {"field": "half"}})

    assert bot.last["view"]["state"]["values"]["field"]["value"]["value"] == "half"
    assert 'value="half"' in await page(slack)


async def test_options_come_in_the_groups_that_the_bot_made(
    slack: Playground, bot: Bot, client: AsyncWebClient
) -> None:
    view = await opened(slack, bot, client, field_block("field", {"type": "external_select", "min_query_length": 1}))
    groups = [{"label": plain("Mine"), "options": [RED]}, {"label": plain("Others"), "options": [TOLD]}]
    bot.answers({"option_groups": groups})

    _, answer = await act(slack, "suggest", {"view": view.id, "block": "field", "name": "value", "query": "e"})

    assert answer == {"groups": groups}
    assert bot.last["value"] == "e"


async def test_a_pushed_window_goes_back_and_is_left_altogether(
    slack: Playground, bot: Bot, client: AsyncWebClient
) -> None:
    first = await opened(slack, bot, client, field_block("field", {"type": "plain_text_input"}))

    async def pushed() -> View:
        bot.answers({"response_action": "push", "view": modal(section("On top"), title=plain("Second"))})
        await act(slack, "submit", {"view": first.id, "typed": {"field": "kept"}})
        bot.answers()
        return current(slack)

    second = await pushed()
    assert 'aria-label="Back"' in await page(slack)
    await act(slack, "close", {"view": second.id})
    assert 'value="kept"' in await page(slack)
    await act(slack, "quit", {"view": (await pushed()).id})
    assert slack.open_view("ana") is None


async def test_a_window_is_seen_by_nobody_else(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    await opened(slack, bot, client, field_block("field", {"type": "plain_text_input"}))

    assert "<dialog" in await page(slack)
    assert "<dialog" not in await page(slack, "as=U2BEN&in=C1GEN")


async def test_an_input_that_tells_at_once_says_when(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    triggers = {"trigger_actions_on": ["on_character_entered"]}
    view = await opened(
        slack,
        bot,
        client,
        field_block("quiet", {"type": "plain_text_input"}),
        field_block("enter", {"type": "plain_text_input"}, dispatch_action=True),
        field_block("each", {"type": "plain_text_input", "dispatch_action_config": triggers}, dispatch_action=True),
        field_block("pick", {"type": "static_select", "options": COLOURS}, dispatch_action=True),
    )

    html = await page(slack)
    told = {name: html.count(f'data-told="{name}"') for name in ("enter", "character", "change")}
    await act(slack, "select", {"view": view.id, "block": "each", "name": "value", "choice": "ab", "typed": {}})

    assert told == {"enter": 1, "character": 1, "change": 1}
    assert bot.last["actions"][0]["value"] == "ab"
