"""One connection of Socket Mode: what comes in over it is answered over it, each request beside the others."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from aiohttp import ClientError, ClientWebSocketResponse, WSMessage, WSMsgType
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.metrics import Metrics
from bot.slack.patience import Patience
from bot.slack.requests import acknowledge, is_of_slacks_shape
from bot.trouble import report

log = structlog.get_logger()

REQUESTS = frozenset({"events_api", "interactive", "slash_commands"})
"""The types of envelopes that carry a request."""
GENTLE = frozenset({"refresh_requested", "warning"})
"""Why Slack takes a connection back in good time: it goes on for some seconds, and another is to be open by then."""
STERN = frozenset({"link_disabled", "too_many_websockets"})
"""Why Slack does not want a connection."""
LOST = "lost"
"""Any other end."""

Json = dict[str, Any]


class Declined(Exception):
    """Slack let the connection open and did not want it; the words are its reason."""


class Link:
    """An open WebSocket. `farewell` comes true with the reason once another one is needed."""

    def __init__(
        self, websocket: ClientWebSocketResponse, bolt: AsyncApp, metrics: Metrics, patience: Patience
    ) -> None:
        self._websocket = websocket
        self._bolt = bolt
        self._metrics = metrics
        self._patience = patience
        loop = asyncio.get_running_loop()
        self._greeted: asyncio.Future[None] = loop.create_future()
        self.farewell: asyncio.Future[str] = loop.create_future()
        self._since = loop.time()
        self._under_way: set[asyncio.Task[None]] = set()
        self._has_served = False
        self._reading = asyncio.create_task(self._read())

    @property
    def is_open(self) -> bool:
        """Whether Slack has said hello and requests can come."""
        return self._greeted.done() and not self._reading.done()

    @property
    def age(self) -> float:
        """Seconds since it was opened."""
        return asyncio.get_running_loop().time() - self._since

    @property
    def has_served(self) -> bool:
        """Whether something was acknowledged over it."""
        return self._has_served

    async def hello(self) -> None:
        """Wait until Slack has said hello. Raises Declined where it says farewell instead."""
        either: set[asyncio.Future[Any]] = {self._greeted, self.farewell}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not self._greeted.done():
            raise Declined(self.farewell.result())

    async def retire(self) -> None:
        """Go on until Slack closes it, for a while at most; then close."""
        await asyncio.wait({self._reading}, timeout=self._patience.leaving)
        await self.close()

    async def close(self) -> None:
        """Take no more, finish and acknowledge what is under way, and hang up."""
        self._reading.cancel()
        await asyncio.wait({self._reading})
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=self._patience.last_requests)
            for one in late:
                one.cancel()
        await self._websocket.close()

    async def _read(self) -> None:
        try:
            async for frame in self._websocket:
                self._heed(frame)
        finally:
            self._part(LOST)

    def _heed(self, frame: WSMessage) -> None:
        match _body(frame):
            case {"type": "hello"}:
                if not self._greeted.done():
                    self._greeted.set_result(None)
            case {"type": "disconnect", **more}:
                why = more.get("reason")
                self._part(why if why in GENTLE | STERN else LOST)
            case {"type": str(kind), "envelope_id": str(), "payload": dict()} as envelope if kind in REQUESTS:
                answering = asyncio.create_task(self._answer(envelope))
                self._under_way.add(answering)
                answering.add_done_callback(self._under_way.discard)
            case _:
                log.warning("slack sent something over the socket that is no request", frame=frame.type.name)

    def _part(self, why: str) -> None:
        if not self.farewell.done():
            self.farewell.set_result(why)

    async def _answer(self, envelope: Json) -> None:
        started, kind = time.perf_counter(), envelope["type"]
        if not is_of_slacks_shape(envelope["payload"]):
            log.warning("slack sent an envelope over the socket whose payload is no request", kind=kind)
            return
        try:
            asked = AsyncBoltRequest(mode="socket_mode", body=envelope["payload"], headers=_retry(envelope))
            answer = await acknowledge(self._bolt, asked, self._metrics, started)
            # Without an acknowledgement Slack delivers an event again, and tells whoever waits that it failed.
            if answer.status == 200:
                await self._websocket.send_str(_acknowledgement(envelope["envelope_id"], answer))
                self._has_served = True
        except (ClientError, ConnectionError):
            log.warning("the socket was lost before an acknowledgement", kind=kind)
        except Exception as error:  # noqa: BLE001 - the others that come over this connection go on
            report("a request over the socket failed", error, kind=kind)


def _body(frame: WSMessage) -> Any:
    """The JSON in the frame; None where there is none."""
    if frame.type is not WSMsgType.TEXT:
        return None
    try:
        return json.loads(frame.data)
    except (ValueError, RecursionError):
        return None


def _retry(envelope: Mapping[str, Any]) -> dict[str, str | Sequence[str]]:
    """What would be headers over HTTP, where Slack delivers an event again."""
    if not envelope.get("retry_attempt"):
        return {}
    return {
        "x-slack-retry-num": str(envelope["retry_attempt"]),
        "x-slack-retry-reason": str(envelope.get("retry_reason") or ""),
    }


def _acknowledgement(envelope_id: str, answer: BoltResponse) -> str:
    """Bolt's answer as Slack takes it: JSON as it is, words as a text, nothing as nothing."""
    said: Json = {"envelope_id": envelope_id}
    if not answer.body:
        return json.dumps(said)
    is_json = answer.headers.get("content-type", [""])[0].startswith("application/json")
    return json.dumps(said | {"payload": json.loads(answer.body) if is_json else {"text": answer.body}})
