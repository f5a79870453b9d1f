"""A small company in a local Slack, and a bot on the other side, both over HTTP."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.playground.limits import UNLIMITED, RateLimits
from bot.playground.page.reading import NOBODY_YET, Opening
from bot.playground.residents import DEFAULT_SCOPES, Install, Resident, Room, UserGroup
from bot.playground.server import Playground
from tests.playground.clock import Clock
from tests.serving import listening

Json = dict[str, Any]
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
BOT = "U0RUNGS"
PEOPLE = (
    Resident("U1ANA", "ana", "Ana Silva", "ana@x.example", "Europe/Lisbon", is_admin=True),
    Resident("U2BEN", "ben", "Ben Okoro", "ben@x.example", "America/New_York"),
    Resident("U3GUEST", "gus", "Gus Guest", "gus@y.example", is_restricted=True),
    Resident("U4GONE", "old", "Olga Old", "olga@x.example", deleted=True),
)
ROOMS = (
    Room("C1GEN", "general", ("U1ANA", "U2BEN", BOT)),
    Room("C2DEV", "dev", ("U1ANA",)),
    Room("C3HR", "hr", ("U1ANA", BOT), is_private=True),
    Room("C4BOARD", "board", ("U2BEN",), is_private=True),
)
COMMANDS = (("/okr", "Objectives and key results", "[new|list]"),)
SHORTCUTS = (("save_evidence", "Save as evidence"),)


@dataclass
class Request:
    """One request as the bot got it."""

    headers: dict[str, str]
    body: bytes
    payload: Json


@dataclass
class Bot:
    """A bot that answers what the test tells it to."""

    requests: list[Request] = field(default_factory=list)
    answer: Callable[[Json], Awaitable[web.Response]] | None = None
    address: str = ""

    async def handle(self, request: web.Request) -> web.Response:
        """Note the request, then answer."""
        body = await request.read()
        payload = _payload(request.content_type, body)
        self.requests.append(Request(dict(request.headers), body, payload))
        return await self.answer(payload) if self.answer else web.Response()

    def answers(self, body: Any = None, *, status: int = 200) -> None:
        """Always answer so: an object as JSON, words as text."""

        async def answer(payload: Json) -> web.Response:
            if body is None or isinstance(body, str):
                return web.Response(text=body or "", status=status)
            return web.json_response(body, status=status)

        self.answer = answer

    @property
    def last(self) -> Json:
        """The latest payload."""
        return self.requests[-1].payload


@asynccontextmanager
async def serving(bot: Bot) -> AsyncIterator[Bot]:
    """The bot at an address of its own, until the block ends."""
    app = web.Application()
    app.router.add_post("/slack/events", bot.handle)
    async with listening(app) as origin:
        bot.address = f"{origin}/slack/events"
        yield bot


def _payload(content_type: str, body: bytes) -> Json:
    if content_type == "application/json":
        return dict(json.loads(body))
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    return dict(json.loads(form["payload"])) if "payload" in form else form


def signature(secret: str, request: Request) -> str:
    """What Slack's documentation says the signature of this request is."""
    base = f"v0:{request.headers['X-Slack-Request-Timestamp']}:{request.body.decode()}"
    return "v0=" + hmac.new(secret.encode(), base.encode(), hashlib.sha256).hexdigest()


def local_slack(
    clock: Clock,
    *,
    endpoint: str = "http://127.0.0.1:9/slack/events",
    limits: RateLimits = UNLIMITED,
    deadline: float = 3.0,
    more_scopes: frozenset[str] = frozenset(),
    opening: Opening = NOBODY_YET,
) -> Playground:
    """The company's local Slack, not started; retries come at once."""
    return Playground(
        people=PEOPLE,
        rooms=ROOMS,
        groups=(UserGroup("S1MKT", "marketing", "Marketing", ("U1ANA", "U2BEN")),),
        install=Install(signing_secret=SECRET, scopes=DEFAULT_SCOPES | more_scopes),
        commands=COMMANDS,
        shortcuts=SHORTCUTS,
        endpoint=endpoint,
        now=clock,
        limits=limits,
        deadline=deadline,
        retry_delays=(0.0, 0.0, 0.0),
        opening=opening,
    )


def section(text: str = "Hello", **more: Any) -> Json:
    """A section block."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(action_id: str = "go", text: str = "Go", **more: Any) -> Json:
    """A button."""
    return {"type": "button", "action_id": action_id, "text": plain(text), **more}


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def option(text: str, value: str) -> Json:
    """An option of a select."""
    return {"text": plain(text), "value": value}


def field_block(block_id: str, element: Json, label: str | None = None, **more: Any) -> Json:
    """An input block; its element's action_id is `value`."""
    element = {"action_id": "value", **element}
    return {"type": "input", "block_id": block_id, "label": plain(label or block_id), "element": element, **more}


def modal(*blocks: Json, **more: Any) -> Json:
    """A modal with a Submit button."""
    return {"type": "modal", "title": plain("Form"), "submit": plain("Save"), "blocks": list(blocks), **more}
