"""A request of Slack's, whichever door it came in by: whether it is one, and how it is acknowledged."""

import time
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.metrics import Metrics

UNHANDLED = 404
"""Bolt's status for what it has no listener for."""
KINDS = frozenset(
    {"block_actions", "block_suggestion", "event_callback", "message_action", "url_verification", "view_submission"}
)
"""The types of Slack's requests that are counted by name."""


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
