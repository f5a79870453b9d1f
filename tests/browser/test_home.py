"""The Home tab: what is mine, and what it lets me do."""

from playwright.async_api import expect

from tests.browser.visitors import Visit


async def test_home_shows_what_is_mine(visit: Visit) -> None:
    emil = await visit("emil", "marketing")

    await emil.page.get_by_role("navigation").get_by_role("link", name="Home").click()

    await expect(emil.main.get_by_text("Obtain 3,000 pre-orders").first).to_be_visible()


async def test_home_follows_what_is_done_from_it(visit: Visit) -> None:
    emil = await visit("emil", "home")

    await emil.main.get_by_role("button", name="Check in").first.click()
    await emil.dialog.get_by_role("textbox", name="Value").first.fill("1700")
    await emil.press(emil.dialog, "Check in")
    await emil.page.keyboard.press("Escape")

    await expect(emil.main.get_by_text("1,700 of 3,000 orders").first).to_be_visible()
