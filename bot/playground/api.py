"""The Web API over HTTP: finds arguments and token, checks scope and rate, calls the method, wraps the answer."""

import hmac
import json
from typing import Any

from aiohttp import web

from bot.playground.errors import ApiError
from bot.playground.methods import chat, conversations, files, reactions, team, users, views
from bot.playground.methods.call import Call, Method
from bot.playground.state import State
from bot.playground.workspace import Json

METHODS: dict[str, Method] = {
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **reactions.METHODS,
    **team.METHODS,
    **users.METHODS,
    **views.METHODS,
}
_OPEN_TO_ALL = {"api.test"}
_FAULTS = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "view_too_large", "invalid_arguments"}


class Api:
    """Answers `/api/<method>` as Slack does: status 200 also for refusals, 429 when pushed."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def handle(self, request: web.Request) -> web.Response:
        """One call, by GET or POST, with arguments in the query, a form, multipart or JSON."""
        name = request.match_info["method"]
        try:
            args, token = await _arguments(request)
            if name not in _OPEN_TO_ALL:
                self._authorize(token)
            return self._run(name, _method(name), Call(self._state, args))
        except ApiError as error:
            return self._refusal(name, error)

    def _authorize(self, token: str) -> None:
        if not token:
            raise ApiError("not_authed")
        if not hmac.compare_digest(token.encode(), self._state.workspace.install.token.encode()):
            raise ApiError("invalid_auth")

    def _run(self, name: str, method: Method, call: Call) -> web.Response:
        granted = self._state.workspace.install.scopes
        if method.scopes and granted.isdisjoint(method.scopes):
            raise ApiError("missing_scope", needed=",".join(method.scopes), provided=",".join(sorted(granted)))
        wait = self._state.meter.method(name, method.tier)
        if not wait and name == "chat.postMessage":
            wait = self._state.meter.post(call.target().id)
        if wait:
            body = {"ok": False, "error": "ratelimited"}
            return web.json_response(body, status=429, headers={"Retry-After": str(wait)})
        return self._answer({"ok": True, **method.run(call)})

    def _answer(self, body: Json) -> web.Response:
        granted = ",".join(sorted(self._state.workspace.install.scopes))
        return web.json_response(body, headers={"X-OAuth-Scopes": granted})

    def _refusal(self, name: str, error: ApiError) -> web.Response:
        body: Json = {"ok": False, "error": error.code}
        if error.messages:
            body["response_metadata"] = {"messages": list(error.messages)}
        if error.needed:
            body |= {"needed": error.needed, "provided": error.provided}
        if error.code in _FAULTS:
            self._state.workspace.fault(error.code, f"{name} was refused. {' '.join(error.messages)}".strip())
        return self._answer(body)


def _method(name: str) -> Method:
    method = METHODS.get(name)
    if method is None:
        raise ApiError("unknown_method")
    return method


async def _arguments(request: web.Request) -> tuple[dict[str, Any], str]:
    args: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        args |= _json_object(await request.text())
    elif request.method == "POST":
        form = await request.post()
        args |= {key: value for key, value in form.items() if isinstance(value, str)}
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    token = args.pop("token", None)
    return args, bearer.strip() if scheme.lower() == "bearer" else str(token or "")


def _json_object(text: str) -> dict[str, Any]:
    if not text:
        return {}
    try:
        body = json.loads(text)
    except ValueError:
        raise ApiError("invalid_json") from None
    if not isinstance(body, dict):
        raise ApiError("json_not_object")
    return body
