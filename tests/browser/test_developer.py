"""The panel for developers of the bot: what went over the wire, again, and worse."""

import re

from playwright.async_api import Locator, expect

from bot.playground.server import Playground
from tests.browser.seat import Seat
from tests.browser.visitors import Visit


async def panel(seat: Seat) -> Locator:
    """The panel, opened."""
    await seat.page.get_by_role("button", name="Developer panel").click()
    return seat.page.get_by_role("region", name="Developer panel")


async def test_each_request_is_there_with_its_payload(visit: Visit) -> None:
    emil = await visit("emil", "marketing")
    await emil.say("/okr show KR-5")
    developer = await panel(emil)

    exchange = developer.get_by_role("listitem").filter(has_text="command /okr").first
    await expect(exchange).to_contain_text(re.compile(r"200.*ms", re.DOTALL))
    await exchange.locator("summary").click()

    await expect(exchange.get_by_text("show KR-5")).to_be_visible()


async def test_what_is_sent_again_is_done_once(visit: Visit, town: Playground) -> None:
    emil = await visit("emil", "marketing")
    await emil.say("/okr update KR-5 1700")
    await expect(emil.message("1,700 of 3,000 orders")).to_be_visible()
    developer = await panel(emil)

    await developer.get_by_role("button", name="Send it again").first.click()
    await expect(developer.get_by_text("sent again")).to_be_visible()

    await emil.say("/okr show KR-5")
    await expect(emil.message("Value: 1,700")).to_be_visible()
    assert (await emil.message("Value: 1,700").inner_text()).count("Value: 1,700") == 1


async def test_slack_can_be_made_to_push_back(visit: Visit) -> None:
    emil = await visit("emil", "emil")
    developer = await panel(emil)
    await developer.get_by_role("radio", name="429").check()

    await emil.say("okr show KR-5")
    await expect(developer.get_by_role("listitem").filter(has_text="429").first).to_be_visible()
    await developer.get_by_role("radio", name="None").check()

    await expect(emil.message("Obtain 3,000 pre-orders")).to_be_visible()
