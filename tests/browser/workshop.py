"""A local Slack with a bot that does what the test says: where the page is tried without Rungs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import Playground
from bot.playground.workspace import Json
from tests.playground.clock import Clock
from tests.playground.company import Bot, local_slack, serving

DEADLINE = 0.6
"""Seconds within which this Slack wants to be answered; a test waits for it to pass."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """Ana and Ben in #general, and a bot on strings."""

    slack: Playground
    bot: Bot
    client: AsyncWebClient

    async def post(self, *blocks: Json, text: str = "A message of blocks", thread_ts: str | None = None) -> str:
        """Post blocks to #general as the bot; return the message's ts."""
        posted = await self.client.chat_postMessage(
            channel="C1GEN", text=text, blocks=list(blocks), thread_ts=thread_ts
        )
        return str(posted["ts"])

    def opens(self, view: Json) -> None:
        """Whatever is done next opens this modal."""

        async def answer(payload: Json) -> web.Response:
            await self.client.views_open(trigger_id=payload["trigger_id"], view=view)
            self.bot.answers()
            return web.Response()

        self.bot.answer = answer

    def action(self) -> Json:
        """The action of the latest press or pick, as the bot got it."""
        return dict(self.bot.last["actions"][0])

    async def heard(self, kind: str) -> Json:
        """The latest payload of this type, once it is the latest of all."""
        return await self.slack.until(
            lambda: self.bot.last if self.bot.requests and _kind(self.bot.last) == kind else None
        )


def _kind(payload: Json) -> str:
    return str(payload["event"]["type"] if payload.get("type") == "event_callback" else payload.get("type", "command"))


@asynccontextmanager
async def workshop() -> AsyncIterator[Workshop]:
    """Both on ports of their own."""
    async with serving(Bot()) as bot, local_slack(Clock(), endpoint=bot.address, deadline=DEADLINE) as slack:
        yield Workshop(slack, bot, AsyncWebClient(token=slack.workspace.install.token, base_url=slack.base_url))
