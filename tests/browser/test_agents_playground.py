"""Rungs in Microsoft's Agents Playground: what somebody in Teams sees and does, as Microsoft's own client draws it.

`npm` puts the client into .playground/ on `make teams-playground`; RUNGS_TEAMS_PLAYGROUND names another folder. Where
RUNGS_TEAMS_PICTURES names a folder, pictures are taken there.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from bot.app import App
from bot.local.agents_playground import CLI
from bot.local.teams import TwoPlatforms, teams_playground
from bot.settings import read_company, read_environment
from storage.teams import all_teams
from tests.browser.conftest import PATIENCE, TUESDAY
from tests.e2e.world import StillClock

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("RUNGS_TEAMS_PLAYGROUND") or ROOT / ".playground").resolve()
PICTURES = os.environ.get("RUNGS_TEAMS_PICTURES", "")
CHANNEL = "19:marketing@thread.tacv2"
NEXT_PROMPT = datetime(2026, 11, 30, 8, 5, tzinfo=UTC)
"""Just after the check-in of the next week was asked for."""

pytestmark = pytest.mark.skipif(
    not (FOLDER / CLI).is_file() or shutil.which("node") is None,
    reason="Microsoft's Agents Playground is not installed: make teams-playground",
)


@dataclass(frozen=True, slots=True)
class Client:
    """Emil before the Agents Playground."""

    page: Page
    town: TwoPlatforms

    async def write(self, words: str) -> None:
        """Write to Rungs in the chat with it."""
        await self.page.get_by_text("Personal Chat").first.click()
        await self.page.locator("[data-lexical-editor=true]").last.click()
        await self.page.keyboard.type(words)
        await self.page.get_by_label("Send Message").last.click()

    async def post(self, words: str) -> Locator:
        """Write to Rungs in the channel Marketing, by its mention; the thread that begins with it."""
        await self.page.get_by_text("Marketing", exact=True).first.click()
        await self.page.locator("[data-lexical-editor=true]").first.click()
        await self.page.keyboard.type("@Run")
        await self.page.get_by_text("Rungs", exact=True).last.click()
        await self.page.keyboard.type(f" {words}")
        await self.page.get_by_role("button", name="Post", exact=True).click()
        return self.page.get_by_text(words).first

    async def press(self, label: str) -> None:
        """Press the latest button of that label."""
        await self.page.get_by_role("button", name=label, exact=True).last.click()

    async def sees(self, *words: str) -> None:
        """Wait until all of that stands there."""
        for each in words:
            await expect(self.page.get_by_text(each).last).to_be_visible()

    async def heard_from(self, handle: str, name: str, text: str) -> None:
        """Somebody else writes to Rungs in the channel: as the client is told: it is Emil's alone."""
        config = await (await self.page.request.get(f"{self.town.teams}/_internal/v1/testConfig")).json()
        people = config["config"]["users"]
        (sender,) = [one for one in people if one["id"] == f"29:{handle}"]
        activity: dict[str, Any] = {
            "type": "message",
            "id": "1790000000001",
            "channelId": "msteams",
            "serviceUrl": f"{self.town.teams}/_connector",
            "from": {"id": sender["id"], "name": name, "aadObjectId": sender["aadObjectId"]},
            "recipient": {"id": "28:rungs", "name": "Rungs"},
            "conversation": {
                "id": CHANNEL,
                "conversationType": "channel",
                "tenantId": config["config"]["tenantId"],
                "isGroup": True,
                "name": "Marketing",
            },
            "channelData": {"tenant": {"id": config["config"]["tenantId"]}, "channel": {"id": CHANNEL}},
            "entities": [{"type": "mention", "mentioned": {"id": "28:rungs"}, "text": "<at>Rungs</at>"}],
            "text": f"<at>Rungs</at> {text}",
        }
        answer = await self.page.request.post(f"{self.town.teams}/_internal/v1/customActivities", data=activity)
        assert answer.ok, await answer.text()

    async def picture(self, name: str) -> None:
        """Take one where somebody wants them."""
        if PICTURES:
            await self.page.screenshot(path=Path(PICTURES) / f"teams-{name}.png")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TwoPlatforms]:
    """Rungs with the Agents Playground; the tests of this file share it, each says words of its own."""
    company = replace(read_company(ROOT / "app.yaml"), super_users=frozenset({"ines@companyx.example"}))
    environment = read_environment({"PORT": "0", "RUNGS_PLAYGROUND_PORT": "0"})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("teams"))
        async with teams_playground(environment, company, "emil", FOLDER, StillClock(TUESDAY)) as ready:
            yield ready


@pytest_asyncio.fixture(loop_scope="session")
async def client(browser: Browser, town: TwoPlatforms) -> AsyncIterator[Client]:
    """Emil, with Rungs installed for him."""
    page = await browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(PATIENCE)
    await page.goto(town.teams)
    here = Client(page, town)
    await page.get_by_role("button", name="Hide log panel").click()
    await here.sees("Only you see this page.")
    yield here
    await page.close()


async def test_a_check_in_by_card_keeps_what_was_typed_and_becomes_its_answer(client: Client) -> None:
    await client.write("checkin KR-5")
    await client.sees("Press the button to go on: Check in.")
    await client.press("Check in")
    await client.page.get_by_placeholder("now 1,610").fill("nearly there")
    await client.press("Check in")
    await client.sees("“nearly there” is not a number.")
    await client.picture("form")

    value = client.page.get_by_label("Value").last
    await expect(value).to_have_value("nearly there")
    await value.fill("1710")
    await client.press("Check in")

    await client.sees("1,710 of 3,000 orders, was 1,610")
    await expect(value).to_have_count(0)
    await client.picture("check-in")


async def test_undo_takes_the_place_of_the_card(client: Client) -> None:
    await client.write("okr update KR-5 1650")
    await client.sees("1,650 of 3,000 orders")

    await client.press("Undo")

    await expect(client.page.get_by_text("1,650 of 3,000 orders")).to_have_count(0)


async def test_a_message_is_saved_as_evidence_from_its_menu(client: Client) -> None:
    await client.write("The fair brought us two hundred orders.")
    await client.sees("I understand commands, not conversation")
    await client.page.get_by_label("Show more information").nth(-2).click()
    await client.page.get_by_role("menuitem", name="Action Command").click()
    await client.page.get_by_placeholder("Input command id or leave blanks").fill("evidence_save")
    await client.press("Create")
    await client.sees("only you can read it among your evidence", "Save")
    await client.picture("evidence")

    await client.press("Save")

    await client.sees("Saved as evidence about")
    await client.press("Close")
    await client.write("rungs evidence")
    await client.sees("1 message")


async def test_a_command_in_a_channel_is_answered_in_its_thread(client: Client) -> None:
    await client.post("okr show O-3")

    await client.sees("Improve search results for our website by 30 percent", "KR-6")
    await client.picture("thread")


async def channels(app: App) -> set[str]:
    """The channels in which teams meet."""
    return {team.channel for team in await app.database.read(partial(all_teams, workspace_id=app.workspace_id))}


async def has_moved_to(channel: str, app: App) -> None:
    """Wait until a team meets in that channel."""
    async with asyncio.timeout(10):
        while channel not in await channels(app):  # noqa: ASYNC110 - what is waited for rings no bell
            await asyncio.sleep(0.05)


async def test_the_check_in_of_a_team_is_asked_for_in_its_channel(client: Client) -> None:
    await client.page.get_by_text("Marketing", exact=True).first.click()
    await client.heard_from("ines", "Ines Moreau", "rungs team edit Marketing --channel here")
    bot = client.town.bot
    assert bot.app is not None
    await has_moved_to(CHANNEL, bot.app)
    await bot.journey(bot.app).reach(NEXT_PROMPT)

    await client.sees("Check-in, week 49")
    await client.picture("prompt")
