"""A socket of Socket Mode at work, without the rest of Rungs: a Bolt app with one command, and Slack's end of it."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.metrics import Metrics
from bot.slack.connection import Identity, authorizer, web_client
from bot.slack.patience import PATIENCE, Patience
from bot.slack.socket import Socket
from tests.slack.link_server import LinkServer, link_server, until

IDENTITY = Identity("T1", "Company X", "U0RUNGS", "B0RUNGS", "https://company-x.slack.com/")
APP_TOKEN = "xapp-1-test"
WRITTEN = "what ana wrote"


@dataclass(eq=False)
class Desk:
    """What answers the commands, and the waits that the socket asked for between its attempts."""

    taken: list[str] = field(default_factory=list)
    headers: list[Mapping[str, Sequence[str]]] = field(default_factory=list)
    waits: list[int] = field(default_factory=list)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    metrics: Metrics = field(default_factory=Metrics)

    async def answer(self, ack: AsyncAck, body: dict[str, Any], request: AsyncBoltRequest) -> None:
        """Answer with blocks, with nothing, late, or not at all, as the words ask."""
        text = body["text"]
        self.taken.append(text)
        self.headers.append(request.headers)
        match text.split()[0]:
            case "nothing":
                await ack()
            case "words":
                await ack("plain words")
            case "fail":
                raise RuntimeError(WRITTEN)
            case "late":
                await self.go_on.wait()
                await ack(text="at last")
            case _:
                await ack(response_type="ephemeral", text=f"you said {text}", blocks=[{"type": "divider"}])

    async def fail(self, error: Exception) -> BoltResponse:
        """What Bolt answers for a listener that failed."""
        return BoltResponse(status=500, body=str(error))

    def pause(self, failures: int) -> float:
        """No pause, but written down."""
        self.waits.append(failures)
        return 0.0


@dataclass(frozen=True, slots=True)
class Joined:
    """A socket at work, and who it works for."""

    socket: Socket
    desk: Desk
    slack: LinkServer


@asynccontextmanager
async def unopened(slack: LinkServer, patience: Patience = PATIENCE) -> AsyncIterator[Joined]:
    """A socket to this Slack, which a test opens and this closes."""
    desk = Desk()
    async with aiohttp.ClientSession() as session:
        client = web_client("xoxb-test", slack.api_url, session)
        bolt = AsyncApp(
            client=AsyncWebClient(base_url=slack.api_url, session=session),
            signing_secret="unused",
            authorize=authorizer(IDENTITY, "xoxb-test"),
            process_before_response=True,
        )
        bolt.command("/okr")(desk.answer)
        bolt.error(desk.fail)
        noted = replace(patience, pause=desk.pause)
        here = Joined(Socket(client, session, APP_TOKEN, bolt, desk.metrics, noted), desk, slack)
        try:
            yield here
        finally:
            await here.socket.close()


@asynccontextmanager
async def joined(patience: Patience = PATIENCE, **laid_out: Any) -> AsyncIterator[Joined]:
    """A socket that is open; its pauses are noted, not waited for."""
    async with link_server(**laid_out) as slack, unopened(slack, patience) as here:
        async with asyncio.timeout(10):
            await here.socket.open()
        yield here


async def payload(here: Joined, words: str, number: int = -1) -> Any:
    """Send a command over the connection of that number, and return the payload of its acknowledgement."""
    end = here.slack.ends[number]
    await end.command(words)
    await until(lambda: end.answers(words))
    (answer,) = end.answers(words)
    return answer.get("payload")
