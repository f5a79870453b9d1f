"""Signed delivery of commands, interactions and events to the bot's endpoint, with Slack's deadline and retries."""

import asyncio
import hashlib
import hmac
import json
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.playground.workspace import Json, Workspace

FORM = "application/x-www-form-urlencoded"
DEADLINE = 3.0
RETRY_DELAYS = (0.0, 60.0, 300.0)
KEPT_DELIVERIES = 1000


@dataclass(frozen=True, slots=True)
class Ack:
    """How the bot acknowledged: status (0: not at all), body (JSON, text, or None), seconds it took, attempts made."""

    status: int
    body: Any
    seconds: float
    attempts: int = 1
    failure: str = ""

    @property
    def ok(self) -> bool:
        """Whether Slack would be content with the status."""
        return self.status == 200


@dataclass(frozen=True, slots=True)
class Delivery:
    """One payload that was sent, and how it was acknowledged; retries are not listed."""

    kind: str
    payload: Json
    ack: Ack


class Dispatch:
    """Posts to `endpoint`; `deadline` and `retry_delays` are in seconds."""

    def __init__(self, workspace: Workspace, endpoint: str, deadline: float, retry_delays: Sequence[float]) -> None:
        self.endpoint = endpoint
        self.deadline = deadline
        self.deliveries: deque[Delivery] = deque(maxlen=KEPT_DELIVERIES)
        self._workspace = workspace
        self._retry_delays = tuple(retry_delays)
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Open the connection pool."""
        # Waiting for a free connection would count against the bot's deadline, so there is no limit to them.
        connector = aiohttp.TCPConnector(limit=0)
        self._session = aiohttp.ClientSession(connector=connector)

    async def stop(self) -> None:
        """Close the connection pool."""
        if self._session:
            await self._session.close()

    async def command(self, payload: Json) -> Ack:
        """Send a slash command."""
        return await self._once(f"command {payload['command']}", payload, urlencode(payload).encode())

    async def interaction(self, payload: Json) -> Ack:
        """Send an interaction, or a question for options."""
        body = urlencode({"payload": json.dumps(payload)}).encode()
        return await self._once(payload["type"], payload, body)

    async def event(self, envelope: Json) -> Ack:
        """Send an event; up to three more times while the bot does not take it."""
        kind = f"event {envelope['event']['type']}"
        body = json.dumps(envelope).encode()
        ack = await self._post(body, "application/json", {})
        for number, delay in enumerate(self._retry_delays, start=1):
            if 200 <= ack.status < 300 or ack.failure == "no_retry":
                break
            self._blame(kind, ack)
            await asyncio.sleep(delay)
            headers = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": ack.failure}
            ack = replace(await self._post(body, "application/json", headers), attempts=number + 1)
        return self._noted(kind, envelope, ack)

    async def event_again(self, number: int = 1, reason: str = "http_timeout") -> Ack:
        """Send the latest event once more, as Slack does when it missed the answer. LookupError when there is none."""
        sent = [delivery for delivery in self.deliveries if delivery.kind.startswith("event ")]
        if not sent:
            raise LookupError("no event was delivered yet")
        headers = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        return await self._post(json.dumps(sent[-1].payload).encode(), "application/json", headers)

    async def _once(self, kind: str, payload: Json, body: bytes) -> Ack:
        return self._noted(kind, payload, await self._post(body, FORM, {}))

    def _noted(self, kind: str, payload: Json, ack: Ack) -> Ack:
        self.deliveries.append(Delivery(kind, payload, ack))
        if ack.status != 200:
            self._blame(kind, ack)
        return ack

    def _blame(self, kind: str, ack: Ack) -> None:
        if ack.failure == "http_timeout":
            self._workspace.fault("operation_timeout", f"The bot took over {self.deadline:g} s to answer: {kind}.")
        elif not ack.status:
            self._workspace.fault("dispatch_failed", f"The bot could not be reached at {self.endpoint}: {kind}.")
        elif not 200 <= ack.status < 300 or not kind.startswith("event "):
            self._workspace.fault("dispatch_failed", f"The bot answered with status {ack.status}: {kind}.")

    async def _post(self, body: bytes, content_type: str, headers: dict[str, str]) -> Ack:
        if self._session is None:
            raise RuntimeError("the local Slack is not started")
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            signed = {"Content-Type": content_type, **self._signature(body), **headers}
            posted = self._session.post(
                self.endpoint,
                data=body,
                headers=signed,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=self.deadline),
            )
            async with posted as response:
                text = await response.text()
                refused = not 200 <= response.status < 300
                failure = "http_error" if refused else ""
                if refused and response.headers.get("X-Slack-No-Retry") == "1":
                    failure = "no_retry"
                return Ack(response.status, _parsed(text, response.content_type), clock() - began, failure=failure)
        except TimeoutError:
            return Ack(0, None, clock() - began, failure="http_timeout")
        except aiohttp.ClientError:
            return Ack(0, None, clock() - began, failure="connection_failed")

    def _signature(self, body: bytes) -> dict[str, str]:
        timestamp = str(int(self._workspace.now()))
        base = b"v0:" + timestamp.encode() + b":" + body
        secret = self._workspace.install.signing_secret.encode()
        digest = hmac.new(secret, base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def _parsed(text: str, content_type: str) -> Any:
    if not text:
        return None
    if content_type != "application/json":
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
