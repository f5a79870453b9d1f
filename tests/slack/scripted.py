"""A Slack that answers what a test has laid out, over HTTP, and counts what it was asked."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.serving import listening

Json = dict[str, Any]

IDENTITY: Json = {
    "ok": True,
    "url": "https://company-x.slack.com/",
    "team": "Company X",
    "user": "rungs",
    "team_id": "T0LOCAL",
    "user_id": "U0RUNGS",
    "bot_id": "B0RUNGS",
}


def says(body: Json | str, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """An answer: an object as JSON, words as they are but called JSON all the same."""
    if isinstance(body, str):
        return web.Response(text=body, status=status, headers=headers, content_type="application/json")
    return web.json_response(body, status=status, headers=headers)


@dataclass
class Scripted:
    """The answers of each method, in order; the last one stays."""

    answers: dict[str, list[web.Response]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    address: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.asked.append(method)
        script = self.answers[method]
        laid_out = script.pop(0) if len(script) > 1 else script[0]
        return web.Response(body=laid_out.body, status=laid_out.status, headers=laid_out.headers)


@asynccontextmanager
async def scripted(**answers: list[web.Response]) -> AsyncIterator[Scripted]:
    """A Slack with these answers, "auth_test" for auth.test, until the block ends."""
    slack = Scripted({method.replace("_", "."): script for method, script in answers.items()})
    app = web.Application()
    app.router.add_route("*", "/api/{method}", slack.answer)
    async with listening(app) as origin:
        slack.address = f"{origin}/api/"
        yield slack
