"""The local workspace and its visitors: the parts of every browser test."""

from dataclasses import dataclass
from typing import Literal

from playwright.async_api import Browser, BrowserContext, Page, ViewportSize

from bot.app import App
from bot.playground.server import Playground
from tests.browser.witness import Witness

DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=360, height=740)


@dataclass(frozen=True, slots=True)
class Town:
    """Rungs and a local Slack, both at work."""

    app: App
    slack: Playground

    def address(self, who: str, place: str) -> str:
        """Where the page shows a place to somebody; `place` is a channel's name, "home" or a handle."""
        workspace = self.slack.workspace
        room = place if place == "home" else workspace.place(place).id
        return f"{self.slack.url}/?as={workspace.person(who).id}&in={room}"


class Visitors:
    """People with a browser each. `patience` in milliseconds."""

    def __init__(self, browser: Browser, town: Town, patience: float) -> None:
        self._browser = browser
        self._town = town
        self._patience = patience
        self._contexts: list[BrowserContext] = []
        self._witnesses: list[Witness] = []

    async def open(
        self,
        who: str,
        place: str = "general",
        *,
        window: ViewportSize = DESKTOP,
        scheme: Literal["light", "dark"] = "light",
    ) -> Page:
        """The page as this person sees it, in a browser of their own."""
        context = await self._browser.new_context(viewport=window, color_scheme=scheme, reduced_motion="reduce")
        context.set_default_timeout(self._patience)
        self._contexts.append(context)
        page = await context.new_page()
        self._witnesses.append(Witness(page))
        await page.goto(self._town.address(who, place))
        return page

    async def leave(self) -> list[str]:
        """Close every page; what was wrong with them."""
        troubles = [trouble for witness in self._witnesses for trouble in await witness.troubles()]
        for context in self._contexts:
            await context.close()
        return troubles
