"""The first minute of a newcomer: the page opens, a command is typed, the bot answers."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect


async def test_a_command_is_answered(visitor: Callable[..., Awaitable[Page]]) -> None:
    page = await visitor("ana")

    await (
        page.get_by_role("textbox", name="Message").or_(page.get_by_role("combobox", name="Message")).fill("/okr list")
    )
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("KR-1").first).to_be_visible()
