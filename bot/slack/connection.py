"""The connection to one Slack team: its client, its people, its Bolt app and its sender, put together."""

import asyncio
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.metrics import Metrics
from bot.slack.reasons import FAILURES, reason

log = structlog.get_logger()

UNHANDLED = 404
"""Bolt's status for what it has no listener for."""
RETRY_BOOT = 5.0
"""Seconds between two attempts to reach Slack while starting."""
KINDS = frozenset(
    {"block_actions", "block_suggestion", "event_callback", "message_action", "url_verification", "view_submission"}
)
"""The types of Slack's requests that are counted by name."""
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


async def identify(client: AsyncWebClient, attempts: float = math.inf) -> Identity:
    """Who the token is. Tries again while Slack is out of reach.

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
            await asyncio.sleep(RETRY_BOOT)
    raise OutOfReach


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


class Endpoint:
    """`POST /slack/events`: commands, events, interactions and pickers, signed by Slack."""

    def __init__(self, bolt: AsyncApp, metrics: Metrics) -> None:
        self._bolt = bolt
        self._metrics = metrics

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request of Slack's."""
        started = time.perf_counter()
        try:
            body = (await request.read()).decode()
        except UnicodeDecodeError:
            return web.Response(status=400, text="This is not UTF-8.")
        asked = _asked(body, request)
        if asked is None:
            return web.Response(status=400, text="This is no request of Slack's.")
        return await to_aiohttp_response(await acknowledge(self._bolt, asked, self._metrics, started))


async def acknowledge(bolt: AsyncApp, asked: AsyncBoltRequest, metrics: Metrics, started: float) -> BoltResponse:
    """Bolt's answer to a request, counted and timed from `started`, whichever door it came in by.

    What nobody here listens for, such as a form that was closed, is taken: Slack would call it a failure, and deliver
    an event again.
    """
    answer = await bolt.async_dispatch(asked)
    if answer.status == UNHANDLED:
        answer = BoltResponse(status=200, body="")
    metrics.requests.labels(kind=_kind(asked.body)).inc()
    metrics.acknowledged.observe(time.perf_counter() - started)
    return answer


def _kind(body: Mapping[str, Any]) -> str:
    """What the metrics count it as. Whoever may write the body must not write the metrics."""
    if "command" in body:
        return "command"
    kind = body.get("type")
    return kind if isinstance(kind, str) and kind in KINDS else "other"


def _asked(body: str, request: web.Request) -> AsyncBoltRequest | None:
    """The request as Bolt takes it; None for a body of a shape that Slack never sends.

    Bolt reads the body before it looks at the signature, so anybody may have written it.
    """
    try:
        # The SDK's verifier fails on another timestamp, and a failure is answered with more than a refusal.
        int(request.headers.get("X-Slack-Request-Timestamp", "0"))
        asked = AsyncBoltRequest(body=body, query=request.query_string, headers=dict(request.headers))
    except (ValueError, TypeError, AttributeError):
        return None
    return asked if is_of_slacks_shape(asked.body) else None


def is_of_slacks_shape(body: Any) -> bool:
    """Whether it could be a request of Slack's; whatever else comes is not for Bolt and the listeners."""
    match body:
        case {"ssl_check": _} | {"type": "url_verification" | "app_rate_limited"}:
            return True
        case {"type": "event_callback"}:
            return isinstance(body.get("event"), dict) and isinstance(body["event"].get("type"), str)
        case {"command": str(), "user_id": str(), "trigger_id": str()}:
            return True
        case {"type": "block_actions", "user": {"id": str()}}:
            return isinstance(body.get("actions"), list) and all(isinstance(one, dict) for one in body["actions"])
        case {"type": "view_submission", "user": {"id": str()}}:
            return isinstance(body.get("view"), dict)
        case {"type": str(), "user": {"id": str()}}:
            return True
        case _:
            return False
