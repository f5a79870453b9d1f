"""Those who watch the pages of the other tests do see what is wrong."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.browser.accessibility import barriers
from tests.browser.witness import Witness

SOUND = (
    '<html lang="en"><meta name="color-scheme" content="light dark"><title>Sound</title><main><h1>Sound</h1>%s</main>'
)
STRICT = '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'">'


@pytest_asyncio.fixture(loop_scope="session")
async def blank(browser: Browser) -> AsyncIterator[Page]:
    """An empty page that belongs to nobody."""
    page = await browser.new_page()
    yield page
    await page.close()


@pytest.mark.parametrize(
    ("markup", "trouble"),
    [
        ("<script>console.error('no')</script>", "console: no"),
        ("<script>nowhere()</script>", "script: nowhere is not defined"),
        (f"{STRICT}<button onclick='alert(1)'>x</button><script>alert(1)</script>", "console: Executing inline script"),
        ("<img src='http://127.0.0.1:9/x.png' alt=''>", "request: http://127.0.0.1:9/x.png"),
        ("<table width=3000><tr><td>wide</table>", "the page scrolls sideways"),
    ],
)
async def test_a_trouble_is_told(blank: Page, markup: str, trouble: str) -> None:
    witness = Witness(blank)

    await blank.set_content(markup)

    assert [told for told in await witness.troubles() if told.startswith(trouble)]


async def test_a_sound_page_is_praised(blank: Page) -> None:
    witness = Witness(blank)
    await blank.set_content(SOUND % "<button>Press</button>")

    assert (await witness.troubles(), await barriers(blank)) == ([], [])


@pytest.mark.parametrize(
    ("markup", "barrier"),
    [
        ("<button></button>", "button-name"),
        ("<input>", "label"),
        ("<p style='color:#999;background:#fff'>faint</p>", "color-contrast"),
        ("<p style='background:light-dark(#fff,#000);color:#111'>faint</p>", "color-contrast"),
        ("<div role='dialog'>unnamed</div>", "aria-dialog-name"),
        ("<button tabindex='3'>first</button>", "tabindex"),
    ],
)
async def test_a_barrier_is_told(blank: Page, markup: str, barrier: str) -> None:
    await blank.set_content(SOUND % markup)

    assert [told for told in await barriers(blank) if told.startswith(f"{barrier}, ")]
