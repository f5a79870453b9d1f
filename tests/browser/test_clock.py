"""The story's clock: what is due happens, and the story can begin anew."""

import re
from zoneinfo import ZoneInfo

from playwright.async_api import expect

from bot.demo.company_x import TIME_ZONE
from bot.playground.server import Playground
from tests.browser.visitors import Visit

TOLD_ANEW = 30_000
"""Milliseconds within which the story of eight weeks is told again."""

COVERED = """
(line) => {
  const { left, top, width, height } = line.getBoundingClientRect();
  const steps = [...Array(20).keys()].map((number) => left + (width * (number + 0.5)) / 20);
  return steps.filter((x) => !line.contains(document.elementFromPoint(x, top + height / 2)));
}
"""
"""Where, across its width, something else lies over a line."""


async def test_on_the_way_to_the_next_prompt_it_is_asked(visit: Visit, town: Playground) -> None:
    clockwork = town.clockwork
    assert clockwork is not None
    due = next(due for due in await clockwork.coming() if "check-in" in due.name.lower())
    week = due.at.astimezone(ZoneInfo(TIME_ZONE)).isocalendar().week
    emil = await visit("emil", "marketing")

    clock = emil.page.get_by_role("region", name="The story's clock")
    await clock.get_by_role("button", name=re.compile("check-in", re.IGNORECASE)).click()

    await expect(emil.message(f"Check-in, week {week}")).to_be_visible()
    await expect(clock.get_by_text(f"{due.at:%a} {due.at.day}").first).to_be_visible()


async def test_what_the_clock_says_is_not_covered_by_its_panel(visit: Visit) -> None:
    emil = await visit("emil", "marketing")
    clock = emil.page.get_by_role("region", name="The story's clock")

    await clock.get_by_role("button", name="Clock").click()
    await clock.get_by_label(re.compile("Date and time")).fill("2020-01-01T10:00")
    await clock.get_by_role("button", name="Go").click()

    said = emil.page.get_by_role("status").filter(has_text="That has passed already")
    await expect(said).to_be_visible()
    await expect(clock.get_by_role("button", name="Go")).to_be_visible()
    assert await said.evaluate(COVERED) == []


async def test_the_story_begins_anew(visit: Visit, town: Playground) -> None:
    emil = await visit("emil", "marketing")
    await emil.say("Was I ever here?")
    await expect(emil.message("Was I ever here?")).to_be_visible()

    await emil.page.get_by_role("region", name="The story's clock").get_by_role("button", name="Reset").click()
    await emil.dialog.get_by_role("button", name="Begin anew").click()

    await expect(emil.dialog).to_be_hidden(timeout=TOLD_ANEW)
    await expect(emil.main.get_by_text("Was I ever here?")).to_have_count(0)
    await emil.say("/okr show KR-5")
    await expect(emil.message("1,610 of 3,000 orders")).to_be_visible()
