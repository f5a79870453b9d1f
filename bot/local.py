"""The local workspace: Rungs and a local Slack side by side, filled with the example company."""

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.app import App, running
from bot.capabilities import capabilities
from bot.clock import Clock, MachineClock, MovableClock, SystemClock
from bot.demo.company_x import PEOPLE, ROOMS, TIME_ZONE
from bot.demo.story import ROOM_IDS, Story, founding_day
from bot.demo.tour import TOUR
from bot.journey import Journey
from bot.manifests import shortcuts, slash_commands
from bot.pace import Rate
from bot.playground.page.reading import Opening
from bot.playground.residents import Install, Resident, Room
from bot.playground.server import Playground
from bot.settings import Environment, Misconfigured, SlackAddress
from bot.slack.send import RATES
from bot.story_clock import StoryClock
from handlers.chat.router import Router
from handlers.company import Company

STORY_DATABASE = Path("rungs-playground.db")
"""Where the example company lives when DATABASE_URL names no place: apart from a real one, and new at each start."""

LOCAL_RATES = replace(RATES, channel=Rate(RATES.channel.per_second, 3))
"""Slack promises no bursts in a channel; the local one is known to take three messages at once."""


def local_environment(environment: Environment) -> Environment:
    """The environment of the local workspace: this machine alone, and a database of its own unless one is named."""
    own: dict[str, object] = {"host": "127.0.0.1"}
    if "database_url" not in environment.model_fields_set:
        own["database_url"] = SecretStr(f"sqlite:///{STORY_DATABASE}")
    return environment.model_copy(update=own)


def at_company_x(company: Company) -> Company:
    """The company as its story has it: by the clock of Berlin, unless app.yaml names another than the default.

    Nine is then nine for those whom visitors read as, in the words of a digest and on the clock.
    """
    return company if company.time_zone != Company().time_zone else replace(company, time_zone=ZoneInfo(TIME_ZONE))


def fresh_story(environment: Environment) -> None:
    """Begin the story anew where nobody asked for it to be kept."""
    if "database_url" in environment.model_fields_set:
        return
    for ending in ("", "-wal", "-shm"):
        STORY_DATABASE.with_name(STORY_DATABASE.name + ending).unlink(missing_ok=True)


class LocalBot:
    """Rungs for a local Slack: at work from `start` to `stop`, and from the story's beginning again when asked.

    `present` is the clock that goes on where the story ends.
    """

    def __init__(self, environment: Environment, company: Company, present: Clock) -> None:
        self._environment = environment
        self._company = company
        self._present = present
        self._parts = AsyncExitStack()
        self._app: App | None = None
        self.clock = MovableClock(present)
        self.slack = playground(environment, self.now)

    @property
    def app(self) -> App | None:
        """The bot that is at work; None while the story begins anew."""
        return self._app

    @property
    def can_begin_anew(self) -> bool:
        """Whether the story is the local workspace's own, and no database that somebody keeps."""
        return "database_url" not in self._environment.model_fields_set

    def now(self) -> datetime:
        """The present instant of the story, aware, in UTC."""
        return self.clock.now()

    def journey(self, app: App) -> Journey:
        """A way into the future for the bot. Nobody's pace is held against them where weeks pass in a second."""

        def leapt() -> None:
            self.slack.state.meter.rest()
            # Nothing may have been said, and the page shows the time.
            self.slack.workspace.changed()
            if app.delivery is not None:
                app.delivery.rest()

        return Journey(app, self.clock, leapt)

    async def start(self) -> App:
        """Tell the story, unless it was told, and go to work. Raises Misconfigured."""
        install = Install()
        address = SlackAddress(self.slack.base_url, install.token, install.signing_secret)
        self.clock = MovableClock(self._present, begins_at=founding_day(self._present.now(), self._company))
        chosen = local_environment(self._environment)
        at_work = running(chosen, self._company, self.clock, address, serve=True, rates=LOCAL_RATES, first=self._tell)
        app, port = await self._parts.enter_async_context(at_work)
        self.slack.connect(f"http://127.0.0.1:{port}/slack/events")
        # Developers watch for what they cause themselves.
        self.slack.state.wire.clear()
        self._app = app
        return app

    async def stop(self) -> None:
        """Finish what is under way and end."""
        self._app = None
        self.slack.connect("")
        await self._parts.aclose()

    async def begin_anew(self) -> None:
        """Forget all that happened since the beginning, in the bot and in its Slack, and tell the story again."""
        await self.stop()
        fresh_story(self._environment)
        self.slack.reset()
        # What the first bot froze could never be collected otherwise.
        gc.unfreeze()
        # Who looks on need not see eight weeks go by.
        with self.slack.workspace.quiet():
            await self.start()

    async def _tell(self, app: App) -> None:
        """Fill an empty workspace; its last two weeks happen, each thing on its own day. Then the present begins."""
        present = self._present
        reach = self.journey(app).reach
        story = Story(app.database, app.desk, app.rules, app.workspace_id, present.now(), reach)
        if await story.tell():
            await reach(present.now())
        if present.now() > self.clock.now():
            self.clock.forward_to(present.now())


@asynccontextmanager
async def local_workspace(
    environment: Environment, company: Company, present: Clock | None = None
) -> AsyncIterator[tuple[App, Playground]]:
    """Both at work, the story told up to the `present`, which is the machine's unless another one is given.

    Raises Misconfigured beside a real token, or where a port is taken.
    """
    if environment.has_token:
        raise Misconfigured("The local workspace does not start beside real tokens. Unset SLACK_* and TEAMS_* first.")
    bot = LocalBot(environment, at_company_x(company), present or SystemClock())
    bot.slack.tour = TOUR
    bot.slack.preparing = "Rungs is starting, and eight weeks of Company X are being told."
    try:
        await bot.slack.start()
    except OSError:
        port = environment.rungs_playground_port
        raise Misconfigured(f"Port {port} is taken. Set RUNGS_PLAYGROUND_PORT to another one.") from None
    clock = StoryClock(bot)
    try:
        app = await bot.start()
        bot.slack.clockwork = clock
        bot.slack.preparing = ""
        yield app, bot.slack
    finally:
        await clock.stop()
        await bot.stop()
        await bot.slack.stop()


def playground(environment: Environment, business: Callable[[], datetime]) -> Playground:
    """A local Slack with the people and channels of Company X; `business` gives the instant that messages are of."""
    catalogue = Router(capabilities().commands).catalogue
    return Playground(
        people=residents(),
        rooms=rooms(),
        now=MachineClock().seconds,
        business=lambda: business().timestamp(),
        commands=slash_commands(catalogue),
        shortcuts=[(shortcut.callback, shortcut.name) for shortcut in shortcuts(catalogue)],
        port=environment.rungs_playground_port,
        opening=Opening("emil", ROOM_IDS["marketing"]),
    )


def residents() -> list[Resident]:
    """The people of Company X, as the local Slack knows them."""
    return [
        Resident(
            id=colleague.account,
            name=colleague.handle,
            real_name=colleague.name,
            email=colleague.email,
            tz=colleague.time_zone,
            title=colleague.role,
            is_admin=colleague.is_admin,
            is_owner=colleague.is_admin,
        )
        for colleague in PEOPLE
    ]


def rooms() -> list[Room]:
    """The channels of Company X, with everybody and Rungs in them."""
    members = (*(colleague.account for colleague in PEOPLE), Install().bot.user_id)
    return [Room(ROOM_IDS[name], name, members) for name in ROOMS]
