"""The wire between the local Slack and the bot: the latest requests in both directions, with their answers."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.playground.workspace import Workspace

Direction = Literal["to_bot", "from_bot"]
CarrierName = Literal["http", "socket"]
KEPT_EXCHANGES = 300


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer; numbers count up from 1 in the order of the requests.

    `name` is "command /okr", "event app_mention", "view_submission", "chat.postMessage", "socket hello";
    `at` is in seconds since 1970 by the machine's clock, `seconds` how long the answer took. `request` is JSON-able,
    `answer` too, or text, or None. `headers` never hold a token. `status` 0: unanswered. `note` says what was special,
    such as "retry 1: http_timeout", "sent again", "fault on the switch: 429".
    """

    number: int
    direction: Direction
    name: str
    at: float
    seconds: float
    request: Any
    status: int
    answer: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    carrier: CarrierName = "http"


@dataclass(frozen=True, slots=True)
class Begun:
    """A request that is under way; `mark` is the event loop's time."""

    number: int
    at: float
    mark: float


class Wire:
    """Keeps the latest exchanges; each new one wakes whoever waits for the workspace to change."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._kept: dict[int, Exchange] = {}
        self._count = 0

    @property
    def exchanges(self) -> list[Exchange]:
        """What was answered, or will never be, in the order of the requests: the newest last."""
        return [self._kept[number] for number in sorted(self._kept)]

    def find(self, number: int) -> Exchange:
        """The exchange with this number. LookupError when there is none, or no longer."""
        found = self._kept.get(number)
        if found is None:
            raise LookupError(f"there is no exchange {number} on the wire any more")
        return found

    def begin(self) -> Begun:
        """Number a request that starts now; hand the result to `note` when it is over."""
        self._count += 1
        return Begun(self._count, self._workspace.now(), asyncio.get_running_loop().time())

    def note(
        self,
        begun: Begun,
        direction: Direction,
        name: str,
        request: Any,
        *,
        status: int,
        answer: Any = None,
        headers: Mapping[str, str] | None = None,
        note: str = "",
        carrier: CarrierName = "http",
    ) -> Exchange:
        """Keep a request that is over; the parameters are the fields of Exchange."""
        exchange = Exchange(
            number=begun.number,
            direction=direction,
            name=name,
            at=begun.at,
            seconds=asyncio.get_running_loop().time() - begun.mark,
            request=request,
            status=status,
            answer=answer,
            headers=dict(headers or {}),
            note=note,
            carrier=carrier,
        )
        self._kept[exchange.number] = exchange
        if len(self._kept) > KEPT_EXCHANGES:
            del self._kept[min(self._kept)]
        self._workspace.changed()
        return exchange

    def clear(self) -> None:
        """Forget every exchange; the numbers go on."""
        self._kept.clear()
        self._workspace.changed()
