"""The local workspace as `make run` starts it, and people who visit its page with a real browser."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.local.workspace import local_workspace
from bot.playground.server import Playground
from bot.settings import read_company, read_environment
from tests.browser.chromium import MISSING, chromium, find_chromium
from tests.browser.visitors import Visit, Visitors
from tests.browser.workshop import Workshop
from tests.browser.workshop import workshop as open_workshop
from tests.e2e.world import StillClock

HERE = Path(__file__).parent
PATIENCE = 20_000
"""Milliseconds after which a test no longer waits for what it looks for."""
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)
"""Where the story ends: the check-in of its eighth week was asked for the day before."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here lives on one event loop, as the browser they share does; without a browser none can be done."""
    ours = [item for item in items if HERE in item.path.parents]
    marks = [pytest.mark.asyncio(loop_scope="session")]
    if ours and find_chromium() is None:
        marks.append(pytest.mark.skip(reason=MISSING))
    for item in ours:
        for mark in marks:
            item.add_marker(mark, append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests; each test opens pages that know nothing of another's."""
    path = find_chromium()
    assert path is not None, MISSING
    expect.set_options(timeout=PATIENCE)
    async with chromium(path) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Playground]:
    """The local Slack of a Rungs that has told its story. A file's tests share it: each says words of its own."""
    company = read_company(HERE.parent.parent / "app.yaml")
    environment = read_environment({"PORT": "0", "RUNGS_PLAYGROUND_PORT": "0"})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("town"))
        async with local_workspace(environment, company, StillClock(TUESDAY)) as (_, slack):
            yield slack


@pytest_asyncio.fixture(loop_scope="session")
async def workshop(browser: Browser) -> AsyncIterator[Workshop]:
    """A local Slack and a bot on strings."""
    async with open_workshop() as here:
        yield here


@pytest_asyncio.fixture(loop_scope="session")
async def visitors(browser: Browser) -> AsyncIterator[Visitors]:
    """Whoever opens a page in this test. In the end no page may have had anything to complain of."""
    opened = Visitors(browser, PATIENCE)
    yield opened
    assert await opened.leave() == []


@pytest.fixture
def visit(town: Playground, visitors: Visitors) -> Visit:
    """`await visit("ana")`: Ana sits down before Rungs' page."""
    return visitors.of(town)


@pytest.fixture
def try_out(workshop: Workshop, visitors: Visitors) -> Visit:
    """The same before the page of the workshop."""
    return visitors.of(workshop.slack)
