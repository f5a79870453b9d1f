"""What the command line does once and is done with: a tick, the demo data, manifests, the page of commands."""

from datetime import datetime
from functools import partial
from typing import Any

from bot.addresses import Platforms, SlackAddress, platforms
from bot.app import running
from bot.capabilities import capabilities
from bot.clock import SystemClock
from bot.demo.crowd import Crowd
from bot.demo.large import LargeCompany
from bot.demo.story import Story
from bot.local.environment import at_company_x, local_environment
from bot.manifests import shortcuts, slash_commands
from bot.playground.residents import Install
from bot.settings import Environment, Misconfigured
from bot.slack.manifest import ManifestCommand, ManifestShortcut, manifest
from bot.store import stored
from handlers.chat.answer import Desk
from handlers.chat.router import Router
from handlers.company import Company
from handlers.help import page
from handlers.home.screens import home_card, welcome
from storage.workspaces import install, last_number, move_clock

PATIENCE = 300.0
"""Seconds that the outbox may take to empty before `tick --now` gives up."""


_NOT_EMPTY = "This database holds objectives already. Name an empty one in DATABASE_URL."


class _At:
    """A clock that stands still."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant

    def now(self) -> datetime:
        return self._instant


async def tick_once(environment: Environment, company: Company, instant: datetime) -> str:
    """Do all that is due by `instant`, deliver it, and say what was done.

    A bot that runs beside it takes `instant` for now until the real time has caught up: who answers what this posted
    answers after it, and not before.
    """
    named = platforms(environment) if environment.has_token else Platforms(slack=_local_address(environment))
    chosen = environment if environment.has_token else local_environment(environment)
    hours = company if environment.has_token else at_company_x(company)
    async with running(chosen, hours, _At(instant), named, serve=False) as (app, _):
        await app.database.write(partial(move_clock, workspace_id=app.workspace_id, instant=instant))
        fired = await app.tick()
        delivered = await app.deliver(PATIENCE)
    if not delivered:
        raise Misconfigured(f"{_counted(fired)} fired, and the outbox did not empty in {PATIENCE:.0f} s. Run it again.")
    return f"{_counted(fired)} fired; everything due is delivered."


def _counted(fired: int) -> str:
    return "1 reminder" if fired == 1 else f"{fired} reminders"


async def fill_with_story(environment: Environment, company: Company) -> str:
    """Fill the database with the example company. What its clock would have posted waits in the outbox."""
    found = capabilities()
    desk = Desk(Router(found.commands), company, welcome, home_card)
    now = SystemClock().now()
    async with stored(environment) as database:
        workspace_id = await database.write(lambda db: install(db, "slack", Install().team_id, company.name, now))
        told = await Story(database, desk, found.rules, workspace_id, now).tell()
    if not told:
        raise Misconfigured(_NOT_EMPTY)
    return "The example company is in: ten people, five teams, three objectives, eight weeks of check-ins."


async def fill_with_crowd(environment: Environment, company: Company, people: int) -> str:
    """Fill the database with a large company of so many people, as it stands now."""
    now = SystemClock().now()
    async with stored(environment) as database:
        workspace_id = await database.write(lambda db: install(db, "slack", Install().team_id, company.name, now))
        if await database.read(partial(last_number, workspace_id=workspace_id, prefix="O")):
            raise Misconfigured(_NOT_EMPTY)
        made = await LargeCompany(database, workspace_id, Crowd(people), company, now).fill()
    return (
        f"The company is in: {made.people:,} people in {made.teams:,} teams, {made.objectives:,} objectives, "
        f"{made.key_results:,} key results, {made.check_ins:,} check-ins."
    )


def slack_manifest(url: str | None) -> dict[str, Any]:
    """The Slack app's manifest; None is for Socket Mode. ValueError for an address that Slack cannot reach."""
    catalogue = Router(capabilities().commands).catalogue
    commands = [ManifestCommand(*command) for command in slash_commands(catalogue)]
    actions = [ManifestShortcut(one.callback, one.name, one.about) for one in shortcuts(catalogue)]
    return manifest(commands, actions, url)


def commands_page() -> str:
    """docs/commands.md: every command there is, and the grammar."""
    return page.commands_page(Router(capabilities().commands).catalogue)


def with_commands(text: str) -> str:
    """A page with the short table of commands between its marks. Raises Misconfigured where it has none."""
    try:
        return page.with_short_table(text, Router(capabilities().commands).catalogue)
    except ValueError as problem:
        raise Misconfigured(f"In the page for the table, {problem}") from None


def _local_address(environment: Environment) -> SlackAddress:
    """The local Slack that `make run` started."""
    return SlackAddress(
        f"http://127.0.0.1:{environment.rungs_playground_port}/api/", Install().token, "not needed to send"
    )
