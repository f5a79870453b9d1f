"""What the pictures show: five places of Company X, and one for the README."""

from collections.abc import Awaitable, Callable, Mapping

from playwright.async_api import expect

from tests.browser.seat import Seat

WHO = "emil"
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


async def modal(seat: Seat) -> None:
    """The form of one key result, with a number that is none."""
    await seat.go(WHO, "marketing")
    await seat.say("/okr update KR-5")
    await seat.dialog.get_by_label("Value").fill("nearly there")
    await seat.press(seat.dialog, "Check in")
    await expect(seat.dialog).to_contain_text("is not a number")


async def home(seat: Seat) -> None:
    """What one works on."""
    await seat.go(WHO, "home")
    await expect(seat.main).to_contain_text("Mine")
    await quietly(seat)


async def thread(seat: Seat) -> None:
    """The check-ins under a team's post, and the two who speak about them."""
    slack = seat.slack
    post = [message for message in slack.messages("product") if "Check-in, week" in message.text][-1]
    await slack.say("ana", "product", "Good news. Is Thursday certain? I would tell the shops.", post.ts)
    answer = await slack.say("ben", "product", "It is booked. The lab needs two days, then we know.", post.ts)
    await slack.react("ana", answer, "heavy_check_mark")
    await seat.go(WHO, "product", thread=post.ts)
    await expect(seat.thread).to_contain_text("two days")
    await quietly(seat)


async def digest(seat: Seat) -> None:
    """A team's week."""
    await seat.go(WHO, "product")
    await seat.message("Every Friday at 15:00").evaluate("message => message.scrollIntoView({block: 'start'})")
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
    "digest": digest,
}
