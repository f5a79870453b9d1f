"""The tour for who has never seen OKRs: five steps, and out of the way for good once dismissed."""

from playwright.async_api import expect

from tests.browser.visitors import Visit


async def test_it_has_five_steps(visit: Visit) -> None:
    emil = await visit("emil", "marketing")
    tour = emil.page.get_by_role("region", name="Tour")

    for step in range(1, 5):
        await expect(tour.get_by_text(f"Step {step} of 5")).to_be_visible()
        await emil.press(tour, "Next")

    await expect(tour.get_by_text("Step 5 of 5")).to_be_visible()


async def test_once_dismissed_it_stays_away_until_it_is_asked_for(visit: Visit) -> None:
    emil = await visit("emil", "marketing")
    tour = emil.page.get_by_role("region", name="Tour")

    await tour.get_by_role("button", name="Close").click()
    await emil.page.reload()
    await expect(emil.composer).to_be_visible()
    await expect(tour).to_be_hidden()
    await emil.page.get_by_role("button", name="Tour").click()

    await expect(tour).to_be_visible()


async def test_its_end_leads_back_to_the_button_that_opens_it(visit: Visit) -> None:
    emil = await visit("emil", "marketing")
    tour = emil.page.get_by_role("region", name="Tour")

    for _ in range(4):
        await emil.press(tour, "Next")
    await emil.press(tour, "Finish")

    await expect(tour).to_be_hidden()
    await expect(emil.page.get_by_role("button", name="Tour")).to_be_focused()


async def test_it_types_but_never_sends(visit: Visit) -> None:
    emil = await visit("emil", "marketing")

    await emil.press(emil.page.get_by_role("region", name="Tour"), "Type it for me")

    await expect(emil.composer).to_have_value("/okr update KR-5 1700")
