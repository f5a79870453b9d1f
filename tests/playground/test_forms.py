"""Buttons, selects and modals: what the bot is told, and what its acknowledgement does."""

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.inputs import Incomplete
from bot.playground.server import Playground
from bot.playground.views import View
from bot.playground.workspace import Json, Message
from tests.playground.company import Bot, button, field_block, modal, option, section

TITLE = field_block("title", {"type": "plain_text_input", "max_length": 10}, "Title")
MOODS = (option("On track", "8"), option("At risk", "5"))


async def opened(slack: Playground, bot: Bot, client: AsyncWebClient, *blocks: Json, **more: object) -> View:
    """A modal that a command opened for Ana."""

    async def open_it(payload: Json) -> web.Response:
        await client.views_open(trigger_id=payload["trigger_id"], view=modal(*blocks, **more))
        return web.Response()

    bot.answer = open_it
    await slack.command("ana", "/okr")
    bot.answers()
    view = slack.open_view("ana")
    assert view is not None
    return view


async def posted(slack: Playground, client: AsyncWebClient, *blocks: Json) -> Message:
    """A message of the bot in general."""
    await client.chat_postMessage(channel="C1GEN", text="card", blocks=list(blocks))
    return slack.messages("general")[-1]


def values(bot: Bot) -> Json:
    """What the latest submission says, by block."""
    state = bot.last["view"]["state"]["values"]
    return {block: next(iter(answers.values())) for block, answers in state.items()}


async def test_a_button_tells_who_pressed_what_where(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    card = {"type": "actions", "block_id": "b", "elements": [button("checkin", "Check in", value="KR-1")]}
    message = await posted(slack, client, card)

    await slack.press("ben", message, "Check in")

    action = bot.last["actions"][0]
    assert (action["action_id"], action["block_id"], action["value"]) == ("checkin", "b", "KR-1")
    assert (bot.last["user"]["id"], bot.last["message"]["ts"]) == ("U2BEN", message.ts)
    assert bot.last["container"]["is_ephemeral"] is False
    with pytest.raises(LookupError, match="nothing here is called Share"):
        await slack.press("ben", message, "Share")


async def test_an_ephemeral_message_is_not_in_the_payload(slack: Playground, bot: Bot) -> None:
    bot.answers({"text": "x", "blocks": [{"type": "actions", "elements": [button("share", "Share")]}]})
    await slack.command("ana", "/okr", channel="general")

    await slack.press("ana", slack.ephemerals("ana")[0], "share")

    assert "message" not in bot.last
    assert bot.last["container"]["is_ephemeral"] is True
    with pytest.raises(ValueError, match="does not see this message"):
        await slack.press("ben", slack.ephemerals("ana")[0], "share")


async def test_what_repeats_is_told_apart_by_its_block(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    rows = [section("KR", block_id=name, accessory=button("go", value=name)) for name in ("one", "two")]
    message = await posted(slack, client, *rows)

    with pytest.raises(LookupError, match="2 elements are called go"):
        await slack.press("ana", message, "go")
    await slack.press("ana", message, "go", block_id="two")
    assert bot.last["actions"][0]["value"] == "two"


async def test_a_select_in_a_message_tells_at_once(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    element = {"type": "static_select", "action_id": "mood", "options": list(MOODS)}
    message = await posted(slack, client, {"type": "actions", "block_id": "b", "elements": [element]})

    await slack.select("ana", message, "mood", "At risk")

    assert bot.last["actions"][0]["selected_option"]["value"] == "5"
    assert bot.last["state"]["values"]["b"]["mood"]["selected_option"]["value"] == "5"
    with pytest.raises(LookupError, match="there are: On track, At risk"):
        await slack.select("ana", message, "mood", "Fine")


async def test_untouched_inputs_come_as_slack_sends_them(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    view = await opened(
        slack,
        bot,
        client,
        field_block("text", {"type": "plain_text_input"}, optional=True),
        field_block("number", {"type": "number_input", "is_decimal_allowed": True, "initial_value": "4.5"}),
        field_block("mood", {"type": "static_select", "options": list(MOODS)}, optional=True),
        field_block("boxes", {"type": "checkboxes", "options": list(MOODS)}, optional=True),
        field_block("many", {"type": "multi_static_select", "options": list(MOODS)}, optional=True),
        field_block("day", {"type": "datepicker"}, optional=True),
        field_block("one", {"type": "radio_buttons", "options": list(MOODS), "initial_option": MOODS[0]}),
    )

    await slack.submit("ana", view)

    assert values(bot) == {
        "text": {"type": "plain_text_input", "value": None},
        "number": {"type": "number_input", "value": "4.5"},
        "mood": {"type": "static_select", "selected_option": None},
        "boxes": {"type": "checkboxes", "selected_options": []},
        "many": {"type": "multi_static_select", "selected_options": []},
        "day": {"type": "datepicker", "selected_date": None},
        "one": {"type": "radio_buttons", "selected_option": MOODS[0]},
    }


async def test_values_are_picked_by_their_words(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    view = await opened(
        slack,
        bot,
        client,
        TITLE,
        field_block("number", {"type": "number_input", "is_decimal_allowed": True}),
        field_block("mood", {"type": "static_select", "options": list(MOODS)}, "Confidence"),
        field_block("boxes", {"type": "checkboxes", "options": list(MOODS)}),
        field_block("day", {"type": "datepicker"}),
        field_block("who", {"type": "users_select"}),
    )

    filled = {"Title": "Win", "number": 42, "Confidence": "At risk", "boxes": ["8", "At risk"]}
    await slack.submit("ana", view, filled | {"day": "2026-12-31", "who": "ben"})

    assert values(bot) == {
        "title": {"type": "plain_text_input", "value": "Win"},
        "number": {"type": "number_input", "value": "42"},
        "mood": {"type": "static_select", "selected_option": MOODS[1]},
        "boxes": {"type": "checkboxes", "selected_options": list(MOODS)},
        "day": {"type": "datepicker", "selected_date": "2026-12-31"},
        "who": {"type": "users_select", "selected_user": "U2BEN"},
    }


async def test_an_external_select_asks_the_bot_first(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    element = {"type": "external_select", "min_query_length": 1}
    view = await opened(slack, bot, client, field_block("kr", element, "Key result"))
    asked: list[str] = []

    async def answer(payload: Json) -> web.Response:
        if payload["type"] == "view_submission":
            return web.Response()
        asked.append(payload["value"])
        return web.json_response({"options": [option("KR-1 Signups", "1"), option("KR-10 Churn", "10")]})

    bot.answer = answer

    await slack.submit("ana", view, {"Key result": "KR-10 Churn"})

    assert asked == ["KR-10 Churn"]
    assert values(bot)["kr"]["selected_option"]["value"] == "10"


@pytest.mark.parametrize("body", [{"options": [{"text": "x"}]}, {"opts": []}, "x", {"options": [MOODS[0]] * 101}])
async def test_bad_options_are_a_fault(slack: Playground, bot: Bot, client: AsyncWebClient, body: object) -> None:
    element = {"type": "external_select", "min_query_length": 0}
    view = await opened(slack, bot, client, field_block("kr", element))
    bot.answers(body)

    assert await slack.suggest("ana", view, "kr", "") == []
    assert [fault.kind for fault in slack.faults] == ["bad_options"]


async def test_letters_below_the_least_length_are_not_sent(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    view = await opened(slack, bot, client, field_block("kr", {"type": "external_select"}))
    before = len(bot.requests)

    assert await slack.suggest("ana", view, "kr", "KR") == []
    assert len(bot.requests) == before


@pytest.mark.parametrize(
    ("given", "words"),
    [({}, "required field"), ({"Title": "eleven char"}, "at most 10 characters")],
)
async def test_slacks_own_window_refuses_first(
    slack: Playground, bot: Bot, client: AsyncWebClient, given: Json, words: str
) -> None:
    view = await opened(slack, bot, client, TITLE)

    with pytest.raises(Incomplete, match=words):
        await slack.submit("ana", view, given)
    assert bot.last["command"] == "/okr"


async def test_an_empty_acknowledgement_closes_the_form(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    view = await opened(slack, bot, client, TITLE)

    ack = await slack.submit("ana", view, {"Title": "Win"})

    assert ack.ok
    assert slack.open_view("ana") is None
    with pytest.raises(LookupError, match="closed"):
        await slack.submit("ana", view, {"Title": "Win"})


async def test_errors_are_shown_at_their_inputs_and_the_form_stays(
    slack: Playground, bot: Bot, client: AsyncWebClient
) -> None:
    view = await opened(slack, bot, client, TITLE)
    bot.answers({"response_action": "errors", "errors": {"title": "Taken already."}})

    await slack.submit("ana", view, {"Title": "Win"})

    shown = slack.open_view("ana")
    assert shown is not None
    assert shown.errors == {"title": "Taken already."}
    assert shown.values["title"]["value"]["value"] == "Win"
    assert slack.faults == []


async def test_an_answer_may_replace_push_and_clear(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    view = await opened(slack, bot, client, TITLE)
    bot.answers({"response_action": "update", "view": modal(TITLE, callback_id="second")})
    await slack.submit("ana", view, {"Title": "Win"})
    second = slack.open_view("ana")
    assert second is not None
    assert (second.id, second.callback_id) == (view.id, "second")

    bot.answers({"response_action": "push", "view": modal(TITLE, callback_id="third")})
    await slack.submit("ana", second, {"Title": "Win"})
    third = slack.open_view("ana")
    assert third is not None
    assert (len(slack.state.views.stack("U1ANA")), third.callback_id) == (2, "third")

    bot.answers({"response_action": "clear"})
    await slack.submit("ana", third, {"Title": "Win"})
    assert slack.open_view("ana") is None


BAD_ACKS = [
    {"response_action": "errors", "errors": {"nowhere": "x"}},
    {"response_action": "errors", "errors": {}},
    {"response_action": "errors", "errors": {"title": ""}},
    {"response_action": "update", "view": {"type": "modal"}},
    {"response_action": "shout"},
    {"text": "thanks"},
    "thanks",
]


@pytest.mark.parametrize("body", BAD_ACKS)
async def test_an_answer_slack_would_not_understand_is_a_fault(
    slack: Playground, bot: Bot, client: AsyncWebClient, body: object
) -> None:
    view = await opened(slack, bot, client, TITLE)
    bot.answers(body)

    await slack.submit("ana", view, {"Title": "Win"})

    assert [fault.kind for fault in slack.faults] == ["bad_view_ack"]
    assert slack.open_view("ana") is not None


async def test_cancelling_is_told_only_where_it_was_asked_for(
    slack: Playground, bot: Bot, client: AsyncWebClient
) -> None:
    quiet = await opened(slack, bot, client, TITLE)
    assert await slack.close(quiet) is None

    loud = await opened(slack, bot, client, TITLE, notify_on_close=True)
    await slack.close(loud)

    assert bot.last["type"] == "view_closed"
    assert slack.open_view("ana") is None


async def test_a_button_in_a_form_carries_what_was_typed(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    view = await opened(slack, bot, client, TITLE, {"type": "actions", "elements": [button("more", "More")]})

    await slack.press("ana", view, "More", typed={"Title": "Half"})

    assert bot.last["container"] == {"type": "view", "view_id": view.id}
    assert values(bot)["title"]["value"] == "Half"


async def test_an_input_that_waits_for_submit_tells_nothing(
    slack: Playground, bot: Bot, client: AsyncWebClient
) -> None:
    view = await opened(slack, bot, client, field_block("mood", {"type": "static_select", "options": list(MOODS)}))

    with pytest.raises(ValueError, match="use submit"):
        await slack.select("ana", view, "mood", "At risk")
