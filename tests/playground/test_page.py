"""The page: what one sees, that no text becomes markup, and who may post to it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.clockwork import Due
from bot.playground.server import Playground
from bot.playground.workspace import Json
from tests.playground.company import Bot, button, field_block, modal, option, plain, section

HOSTILE = "<script>alert(1)</script>"
BEGINNING = datetime(2026, 11, 20, 8, tzinfo=UTC)


@dataclass(slots=True)
class Story:
    """A clock that the page moves."""

    instant: datetime = BEGINNING
    zone: str = "Europe/Berlin"
    can_reset: bool = True

    def now(self) -> datetime:
        return self.instant

    async def coming(self) -> list[Due]:
        return [Due("Check-in prompt", datetime(2026, 11, 23, 8, tzinfo=UTC))]

    async def forward_to(self, instant: datetime) -> None:
        self.instant = instant

    async def reset(self) -> None:
        self.instant = BEGINNING


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


async def test_a_person_sees_their_own_channels_and_whispers(slack: Playground, bot: Bot) -> None:
    bot.answers("only for Ana")
    await slack.command("ana", "/okr", channel="general")

    ana, ben = await page(slack), await page(slack, "as=U2BEN&in=C1GEN")

    assert ("only for Ana" in ana, "only for Ana" in ben) == (True, False)
    assert ("in=C3HR" in ana, "in=C3HR" in ben) == (True, False)


async def test_every_element_can_be_drawn(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    options = [option("One", "1"), option("Two", "2")]
    kinds: list[Json] = [
        {"type": "plain_text_input", "multiline": True},
        {"type": "number_input", "is_decimal_allowed": True},
        {"type": "static_select", "options": options, "initial_option": options[1]},
        {"type": "static_select", "option_groups": [{"label": plain("G"), "options": options}]},
        {"type": "multi_static_select", "options": options},
        {"type": "external_select", "initial_option": options[0]},
        {"type": "multi_external_select"},
        {"type": "radio_buttons", "options": options},
        {"type": "checkboxes", "options": options, "initial_options": options},
        {"type": "datepicker", "initial_date": "2026-12-31"},
        {"type": "timepicker"},
        {"type": "users_select", "initial_user": "U2BEN"},
        {"type": "channels_select"},
    ]
    fields = [field_block(f"b{number}", kind, hint=plain("hint")) for number, kind in enumerate(kinds)]

    async def open_it(payload: Json) -> web.Response:
        await client.views_open(trigger_id=payload["trigger_id"], view=modal(*fields))
        return web.Response()

    bot.answer = open_it
    await slack.command("ana", "/okr")

    html = await page(slack)

    assert html.count('class="block input"') == len(kinds)
    assert all(f'data-kind="{kind["type"]}"' in html for kind in kinds)
    assert len(re.findall('type="checkbox"[^>]* checked>', html)) == 2


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


async def test_the_clock_is_moved_where_somebody_moves_it(slack: Playground) -> None:
    _, refused = await act(slack, "forward", {"hours": "24"})
    assert "+1 day" not in await page(slack)
    slack.clockwork = clockwork = Story()

    await act(slack, "forward", {"hours": "24"})
    assert "+1 day" in await page(slack)
    assert (refused["error"], clockwork.instant) == ("this clock cannot be moved", BEGINNING + timedelta(days=1))


async def test_changes_are_told(slack: Playground) -> None:
    await slack.say("ana", "general", "hello")

    async with aiohttp.ClientSession() as session, session.get(f"{slack.url}/ui/changes?since=0") as response:
        assert (await response.json())["revision"] == slack.workspace.revision


@pytest.mark.parametrize(("name", "status"), [("page.js", 200), ("page.css", 200), ("secret.txt", 404)])
async def test_only_named_files_are_served(slack: Playground, name: str, status: int) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{slack.url}/static/{name}") as response:
        assert response.status == status
