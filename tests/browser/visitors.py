"""People who come by with a browser of their own."""

from typing import Literal, Protocol

from playwright.async_api import Browser, BrowserContext, ViewportSize

from bot.playground.server import Playground
from tests.browser.seat import Seat
from tests.browser.witness import Witness

DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=360, height=740)
ZOOMED = ViewportSize(width=640, height=400)
"""A desktop's window at twice the size."""
Scheme = Literal["light", "dark"]


class Visit(Protocol):
    """`await visit("ana", "product")`: Ana sits down and looks at #product."""

    async def __call__(
        self, who: str, place: str = ..., *, window: ViewportSize = ..., scheme: Scheme = ...
    ) -> Seat: ...


class Visitors:
    """Each has cookies and storage of their own. `patience`, in milliseconds, is for whatever they look for."""

    def __init__(self, browser: Browser, patience: float) -> None:
        self._browser = browser
        self._patience = patience
        self._contexts: list[BrowserContext] = []
        self._witnesses: list[Witness] = []
        self._visited: list[tuple[Playground, str]] = []

    def of(self, slack: Playground) -> Visit:
        """Whoever comes to this local Slack."""

        async def visit(
            who: str, place: str = "general", *, window: ViewportSize = DESKTOP, scheme: Scheme = "light"
        ) -> Seat:
            context = await self._browser.new_context(viewport=window, color_scheme=scheme, reduced_motion="reduce")
            context.set_default_timeout(self._patience)
            self._contexts.append(context)
            self._visited.append((slack, who))
            page = await context.new_page()
            self._witnesses.append(Witness(page))
            seat = Seat(page, slack)
            await seat.go(who, place)
            return seat

        return visit

    async def leave(self) -> list[str]:
        """Close every page, and the windows that were left open on it; what was wrong with the pages."""
        troubles = [trouble for witness in self._witnesses for trouble in await witness.troubles()]
        for context in self._contexts:
            await context.close()
        for slack, who in self._visited:
            while (view := slack.open_view(who)) is not None:
                await slack.close(view)
        return troubles
