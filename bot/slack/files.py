"""Files that people send to the bot: fetched from Slack, and from nobody else, with the bot's token."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import aiohttp
import structlog
from yarl import URL

from bot.attachments import MOST_FILES, filled, shown_name
from handlers.chat.files import MOST_BYTES, File

log = structlog.get_logger()

PATIENCE: Final = 2.0
"""Seconds for all the files of a message: it has to be acknowledged within three."""

Json = Mapping[str, Any]


class NotYet(Exception):
    """Slack did not hand over a file in time, and may do so when it delivers the message again."""


class Files:
    """Fetches files for `token`. `api_url` is where Slack's Web API is: files lie there, or on a host below it."""

    def __init__(self, session: aiohttp.ClientSession, token: str, api_url: str) -> None:
        self._session = session
        self._token = token
        self._api = URL(api_url)

    async def fetch(self, event: Json, *, is_last_try: bool, patience: float = PATIENCE) -> tuple[File, ...]:
        """The files of a message with what is in them; those that nobody reads stay without.

        Raises NotYet where Slack failed and will deliver the message again.
        """
        found: list[File] = []
        room = MOST_BYTES
        try:
            async with asyncio.timeout(patience):
                for told in _told(event):
                    file = File(_name(told))
                    taken = await self._taken(file, told, room) if file.is_read else file
                    room -= len(taken.content)
                    found.append(taken)
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            log.warning("a file was not handed over", error=type(problem).__name__, last_try=is_last_try)
            if not is_last_try:
                raise NotYet from None
            return tuple(replace(file, fate="out_of_reach") if file.is_read else file for file in offered(event))
        return tuple(found)

    async def _taken(self, file: File, told: Json, room: int) -> File:
        size = told.get("size")
        if isinstance(size, int) and size > room:
            return replace(file, fate="too_large")
        address = _address(told)
        if address is None or not self._is_slacks(address):
            log.warning("a file lies where no token is sent", host=address.host if address else "")
            return replace(file, fate="withheld")
        # A page to sign in may be on another host, and the token is for none but Slack's.
        headers = {"Authorization": f"Bearer {self._token}"}
        async with self._session.get(address, headers=headers, allow_redirects=False) as answer:
            if answer.status >= 500 or answer.status == 429:
                raise aiohttp.ClientConnectionError(f"HTTP {answer.status}")
            if answer.status != 200 or _is_a_page(answer, told):
                log.warning("slack keeps a file to itself: files:read may be missing", status=answer.status)
                return replace(file, fate="withheld")
            return await filled(file, answer, room)

    def _is_slacks(self, address: URL) -> bool:
        if address.user or address.password:
            return False
        if address.origin() == self._api.origin():
            return True
        both_are_safe = address.scheme == self._api.scheme == "https" and address.port == self._api.port
        return both_are_safe and (address.host or "").endswith(f".{self._api.host}")


def offered(event: Json) -> tuple[File, ...]:
    """The files of a message by their names; nothing is fetched."""
    return tuple(File(_name(told)) for told in _told(event))


def _told(event: Json) -> list[Json]:
    return [one for one in event.get("files") or () if isinstance(one, Mapping)][:MOST_FILES]


def _name(told: Json) -> str:
    return shown_name(str(told.get("name") or told.get("title") or ""))


def _address(told: Json) -> URL | None:
    try:
        found = URL(str(told.get("url_private_download") or told.get("url_private") or ""))
    except ValueError:
        return None
    return found if found.scheme in ("http", "https") and found.host else None


def _is_a_page(answer: aiohttp.ClientResponse, told: Json) -> bool:
    """Whether it is Slack's page to sign in, which comes with a status of 200."""
    return answer.content_type == "text/html" and told.get("mimetype") != "text/html"
