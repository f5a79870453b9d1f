"""The local Slack as Rungs starts it: the people and channels of Company X, and the manifest's commands."""

from collections.abc import Callable
from datetime import datetime

from bot.capabilities import capabilities
from bot.clock import MachineClock
from bot.demo.company_x import PEOPLE, ROOMS
from bot.demo.story import ROOM_IDS
from bot.manifests import shortcuts, slash_commands
from bot.playground.page.reading import Opening
from bot.playground.residents import Install, Resident, Room
from bot.playground.server import Playground
from bot.settings import Environment
from handlers.chat.router import Router


def local_slack(environment: Environment, business: Callable[[], datetime]) -> Playground:
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
