"""What somebody types: commands, mentions, and help with both while typing."""

from playwright.async_api import expect

from bot.playground.server import Playground
from tests.browser.visitors import Visit


async def test_a_command_is_answered(visit: Visit) -> None:
    emil = await visit("emil", "marketing")

    await emil.say("/okr update KR-5 1,700 The butter video works")

    await expect(emil.message("1,700 of 3,000 orders")).to_be_visible()


async def test_an_answer_for_one_is_seen_by_nobody_else(visit: Visit, town: Playground) -> None:
    emil, farah = await visit("emil", "marketing"), await visit("farah", "marketing")

    await emil.say("/okr show KR-6")
    await expect(emil.message("Secure 15 or more incoming links").get_by_text("Only visible to you")).to_be_visible()
    await town.say("goran", "marketing", "Lunch, anybody?")

    await expect(farah.message("Lunch, anybody?")).to_be_visible()
    await expect(farah.main.get_by_text("Only visible to you")).to_have_count(0)


async def test_a_command_that_nobody_knows_is_refused_and_kept_to_be_mended(visit: Visit) -> None:
    emil = await visit("emil", "marketing")

    await emil.say("/okrs list")

    await expect(emil.main.get_by_text("/okrs is not a valid command")).to_be_visible()
    await expect(emil.composer).to_have_value("/okrs list")


async def test_a_mention_is_answered_in_the_thread(visit: Visit) -> None:
    emil = await visit("emil", "marketing")

    await emil.say("@rungs okr show KR-7")
    await emil.message("okr show KR-7").get_by_role("link", name="1 reply").click()

    await expect(emil.reply("Optimise all existing site content")).to_be_visible()


async def test_a_direct_message_is_answered_like_a_command(visit: Visit) -> None:
    emil = await visit("emil", "emil")

    await emil.say("okr show KR-1")

    await expect(emil.message("Assemble the team")).to_be_visible()


async def test_commands_are_completed_with_their_usage(visit: Visit) -> None:
    emil = await visit("emil", "marketing")

    await emil.composer.press_sequentially("/che")
    await expect(emil.offers.get_by_role("option", name="/checkin")).to_be_visible()
    await emil.page.keyboard.press("Enter")

    await expect(emil.composer).to_have_value("/checkin ")
    await expect(emil.main.get_by_text("/checkin KEY RESULT VALUE")).to_be_visible()


async def test_mentions_are_completed(visit: Visit) -> None:
    emil = await visit("emil", "marketing")

    await emil.composer.press_sequentially("Thank you @fara")
    await expect(emil.offers.get_by_role("option", name="Farah Haddad")).to_be_visible()
    await emil.page.keyboard.press("Tab")
    await emil.main.get_by_role("button", name="Send").click()

    await expect(emil.message("Thank you").get_by_text("@Farah Haddad")).to_be_visible()


async def test_a_completion_is_left_by_escape_with_the_words_kept(visit: Visit) -> None:
    emil = await visit("emil", "marketing")

    await emil.composer.press_sequentially("/ok")
    await expect(emil.offers.get_by_role("option", name="/okr").first).to_be_visible()
    await emil.page.keyboard.press("Escape")

    await expect(emil.offers).to_be_hidden()
    await expect(emil.composer).to_have_value("/ok")
