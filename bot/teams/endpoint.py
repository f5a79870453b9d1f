"""Teams' requests over HTTP: `POST /api/messages`."""

import json
import time
from typing import Any

import structlog
from aiohttp import web

from bot.metrics import Metrics
from bot.teams.gateway import Answer, Gateway, Refused, Reply
from bot.trouble import report

KINDS = {
    "message": "teams_message",
    "messageUpdate": "teams_message_update",
    "messageDelete": "teams_message_delete",
    "messageReaction": "teams_reaction",
    "invoke": "teams_invoke",
    "conversationUpdate": "teams_conversation_update",
    "installationUpdate": "teams_installation_update",
    "event": "teams_event",
}
"""What a request is counted as, by the activity's type."""
OTHER = "teams_other"
REFUSED = "teams_refused"

log = structlog.get_logger()


class Endpoint:
    """`POST /api/messages`: everything that Teams says. No activity is ever answered with 5xx.

    Teams sends no more to a bot that fails often; what goes wrong here is ours to report, and not Teams' to repeat.
    """

    def __init__(self, gateway: Gateway, answer: Answer, metrics: Metrics) -> None:
        self._gateway = gateway
        self._answer = answer
        self._metrics = metrics

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request: 400 for what is no activity, 401 and 403 for whom nobody lets in, 413 for a long one."""
        started = time.perf_counter()
        body = _read(await request.read())
        if body is None:
            return web.Response(status=400, text="This is no activity.")
        try:
            answer = _written(await self._gateway.turn(request.headers, body, self._answer))
        except Refused as refused:
            log.warning("a request was refused", status=refused.status, kind=refused.kind)
            self._metrics.requests.labels(kind=REFUSED).inc()
            return web.Response(status=refused.status)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next activity must still come
            report("an activity could not be answered", error)
            self._metrics.trouble.inc()
            return web.Response()
        self._metrics.requests.labels(kind=KINDS.get(str(body.get("type")), OTHER)).inc()
        self._metrics.acknowledged.observe(time.perf_counter() - started)
        return answer


def _read(said: bytes) -> dict[str, Any] | None:
    """The request as a JSON object; None for what is none."""
    try:
        body = json.loads(said)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _written(reply: Reply) -> web.Response:
    return (
        web.Response(status=reply.status) if reply.body is None else web.json_response(reply.body, status=reply.status)
    )
