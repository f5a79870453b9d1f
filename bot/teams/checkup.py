"""What the doctor sees of Teams: the app's token, Microsoft's keys, the clock, channels, and who is not reached."""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from typing import Any

import aiohttp

from bot.addresses import TeamsAddress
from bot.clock import MachineClock
from bot.finding import Finding, clock_finding
from bot.teams.activity import PLATFORM
from bot.teams.connector import Connector, Refusal, Unanswered, Unreached
from bot.teams.keys import Keys, UnknownKey
from bot.teams.token import NoToken, Token
from storage import reach
from storage.conversations import Reference, find, latest
from storage.database import Connection, Database
from storage.teams import channels_in_use
from storage.workspaces import workspace_of

TIMEOUT = aiohttp.ClientTimeout(total=10.0)
REFUSED = "refused"
"""How the reason begins where Microsoft's login answered, and said no."""


async def teams_findings(address: TeamsAddress, database: Database) -> AsyncIterator[Finding]:
    """Everything about Teams, in the order in which to mend it."""
    if address.is_anonymous:
        yield Finding("teams", "anonymous mode, for a client on this machine: whoever reaches the address is let in")
        return
    yield _app(address)
    clock = MachineClock()
    async with aiohttp.ClientSession() as session:
        token = Token(session, address, clock)
        yield await _token(token)
        async for finding in _keys(session, address.openid_metadata_url, clock):
            yield finding
        connector = Connector(session, token, clock, address.app_id)
        async for finding in _conversations(connector, address, database):
            yield finding
        await token.close()


def _app(address: TeamsAddress) -> Finding:
    others = len(address.tenants) - 1
    beside = f" and {others} more" if others else ""
    return Finding("teams app", f"{address.app_id}, for people of the directory {address.tenant}{beside}")


async def _token(token: Token) -> Finding:
    try:
        await token.current()
    except NoToken as problem:
        reason, _, advice = str(problem).partition(": ")
        if reason.startswith(REFUSED):
            return Finding("teams token", f"{reason}.", f"{advice[:1].upper()}{advice[1:]}.")
        return Finding("teams token", f"{reason} ({advice}).", "Check TEAMS_LOGIN_URL and the network.")
    return Finding("teams token", "Microsoft's login gives one")


async def _keys(session: aiohttp.ClientSession, url: str, clock: MachineClock) -> AsyncIterator[Finding]:
    """Whether requests of Teams can be told from others: by the keys that Microsoft publishes."""
    try:
        async with session.get(url, timeout=TIMEOUT) as response:
            response.raise_for_status()
            date = response.headers.get("Date", "")
            document = await response.json(content_type=None)
        async with session.get(document["jwks_uri"], timeout=TIMEOUT) as response:
            response.raise_for_status()
            published = (await response.json(content_type=None))["keys"]
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as problem:
        seen = f"not to be read ({type(problem).__name__})."
        yield Finding("teams keys", seen, "Check TEAMS_OPENID_METADATA_URL and the network.")
        return
    readable = await _readable(Keys(session, url, clock), published)
    if readable:
        yield Finding("teams keys", f"{readable} to know Microsoft by")
    else:
        yield Finding("teams keys", "none that can be used.", "Check TEAMS_OPENID_METADATA_URL.")
    yield clock_finding(date, clock.instant(), "Microsoft")


async def _readable(keys: Keys, published: Any) -> int:
    """How many of the published keys are good for checking a token."""
    count = 0
    for key in published:
        try:
            await keys.get(key["kid"])
        except (UnknownKey, KeyError, TypeError):
            continue
        count += 1
    return count


async def _conversations(connector: Connector, address: TeamsAddress, database: Database) -> AsyncIterator[Finding]:
    workspace_id = await database.read(partial(workspace_of, platform=PLATFORM, tenant=address.tenant))
    if workspace_id is None:
        yield Finding("teams installed", "not heard of yet: start Rungs, upload the package, and write help to it")
        return
    for team, channel, name in await database.read(partial(channels_in_use, platform=PLATFORM)):
        known = await database.read(partial(_found, workspace_id=workspace_id, channel=channel))
        yield await _channel(connector, known, team, name or channel)
    gone = len(await database.read(lambda db: reach.unreachable(db, workspace_id, PLATFORM)))
    if gone:
        who = "1 person has" if gone == 1 else f"{gone} people have"
        yield Finding("teams people", f"{who} removed or blocked Rungs, and are not written to until they write to it")


def _found(db: Connection, workspace_id: int, channel: str) -> Reference | None:
    """How the channel is reached; as any other is, where nothing was said in it yet."""
    known = find(db, workspace_id, PLATFORM, channel)
    anywhere = known or latest(db, workspace_id, PLATFORM)
    return known or (replace(anywhere, conversation=channel) if anywhere else None)


async def _channel(connector: Connector, known: Reference | None, team: str, name: str) -> Finding:
    """Whether Rungs is still in the team's channel."""
    subject, advice = f"channel of {team}", "Add the app to that team again, or name another channel."
    if known is None:
        return Finding(subject, f"{name}: Rungs is not in it.", advice)
    try:
        await connector.members(known.service_url, known.conversation)
    except Refusal as refusal:
        return Finding(subject, f"{name}: {refusal}.", advice)
    except (Unreached, Unanswered):
        return Finding(subject, f"{name}: no answer.", "Look at the token above, and check the network.")
    return Finding(subject, name)
