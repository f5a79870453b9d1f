"""The Web API over HTTP: finds arguments and token, checks scope and rate, calls the method, wraps the answer."""

import hmac
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.playground.errors import ApiError
from bot.playground.intake import RATELIMITED, Intake, Reply
from bot.playground.methods import apps, chat, conversations, files, reactions, team, users, views
from bot.playground.methods.call import Call, Method
from bot.playground.state import State
from bot.playground.workspace import Json

METHODS: dict[str, Method] = {
    **apps.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **reactions.METHODS,
    **team.METHODS,
    **users.METHODS,
    **views.METHODS,
}
_NESTED = {"blocks", "attachments", "view", "metadata", "files"}
_OPEN_TO_ALL = {"api.test"}
_FAULTS = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "view_too_large", "invalid_arguments"}


class Api:
    """Answers `/api/<method>` as Slack does: status 200 also for refusals, 429 when pushed."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._intake = Intake(state)

    async def handle(self, request: web.Request) -> web.Response:
        """One call, by GET or POST, with arguments in the query, a form, multipart or JSON."""
        name = request.match_info["method"]
        try:
            args, token = await _arguments(request)
        except ApiError as error:
            refused = error
            return await self._intake.answered(request, name, {}, lambda: self._refusal(name, refused))
        return await self._intake.answered(request, name, _legible(args), lambda: self._call(name, args, token))

    def _call(self, name: str, args: dict[str, Any], token: str) -> Reply:
        try:
            if name not in _OPEN_TO_ALL:
                self._authorize(name, token)
            return self._run(name, _method(name), Call(self._state, args))
        except ApiError as error:
            return self._refusal(name, error)

    def _authorize(self, name: str, token: str) -> None:
        if not token:
            raise ApiError("not_authed")
        install = self._state.workspace.install
        tokens = {"bot": install.token, "app": install.app_token}
        kinds = [kind for kind, known in tokens.items() if hmac.compare_digest(token.encode(), known.encode())]
        if not kinds:
            raise ApiError("invalid_auth")
        if name in METHODS and METHODS[name].token not in kinds:
            raise ApiError("not_allowed_token_type")
        if not self._state.workspace.is_installed:
            raise ApiError("token_revoked")

    def _run(self, name: str, method: Method, call: Call) -> Reply:
        granted = self._granted(name)
        if method.scopes and granted.isdisjoint(method.scopes):
            raise ApiError("missing_scope", needed=",".join(method.scopes), provided=",".join(sorted(granted)))
        wait = self._state.meter.method(name, method.tier)
        if not wait and name == "chat.postMessage":
            wait = self._state.meter.post(call.target().id)
        if wait:
            return Reply(429, RATELIMITED, {"Retry-After": str(wait)})
        return self._answer(name, {"ok": True, **method.run(call)})

    def _granted(self, name: str) -> frozenset[str]:
        install = self._state.workspace.install
        return install.app_scopes if name in METHODS and METHODS[name].token == "app" else install.scopes  # noqa: S105

    def _answer(self, name: str, body: Json) -> Reply:
        return Reply(200, body, {"X-OAuth-Scopes": ",".join(sorted(self._granted(name)))})

    def _refusal(self, name: str, error: ApiError) -> Reply:
        body: Json = {"ok": False, "error": error.code}
        if error.messages:
            body["response_metadata"] = {"messages": list(error.messages)}
        if error.needed:
            body |= {"needed": error.needed, "provided": error.provided}
        if error.code in _FAULTS:
            self._state.workspace.fault(error.code, f"{name} was refused. {' '.join(error.messages)}".strip())
        return self._answer(name, body)


def _method(name: str) -> Method:
    method = METHODS.get(name)
    if method is None:
        raise ApiError("unknown_method")
    return method


def _legible(args: Mapping[str, Any]) -> Json:
    return {name: _json_in(value) if name in _NESTED else value for name, value in args.items()}


def _json_in(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


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
