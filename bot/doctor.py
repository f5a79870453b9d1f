"""The doctor: looks at everything that has to be right, and says what to change."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import SlackAddress, slack_address, stored
from bot.clock import SystemClock
from bot.settings import LOOPBACK, Environment, Misconfigured
from bot.slack.connection import web_client
from bot.slack.manifest import SCOPES
from handlers.company import Company
from storage.database import Database
from storage.teams import channels_in_use

FURTHEST = timedelta(seconds=120)
"""How far the machine's clock may be off: Slack's signatures die after 300 s."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `wrong` is what to change, "" where all is well."""

    subject: str
    seen: str
    wrong: str = ""

    def __str__(self) -> str:
        mark = "change" if self.wrong else "ok    "
        return f"{mark}  {self.subject}: {self.seen}" + (f" {self.wrong}" if self.wrong else "")


async def examine(environment: Environment, company: Company) -> list[Finding]:
    """All findings, in the order in which to mend them."""
    findings = [Finding("app.yaml", f"{company.name}, {company.time_zone.key}")]
    findings.append(_super_users(company))
    findings.append(_address(environment))
    try:
        async with stored(environment) as database:
            findings.append(Finding("database", f"{database.dialect}, migrated"))
            findings += [finding async for finding in _slack(environment, database)]
    except Misconfigured as problem:
        findings.append(Finding("database", "not usable.", str(problem)))
    return findings


def _super_users(company: Company) -> Finding:
    if company.super_users:
        return Finding("super users", ", ".join(sorted(company.super_users)))
    return Finding("super users", "none named; the platform's owners and admins set things up")


def _address(environment: Environment) -> Finding:
    where = f"{environment.host}:{environment.port}"
    if environment.has_token and environment.host in LOOPBACK:
        return Finding(
            "public address", f"listening on {where}; a reverse proxy must pass https://…/slack/events to it"
        )
    return Finding("public address", f"listening on {where}")


async def _slack(environment: Environment, database: Database) -> AsyncIterator[Finding]:
    if not environment.has_token:
        yield Finding("slack", "no token set: the local workspace starts instead")
        return
    try:
        address = slack_address(environment)
    except Misconfigured as problem:
        yield Finding("slack", "half set up.", str(problem))
        return
    async with aiohttp.ClientSession() as session:
        async for finding in _slack_findings(address, session, database):
            yield finding


async def _slack_findings(
    address: SlackAddress, session: aiohttp.ClientSession, database: Database
) -> AsyncIterator[Finding]:
    client = web_client(address.bot_token, address.api_url, session)
    try:
        answer = await client.auth_test()
    except SlackApiError as problem:
        word = problem.response.get("error")
        yield Finding("slack token", f"refused ({word}).", "Copy the bot token anew from Install App.")
        return
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as problem:
        yield Finding("slack", f"out of reach ({type(problem).__name__}).", "Check SLACK_API_URL and the network.")
        return
    yield Finding("slack token", f"{answer.get('team')} as {answer.get('user')}")
    headers = answer.headers
    yield _scopes(str(headers.get("x-oauth-scopes") or headers.get("X-OAuth-Scopes") or ""))
    yield _clock(str(headers.get("date") or headers.get("Date") or ""), SystemClock().now)
    for team, channel, name in await database.read(partial(channels_in_use, platform="slack")):
        yield await _channel(client, team, channel, name)


def _scopes(granted: str) -> Finding:
    if not granted:
        return Finding("slack scopes", "Slack did not say which are granted")
    missing = sorted(set(SCOPES) - {scope.strip() for scope in granted.split(",")})
    if not missing:
        return Finding("slack scopes", "all granted")
    words = ", ".join(missing)
    return Finding("slack scopes", f"missing {words}.", "Paste the manifest again and reinstall the app.")


def _clock(theirs: str, now: Callable[[], datetime]) -> Finding:
    try:
        there = parsedate_to_datetime(theirs).astimezone(UTC)
    except ValueError:
        return Finding("clock", "Slack did not say its time")
    off = abs(now() - there)
    if off > FURTHEST:
        return Finding("clock", f"{off.total_seconds():.0f} s off Slack's.", "Set this machine's clock (NTP).")
    return Finding("clock", "agrees with Slack's")


async def _channel(client: AsyncWebClient, team: str, channel: str, name: str) -> Finding:
    """Whether Slack knows the team's channel."""
    try:
        await client.conversations_info(channel=channel)
    except SlackApiError as problem:
        word = str(problem.response.get("error"))
        if word == "missing_scope":
            return Finding(f"channel of {team}", f"#{name}; not looked at, which would need channels:read")
        return Finding(f"channel of {team}", f"#{name}: {word}.", "Invite the bot there, or name another channel.")
    return Finding(f"channel of {team}", f"#{name}")
