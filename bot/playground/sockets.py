"""Socket Mode: tickets for connections, the open connections, and envelopes with their acknowledgements."""

import asyncio
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from aiohttp import WSMsgType, web

from bot.playground.carriers import Ack, Carried, Parcel
from bot.playground.frames import Reason, disconnect_frame, envelope_frame, hello_frame
from bot.playground.wire import CarrierName, Wire
from bot.playground.workspace import Json, Workspace

CONNECTION_LIMIT = 10
TICKET_SECONDS = 30.0
GRACE = 10.0
HEARTBEAT = 10.0
CLOSE_SECONDS = 1.0
KEPT_ENVELOPES = 1000


class ConnectionClosed(Exception):
    """A connection closed before an envelope that went over it was acknowledged."""


@dataclass(slots=True, eq=False)
class _Link:
    """One open connection; one that is `leaving` gets nothing new while there is another."""

    socket: web.WebSocketResponse
    leaving: bool = False
    closed: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class _Envelope:
    """A parcel that was sent over a link, at this time of the event loop; `answer` is the acknowledgement's payload."""

    parcel: Parcel
    link: _Link
    sent_at: float
    answer: asyncio.Future[Any]


class Sockets:
    """Carries payloads over the connections that the bot opened, each payload over one of them, in turn."""

    name: CarrierName = "socket"

    def __init__(self, workspace: Workspace, wire: Wire) -> None:
        self.enabled = False
        self._workspace = workspace
        self._wire = wire
        self._tickets: dict[str, float] = {}
        self._links: list[_Link] = []
        self._turn = 0
        self._sent: dict[str, _Envelope] = {}

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._links)

    def ticket(self) -> str:
        """A word that opens one connection, once, within TICKET_SECONDS."""
        word = self._workspace.ids.secret()
        self._tickets[word] = self._workspace.now()
        return word

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """One connection of the bot, from its ticket to its end. HTTPForbidden: no good ticket."""
        self._take(request.query.get("ticket", ""))
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, timeout=CLOSE_SECONDS)
        await socket.prepare(request)
        refusal = self._refusal()
        if refusal:
            await self._tell(socket, disconnect_frame(refusal))
            await socket.close()
            return socket
        link = _Link(socket)
        self._links.append(link)
        try:
            await self._tell(socket, hello_frame(len(self._links), self._workspace.install.bot.app_id))
            async for message in socket:
                self._heard(message.data if message.type is WSMsgType.TEXT else "")
        finally:
            self._leave(link)
        return socket

    async def carry(self, parcel: Parcel, deadline: float) -> Carried:
        """Send it in an envelope over one connection; events must be acknowledged without a payload."""
        clock = asyncio.get_running_loop().time
        began = clock()
        link = self._next()
        if link is None:
            return Carried(Ack(0, None, 0.0, failure="no_connection"))
        envelope_id = str(uuid4())
        frame = envelope_frame(envelope_id, parcel)
        headers = {key: str(value) for key, value in frame.items() if key != "payload"}
        envelope = _Envelope(parcel, link, began, asyncio.get_running_loop().create_future())
        self._keep(envelope_id, envelope)
        try:
            async with asyncio.timeout(deadline):
                await link.socket.send_json(frame)
                answer = await envelope.answer
                return Carried(Ack(200, answer, clock() - began), headers)
        except TimeoutError:
            return Carried(Ack(0, None, clock() - began, failure="timeout"), headers)
        except (ConnectionClosed, ConnectionError):
            return Carried(Ack(0, None, clock() - began, failure="connection_closed"), headers)

    async def refresh(self, grace: float = GRACE) -> None:
        """Ask the bot to replace each connection, and close the old ones after `grace` seconds at the latest."""
        old = list(self._links)
        for link in old:
            link.leaving = True
        for reason in ("warning", "refresh_requested"):
            await self._tell_all(old, reason)
        with suppress(TimeoutError):
            async with asyncio.timeout(grace):
                for link in old:
                    await link.closed.wait()
        await self._close(old)

    async def disable(self) -> None:
        """Switch Socket Mode off: tell every connection so, and close it."""
        self.enabled = False
        links = list(self._links)
        await self._tell_all(links, "link_disabled")
        await self._close(links)

    async def stop(self) -> None:
        """Close every connection."""
        await self._close(list(self._links))

    def _take(self, ticket: str) -> None:
        since = self._tickets.pop(ticket, None)
        if since is None or self._workspace.now() - since > TICKET_SECONDS:
            raise web.HTTPForbidden(text="This ticket is unknown, used or too old. Call apps.connections.open again.")

    def _refusal(self) -> Reason | None:
        if not self.enabled:
            return "link_disabled"
        return "too_many_websockets" if len(self._links) >= CONNECTION_LIMIT else None

    def _next(self) -> _Link | None:
        live = [link for link in self._links if not link.socket.closed]
        chosen = [link for link in live if not link.leaving] or live
        if not chosen:
            return None
        self._turn += 1
        return chosen[self._turn % len(chosen)]

    def _keep(self, envelope_id: str, envelope: _Envelope) -> None:
        self._sent[envelope_id] = envelope
        if len(self._sent) > KEPT_ENVELOPES:
            del self._sent[next(iter(self._sent))]

    def _heard(self, text: str) -> None:
        said = _parsed(text)
        envelope = self._sent.get(str(said.get("envelope_id"))) if isinstance(said, dict) else None
        if not isinstance(said, dict) or envelope is None:
            self._refuse(said, "bad_acknowledgement", "What the bot sent acknowledges no envelope that it was sent.")
            return
        name, late = envelope.parcel.name, asyncio.get_running_loop().time() - envelope.sent_at
        if envelope.answer.cancelled() or (envelope.answer.done() and envelope.answer.exception()):
            self._refuse(said, "late_acknowledgement", f"After {late:.1f} s nobody waited for it any more: {name}.")
            return
        if envelope.answer.done():
            self._refuse(said, "bad_acknowledgement", f"The bot acknowledged it twice: {name}.")
            return
        payload = said.get("payload") or None
        if payload is not None and envelope.parcel.sort == "event":
            self._refuse(said, "bad_acknowledgement", f"The acknowledgement may not carry a payload: {name}.")
            payload = None
        envelope.answer.set_result(payload)

    def _refuse(self, said: Any, kind: str, text: str) -> None:
        self._wire.note(
            self._wire.begin(), "from_bot", "socket acknowledgement", said, status=400, note=text, carrier="socket"
        )
        self._workspace.fault(kind, text)

    def _leave(self, link: _Link) -> None:
        self._links.remove(link)
        link.closed.set()
        for envelope in self._sent.values():
            if envelope.link is link and not envelope.answer.done():
                envelope.answer.set_exception(ConnectionClosed)
        self._workspace.changed()

    async def _tell_all(self, links: Iterable[_Link], reason: Reason) -> None:
        for link in links:
            with suppress(ConnectionError):
                await self._tell(link.socket, disconnect_frame(reason))

    async def _tell(self, socket: web.WebSocketResponse, frame: Json) -> None:
        begun = self._wire.begin()
        await socket.send_json(frame)
        self._wire.note(begun, "to_bot", f"socket {frame['type']}", frame, status=200, carrier="socket")

    async def _close(self, links: Iterable[_Link]) -> None:
        await asyncio.gather(*(link.socket.close() for link in links))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
