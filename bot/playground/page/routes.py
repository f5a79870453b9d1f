"""The page's routes: what is drawn for whom, and what its scripts may ask for."""

from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files

from aiohttp import web

from bot.playground.clockwork import Clockwork
from bot.playground.forms import Forms
from bot.playground.page.actions import Offers
from bot.playground.page.clock import ClockControls
from bot.playground.page.conversation import Conversations
from bot.playground.page.developer import DeveloperPanel
from bot.playground.page.drawing import names_in, templates
from bot.playground.page.filling import Filling
from bot.playground.page.reading import Opening, Reading
from bot.playground.page.tour import Tour
from bot.playground.residents import Resident
from bot.playground.talk import Talk
from bot.playground.workspace import Json

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}
WAIT_SECONDS = 20.0
_WORDS = ("as", "in", "text", "thread", "name", "channel", "ts", "view", "block", "query", "kind", "to", "at")
_TYPES = {"js": "text/javascript", "css": "text/css"}


class Page:
    """Routes of the page; `talk` and `forms` are the same local Slack, `clockwork` gives who moves the clock now,
    `opening` what an address shows that says nothing."""

    def __init__(
        self,
        talk: Talk,
        forms: Forms,
        clockwork: Callable[[], Clockwork | None],
        opening: Opening,
    ) -> None:
        self._talk = talk
        self._reading = Reading(talk, opening)
        self._workspace = talk.workspace
        self._templates = templates(names_in(self._workspace))
        clock = ClockControls(clockwork, talk.workspace)
        self._parts: tuple[Offers, ...] = (
            Conversations(talk),
            Filling(talk, forms),
            clock,
            Tour(talk, clock),
            DeveloperPanel(talk),
        )
        self._actions = {name: action for part in self._parts for name, action in part.actions.items()}
        self._files = _static_files()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve the page at `/`."""
        router.add_get("/", self._show)
        router.add_get("/static/{name}", self._static)
        router.add_get("/ui/changes", self._changes)
        router.add_post("/ui/{action}", self._act)

    async def _show(self, request: web.Request) -> web.Response:
        if self._talk.preparing:
            return self._not_yet()
        revision = self._workspace.revision
        visit = self._reading.visit(request.query)
        html = self._templates.get_template("page.html").render(
            self._reading.context(visit), revision=revision, **await self._brought_by_parts(visit.person)
        )
        return web.Response(text=html, content_type="text/html", headers=HEADERS)

    def _not_yet(self) -> web.Response:
        html = self._templates.get_template("preparing.html").render(
            team=self._workspace.install.team_name, words=self._talk.preparing
        )
        headers = {**HEADERS, "Refresh": "1", "Retry-After": "1"}
        return web.Response(text=html, content_type="text/html", status=503, headers=headers)

    async def _static(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        text = self._files.get(name)
        if text is None:
            raise web.HTTPNotFound
        headers = {"Cache-Control": "no-cache"}
        return web.Response(text=text, content_type=_TYPES[name.rpartition(".")[2]], headers=headers)

    async def _changes(self, request: web.Request) -> web.Response:
        known = request.query.get("since", "")
        with suppress(TimeoutError):
            await self._talk.until(lambda: str(self._workspace.revision) != known, WAIT_SECONDS)
        return web.json_response({"revision": self._workspace.revision})

    async def _act(self, request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="Send JSON.")
        action = self._actions.get(request.match_info["action"])
        if action is None:
            raise web.HTTPNotFound
        asked = await _asked(request)
        try:
            return web.json_response(await action(asked))
        except KeyError as missing:
            raise web.HTTPBadRequest(text=f"Something is missing: {missing}.") from None
        except (ValueError, LookupError) as error:
            return web.json_response({"error": str(error.args[0] if error.args else error)})

    async def _brought_by_parts(self, person: Resident) -> dict[str, object]:
        return {name: value for part in self._parts for name, value in (await part.context(person)).items()}


async def _asked(request: web.Request) -> Json:
    """What the script posted: a JSON object, with words and what was typed where they belong. 400 for all else."""
    try:
        asked = await request.json()
    except (ValueError, LookupError, RecursionError):
        raise web.HTTPBadRequest(text="This is no JSON.") from None
    if not isinstance(asked, dict) or not _is_legible(asked):
        raise web.HTTPBadRequest(text="Send a JSON object, with words where words belong.")
    return asked


def _is_legible(asked: Json) -> bool:
    """Whether every field is of its kind."""
    return isinstance(asked.get("typed", {}), dict) and all(isinstance(asked.get(name, ""), str) for name in _WORDS)


def _static_files() -> dict[str, str]:
    folder = files("bot.playground.page") / "static"
    return {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith((".js", ".css"))}
