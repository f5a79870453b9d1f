"""What happens around messages: threads, buttons, shortcuts, reactions, and others who read along."""

import re

from playwright.async_api import ViewportSize, expect

from bot.playground.server import Playground
from tests.browser.visitors import Visit


async def test_a_button_in_a_thread_does_its_work_there(visit: Visit) -> None:
    emil = await visit("emil", "marketing")
    await emil.say("@rungs okr show KR-5")
    await emil.message("okr show KR-5").get_by_role("link", name="1 reply").click()

    await emil.press(emil.reply("Obtain 3,000 pre-orders"), "Why")

    await expect(emil.reply("÷ (3,000")).to_be_visible()


async def test_a_message_of_a_thread_is_kept_by_its_shortcut(visit: Visit, town: Playground) -> None:
    root = await town.say("goran", "product", "The prototype is through")
    await town.say("goran", "product", "Ben stayed late for it", thread_ts=root.ts)
    ana = await visit("ana", "product")
    await ana.message("The prototype is through").get_by_role("link", name="1 reply").click()

    await ana.choose(ana.reply("Ben stayed late for it"), "Save as evidence")
    await ana.dialog.get_by_label("Note").fill("Helps without being asked")
    await ana.dialog.get_by_role("combobox", name="About").fill("Ben")
    await ana.page.get_by_role("option", name="Ben Okafor").click()
    await ana.press(ana.dialog, "Save")

    await expect(ana.dialog).to_contain_text("Saved as evidence about")


async def test_feedback_is_given_from_the_menu_of_a_message_in_a_thread(visit: Visit, town: Playground) -> None:
    root = await town.say("goran", "product", "The demo is over")
    await town.say("ben", "product", "I showed the numbers last", thread_ts=root.ts)
    ana = await visit("ana", "product")
    await ana.go("ana", "product", root.ts)

    await ana.choose(ana.reply("I showed the numbers last"), "Give feedback")
    await expect(ana.dialog).to_contain_text("I showed the numbers last")
    await expect(ana.dialog).to_contain_text("Ben Okafor")
    await ana.dialog.get_by_label("Feedback").fill("Clear demo; next time the numbers first")
    await ana.press(ana.dialog, "Give")

    await expect(ana.dialog).to_contain_text("is given to")
    await expect(ana.thread.get_by_text("Clear demo")).to_have_count(0)


async def test_feedback_by_mention_in_a_thread_says_there_that_everyone_reads_it(
    visit: Visit, town: Playground
) -> None:
    root = await town.say("ben", "product", "Second demo done")
    ana = await visit("ana", "product")
    await ana.go("ana", "product", root.ts)

    await ana.say_in_thread("@rungs feedback @ben Clear demo, next time show the numbers first")

    await expect(ana.reply("Everyone here can read this.")).to_contain_text(
        "For private feedback use Give feedback in the message's menu."
    )


async def test_a_mention_in_a_thread_is_answered_in_that_thread(visit: Visit, town: Playground) -> None:
    root = await town.say("goran", "product", "Where do the pre-orders stand?")
    ana = await visit("ana", "product")
    await ana.go("ana", "product", root.ts)

    await ana.say_in_thread("@rungs okr show KR-5")

    await expect(ana.reply("Obtain 3,000 pre-orders")).to_be_visible()
    await expect(ana.message("Where do the pre-orders stand?").get_by_role("link", name="2 replies")).to_be_visible()
    await expect(ana.main.get_by_text("Obtain 3,000 pre-orders")).to_have_count(0)


async def test_a_message_s_menu_is_the_same_in_a_thread(visit: Visit, town: Playground) -> None:
    root = await town.say("goran", "product", "The test report is in")
    await town.say("ben", "product", "Read it on the train", thread_ts=root.ts)
    ana = await visit("ana", "product")
    await ana.go("ana", "product", root.ts)
    reply = ana.reply("Read it on the train")

    await reply.hover()
    await ana.press(reply, "More")

    menu = ana.page.get_by_role("menu", name="More for this message")
    assert await menu.get_by_role("menuitem").all_inner_texts() == [title for _, title in town.shortcuts]


async def test_words_are_answered_in_a_thread(visit: Visit, town: Playground) -> None:
    await town.say("goran", "product", "Who brings cake?")
    ana = await visit("ana", "product")

    await ana.message("Who brings cake?").get_by_role("link", name="Reply in thread").click()
    await ana.say_in_thread("I do")

    await expect(ana.reply("I do")).to_be_visible()
    await expect(ana.message("Who brings cake?").get_by_role("link", name="1 reply")).to_be_visible()


async def test_a_command_in_a_thread_is_refused_as_slack_does(visit: Visit, town: Playground) -> None:
    root = await town.say("goran", "product", "How far are we?")
    ana = await visit("ana", "product")
    await ana.go("ana", "product", root.ts)

    await ana.say_in_thread("/okr list")

    await expect(
        ana.page.get_by_text(re.compile("no slash commands in threads|not supported in threads"))
    ).to_be_visible()


async def test_a_reaction_is_added_and_taken_back(visit: Visit, town: Playground) -> None:
    await town.say("goran", "product", "Cake in the kitchen")
    ana = await visit("ana", "product")
    message = ana.message("Cake in the kitchen")

    await message.hover()
    await ana.press(message, "React")
    await ana.page.get_by_role("menuitem", name="tada").click()
    pill = message.get_by_role("button", name=re.compile("^tada"))
    await expect(pill).to_have_attribute("aria-pressed", "true")
    await pill.click()

    await expect(pill).to_have_count(0)


async def test_two_people_read_each_other_as_they_write(visit: Visit) -> None:
    ana, goran = await visit("ana", "product"), await visit("goran", "product")

    await ana.say("Is the toaster warm?")
    await expect(goran.message("Is the toaster warm?")).to_be_visible()
    await goran.say("It butters itself")

    await expect(ana.message("It butters itself")).to_be_visible()


async def test_a_draft_outlives_what_others_write_meanwhile(visit: Visit, town: Playground) -> None:
    ana = await visit("ana", "product")
    await ana.composer.press_sequentially("Half a sen")

    await town.say("goran", "product", "Something happened")
    await expect(ana.message("Something happened")).to_be_visible()
    await ana.page.keyboard.type("tence")

    await expect(ana.composer).to_have_value("Half a sentence")
    await expect(ana.composer).to_be_focused()


async def test_what_came_elsewhere_is_marked_unread_until_it_is_read(visit: Visit, town: Playground) -> None:
    ana = await visit("ana", "product")
    await ana.go("ana", "general")
    channel = ana.page.get_by_role("navigation").get_by_role("link", name="product")

    await town.say("goran", "product", "News")
    await expect(channel).to_have_accessible_name(re.compile("1 new"))
    await channel.click()

    await expect(ana.message("News")).to_be_visible()
    await expect(channel).not_to_have_accessible_name(re.compile("new"))


async def test_the_newest_message_stays_in_sight_when_a_thread_opens_beside_it(visit: Visit) -> None:
    emil = await visit("emil", "marketing", window=ViewportSize(width=1280, height=800))
    await emil.say("/okr update KR-5 1710 --confidence 8")
    undo = emil.message("Only visible to you").get_by_role("button", name="Undo")
    await expect(undo).to_be_in_viewport(ratio=1)

    await emil.message("Check-in, week").get_by_role("link", name=re.compile("repl")).click()
    await expect(emil.thread).to_contain_text("KR-5")

    await expect(undo).to_be_in_viewport(ratio=1)


async def test_one_can_be_somebody_else(visit: Visit) -> None:
    emil = await visit("emil", "marketing")
    await emil.say("/okr list")
    await expect(emil.message("Only visible to you")).to_be_visible()

    await emil.page.get_by_role("button", name=re.compile("You are Emil Novak")).click()
    await emil.page.get_by_role("menuitemradio", name=re.compile("Farah Haddad")).click()

    await expect(emil.page.get_by_role("button", name=re.compile("You are Farah Haddad"))).to_be_visible()
    await expect(emil.main.get_by_role("heading", name=re.compile("marketing"))).to_be_visible()
    await expect(emil.main.get_by_text("Only visible to you")).to_have_count(0)
