"""Modals: opened in the three seconds that a trigger lives, or, when that fails, by a card with a button."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.readers import Readers
from bot.reception import Reception
from bot.slack import cards, forms
from bot.slack.incoming import PLATFORM
from bot.slack.reasons import FAILURES, reason
from handlers.chat.answer import Answer, launcher_of
from handlers.chat.ask import Place
from handlers.chat.request import Request

log = structlog.get_logger()

Json = dict[str, Any]
CARD_TITLE = "Rungs"

PATIENCE = 2.0
"""Seconds that Slack may take to open a view; the request that asked for it must be acknowledged within three."""


class Views:
    """What an answer shows in a modal; `patience` is for Slack to open it, in seconds."""

    def __init__(
        self, client: AsyncWebClient, reception: Reception, readers: Readers, patience: float = PATIENCE
    ) -> None:
        self._client = client
        self._reception = reception
        self._readers = readers
        self._patience = patience

    def place(self, view: Mapping[str, Any]) -> Place:
        """Where a view was asked for; a Home or a card in a modal is nowhere in particular."""
        try:
            return forms.read(view).place
        except ValueError:
            return Place(PLATFORM, kind="home")

    async def rendered(self, answer: Answer) -> Json | None:
        """The answer as a view: its form, else its card."""
        if answer.screen is not None:
            return forms.render(answer.screen, await self._readers.of(answer, answer.screen))
        if answer.card is not None:
            reader = await self._readers.of(answer, answer.card)
            return cards.render_modal_card(answer.card, reader, CARD_TITLE)
        return None

    async def open(self, answer: Answer, request: Request, trigger: str) -> bool:
        """Open the answer's form. If Slack will not any more, the writer gets a card that opens it."""
        if answer.screen is None:
            return False
        reader = await self._readers.of(answer, answer.screen)
        try:
            async with asyncio.timeout(self._patience):
                await self._client.views_open(trigger_id=trigger, view=forms.render(answer.screen, reader))
        except FAILURES as problem:
            log.warning("a form did not open", error=reason(problem))
            await self._reception.later(_by_reply(request), launcher_of(answer.screen))
            return False
        return True

    async def show(self, answer: Answer, request: Request, trigger: str, view: Mapping[str, Any] | None) -> None:
        """Show the answer to a button: in the modal where it was pressed, or in a new one."""
        shown = await self.rendered(answer)
        if shown is None:
            return
        try:
            async with asyncio.timeout(self._patience):
                if view is not None and view.get("type") == "modal":
                    await self._client.views_update(view_id=view["id"], view=shown)
                else:
                    await self._client.views_open(trigger_id=trigger, view=shown)
        except FAILURES as problem:
            log.warning("a view did not open", error=reason(problem))
            card = launcher_of(answer.screen) if answer.screen is not None else answer.card
            if card is not None:
                await self._reception.later(_by_reply(request), card)


def _by_reply(request: Request) -> Request:
    """The same request, answered by the one-time address, or by a direct message where there is none."""
    return replace(request, whisper="reply_url" if request.reply_url else "person", can_open=False)
