"""What carries payloads to the bot: signed requests over HTTP, or Socket Mode; and how the bot acknowledged."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, assert_never
from urllib.parse import urlencode

import aiohttp

from bot.playground.wire import CarrierName, Exchange
from bot.playground.workspace import Json, Workspace

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"

Sort = Literal["command", "interaction", "event"]


@dataclass(frozen=True, slots=True)
class Retry:
    """Which retry of the same payload this is, from 1, and why in Slack's words, such as `http_timeout`."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """One payload on its way to the bot."""

    sort: Sort
    payload: Json
    retry: Retry | None = None

    @property
    def name(self) -> str:
        """What developers call it: `command /okr`, `event app_mention`, `view_submission`."""
        match self.sort:
            case "command":
                return f"command {self.payload['command']}"
            case "event":
                return f"event {self.payload['event']['type']}"
            case "interaction":
                return str(self.payload["type"])
            case _:
                assert_never(self.sort)


@dataclass(frozen=True, slots=True)
class Ack:
    """How the bot acknowledged: status (0: not at all), body (JSON, text, or None), seconds it took, attempts made.

    `failure` is Slack's word for what went wrong, the reason of a retry: `http_timeout`, `http_error`, `no_retry`,
    `connection_failed`; over Socket Mode `timeout`, `no_connection`, `connection_closed`.
    """

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
class Carried:
    """What became of a parcel, and the headers it bore."""

    ack: Ack
    headers: Mapping[str, str] = field(default_factory=dict)


class Carrier(Protocol):
    """A way to the bot."""

    name: CarrierName

    async def carry(self, parcel: Parcel, deadline: float) -> Carried:
        """Hand over one parcel and wait for its acknowledgement, `deadline` seconds at most."""


def parcel_of(exchange: Exchange) -> Parcel:
    """What was sent in this exchange. ValueError for one that came from the bot, and for what is no payload."""
    if exchange.direction == "from_bot":
        raise ValueError("The bot sent this itself. Only what Slack sent can be sent again.")
    if exchange.name.startswith("socket "):
        raise ValueError("This belongs to one connection and cannot be sent again.")
    payload: Json = exchange.request
    if "command" in payload:
        return Parcel("command", payload)
    return Parcel("event" if payload.get("type") == "event_callback" else "interaction", payload)


class Http:
    """Posts to `endpoint`, signed; nowhere while it is empty."""

    name: CarrierName = "http"

    def __init__(self, workspace: Workspace, endpoint: str) -> None:
        self.endpoint = endpoint
        self._workspace = workspace
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

    async def carry(self, parcel: Parcel, deadline: float) -> Carried:
        """Post it; the acknowledgement is the answer. RuntimeError before `start`."""
        if self._session is None:
            raise RuntimeError("the local Slack is not started")
        if not self.endpoint:
            return Carried(Ack(0, None, 0.0, failure="connection_failed"))
        body, content_type = _body(parcel)
        headers = {"Content-Type": content_type, **self._signature(body), **_retry_headers(parcel.retry)}
        posted = self._session.post(
            self.endpoint,
            data=body,
            headers=headers,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=deadline),
        )
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            async with posted as response:
                text = await response.text()
                failure = _failure(response)
                answer = _parsed(text, response.content_type)
                return Carried(Ack(response.status, answer, clock() - began, failure=failure), headers)
        except TimeoutError:
            return Carried(Ack(0, None, clock() - began, failure="http_timeout"), headers)
        except aiohttp.ClientError:
            return Carried(Ack(0, None, clock() - began, failure="connection_failed"), headers)

    def _signature(self, body: bytes) -> dict[str, str]:
        timestamp = str(int(self._workspace.now()))
        base = b"v0:" + timestamp.encode() + b":" + body
        secret = self._workspace.install.signing_secret.encode()
        digest = hmac.new(secret, base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def _body(parcel: Parcel) -> tuple[bytes, str]:
    match parcel.sort:
        case "command":
            return urlencode(parcel.payload).encode(), FORM
        case "interaction":
            return urlencode({"payload": json.dumps(parcel.payload)}).encode(), FORM
        case "event":
            return json.dumps(parcel.payload).encode(), JSON
        case _:
            assert_never(parcel.sort)


def _retry_headers(retry: Retry | None) -> dict[str, str]:
    return {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason} if retry else {}


def _failure(response: aiohttp.ClientResponse) -> str:
    if 200 <= response.status < 300:
        return ""
    return "no_retry" if response.headers.get("X-Slack-No-Retry") == "1" else "http_error"


def _parsed(text: str, content_type: str) -> Any:
    if not text:
        return None
    if content_type != JSON:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
