"""The gallery in a browser: for everybody's eyes, on any screen, in the colours that one chooses."""

from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect

from bot.gallery.files import write_gallery
from tests.browser.accessibility import barriers

PHONE = ViewportSize(width=360, height=740)
SCHEME = "getComputedStyle(document.documentElement).colorScheme"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest_asyncio.fixture(loop_scope="session")
async def index(tmp_path: Path, browser: Browser) -> Page:
    """The page of all screens, on a phone, from a file."""
    await write_gallery(tmp_path, chromium=None)
    page = await browser.new_page(viewport=PHONE)
    await page.goto((tmp_path / "index.html").as_uri())
    return page


async def test_nothing_stands_in_anybodys_way(index: Page) -> None:
    assert await barriers(index) == []
    assert await index.evaluate(SIDEWAYS) == 0
    await index.close()


async def test_the_colours_are_those_that_are_chosen(index: Page) -> None:
    await index.get_by_role("radio", name="dark").check()

    assert await index.evaluate(SCHEME) == "dark"
    await index.get_by_role("link", name="okrs.list", exact=True).last.click()
    await expect(index).to_have_title("okrs.list · Rungs")
    await index.close()
