"""Posts to response_urls over HTTP."""

import json
from typing import Any

from aiohttp import web

from bot.playground.errors import ApiError
from bot.playground.intake import Intake, Reply
from bot.playground.state import State

_GONE = ("not_found", "expired_url", "used_url")


class ResponseUrls:
    """Answers `/response/<key>`: "ok", 404 for an address that is no longer good, 400 for a bad message."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._intake = Intake(state)

    async def handle(self, request: web.Request) -> web.Response:
        """One post."""
        key, body = request.match_info["key"], _parsed(await request.text())
        return await self._intake.answered(request, "response_url", body, lambda: self._take(key, body))

    def _take(self, key: str, body: Any) -> Reply:
        try:
            self._state.responses.take(key, body)
        except ApiError as error:
            detail = " ".join((error.code, *error.messages))
            self._state.workspace.fault("bad_response", f"A post to a response_url was refused: {detail}")
            return Reply(404 if error.code in _GONE else 400, {"ok": False, "error": error.code})
        return Reply(200, "ok")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
