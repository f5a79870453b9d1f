"""Both sides at work together: Rungs, and the local Slack with its page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.addresses import TeamsAddress
from bot.app import App
from bot.clock import Clock, SystemClock
from bot.demo.tour import TOUR
from bot.local.bot import LocalBot
from bot.local.environment import at_company_x
from bot.local.story_clock import StoryClock
from bot.playground.server import Playground
from bot.settings import Environment, Misconfigured
from handlers.company import Company


@asynccontextmanager
async def local_workspace(
    environment: Environment, company: Company, present: Clock | None = None
) -> AsyncIterator[tuple[App, Playground]]:
    """Both at work, the story told up to the `present`, which is the machine's unless another one is given.

    Raises Misconfigured beside a real token, or where a port is taken.
    """
    async with local_bot(environment, company, present) as bot:
        if bot.app is not None:
            yield bot.app, bot.slack


@asynccontextmanager
async def local_bot(
    environment: Environment, company: Company, present: Clock | None = None, teams: TeamsAddress | None = None
) -> AsyncIterator[LocalBot]:
    """The same, and who starts and stops Rungs there; in `teams` too, where that is given."""
    if environment.has_token:
        raise Misconfigured("The local workspace does not start beside real tokens. Unset SLACK_* and TEAMS_* first.")
    bot = LocalBot(environment, at_company_x(company), present or SystemClock(), teams)
    bot.slack.tour = TOUR
    bot.slack.preparing = "Rungs is starting, and eight weeks of Company X are being told."
    try:
        await bot.slack.start()
    except OSError:
        port = environment.rungs_playground_port
        raise Misconfigured(f"Port {port} is taken. Set RUNGS_PLAYGROUND_PORT to another one.") from None
    clock = StoryClock(bot)
    try:
        await bot.start()
        bot.slack.clockwork = clock
        bot.slack.preparing = ""
        yield bot
    finally:
        await clock.stop()
        await bot.stop()
        await bot.slack.stop()
