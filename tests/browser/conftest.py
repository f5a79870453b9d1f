"""The local workspace as `make run` starts it, and people who visit its page with a real browser."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.local import local_workspace
from bot.settings import read_company, read_environment
from tests.browser.chromium import MISSING, chromium, find_chromium
from tests.browser.town import Town, Visitors

HERE = Path(__file__).parent
PATIENCE = 10_000
"""Milliseconds after which a test no longer waits for what it looks for."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here lives on one event loop, as the browser they share does."""
    for item in items:
        if HERE in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is; without one nothing here can be tested."""
    path = find_chromium()
    if path is None:
        pytest.skip(MISSING)
    return path


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    """One Chromium for all tests; each test opens pages that know nothing of another's."""
    expect.set_options(timeout=PATIENCE)
    async with chromium(chromium_path) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def town(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    """Rungs and a local Slack in which the story of Company X was told."""
    company = read_company(HERE.parent.parent / "app.yaml")
    monkeypatch.chdir(tmp_path)
    environment = read_environment({"PORT": "0", "RUNGS_PLAYGROUND_PORT": "0"})
    async with local_workspace(environment, company) as (app, slack):
        yield Town(app, slack)


@pytest_asyncio.fixture(loop_scope="session")
async def visitors(browser: Browser, town: Town) -> AsyncIterator[Visitors]:
    """Opens the page as somebody. In the end no page may have had anything to complain of."""
    opened = Visitors(browser, town, PATIENCE)
    yield opened
    assert await opened.leave() == []


@pytest.fixture
def visitor(visitors: Visitors) -> Callable[..., Awaitable[Page]]:
    """`await visitor("ana")`: the page as Ana sees it."""
    return visitors.open
