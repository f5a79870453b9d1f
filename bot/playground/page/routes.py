"""The page's routes: what is drawn for whom, and what its scripts may ask for."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.resources import files

from aiohttp import web

from bot.playground.clockwork import Clockwork
from bot.playground.forms import Forms
from bot.playground.inputs import state_of
from bot.playground.page.actions import Offers
from bot.playground.page.clock import ClockControls
from bot.playground.page.conversation import Conversations
from bot.playground.page.drawing import templates
from bot.playground.page.filling import Filling
from bot.playground.residents import Resident
from bot.playground.talk import Talk
from bot.playground.views import View
from bot.playground.workspace import Conversation, Json, Message

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
WAIT_SECONDS = 20.0
_TYPES = {"js": "text/javascript", "css": "text/css"}


class Page:
    """Routes of the page; `talk` and `forms` are the same local Slack, `clockwork` gives who moves the clock now."""

    def __init__(self, talk: Talk, forms: Forms, clockwork: Callable[[], Clockwork | None]) -> None:
        self._talk = talk
        self._workspace = talk.workspace
        self._templates = templates(self._name)
        self._parts: tuple[Offers, ...] = (Conversations(talk), Filling(talk, forms), ClockControls(clockwork))
        self._actions = {name: action for part in self._parts for name, action in part.actions.items()}
        self._files = _static_files()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve the page at `/`."""
        router.add_get("/", self._show)
        router.add_get("/static/{name}", self._static)
        router.add_get("/ui/changes", self._changes)
        router.add_post("/ui/{action}", self._act)

    async def _show(self, request: web.Request) -> web.Response:
        revision = self._workspace.revision
        person = self._reader(request.query.get("as", ""))
        more = {name: value for part in self._parts for name, value in (await part.context(person)).items()}
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
            revision=revision,
            **more,
        )
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        return web.Response(text=html, content_type="text/html", headers=headers)

    async def _static(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        text = self._files.get(name)
        if text is None:
            raise web.HTTPNotFound
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
        return web.Response(text=text, content_type=_TYPES[name.rpartition(".")[2]], headers=headers)

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


def _state(view: View) -> dict[str, dict[str, Json]]:
    return state_of(view.blocks, view.values)


def _static_files() -> dict[str, str]:
    folder = files("bot.playground.page") / "static"
    return {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith((".js", ".css"))}
