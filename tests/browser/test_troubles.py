"""What the bot did wrong is said in red, with the reason, until it is cleared."""

import asyncio

import pytest
from aiohttp import web
from playwright.async_api import expect
from slack_sdk.errors import SlackApiError

from bot.playground.workspace import Json
from tests.browser.accessibility import barriers
from tests.browser.visitors import Visit
from tests.browser.workshop import DEADLINE, Workshop
from tests.playground.company import section


async def test_a_late_answer_is_told(try_out: Visit, workshop: Workshop) -> None:
    told = asyncio.Event()

    async def dawdle(payload: Json) -> web.Response:
        await told.wait()
        return web.Response()

    workshop.bot.answer = dawdle
    ana = await try_out("ana")

    await ana.say("/okr")

    await expect(ana.page.get_by_role("alert").get_by_text(f"{DEADLINE:g} s")).to_be_visible()
    told.set()


async def test_blocks_that_slack_would_refuse_are_told_and_cleared(try_out: Visit, workshop: Workshop) -> None:
    ana = await try_out("ana")

    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await workshop.post(section("x" * 3001))

    await expect(ana.page.get_by_role("alert").get_by_text("invalid_blocks")).to_be_visible()
    assert await barriers(ana.page) == []
    await ana.page.get_by_role("button", name="Clear").click()
    await expect(ana.page.get_by_text("invalid_blocks")).to_have_count(0)
