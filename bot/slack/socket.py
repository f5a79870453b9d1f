"""Socket Mode: Rungs calls Slack, and Slack's requests come in over that connection. No public address is needed.

It is the second door to the same Bolt app, beside `POST /slack/events`. docs/adr/0007 says why it is not the SDK's.
"""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

import structlog
from aiohttp import ClientSession, ClientWSTimeout
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.metrics import Metrics
from bot.settings import Misconfigured
from bot.slack.connection import REFUSED, TokenRefused
from bot.slack.link import GENTLE, Declined, Link
from bot.slack.patience import PATIENCE, Patience
from bot.slack.reasons import reason, retry_after

log = structlog.get_logger()

HOW_TO_CONNECT = (
    "Make one in your app's page under Basic Information, App-Level Tokens, with the scope connections:write."
)
ADVICE = {
    "link_disabled": "Socket Mode is switched off: switch it on in the app's page under Socket Mode",
    "too_many_websockets": "Slack takes ten connections of an app: stop the replicas that are too many",
}


class Socket:
    """Keeps a connection to Slack open; the next one is open before Slack closes the old one."""

    def __init__(
        self,
        client: AsyncWebClient,
        session: ClientSession,
        app_token: str,
        bolt: AsyncApp,
        metrics: Metrics,
        patience: Patience = PATIENCE,
    ) -> None:
        self._client = client
        self._session = session
        self._app_token = app_token
        self._bolt = bolt
        self._metrics = metrics
        self._patience = patience
        self._links: set[Link] = set()
        self._retiring: set[asyncio.Task[None]] = set()
        self._keeper: asyncio.Task[None] | None = None
        metrics.sockets.set_function(lambda: self.count)

    @property
    def count(self) -> int:
        """How many connections are open."""
        return sum(link.is_open for link in self._links)

    async def open(self) -> None:
        """Open the first connection, however long Slack is out of reach, and keep one open from then on.

        Raises TokenRefused for an app token that will never do.
        """
        self._keeper = asyncio.create_task(self._keep(await self._connected(REFUSED)))

    async def close(self) -> None:
        """Take no more, finish and acknowledge what is under way, and hang up."""
        keepers = [task for task in (self._keeper, *self._retiring) if task is not None]
        for task in keepers:
            task.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
        await asyncio.gather(*(link.close() for link in self._links))
        self._links.clear()

    async def _keep(self, link: Link) -> None:
        failures = 0
        while True:
            why = await link.farewell
            log.info("slack's socket is to be replaced", why=why)
            if why in GENTLE:
                following = await self._connected()
                self._retire(link)
            else:
                failures = 0 if link.has_served or link.age > self._patience.steady else failures + 1
                await self._part(link, why)
                if failures:
                    await asyncio.sleep(self._patience.pause(failures))
                following = await self._connected()
            link = following

    async def _part(self, link: Link, why: str) -> None:
        """Leave a connection that is lost, or that Slack does not want and counts until it is closed."""
        if why not in ADVICE:
            self._retire(link)
            return
        log.error("slack closes the socket", why=why, advice=ADVICE[why])
        await self._drop(link)

    def _retire(self, link: Link) -> None:
        async def until_closed() -> None:
            await link.retire()
            self._links.discard(link)

        retiring = asyncio.create_task(until_closed())
        self._retiring.add(retiring)
        retiring.add_done_callback(self._retiring.discard)

    async def _drop(self, link: Link) -> None:
        await link.close()
        self._links.discard(link)

    async def _connected(self, final: Collection[str] = ()) -> Link:
        """A connection over which requests come. Raises TokenRefused for one of Slack's words that are `final`."""
        attempts = 0
        while True:
            attempts += 1
            asked_for = 0.0
            try:
                return await self._dialled()
            except Declined as problem:
                word = str(problem)
            except Exception as problem:  # noqa: BLE001 - whatever it is, the next attempt may do better
                word, asked_for = reason(problem), retry_after(problem)
            if word in final:
                raise TokenRefused(word)
            log.warning("slack opens no socket yet", error=word, **_advice(word))
            await asyncio.sleep(max(asked_for, self._patience.pause(attempts)))

    async def _dialled(self) -> Link:
        """A new connection; each address is Slack's for one connection, and good for seconds."""
        answer = await self._client.apps_connections_open(app_token=self._app_token)
        async with asyncio.timeout(self._patience.opening):
            websocket = await self._session.ws_connect(
                str(answer["url"]),
                heartbeat=self._patience.heartbeat,
                timeout=ClientWSTimeout(ws_close=self._patience.closing),
                proxy=self._client.proxy,
                ssl=self._client.ssl or True,
            )
            link = Link(websocket, self._bolt, self._metrics, self._patience)
            self._links.add(link)
            try:
                await link.hello()
            except BaseException:
                await self._drop(link)
                raise
        log.info("slack's socket is open")
        return link


def _advice(word: str) -> dict[str, str]:
    if word in REFUSED:
        return {"advice": f"Slack refuses SLACK_APP_TOKEN. {HOW_TO_CONNECT}"}
    return {"advice": ADVICE[word]} if word in ADVICE else {}


@asynccontextmanager
async def connected(socket: Socket) -> AsyncIterator[None]:
    """Slack's requests come in over the socket, for as long as the block runs. What is under way is finished."""
    try:
        try:
            await socket.open()
        except TokenRefused as refused:
            raise Misconfigured(f"Slack refuses SLACK_APP_TOKEN ({refused.error}). {HOW_TO_CONNECT}") from None
        yield
    finally:
        await socket.close()
