"""The local workspace: Rungs and a local Slack side by side, filled with the example company."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from bot.app import App, running
from bot.capabilities import capabilities
from bot.clock import MachineClock, MovableClock, SystemClock
from bot.demo.company_x import PEOPLE, ROOMS
from bot.demo.story import ROOM_IDS, Story
from bot.manifests import shortcuts, slash_commands
from bot.playground.clockwork import Due
from bot.playground.residents import Install, Resident, Room
from bot.playground.server import Playground
from bot.settings import Environment, Misconfigured, SlackAddress
from handlers.chat.router import Router
from handlers.company import Company

STORY_DATABASE = Path("rungs-playground.db")
"""Where the example company lives when DATABASE_URL names no place: apart from a real one, and new at each start."""


def local_environment(environment: Environment) -> Environment:
    """The environment of the local workspace: this machine alone, and a database of its own unless one is named."""
    own: dict[str, object] = {"host": "127.0.0.1"}
    if "database_url" not in environment.model_fields_set:
        own["database_url"] = SecretStr(f"sqlite:///{STORY_DATABASE}")
    return environment.model_copy(update=own)


def fresh_story(environment: Environment) -> None:
    """Begin the story anew where nobody asked for it to be kept."""
    if "database_url" in environment.model_fields_set:
        return
    for ending in ("", "-wal", "-shm"):
        STORY_DATABASE.with_name(STORY_DATABASE.name + ending).unlink(missing_ok=True)


class StoryClock:
    """The business clock of the local workspace, which the page moves."""

    def __init__(self, app: App, clock: MovableClock, zone: str) -> None:
        self._app = app
        self._clock = clock
        self.zone = zone
        self.can_reset = False

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self._clock.now()

    async def coming(self) -> list[Due]:
        """What the bot does next."""
        return []

    async def forward_to(self, instant: datetime) -> None:
        """Go there. ValueError for a past instant."""
        self._clock.forward_to(instant)
        await self._app.tick()

    async def reset(self) -> None:
        """ValueError: the story goes on."""
        raise ValueError("This story cannot begin anew.")


@asynccontextmanager
async def local_workspace(environment: Environment, company: Company) -> AsyncIterator[tuple[App, Playground]]:
    """Both at work, the story told. Raises Misconfigured beside a real token, or where a port is taken."""
    if environment.has_token:
        raise Misconfigured("The local workspace does not start beside real tokens. Unset SLACK_* and TEAMS_* first.")
    clock = MovableClock(SystemClock())
    slack = playground(environment)
    try:
        await slack.start()
    except OSError:
        port = environment.rungs_playground_port
        raise Misconfigured(f"Port {port} is taken. Set RUNGS_PLAYGROUND_PORT to another one.") from None
    try:
        install = Install()
        address = SlackAddress(slack.base_url, install.token, install.signing_secret)
        chosen = local_environment(environment)
        async with running(chosen, company, clock, address, serve=True, first=tell_story) as (app, port):
            slack.connect(f"http://127.0.0.1:{port}/slack/events")
            slack.clockwork = StoryClock(app, clock, company.time_zone.key)
            yield app, slack
    finally:
        await slack.stop()


def playground(environment: Environment) -> Playground:
    """A local Slack with the people and channels of Company X."""
    catalogue = Router(capabilities().commands).catalogue
    return Playground(
        people=residents(),
        rooms=rooms(),
        now=MachineClock().seconds,
        commands=slash_commands(catalogue),
        shortcuts=[(shortcut.callback, shortcut.name) for shortcut in shortcuts(catalogue)],
        port=environment.rungs_playground_port,
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


async def tell_story(app: App) -> None:
    """Fill an empty workspace with the story, before anything else happens in it."""
    await Story(app.database, app.desk, app.rules, app.workspace_id, app.clock.now()).tell()
