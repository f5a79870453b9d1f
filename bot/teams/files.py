"""Files in Teams: what people send is fetched from where Microsoft keeps it; ours are offered, and then uploaded."""

import asyncio
from dataclasses import replace
from typing import Final

import aiohttp
import structlog
from yarl import URL

from bot.attachments import MOST_FILES, filled, shown_name
from bot.services import Services
from bot.teams.activity import Activity
from bot.teams.body import Json as Read
from bot.teams.body import inner, said
from bot.teams.connector import Json, Refusal, Unanswered, Unreached
from bot.teams.gateway import Reply
from bot.teams.paced_connector import Crowded, PacedConnector
from bot.teams.service_url import is_loopback
from handlers.chat.files import MOST_BYTES, File
from handlers.chat.request import Request
from storage import file_offers

DOWNLOAD: Final = "application/vnd.microsoft.teams.file.download.info"
CONSENT: Final = "application/vnd.microsoft.teams.card.file.consent"
INFO: Final = "application/vnd.microsoft.teams.card.file.info"

PATIENCE: Final = 8.0
"""Seconds for all the files of a message, or for an upload: after ten, Teams says that Rungs does not answer."""

MICROSOFTS: Final = (
    ".sharepoint.com",
    ".sharepoint.us",
    ".sharepoint.cn",
    ".onedrive.com",
    ".onedrive.live.com",
    ".1drv.com",
    ".svc.ms",
)
"""Files of Teams lie on a host that ends like this."""

LARGEST_ID: Final = 2**31 - 1

PURPOSE: Final = "Rungs made this file for you. Accept it to keep it in your OneDrive."
GONE: Final = "This file is not kept any more. Ask Rungs for it again."
FAILED: Final = "The file did not get to your OneDrive. Accept it below to try once more."

log = structlog.get_logger()


class Files:
    """Takes files in and hands them out. What is offered waits in the database until its person takes it."""

    def __init__(self, services: Services, connector: PacedConnector) -> None:
        self._session = services.session
        self._reception = services.reception
        self._database = services.database
        self._workspace_id = services.workspace_id
        self._clock = services.clock
        self._connector = connector
        self._under_way: set[int] = set()

    def offered(self, activity: Activity) -> tuple[File, ...]:
        """The files of a message by their names; nothing is fetched."""
        return tuple(File(shown_name(said(told, "name"))) for told in _told(activity))

    async def fetched(self, activity: Activity, request: Request) -> Request:
        """The request with what is in its files, where it is one that may read them."""
        if not request.files or not await self._reception.wants_files(request):
            return request
        return replace(request, files=await self.fetch(activity))

    async def fetch(self, activity: Activity, *, patience: float = PATIENCE) -> tuple[File, ...]:
        """The files of a message with what is in them; those that nobody reads, or that do not come, stay without."""
        found: list[File] = []
        room = MOST_BYTES
        try:
            async with asyncio.timeout(patience):
                for told, file in zip(_told(activity), self.offered(activity), strict=True):
                    taken = await self._taken(file, told, room, activity.service_url) if file.is_read else file
                    room -= len(taken.content)
                    found.append(taken)
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            log.warning("a file was not handed over", error=type(problem).__name__)
            return tuple(
                replace(file, fate="out_of_reach") if file.is_read else file for file in self.offered(activity)
            )
        return tuple(found)

    async def offer(self, person_id: int, name: str, content: bytes) -> Json:
        """A message that asks the person to take the file, which is kept until they do."""
        offer_id = await self._database.write(
            lambda db: file_offers.keep(db, self._workspace_id, person_id, name, content, self._clock.now())
        )
        asked = {
            "description": PURPOSE,
            "sizeInBytes": len(content),
            "acceptContext": {"offer": offer_id},
            "declineContext": {"offer": offer_id},
        }
        return _message(name, {"contentType": CONSENT, "name": name, "content": asked})

    async def consented(self, activity: Activity, person_id: int) -> Reply:
        """Do what the person said to an offer: upload the file, or forget it."""
        offer_id = inner(activity.value, "context").get("offer")
        if not isinstance(offer_id, int) or not 0 < offer_id <= LARGEST_ID or offer_id in self._under_way:
            return Reply()
        self._under_way.add(offer_id)
        try:
            if said(activity.value, "action") == "accept":
                await self._accepted(activity, offer_id, person_id)
            else:
                await self._declined(activity, offer_id, person_id)
        finally:
            self._under_way.discard(offer_id)
        return Reply()

    async def _accepted(self, activity: Activity, offer_id: int, person_id: int) -> None:
        taken = await self._database.write(lambda db: file_offers.take(db, offer_id, person_id))
        if taken is None:
            await self._say(activity, {"type": "message", "text": GONE})
            return
        place = inner(activity.value, "uploadInfo")
        if await self._is_uploaded(activity, place, taken[1]):
            await self._say(activity, _info(place, taken[0]))
        else:
            await self._say(activity, {**await self.offer(person_id, *taken), "text": FAILED})
        await self._withdraw(activity)

    async def _declined(self, activity: Activity, offer_id: int, person_id: int) -> None:
        await self._database.write(lambda db: file_offers.take(db, offer_id, person_id))
        await self._withdraw(activity)

    async def _is_uploaded(self, activity: Activity, place: Read, content: bytes) -> bool:
        address = _address(said(place, "uploadUrl"), activity.service_url)
        if address is None:
            return False
        size = len(content)
        headers = {"Content-Range": f"bytes 0-{size - 1}/{size}", "Content-Type": "application/octet-stream"}
        try:
            async with (
                asyncio.timeout(PATIENCE),
                self._session.put(address, data=content, headers=headers, allow_redirects=False) as answer,
            ):
                if answer.status in (200, 201):
                    return True
                log.warning("a file was not taken", status=answer.status)
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            log.warning("a file was not taken", error=type(problem).__name__)
        return False

    async def _say(self, activity: Activity, message: Json) -> None:
        if not await self._connector.insist(activity.service_url, activity.full_conversation, message):
            log.warning("what became of a file was not said")

    async def _withdraw(self, activity: Activity) -> None:
        """Take the question away: it has its answer."""
        if not activity.reply_to:
            return
        try:
            await self._connector.delete(activity.service_url, activity.full_conversation, activity.reply_to)
        except (Refusal, Unreached, Unanswered, Crowded) as reason:
            log.info("an answered offer stays where it is", reason=str(reason))

    async def _taken(self, file: File, told: Read, room: int, service_url: str) -> File:
        address = _address(said(inner(told, "content"), "downloadUrl"), service_url)
        if address is None:
            return replace(file, fate="withheld")
        # The address is all that it takes to read the file: our token is for the Connector, and goes nowhere else.
        async with self._session.get(address, allow_redirects=False) as answer:
            if answer.status >= 500 or answer.status == 429:
                raise aiohttp.ClientConnectionError(f"HTTP {answer.status}")
            if answer.status != 200 or answer.content_type == "text/html":
                log.warning("a file is kept from us", status=answer.status)
                return replace(file, fate="withheld")
            return await filled(file, answer, room)


def _told(activity: Activity) -> list[Read]:
    return [one for one in activity.attachments if said(one, "contentType") == DOWNLOAD][:MOST_FILES]


def _address(text: str, service_url: str) -> URL | None:
    """The address, if it is one of Microsoft's; where the Connector is on this machine, one on this machine."""
    try:
        address = URL(text)
        port = address.port
    except ValueError:
        return None
    host = address.host or ""
    is_microsofts = address.scheme == "https" and port == 443 and host.endswith(MICROSOFTS)
    if (is_microsofts or (is_loopback(service_url) and is_loopback(text))) and not (address.user or address.password):
        return address
    log.warning("a file lies with a stranger", host=host)
    return None


def _message(summary: str, attachment: Json) -> Json:
    return {"type": "message", "summary": summary, "attachments": [attachment]}


def _info(place: Read, name: str) -> Json:
    kept = said(place, "name") or name
    about = {"uniqueId": said(place, "uniqueId"), "fileType": said(place, "fileType")}
    info = {"contentType": INFO, "name": kept, "contentUrl": said(place, "contentUrl"), "content": about}
    return _message(kept, info)
