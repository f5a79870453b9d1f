"""App Home: published when it is opened, and again for the one who acted."""

import asyncio

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.readers import Readers
from bot.reception import Reception
from bot.slack import cards
from bot.slack.incoming import PLATFORM
from bot.slack.reasons import FAILURES, reason
from bot.trouble import report
from handlers.chat.ask import Place

log = structlog.get_logger()

MOST_OPEN = 5_000


class Home:
    """Publishes Homes one after the other. What cannot be published now is, at the latest, when it is opened again."""

    def __init__(self, client: AsyncWebClient, reception: Reception, readers: Readers) -> None:
        self._client = client
        self._reception = reception
        self._readers = readers
        self._open: dict[int, None] = {}
        self._pending: dict[int, None] = {}
        self._wake = asyncio.Event()

    def opened(self, person_id: int) -> None:
        """Somebody looks at their Home."""
        if len(self._open) >= MOST_OPEN:
            self._open.pop(next(iter(self._open)))
        self._open[person_id] = None
        self._publish_soon(person_id)

    def refresh(self, person_id: int) -> None:
        """Somebody acted: their Home, if they ever opened it, shows what came of it."""
        if person_id in self._open:
            self._publish_soon(person_id)

    async def run(self) -> None:
        """Publish what is pending until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._pending:
                person_id = next(iter(self._pending))
                del self._pending[person_id]
                await self._publish(person_id)

    def _publish_soon(self, person_id: int) -> None:
        self._pending[person_id] = None
        self._wake.set()

    async def _publish(self, person_id: int) -> None:
        try:
            answer = await self._reception.home(person_id, Place(PLATFORM, kind="home"))
            account = (await self._readers.accounts(frozenset((person_id,)))).get(person_id)
            if answer.card is None or account is None:
                return
            view = cards.render_home(answer.card, await self._readers.of(answer, answer.card))
            await self._client.views_publish(user_id=account, view=view)
        except FAILURES as problem:
            log.warning("a home was not published", person=person_id, error=reason(problem))
        except Exception as error:  # noqa: BLE001 - one Home that fails must not stop the others
            report("a home failed", error, person=person_id)
