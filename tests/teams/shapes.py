"""What the tests' Microsoft is made of: who is in its directory, what it was asked, and how it says no."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

Json = dict[str, Any]

APP_ID = "6f1a9c0e-1b2d-4c3e-8f40-5a6b7c8d9e0f"
PASSWORD = "Pa55~word.of-the/app+registration="
TENANT = "2f0d9b7a-3c4e-4d5f-9a6b-7c8d9e0f1a2b"
HANG_UP = 0
"""In place of a status: the connection is closed without an answer."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the directory. `id` is what this bot knows them by, `aad` their directory's own id."""

    id: str
    aad: str
    name: str
    email: str = ""
    upn: str = ""

    def member(self) -> Json:
        """As the roster names them."""
        given, _, surname = self.name.partition(" ")
        return {
            "id": self.id,
            "name": self.name,
            "aadObjectId": self.aad,
            "objectId": self.aad,
            "givenName": given,
            "surname": surname,
            "email": self.email,
            "userPrincipalName": self.upn or self.email,
            "tenantId": TENANT,
            "userRole": "user",
        }


def person(name: str, number: int) -> Person:
    """Somebody of that name; the number makes their ids."""
    first = name.split(maxsplit=1)[0].lower()
    return Person(f"29:1{first}", f"00000000-0000-4000-8000-{number:012d}", name, f"{first}@company-x.example")


@dataclass(frozen=True, slots=True)
class Call:
    """A request of the bot's. `path` is decoded and without its query; `body` is None where there was none."""

    method: str
    path: str
    body: Any
    headers: Mapping[str, str]
    status: int
    query: Mapping[str, str]
    raw_path: str


@dataclass(slots=True)
class Message:
    """A message of the bot's as it stands now."""

    id: str
    activity: Json
    edits: int = 0


@dataclass(slots=True)
class Failure:
    """What the next `times` requests are answered with whose "METHOD /path" holds `matching`."""

    status: int
    body: str | Json
    headers: Mapping[str, str]
    times: int
    matching: str


def failed(request: web.Request, failure: Failure) -> web.Response:
    """The answer to a request that is to fail."""
    if failure.status == HANG_UP:
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)
    if isinstance(failure.body, dict):
        return web.json_response(failure.body, status=failure.status, headers=failure.headers)
    kind = "text/html" if failure.body.lstrip().startswith("<") else "text/plain"
    return web.Response(status=failure.status, text=failure.body, content_type=kind, headers=failure.headers)


def error(status: int, code: str, message: str) -> web.Response:
    """No, as the Connector says it."""
    return web.json_response({"error": {"code": code, "message": message}}, status=status)


def declined(status: int, error: str, description: str) -> web.Response:
    """No, as the login says it."""
    return web.json_response({"error": error, "error_description": description}, status=status)
