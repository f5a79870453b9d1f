"""Names, titles and messages of people who mean harm stay words."""

import re

import pytest
from playwright.async_api import expect

from bot.playground.residents import Resident
from bot.playground.server import Playground
from tests.browser.seat import Seat
from tests.browser.visitors import Visit

MARKUP = "<img src=x onerror=\"document.title='taken'\">"
ENDING = "</script><script>document.title='taken'</script>"
PING = "<!channel> <!here> <!everyone> @channel"
LINK = "<javascript:document.title='taken'|click> javascript:alert(1)"
TURNED = "\u202egnp.exe"
CODE = re.compile(r"^O-\d+$")


async def settle_in(town: Playground, person: Resident) -> None:
    """Somebody joins the company, and #product."""
    await town.arrive(person)
    await town.join(person.name, "product")


async def unharmed(seat: Seat) -> None:
    """No script ran, and no link runs one. What else went wrong, the witness of the page tells."""
    assert "taken" not in await seat.page.title()
    await expect(seat.page.locator("a[href^=javascript i]")).to_have_count(0)


@pytest.mark.parametrize("title", [MARKUP, ENDING, PING, LINK, TURNED])
async def test_a_title_runs_nothing_and_pings_nobody(visit: Visit, town: Playground, title: str) -> None:
    before = len(town.pings)
    ana = await visit("ana", "product")

    await ana.say(f"/okr new Aim {len(title)} {title} --team Product")
    answer = ana.message(f"Aim {len(title)}").filter(has_text="is set")
    code = str(await answer.get_by_text(CODE).first.text_content())
    await ana.say(f"@rungs okr show {code}")
    await ana.message(f"okr show {code}").get_by_role("link", name="1 reply").click()
    await expect(ana.reply(f"Aim {len(title)}")).to_be_visible()

    await unharmed(ana)
    loud = {ping.target for ping in town.pings[before:]} & {"!channel", "!here", "!everyone"}
    assert loud == set()


@pytest.mark.parametrize("name", [MARKUP, ENDING, PING, TURNED])
async def test_a_name_runs_nothing_wherever_it_stands(visit: Visit, town: Playground, name: str) -> None:
    handle = f"mal{len(name)}"
    await settle_in(town, Resident(f"U0{handle.upper()}", handle, f"Mal {name}", f"{handle}@x.example", title=name))
    await town.say(handle, "product", f"Hello from {name}")
    ana = await visit("ana", "product")

    await expect(ana.message("Hello from").get_by_text("Mal").first).to_be_visible()
    await ana.composer.press_sequentially(f"@{handle}")
    await expect(ana.offers.get_by_role("option").first).to_be_visible()

    await unharmed(ana)


async def test_words_that_turn_round_turn_nothing_but_themselves(visit: Visit, town: Playground) -> None:
    await settle_in(town, Resident("U0MALLORY", "mallory", f"Mal{TURNED}", "mallory@x.example"))
    await town.say("mallory", "product", "Which way round?")
    ana = await visit("ana", "product")

    name = ana.message("Which way round?").get_by_text("Mal").first

    assert await name.evaluate("node => getComputedStyle(node).unicodeBidi") in ("isolate", "isolate-override")
