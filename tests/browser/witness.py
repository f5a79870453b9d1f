"""Who watches a page while a test uses it, and tells in the end what was wrong with it."""

from playwright.async_api import ConsoleMessage, Error, Page, Request, Response

LEFT = "net::ERR_ABORTED"
"""How a request ends when the page that asked has gone: nobody's fault."""


class Witness:
    """Notes what the console says, scripts that stop, refusals of the content security policy, failed requests."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._troubles: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", self._error)
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    async def troubles(self) -> list[str]:
        """What was wrong, page too wide for its window included; empty when all was well."""
        if not self._page.is_closed() and await self._page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        ):
            self._troubles.append("the page scrolls sideways")
        return self._troubles

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._troubles.append(f"console: {message.text} {message.location['url']}".rstrip())

    def _error(self, error: Error) -> None:
        self._troubles.append(f"script: {error.message}")

    def _failed(self, request: Request) -> None:
        if request.failure != LEFT:
            self._troubles.append(f"request: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self._troubles.append(f"answer: {response.url} {response.status}")
