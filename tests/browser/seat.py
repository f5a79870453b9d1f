"""A person at the page. Things are found by role and name, as a screen reader finds them."""

import re
from dataclasses import dataclass

from playwright.async_api import Locator, Page

from bot.playground.server import Playground


@dataclass(frozen=True, slots=True)
class Seat:
    """One browser window on a local Slack."""

    page: Page
    slack: Playground

    async def go(self, who: str, place: str, thread: str = "") -> None:
        """Open the page as somebody; `place` is a channel, "home", or a handle for the direct message."""
        workspace = self.slack.workspace
        room = place if place == "home" else workspace.place(place).id
        under = f"&thread={thread}" if thread else ""
        await self.page.goto(f"{self.slack.url}/?as={workspace.person(who).id}&in={room}{under}")

    @property
    def main(self) -> Locator:
        """The conversation or Home."""
        return self.page.get_by_role("main")

    @property
    def thread(self) -> Locator:
        """The panel beside it."""
        return self.page.get_by_role("complementary", name="Thread")

    @property
    def dialog(self) -> Locator:
        """The window that lies over everything."""
        return self.page.get_by_role("dialog")

    @property
    def composer(self) -> Locator:
        """The box at the bottom of a conversation."""
        return self.main.get_by_role("textbox", name=re.compile("^Message "))

    @property
    def reply_box(self) -> Locator:
        """The box at the bottom of a thread."""
        return self.thread.get_by_role("textbox", name=re.compile("^Reply"))

    @property
    def offers(self) -> Locator:
        """What the box offers while one types."""
        return self.page.get_by_role("listbox", name="Suggestions")

    def message(self, words: str | re.Pattern[str]) -> Locator:
        """The latest message of the conversation in which these words stand."""
        return self.main.get_by_role("article").filter(has_text=words).last

    def reply(self, words: str | re.Pattern[str]) -> Locator:
        """The latest message of the thread in which these words stand."""
        return self.thread.get_by_role("article").filter(has_text=words).last

    async def say(self, words: str) -> None:
        """Write into the conversation."""
        await self.composer.fill(words)
        await self.main.get_by_role("button", name="Send").click()

    async def say_in_thread(self, words: str) -> None:
        """Write into the thread that is open."""
        await self.reply_box.fill(words)
        await self.thread.get_by_role("button", name="Send").click()

    async def press(self, within: Locator, name: str) -> None:
        """Press the button of that name, there."""
        await within.get_by_role("button", name=name, exact=True).click()

    async def choose(self, message: Locator, item: str) -> None:
        """Pick from the menu of a message."""
        await message.hover()
        await message.get_by_role("button", name="More").click()
        await self.page.get_by_role("menuitem", name=item).click()
