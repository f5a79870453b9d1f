"""The local Slack as a server on this machine: Web API, response_urls, uploads and the page."""

from collections.abc import Callable, Iterable, Sequence
from typing import Self

from aiohttp import web

from bot.playground.api import Api
from bot.playground.clockwork import Clockwork
from bot.playground.dispatch import DEADLINE, RETRY_DELAYS, Dispatch
from bot.playground.echoes import Echoes
from bot.playground.forms import Forms
from bot.playground.gate import LOOPBACK, gate, guard
from bot.playground.limits import Meter, RateLimits
from bot.playground.page.reading import NOBODY_YET, Opening
from bot.playground.page.routes import Page
from bot.playground.residents import Install, Resident, Room, UserGroup
from bot.playground.response_urls import ResponseUrls
from bot.playground.responses import Responses
from bot.playground.seats import Command, Shortcut
from bot.playground.sockets import GRACE, Sockets
from bot.playground.state import State
from bot.playground.storeroom import Storeroom
from bot.playground.talk import Talk
from bot.playground.triggers import Triggers
from bot.playground.views import Views
from bot.playground.weather import Weather
from bot.playground.wire import Wire
from bot.playground.workspace import Workspace

UPLOAD_BYTES = 20 * 1024 * 1024


class Playground(Talk, Forms):
    """A local Slack. `now` is the machine clock in seconds since 1970; port 0 takes any free one.

    `business` is the bot's business clock in seconds since 1970, which message timestamps go by; by default `now`.
    `endpoint` is where the bot takes requests, empty until it is connected.
    `commands` are (command, description, usage hint), `shortcuts` (callback_id, name); `deadline` and `retry_delays`
    are in seconds; `clockwork` moves the bot's business clock and shows the controls for it; `opening` is whom the page
    opens as. ValueError unless `host` is this machine alone.
    """

    def __init__(
        self,
        *,
        people: Iterable[Resident],
        rooms: Iterable[Room],
        now: Callable[[], float],
        groups: Iterable[UserGroup] = (),
        install: Install | None = None,
        commands: Sequence[Command] = (),
        shortcuts: Sequence[Shortcut] = (),
        business: Callable[[], float] | None = None,
        endpoint: str = "",
        host: str = "127.0.0.1",
        port: int = 0,
        limits: RateLimits | None = None,
        deadline: float = DEADLINE,
        retry_delays: Sequence[float] = RETRY_DELAYS,
        clockwork: Clockwork | None = None,
        opening: Opening = NOBODY_YET,
    ) -> None:
        if host not in LOOPBACK:
            raise ValueError(f"the local Slack serves this machine only: use 127.0.0.1, not {host}")
        workspace = Workspace(install or Install(), people, rooms, groups, now, business)
        wire = Wire(workspace)
        sockets = Sockets(workspace, wire)
        state = State(
            workspace,
            Views(workspace),
            Triggers(workspace.ids, now),
            Responses(workspace),
            Meter(limits or RateLimits(), now),
            wire,
            Weather(workspace.changed),
            sockets,
        )
        dispatch = Dispatch(workspace, wire, sockets, endpoint, deadline, retry_delays)
        super().__init__(state, dispatch, commands, shortcuts)
        workspace.listeners.append(Echoes(workspace, self.payloads, dispatch).heard)
        self.clockwork = clockwork
        self._opening = opening
        self._host, self._port = host, port
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """The page's address, without a slash at the end."""
        return self.state.origin

    @property
    def base_url(self) -> str:
        """What the bot takes as SLACK_API_URL."""
        return f"{self.state.origin}/api/"

    def connect(self, endpoint: str) -> None:
        """Send to this address from now on, as long as Socket Mode is off."""
        self.dispatch.endpoint = endpoint

    def enable_socket_mode(self) -> None:
        """Send over the connections that the bot opens from now on, and over nothing else."""
        self.state.sockets.enabled = True

    async def disable_socket_mode(self) -> None:
        """Close every connection, `link_disabled`, and send over HTTP again."""
        await self.state.sockets.disable()

    async def refresh_sockets(self, grace: float = GRACE) -> None:
        """Have the bot replace its connections; the old ones are closed after `grace` seconds at the latest."""
        await self.state.sockets.refresh(grace)

    def reset(self) -> None:
        """Begin anew: what was said and done is forgotten, people and rooms are as in the beginning."""
        self.dispatch.forget()
        self.message_values.clear()
        self.state.forget()

    async def start(self) -> None:
        """Listen. OSError when the port is taken."""
        app = web.Application(middlewares=[gate], client_max_size=UPLOAD_BYTES)
        app.on_response_prepare.append(guard)
        api, storeroom = Api(self.state), Storeroom(self.state)
        app.router.add_route("GET", "/api/{method}", api.handle)
        app.router.add_route("POST", "/api/{method}", api.handle)
        app.router.add_post("/response/{key}", ResponseUrls(self.state).handle)
        app.router.add_get("/link/", self.state.sockets.handle)
        app.router.add_post("/upload/{file_id}", storeroom.upload)
        app.router.add_get("/files/{file_id}", storeroom.download)
        app.router.add_get("/files-pri/{file_id}/{name:.+}", storeroom.fetch)
        Page(self, self, lambda: self.clockwork, self._opening).add_routes(app.router)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        address = f"[{self._host}]" if ":" in self._host else self._host
        self.state.origin = f"http://{address}:{self._runner.addresses[0][1]}"
        self.state.responses.base_url = f"{self.state.origin}/response/"
        await self.dispatch.start()

    async def stop(self) -> None:
        """Stop listening and sending."""
        await self.dispatch.stop()
        await self.state.sockets.stop()
        if self._runner:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.stop()
