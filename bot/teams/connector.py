"""What Rungs asks of Microsoft's Connector: messages, edits, personal chats, members. One call is one request."""

import json
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

import aiohttp
from yarl import URL

from bot.clock import MachineClock
from bot.teams.activity import unthreaded
from bot.teams.body import as_object, inner, said, several
from bot.teams.service_url import call_url, is_private

Json = dict[str, Any]

TIMEOUT = aiohttp.ClientTimeout(total=20.0)
PAGE = 200
"""Members asked for at once; Teams gives up to 500."""
LONGEST_PAUSE = 3600.0
NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL, UnicodeError)
"""What is raised before there is a connection; the last one by names that are no host's."""
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")


class Refusal(Exception):
    """The Connector said no. `code` is its own word, such as "BotNotInConversationRoster", else "".

    `retry_after` is in seconds from now, 0 where it was not said.
    """

    def __init__(self, status: int, code: str = "", retry_after: float = 0.0) -> None:
        super().__init__(f"{status} {code}".rstrip())
        self.status = status
        self.code = code
        self.retry_after = retry_after


class Unreached(Exception):
    """There was no connection, or no token: it was surely not sent."""


class Unanswered(Exception):
    """It was handed over and nothing came back: it may have been sent."""


class Bearer(Protocol):
    """Where the token for the Connector comes from."""

    async def current(self) -> str:
        """A token that is valid now, "" where none is needed. Raises Unreached where there is none to be had."""

    def drop(self, token: str) -> None:
        """Forget this one: the Connector does not take it."""


class NoBearer:
    """Anonymous mode: the client on this machine asks for no token."""

    async def current(self) -> str:
        return ""

    def drop(self, token: str) -> None:
        """There is none to forget."""


class Connector:
    """The Connector's REST calls, by one shared session.

    Every call may raise Refusal, Unreached and Unanswered, and tries nothing twice by itself, but that a call whose
    token was not taken is made once more with a new one. A `service_url` is what an authenticated activity said.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        bearer: Bearer,
        clock: MachineClock,
        app_id: str,
        timeout: aiohttp.ClientTimeout = TIMEOUT,
    ) -> None:
        self._session = session
        self._bearer = bearer
        self._clock = clock
        self._app_id = app_id
        self._timeout = timeout

    async def post(self, service_url: str, conversation: str, activity: Json) -> str:
        """Send a message; return its id, "" where the Connector does not say."""
        answer = await self._call("POST", service_url, ("conversations", conversation, "activities"), activity)
        return said(as_object(answer), "id")

    async def put(self, service_url: str, conversation: str, activity_id: str, activity: Json) -> None:
        """Put another message in the place of one that Rungs sent."""
        where = ("conversations", conversation, "activities", activity_id)
        await self._call("PUT", service_url, where, {**activity, "id": activity_id})

    async def delete(self, service_url: str, conversation: str, activity_id: str) -> None:
        """Take back a message that Rungs sent."""
        await self._call("DELETE", service_url, ("conversations", conversation, "activities", activity_id))

    async def open_personal(self, service_url: str, tenant: str, user: str) -> str:
        """The id of the personal chat with somebody, by their "29:…" id; it is made where there is none yet."""
        body = {
            "isGroup": False,
            "bot": {"id": f"28:{self._app_id}"},
            "members": [{"id": user}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        answer = await self._call("POST", service_url, ("conversations",), body)
        conversation = said(as_object(answer), "id")
        if not conversation:
            raise Refusal(200, "NoConversation")
        return conversation

    async def member(self, service_url: str, conversation: str, user: str) -> Json:
        """One member as the roster names them; `user` is their "29:…" id or their directory's."""
        where = ("conversations", unthreaded(conversation), "members", user)
        return as_object(await self._call("GET", service_url, where))

    async def members(self, service_url: str, conversation: str, token: str = "") -> tuple[list[Json], str]:
        """A page of a conversation's members, and the token of the next page, "" after the last."""
        query = {"pageSize": str(PAGE)} | ({"continuationToken": token} if token else {})
        where = ("conversations", unthreaded(conversation), "pagedmembers")
        answer = as_object(await self._call("GET", service_url, where, query=query))
        return [*several(answer, "members")], said(answer, "continuationToken")

    async def channels(self, service_url: str, team: str) -> Mapping[str, str]:
        """The names of a team's channels by their ids; "" for the one that Teams does not name."""
        answer = as_object(await self._call("GET", service_url, ("teams", team, "conversations")))
        return {said(one, "id"): said(one, "name") for one in several(answer, "conversations")}

    async def _call(
        self,
        method: str,
        service_url: str,
        where: tuple[str, ...],
        body: Json | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Any:
        # To any other address, others on the way could listen.
        if not is_private(service_url):
            raise Refusal(400, "ServiceUrlNotAllowed")
        url = call_url(service_url, where, query or {})
        token = await self._bearer.current()
        try:
            return await self._asked(method, url, body, token)
        except Refusal as refusal:
            if refusal.status != 401:
                raise
            self._bearer.drop(token)
            another = await self._bearer.current()
            if another == token:
                raise
        return await self._asked(method, url, body, another)

    async def _asked(self, method: str, url: URL, body: Json | None, token: str) -> Any:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        try:
            async with self._session.request(
                method, url, data=_written(body), headers=headers, timeout=self._timeout, allow_redirects=False
            ) as response:
                text = await response.text(errors="replace")
                if not 200 <= response.status < 300:
                    raise Refusal(response.status, _code(text), self._pause(response.headers))
                return _parsed(text)
        except NOT_SENT as error:
            raise Unreached(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unanswered(type(error).__name__) from None

    def _pause(self, headers: Mapping[str, str]) -> float:
        """Retry-After in seconds, an hour at most; a date counts from now."""
        pause = headers.get("Retry-After", "").strip()
        try:
            seconds = float(pause) if pause.replace(".", "", 1).isdecimal() else self._until(pause)
        except (ValueError, OverflowError):
            return 0.0
        return min(max(0.0, seconds), LONGEST_PAUSE)

    def _until(self, date: str) -> float:
        return parsedate_to_datetime(date).timestamp() - self._clock.seconds()


def _written(body: Json | None) -> bytes | None:
    """The body in UTF-8: written as \\uXXXX, a message of 80 kB in Cyrillic would be too large."""
    return None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


def _parsed(text: str) -> Any:
    """The body as JSON, None for what is none: what was done is done, whatever it is answered with."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _code(text: str) -> str:
    """The Connector's own word for what is wrong: {"error": {"code": …}}; errors may be HTML, or empty.

    It goes into logs, so that anything but one word is left out.
    """
    code = said(inner(as_object(_parsed(text)), "error"), "code")
    return code if _CODE.fullmatch(code) else ""
