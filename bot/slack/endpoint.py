"""Slack's requests over HTTP: `POST /slack/events`. The other door is socket.py."""

import time

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest

from bot.metrics import Metrics
from bot.slack.requests import acknowledge, is_of_slacks_shape


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
