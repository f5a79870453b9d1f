"""The bot's requests to the local Slack: each is put on the wire, and answered as the weather allows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from bot.playground.state import State
from bot.playground.workspace import Json

SHOWN_HEADERS = ("Content-Type", "User-Agent")
_NOTES = {"429": "fault on the switch: 429", "500": "fault on the switch: 500", "slow": "fault on the switch: slow"}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer before it is written: `body` is sent as JSON, or as text."""

    status: int
    body: Json | str
    headers: Mapping[str, str] = field(default_factory=dict)


RATELIMITED: Json = {"ok": False, "error": "ratelimited"}


class Intake:
    """Every call of the Web API and every post to a response_url passes here."""

    def __init__(self, state: State) -> None:
        self._wire = state.wire
        self._weather = state.weather

    async def answered(self, request: web.Request, name: str, asked: object, work: Callable[[], Reply]) -> web.Response:
        """The answer of `work`, or the weather's. `name` and `asked` are what the wire shows of the request."""
        begun = self._wire.begin()
        note = _NOTES.get(self._weather.trouble, "")
        reply = self._stormy() or work()
        await self._weather.delay()
        self._wire.note(
            begun,
            "from_bot",
            name,
            asked,
            status=reply.status,
            answer=reply.body,
            headers=_shown(request),
            note=note,
        )
        if isinstance(reply.body, str):
            return web.Response(status=reply.status, text=reply.body, headers=reply.headers)
        return web.json_response(reply.body, status=reply.status, headers=reply.headers)

    def _stormy(self) -> Reply | None:
        match self._weather.trouble:
            case "429":
                return Reply(429, RATELIMITED, {"Retry-After": "1"})
            case "500":
                return Reply(500, "Internal Server Error")
            case _:
                return None


def _shown(request: web.Request) -> dict[str, str]:
    return {name: request.headers[name] for name in SHOWN_HEADERS if name in request.headers}
