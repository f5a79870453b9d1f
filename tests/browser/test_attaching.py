"""Files at the page: attached beside the box, taken out again, and imported by a super user from dry run to Apply."""

import os
from pathlib import Path

from playwright.async_api import FilePayload, Locator, expect

from tests.browser.seat import Seat
from tests.browser.visitors import PHONE, Visit

TABLE = b"""kind,code,title,owner_email,parent,cycle,metric,start,target,unit
objective,G-1,Open the second bakery,ana@companyx.example,,2026-Q4,,,,
key_result,K-1,Sell rolls,ben@companyx.example,G-1,,increase,0,3000,rolls
"""


def file(name: str, content: bytes = b"x") -> FilePayload:
    return FilePayload(name=name, mimeType="text/csv", buffer=content)


async def attach(seat: Seat, *files: FilePayload) -> Locator:
    """Choose these files; return the list of those that are chosen."""
    async with seat.page.expect_file_chooser() as chooser:
        await seat.press(seat.main, "Attach a file")
    await (await chooser.value).set_files(list(files))
    return seat.main.get_by_role("list", name="Attached files")


async def pictured(seat: Seat, name: str) -> None:
    """Keep a picture where somebody asked for some."""
    if folder := os.environ.get("RUNGS_PICTURES_OF_TESTS"):
        await seat.page.screenshot(path=Path(folder) / f"{name}.png")


async def test_a_file_is_imported_from_the_dry_run_to_apply(visit: Visit) -> None:
    ines = await visit("ines", "ines")
    chosen = await attach(ines, file("bakery.csv", TABLE))
    await expect(chosen).to_contain_text("bakery.csv")
    await pictured(ines, "attached")
    await ines.press(ines.main, "Send")

    run = ines.message("2 new, 0 changed")
    await expect(run).to_contain_text("Nothing is stored yet.")
    await pictured(ines, "dry-run")
    await ines.press(run, "Apply")

    await expect(ines.message("Stored: 2 new, 0 changed")).to_be_visible()
    await expect(ines.main.get_by_role("button", name="Apply")).to_have_count(0)
    await expect(chosen).to_be_hidden()
    await pictured(ines, "stored")


async def test_a_file_is_taken_out_before_it_is_sent(visit: Visit) -> None:
    ben = await visit("ben", "general", window=PHONE)
    chosen = await attach(ben, file("a.csv"), file("b.csv"))

    await ben.press(chosen, "Remove a.csv")
    await pictured(ben, "phone")
    await ben.say("Here is the other one")

    sent = ben.message("Here is the other one")
    await expect(sent.get_by_role("link", name="b.csv")).to_be_visible()
    await expect(sent.get_by_role("link", name="a.csv")).to_have_count(0)


async def test_a_file_without_words_is_sent_by_the_keyboard(visit: Visit) -> None:
    ben = await visit("ben", "general")
    await attach(ben, file("rolls.csv"))
    await expect(ben.composer).to_be_focused()

    await ben.page.keyboard.press("Enter")

    await expect(ben.main.get_by_role("link", name="rolls.csv")).to_be_visible()


async def test_what_is_too_large_is_refused_at_once(visit: Visit) -> None:
    ben = await visit("ben", "general")

    chosen = await attach(ben, file("large.csv", b"x" * (10 * 1024 * 1024 + 1)))

    await expect(ben.main.get_by_text("Files of at most 10 MB in all go with one message.")).to_be_visible()
    await expect(chosen).to_be_hidden()
