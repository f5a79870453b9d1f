"""What the doctor sees of Slack: token, scopes, clock, channels."""

from collections.abc import AsyncIterator
from functools import partial

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import MachineClock
from bot.finding import Finding, clock_finding
from bot.slack.connection import REFUSED, web_client
from bot.slack.incoming import PLATFORM
from bot.slack.manifest import SCOPES
from bot.slack.reasons import FAILURES, reason
from bot.slack.socket import HOW_TO_CONNECT
from storage.database import Database
from storage.teams import channels_in_use


async def slack_findings(api_url: str, token: str, database: Database, app_token: str = "") -> AsyncIterator[Finding]:
    """Everything about Slack, in the order in which to mend it; with an app token, Socket Mode too."""
    async with aiohttp.ClientSession() as session:
        client = web_client(token, api_url, session)
        if app_token:
            yield await _socket(client, app_token)
        async for finding in _findings(client, database):
            yield finding


async def _socket(client: AsyncWebClient, app_token: str) -> Finding:
    """Whether Slack would open a connection. The address that it names is not used, and lapses."""
    try:
        await client.apps_connections_open(app_token=app_token)
    except FAILURES as problem:
        word = reason(problem)
        if word in REFUSED:
            return Finding("slack app token", f"refused ({word}).", HOW_TO_CONNECT)
        return Finding("slack app token", f"no answer ({word}).", "Check SLACK_API_URL and the network.")
    return Finding("slack app token", "Slack opens a connection for it")


async def _findings(client: AsyncWebClient, database: Database) -> AsyncIterator[Finding]:
    try:
        answer = await client.auth_test()
    except FAILURES as problem:
        word = reason(problem)
        if word in REFUSED:
            yield Finding("slack token", f"refused ({word}).", "Copy the bot token anew from Install App.")
        else:
            yield Finding("slack", f"out of reach ({word}).", "Check SLACK_API_URL and the network.")
        return
    yield Finding("slack token", f"{answer.get('team')} as {answer.get('user')}")
    headers = answer.headers
    yield _scopes(str(headers.get("x-oauth-scopes") or headers.get("X-OAuth-Scopes") or ""))
    yield clock_finding(str(headers.get("date") or headers.get("Date") or ""), MachineClock().instant(), "Slack")
    for team, channel, name in await database.read(partial(channels_in_use, platform=PLATFORM)):
        yield await _channel(client, team, channel, name)


def _scopes(granted: str) -> Finding:
    if not granted:
        return Finding("slack scopes", "Slack did not say which are granted")
    missing = sorted(set(SCOPES) - {scope.strip() for scope in granted.split(",")})
    if not missing:
        return Finding("slack scopes", "all granted")
    words = ", ".join(missing)
    return Finding("slack scopes", f"missing {words}.", "Paste the manifest again and reinstall the app.")


async def _channel(client: AsyncWebClient, team: str, channel: str, name: str) -> Finding:
    """Whether Slack knows the team's channel, and tells of reactions there."""
    try:
        answer = await client.conversations_info(channel=channel)
    except FAILURES as problem:
        word = reason(problem)
        if word == "missing_scope":
            return Finding(f"channel of {team}", f"#{name}; not looked at, which would need channels:read")
        return Finding(f"channel of {team}", f"#{name}: {word}.", "Invite the bot there, or name another channel.")
    if (answer.get("channel") or {}).get("is_member") is False:
        return Finding(f"channel of {team}", f"#{name}; reactions to praise are heard there once the bot is invited")
    return Finding(f"channel of {team}", f"#{name}")
