"""What the pictures show: places of Company X, and one for the README."""

from collections.abc import Awaitable, Callable, Mapping

from playwright.async_api import ViewportSize, expect

from tests.browser.seat import Seat

WHO = "emil"
TALL = ViewportSize(width=1280, height=960)
UPDATE = "/okr update KR-5 1710 --confidence 8 The fair in Lyon was good"


async def quietly(seat: Seat) -> None:
    """Put the tour away, and the cursor out of the box."""
    await seat.press(seat.page.get_by_role("region", name="Tour"), "Close")
    await seat.page.evaluate("document.activeElement.blur()")


async def channel(seat: Seat) -> None:
    """A team's channel after one line of typing."""
    await seat.go(WHO, "marketing")
    await seat.say(UPDATE)
    await expect(seat.message("1,710")).to_be_visible()
    await expect(seat.message("Check-in, week")).to_contain_text("2 of 2 in")
    await expect(seat.message("Check-in, week")).to_contain_text("3 replies")


async def modal(seat: Seat) -> None:
    """The form of one key result, with a number that is none."""
    await seat.go(WHO, "marketing")
    await seat.say("/okr update KR-5")
    await seat.dialog.get_by_label("Value").fill("nearly there")
    await seat.press(seat.dialog, "Check in")
    await expect(seat.dialog).to_contain_text("is not a number")


async def home(seat: Seat) -> None:
    """What one works on."""
    await seat.page.set_viewport_size(TALL)
    await seat.go(WHO, "home")
    await expect(seat.main).to_contain_text("Mine")
    await quietly(seat)


async def thread(seat: Seat) -> None:
    """The check-ins under a team's post, and the two who speak about them."""
    slack = seat.slack
    post = [message for message in slack.messages("product") if "Check-in, week" in message.text][-1]
    await slack.say("ana", "product", "Good news. Is Thursday certain?", post.ts)
    answer = await slack.say("ben", "product", "Booked. The lab needs two days.", post.ts)
    await slack.react("ana", answer, "heavy_check_mark")
    await seat.go(WHO, "product", thread=post.ts)
    await expect(seat.thread).to_contain_text("two days")
    await quietly(seat)


async def feedback(seat: Seat) -> None:
    """Feedback by mention in a thread, and the menu of a message that gives it in private."""
    slack = seat.slack
    root = await slack.say("ben", "product", "The demo is recorded: butter on toast in 41 seconds.")
    await seat.go("ana", "product", thread=root.ts)
    await seat.say_in_thread("@rungs feedback @ben Clear demo, next time show the numbers first")
    await expect(seat.reply("Everyone here can read this.")).to_be_visible()
    await slack.say("farah", "product", "Shown at the fair. Two cooks want one.", root.ts)
    await quietly(seat)
    message = seat.reply("Two cooks")
    await message.hover()
    await seat.press(message, "More")
    await expect(seat.page.get_by_role("menuitem", name="Give feedback")).to_be_visible()


async def feedback_form(seat: Seat) -> None:
    """What that menu opens; who will read it is said before it is sent."""
    await seat.page.set_viewport_size(TALL)
    await feedback(seat)
    await seat.page.get_by_role("menuitem", name="Give feedback").click()
    await seat.dialog.get_by_label("Feedback").fill("You let them try it. That said more than our slides.")
    await seat.dialog.get_by_role("heading").first.click()


async def goals(seat: Seat) -> None:
    """Somebody's own goals, approved, and what they come to."""
    await seat.go(WHO, "marketing")
    await seat.say("/goal list")
    card = seat.message("Attainment")
    await expect(card).to_contain_text("÷ 100")
    await card.evaluate("message => message.scrollIntoView({block: 'end'})")
    await quietly(seat)
    await seat.composer.fill("/goal update G-3 7 Two kitchens in Lyon")
    await seat.page.keyboard.press("Escape")


async def digest(seat: Seat) -> None:
    """A team's week."""
    await seat.go(WHO, "product")
    await seat.message("Every Friday at 15:00").evaluate("message => message.scrollIntoView({block: 'start'})")
    await quietly(seat)


async def steps(seat: Seat) -> None:
    """A key result of steps, right after one of them was done."""
    await seat.slack.command("hugo", "/okr", "show KR-1", channel="general")
    await seat.go("hugo", "general")
    await seat.press(seat.message("KR-1"), "Done")
    card = seat.message("3 of 3 steps")
    await expect(card).to_contain_text("Undo")
    await card.evaluate("message => message.scrollIntoView({block: 'start'})")
    await quietly(seat)


async def draft(seat: Seat) -> None:
    """A draft in its team's channel, and a suggestion below it that its owner may take over."""
    slack = seat.slack
    await slack.command("ana", "/okr", "new Let mornings begin without a knife --team Product --cycle next --draft")
    await slack.command("ana", "/okr", "kr O-4 Kitchens that butter by themselves from 0 to 500")
    await seat.go("ben", "product")
    await seat.press(seat.message("Draft"), "Agree")
    await expect(seat.message("Draft")).to_contain_text("1 person agrees")
    await seat.press(seat.message("Draft"), "Suggest")
    await seat.dialog.get_by_label("Key result").fill("Testers who would miss it at least 80 --unit %")
    await seat.dialog.get_by_label("Comment").fill("Sold is not yet loved.")
    await seat.press(seat.dialog, "Suggest")
    await expect(seat.message("Draft").get_by_role("link", name="1 reply")).to_be_visible()
    post = [message for message in slack.messages("product") if "Draft" in message.text][-1]
    await seat.go("ana", "product", thread=post.ts)
    await expect(seat.thread).to_contain_text("Sold is not yet loved")
    await quietly(seat)


async def tree(seat: Seat) -> None:
    """Three objectives, of which the first counts those that are part of it."""
    await seat.slack.command("ines", "/okr", "edit O-1 --progress aligned")
    await seat.go(WHO, "general")
    await seat.say("/okr tree")
    await expect(seat.message("Vision")).to_contain_text("O-3")
    await quietly(seat)


async def tree_30(seat: Seat) -> None:
    """Thirty objectives, one of them opened."""
    await seat.page.set_viewport_size(TALL)
    await seat.go(WHO, "general")
    await seat.say("/okr tree")
    await seat.message("Vision").get_by_role("button", name="Open", exact=True).nth(1).click()
    await expect(seat.message("Company X ›")).to_contain_text("Denmark")
    await quietly(seat)


async def tree_300(seat: Seat) -> None:
    """Three hundred objectives, on the last page of those below the toaster."""
    await seat.page.set_viewport_size(TALL)
    await seat.go(WHO, "general")
    await seat.say("/okr tree O-2")
    for page in range(1, 5):
        await seat.press(seat.message(f"Page {page} of 5"), "Next")
    await expect(seat.message("Page 5 of 5")).to_contain_text("Back")
    await quietly(seat)


async def readme(seat: Seat) -> None:
    """Somebody writes one line, and the team's thread knows."""
    await channel(seat)
    await seat.message("Check-in, week").get_by_role("link", name="repl").click()
    await expect(seat.thread).to_contain_text("KR-5")
    await quietly(seat)
    await seat.composer.fill("/okr why KR-5")
    await seat.page.keyboard.press("Escape")


Scene = Callable[[Seat], Awaitable[None]]
SCENES: Mapping[str, Scene] = {
    "rungs": readme,
    "channel": channel,
    "modal": modal,
    "home": home,
    "thread": thread,
    "feedback": feedback,
    "feedback-form": feedback_form,
    "goals": goals,
    "digest": digest,
    "steps": steps,
    "draft": draft,
    "tree": tree,
    "tree-30": tree_30,
    "tree-300": tree_300,
}
SIZES: Mapping[Scene, tuple[int, int]] = {tree_30: (3, 8), tree_300: (11, 26)}
"""Countries, and objectives below each, that a workspace has more than Company X."""
