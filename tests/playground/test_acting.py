"""What people do on the page, and who may do it."""

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.page.offers import Offer, offers
from bot.playground.server import Playground
from bot.playground.workspace import Json
from tests.playground.company import Bot, button, field_block, modal, section
from tests.playground.visits import act, page


async def test_the_box_takes_messages_and_commands(slack: Playground, bot: Bot) -> None:
    await act(slack, "say", {"text": "hello"})
    await act(slack, "say", {"text": "/okr new Win"})
    _, unknown = await act(slack, "say", {"text": "/nope"})
    _, threaded = await act(slack, "say", {"text": "/okr", "thread": slack.messages("general")[0].ts})

    assert [message.text for message in slack.messages("general")] == ["hello"]
    assert (bot.last["command"], bot.last["text"]) == ("/okr", "new Win")
    assert unknown["error"].startswith("/nope is not a valid command. In Slack, all messages that start with")
    assert threaded["error"] == "/okr is not supported in threads. Sorry! Mention @rungs here instead."


async def test_a_form_is_filled_refused_and_submitted(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    async def open_it(payload: Json) -> web.Response:
        view = modal(field_block("note", {"type": "plain_text_input"}))
        await client.views_open(trigger_id=payload["trigger_id"], view=view)
        return web.Response()

    bot.answer = open_it
    await act(slack, "say", {"text": "/okr"})
    bot.answers({"response_action": "errors", "errors": {"note": "Say more."}})
    view = slack.open_view("ana")
    assert view is not None

    await act(slack, "submit", {"view": view.id, "typed": {"note": None}})
    assert "Please complete this required field." in await page(slack)
    await act(slack, "submit", {"view": view.id, "typed": {"note": "x"}})
    assert "Say more." in await page(slack)
    await act(slack, "close", {"view": view.id})
    assert slack.open_view("ana") is None


async def test_buttons_reactions_and_shortcuts_work(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="C1GEN", text="x", blocks=[section(block_id="b", accessory=button("go"))])
    message = {"channel": "C1GEN", "ts": slack.messages("general")[0].ts}

    await act(slack, "press", {**message, "name": "go", "block": "b"})
    assert bot.last["type"] == "block_actions"
    await act(slack, "shortcut", {**message, "name": "save_evidence"})
    assert bot.last["type"] == "message_action"
    await act(slack, "react", {**message, "name": "tada"})
    assert bot.last["event"]["type"] == "reaction_added"


async def test_a_whisper_is_dismissed_by_its_reader_alone(slack: Playground, bot: Bot) -> None:
    bot.answers("only for Ana")
    await slack.command("ana", "/okr", channel="general")
    whisper = {"channel": "C1GEN", "ts": slack.ephemerals("ana")[0].ts}

    _, refused = await act(slack, "dismiss", {**whisper, "as": "U2BEN"})
    assert "Only visible to you" in await page(slack)
    await act(slack, "dismiss", whisper)

    assert refused["error"] == "Only messages that you alone can see can be dismissed."
    assert "Only visible to you" not in await page(slack)


def test_each_way_to_begin_a_command_is_offered() -> None:
    commands = [("/okr", "Objectives", "[update KEY RESULT VALUE | team add TEAM | KEY RESULT]")]

    assert offers(commands) == [
        Offer("/okr", "[update KEY RESULT VALUE | team add TEAM | KEY RESULT]", "Objectives"),
        Offer("/okr update", "KEY RESULT VALUE", ""),
        Offer("/okr team add", "TEAM", ""),
    ]


async def test_a_fault_is_a_banner_until_it_is_cleared(slack: Playground, bot: Bot) -> None:
    bot.answers("no", status=500)
    await act(slack, "say", {"text": "/okr"})

    assert "dispatch_failed" in await page(slack)
    await act(slack, "forgive", {})
    assert "dispatch_failed" not in await page(slack)


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "null"])
async def test_other_sites_cannot_post(slack: Playground, bot: Bot, origin: str) -> None:
    status, _ = await act(slack, "say", {"text": "/okr"}, Origin=origin)

    assert (status, bot.requests) == (403, [])


async def test_the_page_itself_can_post(slack: Playground, bot: Bot) -> None:
    status, _ = await act(slack, "say", {"text": "/okr"}, Origin=slack.url)

    assert (status, len(bot.requests)) == (200, 1)


async def test_a_plain_form_cannot_post(slack: Playground, bot: Bot) -> None:
    async with aiohttp.ClientSession() as session, session.post(f"{slack.url}/ui/say", data={"text": "/okr"}) as got:
        assert (got.status, bot.requests) == (415, [])
