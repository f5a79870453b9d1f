"""Delivery of commands, interactions and events to the bot, with Slack's deadline and retries, over either carrier."""

import asyncio
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.playground.carriers import Ack, Carrier, Http, Parcel, Retry, parcel_of
from bot.playground.sockets import Sockets
from bot.playground.wire import Wire
from bot.playground.workspace import Json, Workspace

DEADLINE = 3.0
RETRY_DELAYS = (0.0, 60.0, 300.0)
KEPT_DELIVERIES = 1000


@dataclass(frozen=True, slots=True)
class Delivery:
    """One payload that somebody's doing sent, and how it was acknowledged; retries are not listed."""

    kind: str
    payload: Json
    ack: Ack


class Dispatch:
    """Sends through `sockets` while Socket Mode is on, else to `endpoint`; `deadline`, `retry_delays` in seconds.

    Every attempt is on the wire. `deliveries` holds what people caused, not the echoes of what the bot said.
    """

    def __init__(
        self,
        workspace: Workspace,
        wire: Wire,
        sockets: Sockets,
        endpoint: str,
        deadline: float,
        retry_delays: Sequence[float],
    ) -> None:
        self.deadline = deadline
        self.deliveries: deque[Delivery] = deque(maxlen=KEPT_DELIVERIES)
        self._workspace = workspace
        self._wire = wire
        self._sockets = sockets
        self._http = Http(workspace, endpoint)
        self._retry_delays = tuple(retry_delays)
        self._repeats: Counter[int] = Counter()
        self._background: set[asyncio.Task[Ack]] = set()

    @property
    def endpoint(self) -> str:
        """Where requests over HTTP go."""
        return self._http.endpoint

    @endpoint.setter
    def endpoint(self, address: str) -> None:
        self._http.endpoint = address

    @property
    def _has_listener(self) -> bool:
        return self._sockets.connections > 0 if self._sockets.enabled else bool(self.endpoint)

    @property
    def _late(self) -> str:
        return "timeout" if self._sockets.enabled else "http_timeout"

    async def start(self) -> None:
        """Get ready to send."""
        await self._http.start()

    async def stop(self) -> None:
        """Send nothing more."""
        under_way = self._cancel_background()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self._http.stop()

    def forget(self) -> None:
        """Forget what was delivered, and give up what the background still delivers."""
        self.deliveries.clear()
        self._repeats.clear()
        self._cancel_background()

    async def command(self, payload: Json) -> Ack:
        """Send a slash command."""
        parcel = Parcel("command", payload)
        return self._listed(parcel, await self._once(parcel))

    async def interaction(self, payload: Json) -> Ack:
        """Send an interaction, or a question for options."""
        parcel = Parcel("interaction", payload)
        return self._listed(parcel, await self._once(parcel))

    async def event(self, envelope: Json) -> Ack:
        """Send an event; up to three more times while the bot does not take it."""
        parcel = Parcel("event", envelope)
        return self._listed(parcel, await self._until_taken(parcel))

    def echo(self, envelope: Json) -> None:
        """Send, once and in the background, the event of what the bot said itself; nobody misses one that is lost."""
        if not self._has_listener:
            return
        task = asyncio.create_task(self._once(Parcel("event", envelope), note="echo of what the bot said"))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def again(self, number: int, reason: str = "") -> Ack:
        """Send what this exchange sent once more, as a retry, with a fresh signature or envelope.

        `reason` is Slack's word for why; by default the one for an answer that did not come in time.

        Slack does so with events alone; developers may ask it of commands and interactions too. The acknowledgement is
        on the wire and changes nothing on screen, because Slack shows only the first one: what the bot does besides,
        through the Web API, shows. LookupError: no such exchange; ValueError: the bot sent it itself.
        """
        parcel = parcel_of(self._wire.find(number))
        self._repeats[number] += 1
        return await self._again(parcel, Retry(self._repeats[number], reason or self._late))

    async def event_again(self, number: int = 1, reason: str = "") -> Ack:
        """Send the latest event once more, as Slack does when it missed the answer. LookupError when there is none."""
        sent = [delivery for delivery in self.deliveries if delivery.kind.startswith("event ")]
        if not sent:
            raise LookupError("no event was delivered yet")
        return await self._again(Parcel("event", sent[-1].payload), Retry(number, reason or self._late))

    async def _again(self, parcel: Parcel, retry: Retry) -> Ack:
        return await self._once(replace(parcel, retry=retry), note="sent again")

    async def _until_taken(self, parcel: Parcel) -> Ack:
        ack = await self._once(parcel)
        for number, delay in enumerate(self._retry_delays, start=1):
            if 200 <= ack.status < 300 or ack.failure == "no_retry":
                break
            await asyncio.sleep(delay)
            retry = Retry(number, ack.failure)
            again = await self._once(replace(parcel, retry=retry), note=f"retry {number}: {retry.reason}")
            ack = replace(again, attempts=number + 1)
        return ack

    async def _once(self, parcel: Parcel, note: str = "") -> Ack:
        carrier: Carrier = self._sockets if self._sockets.enabled else self._http
        begun = self._wire.begin()
        carried = await carrier.carry(parcel, self.deadline)
        ack = carried.ack
        self._wire.note(
            begun,
            "to_bot",
            parcel.name,
            parcel.payload,
            status=ack.status,
            answer=ack.body,
            headers=carried.headers,
            note=note,
            carrier=carrier.name,
        )
        self._blame(parcel.name, ack)
        return ack

    def _listed(self, parcel: Parcel, ack: Ack) -> Ack:
        self.deliveries.append(Delivery(parcel.name, parcel.payload, ack))
        return ack

    def _cancel_background(self) -> list[asyncio.Task[Ack]]:
        under_way = list(self._background)
        for task in under_way:
            task.cancel()
        return under_way

    def _blame(self, kind: str, ack: Ack) -> None:
        match ack.failure:
            case "http_timeout" | "timeout":
                self._workspace.fault("operation_timeout", f"The bot took over {self.deadline:g} s to answer: {kind}.")
            case "connection_failed" if not self.endpoint:
                self._workspace.fault("dispatch_failed", f"The bot is not connected yet: {kind}.")
            case "connection_failed":
                self._workspace.fault("dispatch_failed", f"The bot could not be reached at {self.endpoint}: {kind}.")
            case "no_connection":
                self._workspace.fault("dispatch_failed", f"Socket Mode is on, but there is no open connection: {kind}.")
            case "connection_closed":
                text = f"The connection closed before the bot acknowledged: {kind}."
                self._workspace.fault("dispatch_failed", text)
            case _ if ack.status != 200 and not (200 <= ack.status < 300 and kind.startswith("event ")):
                self._workspace.fault("dispatch_failed", f"The bot answered with status {ack.status}: {kind}.")
