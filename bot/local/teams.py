"""Rungs for Microsoft's Agents Playground, and the local Slack beside it: one company on two platforms."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.addresses import TeamsAddress
from bot.app import MESSAGES
from bot.clock import Clock
from bot.local.agents_playground import FOLDER, TENANT, WHO, agents_playground, installed
from bot.local.bot import LocalBot
from bot.local.workspace import local_bot
from bot.settings import Environment
from handlers.company import Company


@dataclass(frozen=True, slots=True)
class TwoPlatforms:
    """Rungs on both, and where one looks: the Agents Playground, and the local Slack with its clock."""

    bot: LocalBot
    teams: str
    slack: str


def local_teams() -> TeamsAddress:
    """Teams without Microsoft: nobody shows a token, so that only this machine may be listened to."""
    return TeamsAddress("", "", TENANT, frozenset((TENANT,)), "", "", is_anonymous=True)


@asynccontextmanager
async def teams_playground(
    environment: Environment,
    company: Company,
    who: str = WHO,
    folder: Path = FOLDER,
    present: Clock | None = None,
) -> AsyncIterator[TwoPlatforms]:
    """All three at work, with Company X in both; `who` of it sits at the Agents Playground. Raises Misconfigured.

    Node's part lies in the `folder`. The story ends at the `present`, which is the machine's unless it is given.
    """
    program = await installed(folder)
    async with (
        local_bot(environment, company, present, local_teams()) as bot,
        agents_playground(program, f"http://127.0.0.1:{bot.port}{MESSAGES}", who) as teams,
    ):
        yield TwoPlatforms(bot, teams, bot.slack.url)
