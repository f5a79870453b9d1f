"""The page: the local Slack in a browser, drawn on the server, with one small script."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from bot.playground.forms import Forms
from bot.playground.inputs import Incomplete, state_of
from bot.playground.mrkdwn import mrkdwn_html, plain_html
from bot.playground.residents import Resident
from bot.playground.talk import Talk
from bot.playground.views import View
from bot.playground.workspace import Conversation, Json, Message

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
WAIT_SECONDS = 20.0
Forward = Callable[[timedelta], Awaitable[None]]
_TYPES = {"html": "text/html", "js": "text/javascript", "css": "text/css"}


class Page:
    """Routes of the page; `talk` and `forms` are the same local Slack, `forward` gives what moves the clock now."""

    def __init__(self, talk: Talk, forms: Forms, forward: Callable[[], Forward | None]) -> None:
        self._talk = talk
        self._forms = forms
        self._mover = forward
        self._workspace = talk.workspace
        self._templates = Environment(
            loader=PackageLoader("bot.playground", "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        self._templates.filters["words"] = self._words
        self._templates.filters["name"] = self._name
        self._templates.filters["mrkdwn"] = lambda text: mrkdwn_html(text, self._name)
        self._templates.filters["clock"] = lambda ts: datetime.fromtimestamp(float(ts), UTC).strftime("%a %H:%M")
        self._actions: dict[str, Callable[[Json], Awaitable[Json]]] = {
            "say": self._say,
            "press": self._press,
            "select": self._select,
            "suggest": self._suggest,
            "submit": self._submit,
            "close": self._close,
            "shortcut": self._shortcut,
            "react": self._react,
            "home": self._home,
            "forgive": self._forgive,
            "forward": self._forward,
        }

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve the page at `/`."""
        router.add_get("/", self._show)
        router.add_get("/static/{name}", self._static)
        router.add_get("/ui/changes", self._changes)
        router.add_post("/ui/{action}", self._act)

    async def _show(self, request: web.Request) -> web.Response:
        person = self._reader(request.query.get("as", ""))
        room = self._room(request.query.get("in", ""), person)
        at_home = request.query.get("in") == "home"
        thread_ts = request.query.get("thread", "")
        view = self._talk.open_view(person.id)
        html = self._templates.get_template("page.html").render(
            team=self._workspace.install.team_name,
            bot=self._workspace.install.bot,
            people=self._workspace.members(),
            person=person,
            rooms=[r for r in self._workspace.conversations.values() if r.kind != "im" and person.id in r.members],
            room=None if at_home else room,
            messages=[] if at_home else self._visible(room, person, ""),
            thread=self._visible(room, person, thread_ts) if thread_ts and not at_home else [],
            thread_ts=thread_ts,
            replies=self._reply_counts(room),
            home=self._talk.home(person.id) if at_home else None,
            at_home=at_home,
            view=view,
            view_state=_state,
            faults=self._talk.faults,
            shortcuts=self._talk.shortcuts,
            commands=self._talk.commands,
            can_forward=self._mover() is not None,
            revision=self._workspace.revision,
        )
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        return web.Response(text=html, content_type="text/html", headers=headers)

    async def _static(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in ("page.js", "lookup.js", "page.css"):
            raise web.HTTPNotFound
        text = self._static_text(name)
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
        return web.Response(text=text, content_type=_TYPES[name.rpartition(".")[2]], headers=headers)

    def _static_text(self, name: str) -> str:
        source, _, _ = PackageLoader("bot.playground", "static").get_source(self._templates, name)
        return source

    async def _changes(self, request: web.Request) -> web.Response:
        since = request.query.get("since", "0")
        known = int(since) if since.isdigit() else 0
        with suppress(TimeoutError):
            await self._talk.until(lambda: self._workspace.revision != known, WAIT_SECONDS)
        return web.json_response({"revision": self._workspace.revision})

    async def _act(self, request: web.Request) -> web.Response:
        origin = request.headers.get("Origin")
        if origin not in (None, f"http://{request.host}"):
            raise web.HTTPForbidden(text="Only the page of this server may do that.")
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="Send JSON.")
        action = self._actions.get(request.match_info["action"])
        asked = await request.json()
        if action is None or not isinstance(asked, dict):
            raise web.HTTPNotFound
        try:
            return web.json_response(await action(asked))
        except (ValueError, LookupError) as error:
            return web.json_response({"error": str(error.args[0] if error.args else error)})

    async def _say(self, asked: Json) -> Json:
        text, place, thread_ts = str(asked["text"]).strip(), str(asked["in"]), asked.get("thread") or None
        if not text.startswith("/"):
            await self._talk.say(asked["as"], place, text, thread_ts)
            return {}
        if thread_ts:
            raise ValueError("Slack takes no slash commands in threads. Mention the bot there instead.")
        command, _, rest = text.partition(" ")
        await self._talk.command(asked["as"], command, rest, channel=place)
        return {}

    async def _press(self, asked: Json) -> Json:
        target, typed = self._target(asked), asked.get("typed")
        await self._forms.press(asked["as"], target, asked["name"], block_id=asked["block"], typed=typed)
        return {}

    async def _select(self, asked: Json) -> Json:
        target = self._target(asked)
        if isinstance(target, View) and asked.get("typed"):
            target = await self._forms.fill(asked["as"], target, asked["typed"])
        await self._forms.select(asked["as"], target, asked["name"], asked["choice"], block_id=asked["block"])
        return {}

    async def _suggest(self, asked: Json) -> Json:
        target = self._target(asked)
        found = await self._forms.suggest(
            asked["as"], target, asked["name"], str(asked["query"]), block_id=asked["block"]
        )
        return {"options": found}

    async def _submit(self, asked: Json) -> Json:
        view = self._view(asked)
        try:
            await self._forms.submit(asked["as"], view, asked["typed"])
        except Incomplete as refusal:
            self._forms.state.views.show_errors(self._view(asked), refusal.errors)
        return {}

    async def _close(self, asked: Json) -> Json:
        await self._forms.close(self._view(asked))
        return {}

    async def _shortcut(self, asked: Json) -> Json:
        await self._talk.shortcut(asked["as"], asked["name"], self._message(asked))
        return {}

    async def _react(self, asked: Json) -> Json:
        message, person = self._message(asked), self._workspace.person(asked["as"])
        there = person.id in message.reactions.get(asked["name"], ())
        await (self._talk.unreact if there else self._talk.react)(person.id, message, asked["name"])
        return {}

    async def _home(self, asked: Json) -> Json:
        await self._talk.open_home(asked["as"])
        return {}

    async def _forgive(self, asked: Json) -> Json:
        self._workspace.faults.clear()
        self._workspace.changed()
        return {}

    async def _forward(self, asked: Json) -> Json:
        forward = self._mover()
        if forward is None:
            raise LookupError("this clock cannot be moved")
        await forward(timedelta(hours=float(asked["hours"])))
        return {}

    def _target(self, asked: Json) -> Message | View:
        return self._view(asked) if asked.get("view") else self._message(asked)

    def _view(self, asked: Json) -> View:
        view = self._forms.state.views.current(str(asked["view"]))
        if view is None:
            raise LookupError("this view is closed")
        return view

    def _message(self, asked: Json) -> Message:
        message = self._workspace.find(str(asked["channel"]), str(asked["ts"]))
        if message is None:
            raise LookupError("this message was deleted")
        return message

    def _reader(self, key: str) -> Resident:
        humans = self._workspace.members()
        return next((person for person in humans if key in (person.id, person.name)), humans[0])

    def _room(self, key: str, person: Resident) -> Conversation:
        room = self._workspace.conversations.get(key)
        if room and person.id in room.members:
            return room
        return self._workspace.direct(person.id)

    def _visible(self, room: Conversation, person: Resident, thread_ts: str) -> list[Message]:
        everything = self._workspace.messages[room.id].values()
        seen = [message for message in everything if message.shown_to in (None, person.id)]
        if thread_ts:
            return [message for message in seen if thread_ts in (message.ts, message.thread_ts)]
        return [message for message in seen if message.thread_ts in (None, message.ts)]

    def _reply_counts(self, room: Conversation) -> Mapping[str, int]:
        counts: dict[str, int] = {}
        for message in self._workspace.messages[room.id].values():
            if message.thread_ts and message.thread_ts != message.ts:
                counts[message.thread_ts] = counts.get(message.thread_ts, 0) + 1
        return counts

    def _name(self, key: str) -> str:
        person, room = self._workspace.people.get(key), self._workspace.conversations.get(key)
        return person.real_name if person else room.name if room else key

    def _words(self, text: Mapping[str, Any]) -> Markup:
        if text["type"] == "mrkdwn":
            return mrkdwn_html(text["text"], self._name)
        return plain_html(text["text"])


def _state(view: View) -> dict[str, dict[str, Json]]:
    return state_of(view.blocks, view.values)
