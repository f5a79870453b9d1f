"""Every key that the local Slack sends is one that Slack sends, with the same type (shapes/ says which)."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import Playground
from bot.playground.workspace import Json
from tests.playground.calls import called
from tests.playground.company import PEOPLE, Bot, button, field_block, modal, option, section

SHAPES = Path(__file__).parent / "shapes"
API: Json = json.loads((SHAPES / "api.json").read_text())
INBOUND: Json = json.loads((SHAPES / "inbound.json").read_text())
TYPES = {"text": str, "number": int, "flag": bool}
HOME = {"type": "home", "blocks": [section()]}


def strangers(value: Any, shape: Any, at: str = "") -> Iterator[str]:
    """Where a value leaves its shape."""
    if shape in ("any", {}):
        return
    if isinstance(shape, str):
        if type(value) is not TYPES[shape]:
            yield f"{at}: {value!r} is no {shape}"
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{at}: {value!r} is no list"
            return
        for index, item in enumerate(value):
            yield from strangers(item, shape[0], f"{at}/{index}")
    elif not isinstance(value, dict):
        yield f"{at}: {value!r} is no object"
    else:
        for key, part in value.items():
            if key in shape:
                yield from strangers(part, shape[key], f"{at}/{key}")
            else:
                yield f"{at}/{key}: unknown key"


def test_a_stranger_is_found() -> None:
    assert list(strangers({"ok": 1, "new": ""}, {"ok": "flag"})) == ["/ok: 1 is no flag", "/new: unknown key"]


CALLS = [
    ("auth.test", {}),
    ("bots.info", {"bot": "B0RUNGS"}),
    ("team.info", {}),
    ("users.info", {"user": "U1ANA"}),
    ("users.list", {"limit": 2}),
    ("users.lookupByEmail", {"email": "ben@x.example"}),
    ("usergroups.list", {"include_users": True}),
    ("usergroups.users.list", {"usergroup": "S1MKT"}),
    ("conversations.list", {"types": "public_channel,private_channel,im"}),
    ("conversations.info", {"channel": "C1GEN", "include_num_members": True}),
    ("conversations.info", {"channel": "D1ANA"}),
    ("conversations.open", {"users": "U2BEN", "return_im": True}),
    ("conversations.members", {"channel": "C1GEN"}),
    ("conversations.join", {"channel": "C1GEN"}),
    ("conversations.replies", {"channel": "C1GEN", "ts": "TS"}),
    ("chat.postMessage", {"channel": "C1GEN", "text": "x", "thread_ts": "TS", "blocks": [section()]}),
    ("chat.postMessage", {"channel": "C1GEN", "text": "x", "metadata": {"event_type": "e", "event_payload": {}}}),
    ("chat.postMessage", {"channel": "C1GEN", "text": "x", "blocks": [{"type": "poll"}]}),
    ("chat.postEphemeral", {"channel": "C1GEN", "user": "U1ANA", "text": "x"}),
    ("chat.update", {"channel": "C1GEN", "ts": "TS", "text": "y"}),
    ("chat.getPermalink", {"channel": "C1GEN", "message_ts": "TS"}),
    ("reactions.add", {"channel": "C1GEN", "timestamp": "TS", "name": "tada"}),
    ("reactions.remove", {"channel": "C1GEN", "timestamp": "TS", "name": "eyes"}),
    ("reactions.get", {"channel": "C1GEN", "timestamp": "TS"}),
    ("chat.delete", {"channel": "C1GEN", "ts": "TS"}),
    ("views.open", {"trigger_id": "TRIGGER", "view": modal(section())}),
    ("views.publish", {"user_id": "U1ANA", "view": HOME}),
    ("files.getUploadURLExternal", {"filename": "a.txt", "length": 3}),
]
REFUSED = {"invalid_blocks"}


@pytest.mark.parametrize(("method", "args"), CALLS)
async def test_an_answer_keeps_to_slacks_shape(
    slack: Playground, bot: Bot, client: AsyncWebClient, method: str, args: Json
) -> None:
    root = (await client.chat_postMessage(channel="C1GEN", text="root"))["ts"]
    await client.chat_postMessage(channel="C1GEN", text="reply", thread_ts=root)
    await client.chat_update(channel="C1GEN", ts=root, text="edited")
    await client.reactions_add(channel="C1GEN", timestamp=root, name="eyes")
    await slack.command("ana", "/okr")
    known = {"TS": root, "TRIGGER": bot.last["trigger_id"]}
    args = {key: known.get(value, value) if isinstance(value, str) else value for key, value in args.items()}

    answer = await called(slack, method, json=args)

    assert answer["ok"] or answer["error"] in REFUSED
    assert list(strangers(answer, API[method])) == []
    assert not (answer["ok"] and answer.keys() & {"error", "needed", "provided"})


async def test_views_and_files_keep_to_slacks_shape(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    await slack.command("ana", "/okr")
    opened = await client.views_open(trigger_id=bot.last["trigger_id"], view=modal(section()))
    await slack.command("ana", "/okr")
    pushed = await client.views_push(trigger_id=bot.last["trigger_id"], view=modal(section()))
    updated = await client.views_update(view_id=opened["view"]["id"], view=modal(section("new")))
    completed = await client.files_upload_v2(channel="C1GEN", content=b"abc", filename="a.txt")

    for method, answer in (("views.push", pushed), ("views.update", updated)):
        assert list(strangers(answer.data, API[method])) == []
    assert list(strangers(completed["files"], API["files.completeUploadExternal"]["files"])) == []


async def test_what_the_bot_is_sent_keeps_to_slacks_shapes(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    mood = {"type": "static_select", "action_id": "mood", "options": [option("Fine", "8")]}
    card = [{"type": "actions", "elements": [button(), mood]}]
    await client.chat_postMessage(channel="C1GEN", text="card", blocks=card)
    message = slack.messages("general")[0]

    async def open_modal(payload: Json) -> web.Response:
        note = field_block("note", {"type": "plain_text_input"})
        await client.views_open(trigger_id=payload["trigger_id"], view=modal(note, notify_on_close=True))
        return web.Response()

    bot.answer = open_modal
    await slack.command("ana", "/okr", "new", channel="general")
    await slack.command("ben", "/okr", "new", channel="general")
    bot.answers()
    for user in ("ana", "ben"):
        view = slack.open_view(user)
        assert view is not None
        await (slack.submit("ana", view, {"note": "x"}) if user == "ana" else slack.close(view))
    await slack.press("ana", message, "Go")
    await slack.select("ana", message, "mood", "Fine")
    said = await slack.say("ana", "general", "@rungs help", message.ts)
    await slack.shortcut("ana", "save_evidence", said)
    await slack.dm("ana", "help")
    await client.views_publish(user_id="U1ANA", view=HOME)

    async def publish(payload: Json) -> web.Response:
        await client.views_publish(user_id="U1ANA", view=HOME)
        return web.Response()

    bot.answer = publish
    await slack.open_home("ana")
    bot.answers()
    await slack.react("ana", message, "tada")
    await slack.unreact("ana", message, "tada")
    await slack.join("gus", "general")
    await slack.arrive(replace(PEOPLE[0], id="U7NEW", name="new"))
    await slack.change(PEOPLE[1])

    seen: set[str] = set()
    for delivery in slack.deliveries:
        payload = delivery.payload
        kind = payload["event"]["type"] if "event" in payload else payload.get("type", "command")
        assert list(strangers(payload, INBOUND[kind])) == [], kind
        seen.add(kind)
    assert seen == INBOUND.keys()
