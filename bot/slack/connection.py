"""The connection to one Slack team: the client of its Web API, and who the token is."""

import asyncio
import math
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.addresses import SlackAddress
from bot.settings import Misconfigured
from bot.slack.reasons import FAILURES, reason

log = structlog.get_logger()

RETRY_BOOT = 5.0
"""Seconds between two attempts to reach Slack while starting."""
REFUSED = (
    "invalid_auth",
    "account_inactive",
    "token_revoked",
    "not_authed",
    "not_allowed_token_type",
    "token_expired",
    "missing_scope",
)
"""Slack's words for a token that will never do."""
WebClient = AsyncWebClient
"""Slack's Web API, as the rest of Rungs knows it."""


class TokenRefused(Exception):
    """Slack does not accept the token; `error` is Slack's word for why."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class OutOfReach(Exception):
    """Slack did not answer."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What auth.test says of the token. `url` is where the team's links start."""

    team_id: str
    team: str
    user_id: str
    bot_id: str
    url: str


def web_client(token: str, api_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """The one client of the process: it keeps its connections, and waits out a rate limit once by itself."""
    client = AsyncWebClient(token=token, base_url=api_url, session=session, timeout=20)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    return client


async def identify(client: AsyncWebClient, attempts: float = math.inf, pause: float = RETRY_BOOT) -> Identity:
    """Who the token is. Tries again, after a `pause` in seconds, while Slack is out of reach.

    Raises TokenRefused for a token that will never do, OutOfReach after so many attempts.
    """
    while attempts > 0:
        attempts -= 1
        try:
            answer = await client.auth_test()
        except FAILURES as problem:
            error = reason(problem)
            if error in REFUSED:
                raise TokenRefused(error) from None
            log.warning("slack does not answer yet", error=error)
        else:
            return Identity(
                team_id=str(answer["team_id"]),
                team=str(answer.get("team") or ""),
                user_id=str(answer["user_id"]),
                bot_id=str(answer.get("bot_id") or ""),
                url=str(answer.get("url") or ""),
            )
        if attempts > 0:
            await asyncio.sleep(pause)
    raise OutOfReach


@dataclass(frozen=True, slots=True)
class Reached:
    """Slack, once it has answered: its client, and who the token is."""

    address: SlackAddress
    client: WebClient
    identity: Identity


async def reach(address: SlackAddress, session: aiohttp.ClientSession, attempts: float) -> Reached:
    """Wait until Slack answers, for so many attempts. Raises Misconfigured where it refuses, or never does."""
    client = web_client(address.bot_token, address.api_url, session)
    try:
        return Reached(address, client, await identify(client, attempts))
    except TokenRefused as refused:
        advice = "Copy it anew from Install App."
        raise Misconfigured(f"Slack refuses SLACK_BOT_TOKEN ({refused.error}). {advice}") from None
    except OutOfReach:
        advice = "Check SLACK_API_URL and the network."
        raise Misconfigured(f"Slack does not answer at {address.api_url}. {advice}") from None


def authorizer(identity: Identity, token: str) -> Any:
    """Bolt's question for every request, answered from memory: Bolt's own way asks Slack each time."""
    result = AuthorizeResult(
        enterprise_id=None,
        team_id=identity.team_id,
        bot_user_id=identity.user_id,
        bot_id=identity.bot_id,
        bot_token=token,
    )

    async def authorize(**_: object) -> AuthorizeResult:
        return result

    return authorize
