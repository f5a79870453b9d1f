"""The page: what one sees, that no text becomes markup, and who may post to it."""

import re

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.page.offers import Offer, offers
from bot.playground.page.reading import Opening
from bot.playground.residents import Resident
from bot.playground.server import Playground
from bot.playground.workspace import Json
from tests.playground.clock import Clock
from tests.playground.company import Bot, button, field_block, local_slack, modal, plain, section

HOSTILE = "<script>alert(1)</script>"


async def page(slack: Playground, query: str = "as=U1ANA&in=C1GEN") -> str:
    """The page's HTML."""
    async with aiohttp.ClientSession() as session, session.get(f"{slack.url}/?{query}") as response:
        assert response.status == 200
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]
        return await response.text()


async def act(slack: Playground, action: str, payload: Json, **headers: str) -> tuple[int, Json]:
    """What the page's script posts."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{slack.url}/ui/{action}", json={"as": "U1ANA", "in": "C1GEN", **payload}, headers=headers
        ) as got,
    ):
        return got.status, dict(await got.json()) if got.status == 200 else {}


async def test_hostile_words_stay_words(slack: Playground, client: AsyncWebClient) -> None:
    await slack.say("ana", "general", HOSTILE)
    await client.chat_postMessage(
        channel="C1GEN",
        text="x",
        blocks=[
            section(HOSTILE, accessory=button(text=HOSTILE)),
            {"type": "header", "text": plain(HOSTILE)},
            section(f'<https://x.example/"onload=alert(1)|{"a"}> *b* `{HOSTILE}`'),
        ],
    )

    html = await page(slack)

    assert "<script>alert" not in html
    assert 'x.example/"onload' not in html
    assert "style=" not in html
    assert re.search(r"\son\w+=", html) is None


async def test_hostile_names_stay_names(slack: Playground) -> None:
    await slack.arrive(Resident("U9EVE", "eve", HOSTILE, title=HOSTILE))
    slack.workspace.join(slack.workspace.place("general"), "U9EVE")
    await slack.say("eve", "general", "hello")

    for query in ("as=U1ANA&in=C1GEN", "as=U9EVE&in=C1GEN"):
        html = await page(slack, query)
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


async def test_a_person_sees_their_own_channels_and_whispers(slack: Playground, bot: Bot) -> None:
    bot.answers("only for Ana")
    await slack.command("ana", "/okr", channel="general")

    ana, ben = await page(slack), await page(slack, "as=U2BEN&in=C1GEN")

    assert ("only for Ana" in ana, "only for Ana" in ben) == (True, False)
    assert ("in=C3HR" in ana, "in=C3HR" in ben) == (True, False)


async def test_home_and_threads_are_drawn(slack: Playground, client: AsyncWebClient) -> None:
    rich = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Hi"}]}],
    }
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "cell"}]]}
    await client.views_publish(user_id="U1ANA", view={"type": "home", "blocks": [rich, {"type": "divider"}]})
    root = (await client.chat_postMessage(channel="C1GEN", text="root", blocks=[table]))["ts"]
    await client.chat_postMessage(channel="C1GEN", text="the reply", thread_ts=root)

    assert ">Hi</div>" in await page(slack, "as=U1ANA&in=home")
    assert "1 reply" in await page(slack)
    assert "the reply" in await page(slack, f"as=U1ANA&in=C1GEN&thread={root}")


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


async def test_a_whisper_in_a_thread_stands_in_its_thread(slack: Playground, client: AsyncWebClient) -> None:
    root = (await client.chat_postMessage(channel="C1GEN", text="root"))["ts"]
    await client.chat_postEphemeral(channel="C1GEN", user="U1ANA", text="psst", thread_ts=root)

    assert "psst" not in await page(slack)
    assert "psst" in await page(slack, f"as=U1ANA&in=C1GEN&thread={root}")
    assert "psst" not in await page(slack, f"as=U2BEN&in=C1GEN&thread={root}")


async def test_a_thread_that_is_gone_is_not_open(slack: Playground) -> None:
    assert 'aria-label="Reply"' not in await page(slack, "as=U1ANA&in=C1GEN&thread=1.000000")


async def test_a_reply_leads_to_its_whole_thread(slack: Playground) -> None:
    root = await slack.say("ana", "general", "root")
    reply = await slack.say("ben", "general", "reply", root.ts)

    assert f'data-thread="{root.ts}"' in await page(slack, f"as=U1ANA&in=C1GEN&thread={reply.ts}")


async def test_another_person_looks_at_the_same_place(slack: Playground) -> None:
    assert "/?as=U2BEN&amp;in=C1GEN" in await page(slack)
    assert "/?as=U2BEN&amp;in=D2BEN" in await page(slack, "as=U1ANA&in=D1ANA")
    assert "/?as=U2BEN&amp;in=home" in await page(slack, "as=U1ANA&in=home")


async def test_who_reads_and_where_is_told_by_name(slack: Playground) -> None:
    html = await page(slack)

    assert 'aria-label="You are Ana Silva. Change person"' in html
    assert 'aria-label="Message #general"' in html
    assert "<title>#general · Company X</title>" in html


async def test_who_is_there_is_listed(slack: Playground) -> None:
    html = await page(slack, "as=U1ANA&in=C3HR")

    assert "2 members" in html
    assert "Members of hr" in html


@pytest.mark.parametrize(("query", "who", "where"), [("", "U2BEN", "C1GEN"), ("as=U1ANA", "U1ANA", "C1GEN")])
async def test_the_page_opens_as_and_where_it_was_told_to(clock: Clock, query: str, who: str, where: str) -> None:
    async with local_slack(clock, opening=Opening("ben", "C1GEN")) as slack:
        assert f'data-as="{who}" data-in="{where}"' in await page(slack, query)


async def test_a_place_that_somebody_may_not_enter_becomes_their_direct_message(slack: Playground) -> None:
    assert 'data-in="D2BEN"' in await page(slack, "as=U2BEN&in=C3HR")


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


async def test_changes_are_told(slack: Playground) -> None:
    await slack.say("ana", "general", "hello")

    async with aiohttp.ClientSession() as session, session.get(f"{slack.url}/ui/changes?since=0") as response:
        assert (await response.json())["revision"] == slack.workspace.revision


@pytest.mark.parametrize(("name", "status"), [("page.js", 200), ("page.css", 200), ("secret.txt", 404)])
async def test_only_named_files_are_served(slack: Playground, name: str, status: int) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{slack.url}/static/{name}") as response:
        assert response.status == status
